/*
 * erased — which time of whom was erased, so that nothing of it comes back late.
 *
 * What a guardian erases can still be on its way: in the kernel, which gathers packets, or in a
 * connection that gets its name only now. Pure; the clock is the caller's.
 */
#pragma once

#include "policy/child.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    ERASED_SPANS_MAX = 8,       /* the latest ones */
    ERASED_ON_ITS_WAY_MS = 500, /* from a packet to its time: some flushes of the kernel */
};

struct erased_span {
    char child[CHILD_NAME_MAX + 1]; /* "": everybody */
    int32_t from_day, to_day;       /* local days, the second one not in it */
    int64_t until_us;               /* wall clock: what began later is new */
};

struct erased {
    struct erased_span spans[ERASED_SPANS_MAX];
    unsigned n; /* ever added */
};

/* [@from_day, @to_day) of @child (NULL: of everybody) was erased at @now_us, wall clock. */
void erased_add(struct erased *e, const char *child, int32_t from_day, int32_t to_day,
                int64_t now_us);

/* Is what began at @when_us, on the local day @day, erased of @child? */
bool erased_has(const struct erased *e, const char *child, int32_t day, int64_t when_us);

/* The clock was set: the times of before mean nothing any more. */
void erased_forget(struct erased *e);
