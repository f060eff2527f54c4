#include "insight/week_state.h"
#include "store/store_keep.h"

#include <errno.h>

static const category_set noise = (category_set)1 << CATEGORY_ADS_TRACKERS;

static bool is_own_use(const struct visit *v)
{
    return !v->is_embedded && !v->is_machinery && !(v->categories & noise) &&
           v->evidence >= EVIDENCE_BOUND;
}

/* What of a visit lies in span @k, the days being those of its own local time. */
static bool clip(const struct gathered *g, const struct visit *v, int k, struct span *ret_span)
{
    int64_t offset = v->utc_offset_s * SECOND_US;
    int32_t from_day = g->from_day - k * g->n_days;
    int64_t begin = (from_day > g->summed_until ? from_day : g->summed_until) * DAY_US - offset;
    int64_t end = (g->to_day - k * g->n_days) * DAY_US - offset;

    if (begin >= end || v->last_us < begin || v->first_us >= end)
        return false;
    ret_span->from_us = v->first_us > begin ? v->first_us : begin;
    ret_span->to_us = v->last_us < end ? v->last_us : end;
    return true;
}

static int add(const struct gathered *g, struct tally *t, const struct visit *v)
{
    int r = 0;

    for (int k = 0; k < SPANS && r == 0; k++) {
        struct span span;

        if (!clip(g, v, k, &span))
            continue;

        if (k == 0) {
            t->n_visits++;
            t->up_bytes += v->up_bytes;
            t->down_bytes += v->down_bytes;
            t->categories |= v->categories;
            if (t->n_visits == 1 || span.from_us < t->first_us)
                t->first_us = span.from_us;
        }
        r = spans_add(&t->spans[k], span.from_us, span.to_us);
    }
    return r;
}

static int add_site(struct gathered *g, const struct visit *v)
{
    struct tally *t;
    int r = tally_get(g, &g->sites, v->site, &t);

    if (r < 0)
        return r;
    if (!t->platform || (!t->platform[0] && v->platform[0])) {
        free(t->platform);
        t->platform = strdup(v->platform);
        if (!t->platform)
            return -ENOMEM;
    }
    return add(g, t, v);
}

static int add_visit(const struct visit *v, void *user)
{
    struct gathered *g = user;
    struct span span;
    struct tally *t;
    int r = zone_note(&g->zone, v->first_us, v->utc_offset_s);

    if (r < 0)
        return r;
    for (int k = 0; k < SPANS; k++)
        g->is_watched[k] |= clip(g, v, k, &span);
    if (!is_own_use(v))
        return clip(g, v, 0, &span) ? tally_get(g, &g->noise, v->site, &t) : 0;
    r = add(g, &g->total, v);
    if (r == 0 && week_is_chat(v->categories))
        r = add(g, &g->chat, v);
    for (int c = 0; c < CATEGORY_COUNT && r == 0; c++)
        if (v->categories & category_bit((enum category)c))
            r = add(g, &g->categories[c], v);
    if (r == 0 && v->platform[0]) {
        r = tally_get(g, &g->platforms, v->platform, &t);
        if (r == 0)
            r = add(g, t, v);
    }
    return r < 0 ? r : add_site(g, v);
}

static int add_first(const char *platform, const char *site, int32_t first_day, void *user)
{
    struct gathered *g = user;
    struct tally *t =
        platform[0] ? tally_find(g, &g->platforms, platform) : tally_find(g, &g->sites, site);

    if (t)
        t->first_ever_day = first_day;
    return 0;
}

static int add_period(int64_t from_us, int64_t to_us, void *user)
{
    struct gathered *g = user;

    for (int k = 0; k < SPANS; k++)
        if (from_us < g->end_us[k] && to_us >= g->begin_us[k])
            g->is_watched[k] = true;
    if (from_us < g->begin_us[0])
        g->was_watched_before = true;
    return 0;
}

static void join(struct tally *t)
{
    for (int k = 0; k < SPANS; k++)
        spans_join(&t->spans[k], 0);
}

static void join_all(struct tallies *t)
{
    for (size_t i = 0; i < t->room; i++)
        if (t->slots[i].name)
            join(&t->slots[i]);
}

int gather(struct store *s, const char *child, struct gathered *g, struct text *reterr)
{
    /* A visit is at most a little longer than VISIT_MAX of fold, so a day before is enough. */
    int32_t read_from = g->from_day - WEEK_EARLIER * g->n_days - 1;
    int32_t first, last;
    int r;

    g->key = siphash_key_random();
    r = store_aging_days(s, child, &first, &g->summed_until, reterr);
    if (r == 0)
        r = store_each_visit(s, child, read_from, g->to_day, add_visit, g, reterr);
    if (r < 0)
        return r;
    for (int k = 0; k < SPANS; k++) {
        g->begin_us[k] = zone_day_begin_us(&g->zone, g->from_day - k * g->n_days);
        g->end_us[k] = zone_day_begin_us(&g->zone, g->to_day - k * g->n_days);
    }
    r = sums_gather(s, child, g, reterr);
    if (r == 0)
        r = store_each_first(s, child, add_first, g, reterr);
    if (r == 0)
        r = store_each_period(s, child, INT64_MIN, g->end_us[0], add_period, g, reterr);
    if (r < 0)
        return r;
    r = store_days(s, child, &first, &last, reterr);
    if (r < 0 && r != -ENODATA)
        return r;
    if (r == 0 && first < g->from_day)
        g->was_watched_before = true;
    join(&g->total);
    join(&g->chat);
    for (int c = 0; c < CATEGORY_COUNT; c++)
        join(&g->categories[c]);
    join_all(&g->platforms);
    join_all(&g->sites);
    return 0;
}

void gather_done(struct gathered *g)
{
    tally_done(&g->total);
    tally_done(&g->chat);
    for (int c = 0; c < CATEGORY_COUNT; c++)
        tally_done(&g->categories[c]);
    tallies_done(&g->platforms);
    tallies_done(&g->sites);
    tallies_done(&g->noise);
    free(g->zone.at);
    free(g->old_days);
}
