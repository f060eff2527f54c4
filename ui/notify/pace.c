#include "notify/pace.h"

#include "base/clock.h"

bool pace_is_quiet(const struct pace *p, int minute)
{
    if (p->quiet_from <= p->quiet_to)
        return minute >= p->quiet_from && minute < p->quiet_to;
    return minute >= p->quiet_from || minute < p->quiet_to;
}

static int64_t until_loud_us(const struct pace *p, int minute)
{
    int left = p->quiet_to - minute;

    if (!pace_is_quiet(p, minute))
        return 0;
    return (int64_t)(left > 0 ? left : left + PACE_DAY_MIN) * MINUTE_US;
}

int64_t pace_wait_us(const struct pace *p, int64_t now_us, int minute)
{
    int64_t quiet_us = until_loud_us(p, minute), oldest_us, full_us = 0;

    if (p->n_shown >= p->per_hour) {
        oldest_us = p->shown_us[(p->n_shown - p->per_hour) % PACE_PER_HOUR_MAX];
        if (now_us - oldest_us < HOUR_US)
            full_us = oldest_us + HOUR_US - now_us;
    }
    return quiet_us > full_us ? quiet_us : full_us;
}

void pace_shown(struct pace *p, int64_t now_us)
{
    p->shown_us[p->n_shown++ % PACE_PER_HOUR_MAX] = now_us;
}
