#include "report/text_lines.h"

#include "report/clean.h"

#include <string.h>

void lines_blank(struct lines *l)
{
    text_add_char(l->out, '\n');
}

static const char *look_code(enum lines_look look)
{
    switch (look) {
    case LOOK_PLAIN:
        return "";
    case LOOK_STRONG:
        return "\x1b[1m";
    case LOOK_SOFT:
        return "\x1b[2m";
    case LOOK_WARM:
        return "\x1b[1;33m";
    }
    return "";
}

/* What is shown of a clean string here. */
static void add_shown(const struct lines *l, struct text *t, const char *s)
{
    if (l->utf8)
        text_add(t, s);
    else
        clean_add_ascii(t, s);
}

/* A finished line: blanks at its end go, the look goes around it. */
static void put_line(struct lines *l, enum lines_look look, const char *s)
{
    AUTO_TEXT struct text cut = {.at = NULL};
    const char *code = l->colour ? look_code(look) : "";
    size_t len;

    clean_add_cut(&cut, s, l->width, l->utf8);
    len = cut.len;
    while (len > 0 && cut.at[len - 1] == ' ')
        len--;
    text_add(l->out, code);
    text_add_bytes(l->out, text_string(&cut), len);
    if (code[0])
        text_add(l->out, "\x1b[0m");
    text_add_char(l->out, '\n');
    l->out->failed |= cut.failed;
}

void lines_one(struct lines *l, enum lines_look look, const char *s)
{
    AUTO_TEXT struct text shown = {.at = NULL};

    add_shown(l, &shown, s);
    l->out->failed |= shown.failed;
    put_line(l, look, text_string(&shown));
}

/* The end of as many whole words of `s` as fit; of one word that is too long, as much as fits. */
static const char *fitting(const char *s, size_t columns)
{
    const char *best = NULL;
    size_t width = 0;

    while (*s) {
        const char *from = s;
        int32_t code = clean_next(&s);

        if (code == ' ')
            best = from;
        width += clean_columns(code);
        if (width > columns)
            return best ? best : from;
    }
    return s;
}

void lines_wrap(struct lines *l, enum lines_look look, const char *first, const char *indent,
                const char *s)
{
    AUTO_TEXT struct text shown = {.at = NULL};
    AUTO_TEXT struct text line = {.at = NULL};
    const char *at, *before = first;

    add_shown(l, &shown, s);
    at = text_string(&shown);
    while (*at == ' ')
        at++;
    while (*at) {
        const char *end = fitting(at, l->width - strlen(before));

        if (end == at) /* a first character wider than the line has room for */
            clean_next(&end);
        text_clear(&line);
        text_add(&line, before);
        text_add_bytes(&line, at, (size_t)(end - at));
        put_line(l, look, text_string(&line));
        before = indent;
        at = end;
        while (*at == ' ')
            at++;
    }
    l->out->failed |= shown.failed || line.failed;
}

void lines_heading(struct lines *l, const char *s)
{
    AUTO_TEXT struct text rule = {.at = NULL};

    lines_blank(l);
    lines_one(l, LOOK_STRONG, s);
    for (size_t i = 0; i < l->width; i++)
        text_add(&rule, l->utf8 ? "─" : "-");
    put_line(l, LOOK_SOFT, text_string(&rule));
}

void lines_cell(struct lines *l, struct text *row, const char *s, size_t columns, bool right)
{
    AUTO_TEXT struct text shown = {.at = NULL};
    AUTO_TEXT struct text cut = {.at = NULL};
    size_t width;

    add_shown(l, &shown, s);
    clean_add_cut(&cut, text_string(&shown), columns, l->utf8);
    width = clean_width(text_string(&cut));
    for (size_t i = width; right && i < columns; i++)
        text_add_char(row, ' ');
    text_add(row, text_string(&cut));
    for (size_t i = width; !right && i < columns; i++)
        text_add_char(row, ' ');
    row->failed |= shown.failed || cut.failed;
}

void lines_cell_foreign(struct lines *l, struct text *row, const char *s, size_t columns)
{
    AUTO_TEXT struct text clean = {.at = NULL};

    clean_add(&clean, s);
    lines_cell(l, row, text_string(&clean), columns, false);
    row->failed |= clean.failed;
}

void lines_bar(struct lines *l, struct text *row, uint32_t low, uint32_t high, uint32_t most,
               size_t columns)
{
    size_t solid = 0, light = 0;

    if (most > 0) {
        solid = (size_t)((uint64_t)low * columns / most);
        light = (size_t)(((uint64_t)high * columns + most - 1) / most);
    }
    for (size_t i = 0; i < columns; i++) {
        if (i < solid)
            text_add(row, l->utf8 ? "█" : "#");
        else if (i < light)
            text_add(row, l->utf8 ? "░" : "-");
        else
            text_add_char(row, ' ');
    }
}

const char *lines_shade(const struct lines *l, unsigned minutes)
{
    static const char *const blocks[] = {"· ", "░░", "▒▒", "▓▓", "██"};
    static const char *const plain[] = {". ", "::", "++", "**", "##"};
    size_t step = minutes == 0 ? 0 : minutes < 10 ? 1 : minutes < 25 ? 2 : minutes < 45 ? 3 : 4;

    return l->utf8 ? blocks[step] : plain[step];
}
