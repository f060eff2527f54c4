/*
 * minutes — how long, as a range that the true time lies in.
 *
 * What is known are stretches [from, to] in which bytes went both ways. `low` is their union: the
 * network was surely used for so long. `high` is the time a person can plausibly have been there:
 * each stretch reaches MINUTES_BEFORE_US back (a name is typed, a page waited for) and on by a
 * quarter of its length, between MINUTES_AFTER_MIN_US and MINUTES_AFTER_MAX_US (what was loaded is
 * read), and stretches of at most MINUTES_JOIN_US between them are one sitting. Steady use makes
 * the two meet: a gap between stretches is then shorter than what counts as one sitting.
 */
#pragma once

#include "base/clock.h"
#include "insight/week.h"

#define MINUTES_BEFORE_US    (30 * SECOND_US)
#define MINUTES_AFTER_MIN_US (90 * SECOND_US)
#define MINUTES_AFTER_MAX_US (150 * SECOND_US)
#define MINUTES_JOIN_US      (5 * MINUTE_US)

struct span {
    int64_t from_us, to_us; /* to_us >= from_us */
};

/* Stretches gathered in any order; owned memory. */
struct spans {
    struct span *at;
    size_t n, room;
};

/* 0, or -ENOMEM. */
MUST_USE int spans_add(struct spans *s, int64_t from_us, int64_t to_us);
void spans_done(struct spans *s);

/* Sort, and join what overlaps or lies at most @gap_us apart. In place. */
void spans_join(struct spans *s, int64_t gap_us);

/* The union, which spans_join(s, 0) left, clipped to [from, to), in microseconds. */
int64_t spans_length_us(const struct spans *s, int64_t from_us, int64_t to_us);

/**
 * spans_plausible() - the union of time in which a person was plausibly there
 * @low:      as spans_join(low, 0) left it
 * @ret_high: empty before; its memory is the caller's
 */
MUST_USE int spans_plausible(const struct spans *low, struct spans *ret_high);

/* A range from two lengths: low floored, high rounded up and never below low. */
struct minutes minutes_of(int64_t low_us, int64_t high_us);
