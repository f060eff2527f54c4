/*
 * clean — foreign bytes as text that no output can be hurt by.
 *
 * Names come from the network, from configuration and from lists. What a parent reads of them is
 * valid UTF-8 in which everything that acts instead of being seen is spelled out: control
 * characters and bytes that are no UTF-8 as \xHH, direction marks and invisible characters as
 * \uHHHH. Escaping for a format (markup, quotes) is the format's own business and comes after.
 */
#pragma once

#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

/**
 * clean_add() - add foreign bytes, made visible
 * @s: any bytes up to the NUL; NULL adds nothing
 */
void clean_add(struct text *t, const char *s);

/* The code point at *s, which moves behind it; -1 and one byte on where it is no UTF-8. */
int32_t clean_next(const char **s);

/* Columns that a terminal gives to a code point: 0, 1 or 2. */
unsigned clean_columns(int32_t code);

/* Columns of a clean string. */
size_t clean_width(const char *s);

/**
 * clean_add_ascii() - add a clean string where only ASCII can be shown
 *
 * Typographic signs become their plain forms (– is -, ½ is .5), anything else a question mark.
 */
void clean_add_ascii(struct text *t, const char *s);

/* Add a clean string, at most `columns` wide; what is cut ends in … (or ~ where not utf8). */
void clean_add_cut(struct text *t, const char *s, size_t columns, bool utf8);
