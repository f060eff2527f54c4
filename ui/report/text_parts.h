/*
 * text_parts — headings, paragraphs, cells and bars of the terminal form.
 *
 * Lines never pass the width. Words come in as the page's UTF-8 and leave as UTF-8 or, where the
 * locale shows no more, as ASCII; they are measured after that and cut last.
 */
#pragma once

#include "insight/week.h"
#include "report/report.h"

struct printer {
    struct text *out;
    struct text scratch; /* words in the form that is shown */
    bool colour, utf8;
    size_t width;
};

struct printer printer_of(struct text *out, const struct report_style *style);
void printer_done(struct printer *p);

/* A paragraph. @first stands before the first line in place of the indent; columns of it at most
 * `indent`. */
void printer_paragraph(struct printer *p, size_t indent, const char *first, const char *words);

void printer_heading(struct printer *p, const char *words);
void printer_bold(struct printer *p, const char *words); /* one line, cut at the width */
void printer_line(struct printer *p);                    /* ends the line */

/* A cell of exactly so many columns, cut with a mark or filled with blanks. */
void printer_cell(struct printer *p, const char *words, size_t columns);

/* A bar of `columns`: low solid, up to high lighter, in parts of most. */
void printer_bar(struct printer *p, struct minutes m, uint32_t most, size_t columns);

/* One field of the heat map: 0 to 60 minutes as one column. */
void printer_heat(struct printer *p, uint8_t minutes);
