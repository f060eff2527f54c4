#include "report/clean.h"

#include <stdbool.h>
#include <string.h>

int32_t clean_next(const char **s)
{
    const unsigned char *at = (const unsigned char *)*s;
    int32_t code, least;
    int more;

    *s += 1;
    if (at[0] < 0x80)
        return at[0];
    if (at[0] >= 0xc2 && at[0] <= 0xdf) {
        more = 1, code = at[0] & 0x1f, least = 0x80;
    } else if (at[0] >= 0xe0 && at[0] <= 0xef) {
        more = 2, code = at[0] & 0x0f, least = 0x800;
    } else if (at[0] >= 0xf0 && at[0] <= 0xf4) {
        more = 3, code = at[0] & 0x07, least = 0x10000;
    } else {
        return -1;
    }
    for (int i = 1; i <= more; i++) { /* stops at the NUL, which continues nothing */
        if ((at[i] & 0xc0) != 0x80)
            return -1;
        code = code << 6 | (at[i] & 0x3f);
    }
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return -1;
    *s += more;
    return code;
}

struct range {
    int32_t first, last;
};

static bool is_in(const struct range *ranges, size_t n, int32_t code)
{
    for (size_t i = 0; i < n; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    return false;
}

/* What acts on the text around it or cannot be seen: Unicode 15, general categories Cc, Cf, Zl, Zp
 * and what is no character, and blanks that look like nothing. */
static const struct range unseen[] = {
    {0x0000, 0x001f},   {0x007f, 0x009f},   {0x00ad, 0x00ad},   {0x034f, 0x034f},
    {0x0600, 0x0605},   {0x061c, 0x061c},   {0x06dd, 0x06dd},   {0x070f, 0x070f},
    {0x0890, 0x0891},   {0x08e2, 0x08e2},   {0x115f, 0x1160},   {0x17b4, 0x17b5},
    {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},
    {0x3164, 0x3164},   {0xe000, 0xf8ff},   {0xfdd0, 0xfdef},   {0xfeff, 0xfeff},
    {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0xfffe, 0xffff},   {0x110bd, 0x110bd},
    {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
    {0x1fffe, 0x1ffff}, {0x2fffe, 0x2ffff}, {0x3fffe, 0x3ffff}, {0x40000, 0x10ffff},
};

void clean_add(struct text *t, const char *s)
{
    while (s && *s) {
        const char *from = s;
        int32_t code = clean_next(&s);

        if (code < 0)
            text_addf(t, "\\x%02x", (unsigned char)*from);
        else if (!is_in(unseen, ARRAY_LEN(unseen), code))
            text_add_bytes(t, from, (size_t)(s - from));
        else if (code < 0x80)
            text_addf(t, "\\x%02x", (unsigned)code);
        else
            text_addf(t, code > 0xffff ? "\\U%08X" : "\\u%04X", (unsigned)code);
    }
}

/* Marks that stand on the character before them; the common blocks of Unicode's Mn and Me. */
static const struct range combining[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x05bf, 0x05bf}, {0x05c1, 0x05c2},
    {0x05c4, 0x05c5}, {0x0610, 0x061a}, {0x064b, 0x065f}, {0x0670, 0x0670}, {0x06d6, 0x06dc},
    {0x06df, 0x06e4}, {0x06e7, 0x06e8}, {0x06ea, 0x06ed}, {0x0900, 0x0902}, {0x093c, 0x093c},
    {0x0941, 0x0948}, {0x094d, 0x094d}, {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e},
    {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20f0}, {0x302a, 0x302d}, {0x3099, 0x309a},
    {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
};

/* East Asian wide and full-width, and pictures (Unicode TR 11). */
static const struct range wide[] = {
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x2329, 0x232a},   {0x23e9, 0x23ec},
    {0x23f0, 0x23f0},   {0x23f3, 0x23f3},   {0x25fd, 0x25fe},   {0x2614, 0x2615},
    {0x2648, 0x2653},   {0x267f, 0x267f},   {0x2693, 0x2693},   {0x26a1, 0x26a1},
    {0x26aa, 0x26ab},   {0x26bd, 0x26be},   {0x26c4, 0x26c5},   {0x26ce, 0x26ce},
    {0x26d4, 0x26d4},   {0x26ea, 0x26ea},   {0x26f2, 0x26f3},   {0x26f5, 0x26f5},
    {0x26fa, 0x26fa},   {0x26fd, 0x26fd},   {0x2705, 0x2705},   {0x270a, 0x270b},
    {0x2728, 0x2728},   {0x274c, 0x274c},   {0x274e, 0x274e},   {0x2753, 0x2755},
    {0x2757, 0x2757},   {0x2795, 0x2797},   {0x27b0, 0x27b0},   {0x27bf, 0x27bf},
    {0x2b1b, 0x2b1c},   {0x2b50, 0x2b50},   {0x2b55, 0x2b55},   {0x2e80, 0x303e},
    {0x3041, 0x33ff},   {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xa000, 0xa4cf},
    {0xa960, 0xa97c},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
    {0xff01, 0xff60},   {0xffe0, 0xffe6},   {0x16fe0, 0x18cff}, {0x1aff0, 0x1b2ff},
    {0x1f004, 0x1f004}, {0x1f0cf, 0x1f0cf}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a},
    {0x1f200, 0x1f320}, {0x1f32d, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f7e0, 0x1f7eb},
    {0x1f900, 0x1faff}, {0x20000, 0x3fffd},
};

unsigned clean_columns(int32_t code)
{
    if (code < 0x300)
        return 1;
    if (is_in(combining, ARRAY_LEN(combining), code))
        return 0;
    return is_in(wide, ARRAY_LEN(wide), code) ? 2 : 1;
}

size_t clean_width(const char *s)
{
    size_t columns = 0;

    while (*s)
        columns += clean_columns(clean_next(&s));
    return columns;
}

void clean_add_ascii(struct text *t, const char *s)
{
    while (*s) {
        int32_t code = clean_next(&s);

        if (code >= 0 && code < 0x80) {
            text_add_char(t, (char)code);
            continue;
        }
        if (clean_columns(code) == 0)
            continue;
        switch (code) {
        case 0x2013: /* – */
        case 0x2014: /* — */
        case 0x00b7: /* · */
            text_add_char(t, '-');
            break;
        case 0x2018: /* ‘ */
        case 0x2019: /* ’ */
            text_add_char(t, '\'');
            break;
        case 0x201c: /* “ */
        case 0x201d: /* ” */
            text_add_char(t, '"');
            break;
        case 0x2026: /* … */
            text_add(t, "...");
            break;
        case 0x00bd: /* ½ */
            text_add(t, ".5");
            break;
        case 0x00a0:
            text_add_char(t, ' ');
            break;
        default: /* of all Unicode, not of an enum of ours */
            text_add_char(t, '?');
        }
    }
}

void clean_add_cut(struct text *t, const char *s, size_t columns, bool utf8)
{
    size_t left = columns;

    if (clean_width(s) <= columns) {
        text_add(t, s);
        return;
    }
    if (columns == 0)
        return;
    left--; /* for the mark */
    while (*s) {
        const char *from = s;
        size_t width = clean_columns(clean_next(&s));

        if (width > left)
            break;
        left -= width;
        text_add_bytes(t, from, (size_t)(s - from));
    }
    text_add(t, utf8 ? "…" : "~");
}
