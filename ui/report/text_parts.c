#include "report/text_parts.h"

#include "report/visible.h"

#include <string.h>

enum { WIDTH_USUAL = 80, WIDTH_LEAST = 40, WIDTH_MOST = 400 };

#define BOLD  "\033[1m"
#define PLAIN "\033[0m"

struct printer printer_of(struct text *out, const struct report_style *style)
{
    int width = style->width > 0 ? style->width : WIDTH_USUAL;

    if (width < WIDTH_LEAST)
        width = WIDTH_LEAST;
    if (width > WIDTH_MOST)
        width = WIDTH_MOST;
    return (struct printer){
        .out = out, .colour = style->colour, .utf8 = style->utf8, .width = (size_t)width};
}

void printer_done(struct printer *p)
{
    text_done(&p->scratch);
}

/* The words as they are shown; borrowed until the next call. */
static const char *shown(struct printer *p, const char *words)
{
    if (p->utf8)
        return words;
    text_clear(&p->scratch);
    visible_add_ascii(&p->scratch, words);
    if (p->scratch.failed)
        p->out->failed = true;
    return text_string(&p->scratch);
}

static void add_blanks(struct text *t, size_t n)
{
    for (; n > 0; n--)
        text_add_char(t, ' ');
}

void printer_line(struct printer *p)
{
    while (p->out->len > 0 && p->out->at[p->out->len - 1] == ' ')
        p->out->at[--p->out->len] = '\0';
    text_add_char(p->out, '\n');
}

/* Bytes of the longest beginning of @at that fits, at least one character. */
static size_t bytes_that_fit(const char *at, size_t len, size_t columns)
{
    size_t fits = 0, step;

    while (fits < len) {
        char one[5] = "";

        visible_code_point(at + fits, &step);
        memcpy(one, at + fits, step);
        if (visible_columns(one) > columns)
            break;
        columns -= visible_columns(one);
        fits += step;
    }
    if (fits == 0)
        visible_code_point(at, &fits);
    return fits;
}

static size_t columns_between(const char *at, size_t len)
{
    AUTO_TEXT struct text t = {.at = NULL};

    text_add_bytes(&t, at, len);
    return visible_columns(text_string(&t));
}

void printer_paragraph(struct printer *p, size_t indent, const char *first, const char *words)
{
    size_t at_column = visible_columns(first);
    bool is_first_word = true;

    text_add(p->out, first);
    add_blanks(p->out, indent > at_column ? indent - at_column : 0);
    at_column = indent;
    words = shown(p, words);
    while (*words) {
        size_t len = strcspn(words, " ");
        size_t columns = columns_between(words, len);

        if (!is_first_word && at_column + 1 + columns > p->width) {
            printer_line(p);
            add_blanks(p->out, indent);
            at_column = indent;
            is_first_word = true;
        }
        if (!is_first_word) {
            text_add_char(p->out, ' ');
            at_column++;
        }
        if (columns > p->width - at_column) { /* longer than a line: broken where it has to be */
            len = bytes_that_fit(words, len, p->width - at_column);
            columns = p->width - at_column;
        }
        text_add_bytes(p->out, words, len);
        at_column += columns;
        is_first_word = false;
        words += len;
        words += strspn(words, " ");
    }
    printer_line(p);
}

void printer_bold(struct printer *p, const char *words)
{
    if (p->colour)
        text_add(p->out, BOLD);
    visible_add_cut(p->out, shown(p, words), p->width, p->utf8 ? "…" : "...");
    if (p->colour)
        text_add(p->out, PLAIN);
    printer_line(p);
}

void printer_heading(struct printer *p, const char *words)
{
    printer_line(p);
    printer_bold(p, words);
    for (size_t i = 0, n = visible_columns(shown(p, words)); i < n && i < p->width; i++)
        text_add(p->out, p->utf8 ? "─" : "-");
    printer_line(p);
}

void printer_cell(struct printer *p, const char *words, size_t columns)
{
    size_t used = visible_add_cut(p->out, shown(p, words), columns, p->utf8 ? "…" : "...");

    add_blanks(p->out, columns - used);
}

static size_t part_of(uint32_t n, uint32_t most, size_t columns)
{
    return (size_t)(((uint64_t)n * columns + most / 2) / most);
}

void printer_bar(struct printer *p, struct minutes m, uint32_t most, size_t columns)
{
    size_t high = most > 0 ? part_of(m.high, most, columns) : 0;
    size_t low = most > 0 ? part_of(m.low, most, columns) : 0;

    if (m.high > 0 && high == 0)
        high = 1;
    if (high > columns)
        high = columns;
    for (size_t i = 0; i < columns; i++)
        text_add(p->out, i < low ? (p->utf8 ? "█" : "#") : i < high ? (p->utf8 ? "░" : "-") : " ");
}

void printer_heat(struct printer *p, uint8_t minutes)
{
    static const char *const blocks[] = {"·", "░", "▒", "▓", "█"};
    static const char *const ascii[] = {".", ":", "+", "*", "#"};
    size_t level = minutes == 0 ? 0 : minutes <= 5 ? 1 : minutes <= 15 ? 2 : minutes <= 30 ? 3 : 4;

    text_add(p->out, p->utf8 ? blocks[level] : ascii[level]);
}
