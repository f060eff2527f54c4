/*
 * visible — foreign text that cannot do anything but be read.
 *
 * Names of hosts, children and platforms can hold any byte. Before a page is made of them they
 * become valid UTF-8 without control characters, line ends, bidirectional marks (U+202E turns
 * "gpj.exe" around), zero-width characters and non-characters: each of these is written out,
 * a byte as \xHH and a character as \u{HEX}. Letters of any script stay as they are.
 */
#pragma once

#include "base/text.h"

#include <stdint.h>

/* Adds @foreign to @t, made visible. A backslash stays itself: names come with \xHH in them. */
void visible_add(struct text *t, const char *foreign);

/* Columns a terminal gives to valid UTF-8 text, never too few: East Asian and emoji count two. */
size_t visible_columns(const char *text);

/**
 * visible_add_cut() - add at most `columns` columns of valid UTF-8 text
 * @mark: what stands for the rest where it is cut, "…" or "..."; counted within the columns
 *
 * Return: the columns added.
 */
size_t visible_add_cut(struct text *t, const char *text, size_t columns, const char *mark);

/* The same words in ASCII: quotes, dashes and ½ in their ASCII forms, the rest as \u{HEX}. */
void visible_add_ascii(struct text *t, const char *text);

/* Code point at @at and its length in bytes; length 0 at the end, code point -1 (and length 1)
 * where the byte begins no valid UTF-8 sequence. */
int32_t visible_code_point(const char *at, size_t *ret_len);
