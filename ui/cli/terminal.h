/*
 * terminal — how text may look where it goes: colour, UTF-8, width.
 */
#pragma once

#include "report/report.h"
#include "report/text_lines.h"

#include <jansson.h>

/* Colour on a terminal only, and not where NO_COLOR is set or TERM is dumb; at most 80 columns. */
struct report_style terminal_style(FILE *out);

/* Lines that look as @to lets them, at least 40 columns wide, collected in @out. */
struct lines terminal_lines(FILE *to, struct text *out);

/* All of a text to where it goes, and out of its buffers: 0, -ENOMEM where the text is not whole,
 * or -EIO. */
MUST_USE int terminal_write(FILE *out, const struct text *t);

/* The same of JSON, indented, with a line end; NULL is what there was no memory to make. */
MUST_USE int terminal_write_json(FILE *out, const json_t *json);
