#include "daemon/timewatch.h"

#include "daemon/role.h"

#include <stdlib.h>

#define LEAST_US (2 * SECOND_US) /* less is no sleep, and no moved clock */

bool timewatch_compare(struct timewatch *t, int64_t wall_us, int64_t boot_us, int64_t awake_us,
                       struct gap *ret_gap)
{
    int64_t slept_us = (boot_us - t->boot_us) - (awake_us - t->awake_us);
    int64_t moved_us = (wall_us - t->wall_us) - (boot_us - t->boot_us);
    struct timewatch before = *t;
    bool is_begun = t->is_begun;

    *t = (struct timewatch){
        .wall_us = wall_us, .boot_us = boot_us, .awake_us = awake_us, .is_begun = true};
    if (!is_begun)
        return false;
    if (slept_us >= LEAST_US) {
        /* Was the clock moved as well? Then the next call says so: this one tells of the sleep by
         * the clock that was in force when it began. */
        t->wall_us = before.wall_us + (boot_us - before.boot_us);
        *ret_gap = (struct gap){
            .kind = GAP_MACHINE_ASLEEP, .from_us = t->wall_us - slept_us, .to_us = t->wall_us};
        return true;
    }
    if (llabs(moved_us) >= LEAST_US) { /* back or forth: between what it said and what it says */
        bool is_back = moved_us < 0;

        *ret_gap = (struct gap){.kind = GAP_CLOCK_MOVED,
                                .from_us = is_back ? wall_us : before.wall_us,
                                .to_us = is_back ? before.wall_us : wall_us};
        return true;
    }
    return false;
}

bool timewatch_look(struct timewatch *t, struct gap *ret_gap)
{
    return timewatch_compare(t, role_now_us(), role_steady_us(), role_awake_us(), ret_gap);
}
