/*
 * arena — memory of one page, given back as a whole.
 *
 * A failed allocation is remembered (`failed`) and asked about once at the end; what is handed out
 * after it is the empty string or NULL, never a pointer that may not be read.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks;
    bool failed;
};

/* Zeroed room for `n` elements of `size` bytes; NULL where n is 0 or memory ran out. */
void *arena_array(struct arena *a, size_t n, size_t size);

/* What a text holds, copied; the text is emptied for its next use. Never NULL. */
const char *arena_text(struct arena *a, struct text *t);

/* A string by a printf format. Never NULL. */
const char *arena_format(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Foreign text made visible (visible.h), copied. Never NULL. */
const char *arena_visible(struct arena *a, const char *foreign);

/* Gives everything back. */
void arena_done(struct arena *a);
