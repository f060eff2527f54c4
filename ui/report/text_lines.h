/*
 * text_lines — lines of a terminal: wrapped, padded and cut by columns, never wider than told.
 *
 * Takes clean strings (clean.h). Where the terminal shows no UTF-8 they become ASCII on the way.
 */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lines_look { LOOK_PLAIN, LOOK_STRONG, LOOK_SOFT, LOOK_WARM };

struct lines {
    struct text *out;
    bool colour, utf8;
    size_t width;
};

void lines_blank(struct lines *l);

/* One line, cut where it does not fit. */
void lines_one(struct lines *l, enum lines_look look, const char *s);

/**
 * lines_wrap() - a paragraph
 * @first, @indent: what stands before the first line and before the others; ASCII, same length
 */
void lines_wrap(struct lines *l, enum lines_look look, const char *first, const char *indent,
                const char *s);

/* A heading with a blank line before it and a rule under it. */
void lines_heading(struct lines *l, const char *s);

/* A cell of a row: cut or padded to `columns`, to the right where right is set. */
void lines_cell(struct lines *l, struct text *row, const char *s, size_t columns, bool right);

/* The same on the left of foreign bytes, made clean. */
void lines_cell_foreign(struct lines *l, struct text *row, const char *s, size_t columns);

/* A bar of `columns`: `low` of `most` solid, up to `high` light, the rest blank. */
void lines_bar(struct lines *l, struct text *row, uint32_t low, uint32_t high, uint32_t most,
               size_t columns);

/* One mark for 0 to 60 minutes of an hour. */
const char *lines_shade(const struct lines *l, unsigned minutes);
