#include "insight/week_state.h"

int use_minutes(const struct gathered *g, const struct tally *t, int k, struct minutes *ret_minutes)
{
    const struct spans *low = &t->spans[k];
    struct spans high = {.at = NULL};
    int r = spans_plausible(low, &high);

    if (r == 0) {
        *ret_minutes = minutes_of(spans_length_us(low, g->begin_us[k], g->end_us[k]),
                                  spans_length_us(&high, g->begin_us[k], g->end_us[k]));
        if (low->n && ret_minutes->high == 0)
            ret_minutes->high = 1;
        ret_minutes->low += t->old.minutes[k].low;
        ret_minutes->high += t->old.minutes[k].high;
    }
    spans_done(&high);
    return r;
}

int64_t use_night_us(const struct gathered *g, const struct spans *spans, int32_t day)
{
    return spans_length_us(spans, zone_time_us(&g->zone, day, NIGHT_FROM_S),
                           zone_time_us(&g->zone, day, NIGHT_TO_S));
}

int32_t use_latest_minute(const struct gathered *g, const struct spans *low, int64_t from_us,
                          int64_t to_us)
{
    int32_t latest = -1;

    for (size_t i = 0; i < low->n && low->at[i].from_us < to_us; i++) {
        int64_t from = low->at[i].from_us, to = low->at[i].to_us;

        if (to < from_us)
            continue;
        from = from > from_us ? from : from_us;
        to = to < to_us ? to : to_us - 1;
        int32_t offset = zone_offset_s(&g->zone, to);
        /* The day a moment belongs to begins at 06:00. */
        int32_t day = clock_day(to, offset - EVENING_ENDS_S);
        int64_t begin = zone_time_us(&g->zone, day, EVENING_ENDS_S);
        int64_t minute = ((to + offset * SECOND_US) - day * DAY_US) / MINUTE_US;

        if (from < begin) /* the use reached over 06:00 */
            minute = 1799;
        if (minute > latest)
            latest = (int32_t)minute;
    }
    return latest;
}

/* Days of which only sums are kept lie before all others. */
static void add_old(struct use *u, const struct old_days *old)
{
    if (old->n_days == 0)
        return;
    u->first_day = old->first_day;
    if (u->n_days == 0)
        u->last_day = old->last_day;
    u->n_days += old->n_days;
    u->night_minutes_high += old->night_minutes;
    if (old->latest_minute > u->latest_minute)
        u->latest_minute = old->latest_minute;
}

int use_of(const struct gathered *g, const struct tally *t, struct use *ret_use)
{
    struct spans high = {.at = NULL};
    struct use u = {.latest_minute = -1,
                    .up_bytes = t->up_bytes,
                    .down_bytes = t->down_bytes,
                    .n_visits = t->n_visits};
    const struct spans *low = &t->spans[0];
    int64_t night = 0;
    int r = use_minutes(g, t, 0, &u.minutes);

    if (r == 0)
        r = spans_plausible(low, &high);
    for (int32_t day = g->from_day - 1; r == 0 && day < g->to_day; day++) {
        int64_t from = zone_time_us(&g->zone, day, NIGHT_FROM_S);
        int64_t to = zone_time_us(&g->zone, day, NIGHT_TO_S);

        from = from > g->begin_us[0] ? from : g->begin_us[0];
        to = to < g->end_us[0] ? to : g->end_us[0];
        if (to > from)
            night += spans_length_us(&high, from, to);
    }
    u.night_minutes_high = (int32_t)((night + MINUTE_US - 1) / MINUTE_US);
    u.latest_minute = use_latest_minute(g, low, g->begin_us[0], g->end_us[0]);
    u.last_day = INT32_MIN;
    for (size_t i = 0; i < low->n; i++) {
        int64_t last = low->at[i].to_us < g->end_us[0] ? low->at[i].to_us : g->end_us[0] - 1;
        int32_t to = zone_day(&g->zone, last), from = zone_day(&g->zone, low->at[i].from_us);

        if (u.n_days == 0)
            u.first_day = from;
        if (from <= u.last_day)
            from = u.last_day + 1;
        if (to >= from) {
            u.n_days += (uint32_t)(to - from + 1);
            u.last_day = to;
        }
    }
    if (u.n_days == 0)
        u.last_day = 0;
    add_old(&u, &t->old);
    spans_done(&high);
    if (r == 0)
        *ret_use = u;
    return r;
}
