/*
 * csv — cells of a table in RFC 4180's form, safe to open in a spreadsheet.
 *
 * A cell that a spreadsheet would take for a formula gets an apostrophe in front (OUT-1).
 */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* A comma and the text in quotes; NULL and "" are an empty cell. The text is clean (clean.h). */
void csv_add_text(struct text *t, const char *s);

/* The same of foreign bytes, made clean. */
void csv_add_foreign(struct text *t, const char *s);

/* A comma and the number, or nothing where there is none. */
void csv_add_number(struct text *t, bool has, uint64_t n);
