#include "insight/week_state.h"
#include "store/store_keep.h"

#include <errno.h>

/* The span that the day lies in; SPANS: none. */
static int span_of(const struct gathered *g, int32_t day)
{
    int k = 0;

    while (k < SPANS && day < g->from_day - k * g->n_days)
        k++;
    return day < g->to_day ? k : SPANS;
}

static void add_to(struct tally *t, const struct sum *sum, int k)
{
    struct old_days *old = &t->old;

    old->minutes[k].low += sum->low;
    old->minutes[k].high += sum->high;
    if (k > 0)
        return;
    if (old->n_days == 0 || sum->day < old->first_day)
        old->first_day = sum->day;
    if (old->n_days == 0 || sum->day > old->last_day)
        old->last_day = sum->day;
    if (old->n_days == 0 || sum->latest_minute > old->latest_minute)
        old->latest_minute = sum->latest_minute;
    old->n_days++;
    old->night_minutes += (int32_t)sum->night;
    t->n_visits += sum->n_visits;
    t->up_bytes += sum->up_bytes;
    t->down_bytes += sum->down_bytes;
    t->categories |= sum->categories;
}

static void add_day(struct gathered *g, const struct sum *sum)
{
    struct week_day *day = &g->old_days[sum->day - g->from_day];
    struct minutes m = {.low = sum->low, .high = sum->high};

    day->was_watched = true;
    if (sum->kind == SUM_CHAT) {
        day->chat = m;
    } else {
        day->minutes = m;
        day->latest_minute = sum->latest_minute;
    }
}

static int add_site(struct gathered *g, const struct sum *sum, int k)
{
    struct tally *t;
    int r = tally_get(g, &g->sites, sum->site, &t);

    if (r < 0)
        return r;
    if (!t->platform || (!t->platform[0] && sum->platform[0])) {
        free(t->platform);
        t->platform = strdup(sum->platform);
        if (!t->platform)
            return -ENOMEM;
    }
    add_to(t, sum, k);
    return 0;
}

static int add_sum(const struct sum *sum, void *user)
{
    struct gathered *g = user;
    int k = span_of(g, sum->day), r = 0;
    struct tally *t;

    if (k == SPANS)
        return 0;
    g->is_watched[k] = true;
    switch (sum->kind) {
    case SUM_TOTAL:
    case SUM_CHAT:
        add_to(sum->kind == SUM_TOTAL ? &g->total : &g->chat, sum, k);
        if (k == 0)
            add_day(g, sum);
        break;
    case SUM_CATEGORY:
        add_to(&g->categories[sum->category], sum, k);
        break;
    case SUM_PLATFORM:
        r = tally_get(g, &g->platforms, sum->platform, &t);
        if (r == 0)
            add_to(t, sum, k);
        break;
    case SUM_SITE:
        r = add_site(g, sum, k);
        break;
    case SUM_BLOCK: /* events.c */
    case SUM_KIND_COUNT:
        break;
    }
    return r;
}

int sums_gather(struct store *s, const char *child, struct gathered *g, struct text *reterr)
{
    g->old_days = calloc((size_t)g->n_days, sizeof(*g->old_days));
    if (!g->old_days)
        return -ENOMEM;
    if (g->summed_until == INT32_MIN)
        return 0;
    return store_each_sum(s, child, g->from_day - WEEK_EARLIER * g->n_days, g->to_day, add_sum, g,
                          reterr);
}
