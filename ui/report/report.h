/*
 * report — a page for a parent, written in one of four forms.
 *
 * All four are made of one struct page and say the same numbers. Nothing is fetched, nothing links
 * to a visited site, and foreign text is made visible before it gets here.
 */
#pragma once

#include "insight/week.h"

#include <stdbool.h>
#include <stdio.h>

enum report_format { REPORT_TEXT, REPORT_HTML, REPORT_JSON, REPORT_CSV };

struct report_input {
    const struct week *const *weeks; /* one for each child; borrowed */
    size_t n_weeks;
    const char *cards; /* the folder of cards (card.h), shown of new platforms; NULL: none */
};

/* How the text form may look; the others do not read it. */
struct report_style {
    bool colour; /* ANSI colours; only for a terminal, and not where NO_COLOR is set */
    bool utf8;   /* the locale shows UTF-8; otherwise ASCII only is written */
    int width;   /* columns, 0 for 80; at least 40 */
};

/**
 * report_write() - write the report
 * @style: for REPORT_TEXT; NULL for 80 columns of UTF-8 without colour
 *
 * Return: 0 when all of it was written and flushed; -ENOMEM; or the -errno of the failed write
 * (-EIO where it is not known).
 */
MUST_USE int report_write(const struct report_input *in, enum report_format format, FILE *out,
                          const struct report_style *style);

/* "text", "html", "json", "csv"; false, and nothing set, for another word. */
bool report_format_from_name(const char *word, enum report_format *ret_format);
