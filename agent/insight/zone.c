#include "insight/week_state.h"

#include <errno.h>

int zone_note(struct zone *z, int64_t from_us, int32_t offset_s)
{
    if (z->n && z->at[z->n - 1].offset_s == offset_s)
        return 0;
    if (z->n == z->room) {
        size_t room = z->room ? 2 * z->room : 8;
        struct zone_change *at = reallocarray(z->at, room, sizeof(*at));

        if (!at)
            return -ENOMEM;
        z->at = at;
        z->room = room;
    }
    z->at[z->n++] = (struct zone_change){.from_us = from_us, .offset_s = offset_s};
    return 0;
}

int32_t zone_offset_s(const struct zone *z, int64_t when_us)
{
    size_t low = 0, high = z->n;

    if (z->n == 0)
        return clock_utc_offset_s(when_us);
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (z->at[middle].from_us <= when_us)
            low = middle;
        else
            high = middle;
    }
    return z->at[low].offset_s;
}

int64_t zone_time_us(const struct zone *z, int32_t day, int32_t second)
{
    int64_t local = day * DAY_US + second * SECOND_US;
    int64_t when = local - zone_offset_s(z, local) * SECOND_US;

    return local - zone_offset_s(z, when) * SECOND_US;
}

int64_t zone_day_begin_us(const struct zone *z, int32_t day)
{
    return zone_time_us(z, day, 0);
}

int32_t zone_day(const struct zone *z, int64_t when_us)
{
    return clock_day(when_us, zone_offset_s(z, when_us));
}
