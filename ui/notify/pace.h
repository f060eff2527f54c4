/*
 * pace — when the next notification may be shown: at most so many an hour, none in quiet hours.
 *
 * Pure: clocks are handed in. Nothing is dropped here; what may not be shown now waits.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PACE_PER_HOUR_MAX = 60, PACE_DAY_MIN = 24 * 60 };

struct pace {
    unsigned per_hour;        /* 1 to PACE_PER_HOUR_MAX */
    int quiet_from, quiet_to; /* minutes of the local day, may pass midnight; equal: never quiet */
    int64_t shown_us[PACE_PER_HOUR_MAX]; /* the last ones, of a steady clock, as a ring */
    size_t n_shown;
};

/* Is @minute, of the local day, within the quiet hours? */
bool pace_is_quiet(const struct pace *p, int minute);

/**
 * pace_wait_us() - how long the next notification has to wait
 * @now_us: of a steady clock
 * @minute: of the local day
 *
 * Return: microseconds; 0: not at all.
 */
int64_t pace_wait_us(const struct pace *p, int64_t now_us, int minute);

/* One was shown. */
void pace_shown(struct pace *p, int64_t now_us);
