/*
 * rate — how much of a counter came in the last minute.
 *
 * A counter of another process is read each second; it begins at nought again where that process
 * was started anew.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { RATE_SECONDS = 60 };

struct rate {
    uint64_t total; /* as it was read last */
    bool has_total;
    uint32_t n[RATE_SECONDS];
    int64_t second[RATE_SECONDS]; /* which one n is of */
};

/* The counter stands at @total now; what it said at the first reading is not counted. */
void rate_add(struct rate *r, uint64_t total, int64_t steady_us);

/* What came within the last RATE_SECONDS. */
uint64_t rate_last_minute(const struct rate *r, int64_t steady_us);
