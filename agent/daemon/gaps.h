/*
 * gaps — what the supervisor has to tell the recorder of, until it can.
 *
 * The recorder may be away itself, and what is away longest is told last: gaps wait here. Losses
 * come in great number when they come at all, so those of one kind are one gap that grows, told
 * once in GAPS_EACH_US: neither a flood of packets nor a role gone bad fills the store.
 */
#pragma once

#include "base/scope.h"
#include "store/gap.h"

#define GAPS_EACH_US (10 * SECOND_US)

enum { GAPS_MAX = 64 };

struct gaps {
    struct gap waiting[GAPS_MAX]; /* in the order of their coming */
    size_t n;
    int64_t next_us[GAP_KIND_COUNT]; /* of losses: not told before, steady clock */
};

/* One more. Where there is no room it becomes one with another of its kind, or the oldest goes. */
void gaps_add(struct gaps *g, const struct gap *gap);

/* The next one that may be told now, and waits no longer; false: none. @steady_us: INT64_MAX at the
 * end, when all are told. */
MUST_USE bool gaps_next(struct gaps *g, int64_t steady_us, struct gap *ret);
