/*
 * text — a string that grows.
 *
 * A failed allocation is remembered (`failed`) and asked about once at the end; what was added
 * until then stays readable. Always NUL-terminated once something was added.
 */
#pragma once

#include "base/scope.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct text {
    char *at; /* owned; NULL while nothing was added */
    size_t len, room;
    bool failed;
};

#define AUTO_TEXT __attribute__((cleanup(text_done)))

void text_done(struct text *t);
void text_clear(struct text *t);
void text_add_bytes(struct text *t, const void *at, size_t len);
void text_add(struct text *t, const char *s);
void text_add_char(struct text *t, char c);
void text_add_number(struct text *t, unsigned long long n); /* decimal, quicker than printf */
void text_addf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vaddf(struct text *t, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* What was added, "" where nothing was; borrowed until the next change. */
const char *text_string(const struct text *t);

/* Ownership of the string leaves the text, which is empty after it; NULL if an allocation failed.
 */
MUST_USE char *text_take(struct text *t);

/**
 * text_add_visible() - add foreign text so that a terminal and a log line stay whole
 *
 * Printable ASCII is added as it is; every other byte, and the backslash, as \xHH.
 */
void text_add_visible(struct text *t, const char *s);
