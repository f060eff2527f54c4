#include "report/visible.h"

#include <string.h>

int32_t visible_code_point(const char *at, size_t *ret_len)
{
    const unsigned char *b = (const unsigned char *)at;
    static const int32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t len = b[0] < 0x80 ? 1 : b[0] < 0xc2 ? 0 : b[0] < 0xe0 ? 2 : b[0] < 0xf0 ? 3 : 4;
    int32_t c;

    *ret_len = b[0] != 0;
    if (len == 1)
        return b[0];
    if (len == 0 || b[0] > 0xf4)
        return -1;
    c = b[0] & (0x7f >> len);
    for (size_t i = 1; i < len; i++) {
        if ((b[i] & 0xc0) != 0x80) /* a NUL stops here too */
            return -1;
        c = c << 6 | (b[i] & 0x3f);
    }
    if (c < smallest[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return -1;
    *ret_len = len;
    return c;
}

struct span {
    int32_t first, last;
};

static bool is_in(int32_t c, const struct span *spans, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c >= spans[i].first && c <= spans[i].last)
            return true;
    return false;
}

/* Characters that change how their neighbours look, or show nothing at all. */
static bool is_hidden(int32_t c)
{
    static const struct span hidden[] = {
        {0x00, 0x1f},       {0x7f, 0x9f},       {0xad, 0xad},        /* controls, soft hyphen */
        {0x34f, 0x34f},     {0x61c, 0x61c},     {0x115f, 0x1160},    /* joiners and fillers */
        {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200f},    /* zero width, marks */
        {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},    /* line ends, bidi */
        {0xe000, 0xf8ff},   {0xfdd0, 0xfdef},   {0xfe00, 0xfe0f},    /* private, variations */
        {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},    /* BOM, specials */
        {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}, {0xf0000, 0x10ffff}, /* tags, planes 15, 16 */
    };

    return (c & 0xfffe) == 0xfffe || is_in(c, hidden, ARRAY_LEN(hidden));
}

static bool is_wide(int32_t c)
{
    static const struct span wide[] = {
        {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23f3},
        {0x25fd, 0x25fe},   {0x2614, 0x2615},   {0x2630, 0x2637},   {0x2648, 0x2653},
        {0x267f, 0x2705},   {0x270a, 0x270b},   {0x2728, 0x2728},   {0x274c, 0x2757},
        {0x2795, 0x2797},   {0x27b0, 0x27bf},   {0x2b1b, 0x2b55},   {0x2e80, 0xa4cf},
        {0xa960, 0xa97f},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe10, 0xfe6f},
        {0xff01, 0xff60},   {0xffe0, 0xffe6},   {0x16fe0, 0x18fff}, {0x1aff0, 0x1b2ff},
        {0x1d300, 0x1d376}, {0x1f000, 0x1faff}, {0x20000, 0x3fffd},
    };

    return is_in(c, wide, ARRAY_LEN(wide));
}

void visible_add(struct text *t, const char *foreign)
{
    size_t len;

    for (const char *at = foreign; *at; at += len) {
        int32_t c = visible_code_point(at, &len);

        if (c < 0 || (c < 0x20) || c == 0x7f)
            text_addf(t, "\\x%02x", (unsigned char)*at);
        else if (is_hidden(c))
            text_addf(t, "\\u{%x}", (unsigned)c);
        else
            text_add_bytes(t, at, len);
    }
}

static size_t columns_of(int32_t c)
{
    return is_wide(c) ? 2 : 1;
}

size_t visible_columns(const char *text)
{
    size_t columns = 0, len;

    for (const char *at = text; *at; at += len)
        columns += columns_of(visible_code_point(at, &len));
    return columns;
}

size_t visible_add_cut(struct text *t, const char *text, size_t columns, const char *mark)
{
    size_t whole = visible_columns(text), kept = 0, len;
    size_t mark_columns = visible_columns(mark);

    if (whole <= columns) {
        text_add(t, text);
        return whole;
    }
    if (columns < mark_columns)
        return 0;
    for (const char *at = text; *at; at += len) {
        size_t wide = columns_of(visible_code_point(at, &len));

        if (kept + wide > columns - mark_columns)
            break;
        text_add_bytes(t, at, len);
        kept += wide;
    }
    text_add(t, mark);
    return kept + mark_columns;
}

void visible_add_ascii(struct text *t, const char *text)
{
    static const struct {
        int32_t from;
        const char *to;
    } forms[] = {
        {0xbd, ".5"},   {0x2013, "-"},  {0x2014, "-"},   {0x2018, "'"}, {0x2019, "'"},
        {0x201c, "\""}, {0x201d, "\""}, {0x2026, "..."}, {0xd7, "x"},   {0xb7, "|"},
    };
    size_t len;

    for (const char *at = text; *at; at += len) {
        int32_t c = visible_code_point(at, &len);
        const char *to = NULL;

        for (size_t i = 0; i < ARRAY_LEN(forms); i++)
            if (forms[i].from == c)
                to = forms[i].to;
        if (to)
            text_add(t, to);
        else if (c >= 0x80)
            text_addf(t, "\\u{%x}", (unsigned)c);
        else
            text_add_char(t, *at);
    }
}
