/*
 * name_set — names, each once, to be counted.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <stdint.h>

struct name_set {
    struct text text; /* names, each with its NUL */
    size_t *at;       /* where each begins */
    size_t n, room;
};

void name_set_done(struct name_set *s);
MUST_USE int name_set_add(struct name_set *s, const char *name); /* 0 or -ENOMEM */

/* In order, each once: before it is asked. */
void name_set_sort(struct name_set *s);
bool name_set_has(const struct name_set *s, const char *name);
const char *name_set_at(const struct name_set *s, size_t n);
