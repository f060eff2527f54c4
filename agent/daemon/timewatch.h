/*
 * timewatch — did the machine sleep, did somebody move the clock? (ACC-5)
 */
#pragma once

#include "store/gap.h"

struct timewatch {
    int64_t wall_us, boot_us, awake_us; /* as last read */
    bool is_begun;
};

/* To be called often. True: *ret_gap says what happened since the last call. */
bool timewatch_look(struct timewatch *t, struct gap *ret_gap);

/* The same with the clocks given: wall, since boot, and since boot without sleep. Pure. */
bool timewatch_compare(struct timewatch *t, int64_t wall_us, int64_t boot_us, int64_t awake_us,
                       struct gap *ret_gap);
