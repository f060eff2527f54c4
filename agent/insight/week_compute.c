#include "insight/week_compute.h"

#include "insight/week_state.h"

#include <errno.h>

/* Most first, then by name, so that the same store gives the same page. */
static int by_use(const struct use *a, const struct use *b, const char *a_name, const char *b_name)
{
    if (a->minutes.high != b->minutes.high)
        return a->minutes.high < b->minutes.high ? 1 : -1;
    if (a->minutes.low != b->minutes.low)
        return a->minutes.low < b->minutes.low ? 1 : -1;
    return strcmp(a_name, b_name);
}

static int platform_order(const void *left, const void *right)
{
    const struct week_platform *a = left, *b = right;

    return by_use(&a->use, &b->use, a->id, b->id);
}

static int site_order(const void *left, const void *right)
{
    const struct week_site *a = left, *b = right;

    return by_use(&a->use, &b->use, a->site, b->site);
}

static int earlier_minutes(const struct gathered *g, const struct tally *t,
                           struct minutes ret_earlier[WEEK_EARLIER])
{
    int r = 0;

    for (int k = 0; k < WEEK_EARLIER && r == 0; k++)
        r = use_minutes(g, t, k + 1, &ret_earlier[k]);
    return r;
}

static bool is_first(const struct gathered *g, const struct tally *t)
{
    return t->first_ever_day != INT32_MAX && t->first_ever_day >= g->from_day;
}

static int fill_platforms(const struct gathered *g, const struct catalogue *c, struct week *w)
{
    int r = 0;

    w->platforms = calloc(g->platforms.n ? g->platforms.n : 1, sizeof(*w->platforms));
    if (!w->platforms)
        return -ENOMEM;
    for (size_t i = 0; i < g->platforms.room && r == 0; i++) {
        const struct tally *t = &g->platforms.slots[i];
        struct week_platform *p = &w->platforms[w->n_platforms];

        if (!t->name || t->n_visits == 0)
            continue;
        p->id = strdup(t->name);
        if (!p->id)
            return -ENOMEM;
        w->n_platforms++;
        p->platform = catalogue_platform_by_id(c, t->name);
        p->is_first_seen = is_first(g, t);
        p->is_new = p->is_first_seen && g->was_watched_before;
        r = use_of(g, t, &p->use);
        if (r == 0)
            r = earlier_minutes(g, t, p->earlier);
    }
    qsort(w->platforms, w->n_platforms, sizeof(*w->platforms), platform_order);
    return r;
}

static int fill_sites(struct gathered *g, struct week *w)
{
    int r = 0;

    w->sites = calloc(g->sites.n ? g->sites.n : 1, sizeof(*w->sites));
    if (!w->sites)
        return -ENOMEM;
    for (size_t i = 0; i < g->sites.room && r == 0; i++) {
        const struct tally *t = &g->sites.slots[i];
        struct week_site *site = &w->sites[w->n_sites];

        if (!t->name || t->n_visits == 0)
            continue;
        site->site = strdup(t->name);
        site->platform_id = strdup(t->platform);
        w->n_sites++;
        if (!site->site || !site->platform_id)
            return -ENOMEM;
        site->categories = t->categories;
        site->is_first_seen = is_first(g, t);
        site->is_new = site->is_first_seen && g->was_watched_before;
        for (int c = 0; c < CATEGORY_COUNT; c++)
            if (t->categories & category_bit((enum category)c))
                w->categories[c].n_sites++;
        r = use_of(g, t, &site->use);
    }
    qsort(w->sites, w->n_sites, sizeof(*w->sites), site_order);
    for (size_t i = 0; i < g->noise.room; i++) {
        const struct tally *t = &g->noise.slots[i];
        const struct tally *own = t->name ? tally_find(g, &g->sites, t->name) : NULL;

        w->n_noise_sites += t->name && !(own && own->n_visits);
    }
    return r;
}

static int fill_categories(const struct gathered *g, struct week *w)
{
    int r = 0;

    for (int c = 0; c < CATEGORY_COUNT && r == 0; c++) {
        w->categories[c].category = (enum category)c;
        if (g->categories[c].n_visits)
            r = use_of(g, &g->categories[c], &w->categories[c].use);
        if (r == 0)
            r = earlier_minutes(g, &g->categories[c], w->categories[c].earlier);
    }
    return r;
}

struct day_marks {
    const struct gathered *g;
    struct week *w;
};

static int mark_watched(int64_t from_us, int64_t to_us, void *user)
{
    const struct day_marks *marks = user;
    const struct gathered *g = marks->g;
    int64_t from = from_us > g->begin_us[0] ? from_us : g->begin_us[0];
    int64_t to = to_us < g->end_us[0] ? to_us : g->end_us[0] - 1;

    for (int32_t day = zone_day(&g->zone, from); from <= to && day <= zone_day(&g->zone, to); day++)
        if (day >= g->from_day && day < g->to_day)
            marks->w->days[day - g->from_day].was_watched = true;
    return 0;
}

static struct minutes minutes_on(const struct spans *low, const struct spans *high, int64_t from_us,
                                 int64_t to_us)
{
    return minutes_of(spans_length_us(low, from_us, to_us), spans_length_us(high, from_us, to_us));
}

/* What the sums say of a day; a day has visits or sums. */
static void add_old_day(const struct week_day *old, struct week_day *day)
{
    if (!old->was_watched)
        return;
    day->minutes.low += old->minutes.low;
    day->minutes.high += old->minutes.high;
    day->chat.low += old->chat.low;
    day->chat.high += old->chat.high;
    if (old->latest_minute > day->latest_minute)
        day->latest_minute = old->latest_minute;
    day->was_watched = true;
}

static int fill_days(struct store *s, const struct gathered *g, struct week *w, struct text *reterr)
{
    struct day_marks marks = {.g = g, .w = w};
    struct spans high = {.at = NULL}, chat_high = {.at = NULL};
    const struct spans *low = &g->total.spans[0], *chat = &g->chat.spans[0];
    int r;

    w->days = calloc((size_t)g->n_days, sizeof(*w->days));
    if (!w->days)
        return -ENOMEM;
    w->n_days = (size_t)g->n_days;
    r = spans_plausible(low, &high);
    if (r == 0)
        r = spans_plausible(chat, &chat_high);
    for (int32_t i = 0; i < g->n_days && r == 0; i++) {
        int32_t day = g->from_day + i;
        int64_t from = zone_day_begin_us(&g->zone, day), to = zone_day_begin_us(&g->zone, day + 1);

        w->days[i] = (struct week_day){
            .day = day,
            .minutes = minutes_on(low, &high, from, to),
            .chat = minutes_on(chat, &chat_high, from, to),
            .latest_minute = use_latest_minute(g, low, zone_time_us(&g->zone, day, EVENING_ENDS_S),
                                               zone_time_us(&g->zone, day + 1, EVENING_ENDS_S)),
            .was_watched = spans_length_us(&high, from, to) > 0,
        };
        add_old_day(&g->old_days[i], &w->days[i]);
    }
    spans_done(&high);
    spans_done(&chat_high);
    if (r == 0)
        r = store_each_period(s, w->child, g->begin_us[0], g->end_us[0], mark_watched, &marks,
                              reterr);
    for (int32_t i = 0; i < g->n_days; i++)
        w->coverage.n_days_watched += w->days[i].was_watched;
    return r;
}

static void fill_heat(const struct gathered *g, struct week *w)
{
    int64_t length[7][24] = {{0}};
    int32_t n_of[7] = {0};

    for (int32_t day = g->from_day; day < g->to_day; day++)
        n_of[day_weekday(day)]++;
    for (size_t i = 0; i < g->total.spans[0].n; i++) {
        int64_t at = g->total.spans[0].at[i].from_us, end = g->total.spans[0].at[i].to_us;

        while (at < end) {
            int32_t offset = zone_offset_s(&g->zone, at);
            int32_t second = clock_second_of_day(at, offset);
            int64_t next = at - (at + offset * SECOND_US) % HOUR_US + HOUR_US;
            int day = day_weekday(clock_day(at, offset));

            if (next > end)
                next = end;
            length[day][second / 3600] += next - at;
            at = next;
        }
    }
    for (int day = 0; day < 7; day++)
        for (int hour = 0; hour < 24; hour++) {
            int64_t minutes = n_of[day] ? length[day][hour] / n_of[day] / MINUTE_US : 0;

            w->heat[day][hour] = (uint8_t)(minutes < 60 ? minutes : 60);
        }
}

static int add_connections(enum evidence evidence, enum nameless nameless, uint64_t n, void *user)
{
    struct week_coverage *coverage = user;

    coverage->n_connections += n;
    coverage->by_evidence[evidence] += n;
    coverage->nameless[nameless] += n;
    return 0;
}

static int fill(struct store *s, const struct catalogue *c, struct gathered *g, struct week *w,
                struct text *reterr)
{
    int r = gather(s, w->child, g, reterr);

    if (r == 0)
        r = use_minutes(g, &g->total, 0, &w->total);
    if (r == 0)
        r = use_minutes(g, &g->chat, 0, &w->chat);
    if (r == 0)
        r = earlier_minutes(g, &g->total, w->total_earlier);
    for (int k = 0; k < WEEK_EARLIER; k++)
        w->had_earlier[k] = g->is_watched[k + 1];
    w->latest_minute = use_latest_minute(g, &g->total.spans[0], g->begin_us[0], g->end_us[0]);
    if (g->total.old.n_days > 0 && g->total.old.latest_minute > w->latest_minute)
        w->latest_minute = g->total.old.latest_minute;
    if (g->summed_until > w->from_day)
        w->coverage.n_days_summed =
            (uint32_t)((g->summed_until < w->to_day ? g->summed_until : w->to_day) - w->from_day);
    if (r == 0)
        r = fill_platforms(g, c, w);
    if (r == 0)
        r = fill_sites(g, w);
    if (r == 0)
        r = fill_categories(g, w);
    if (r == 0)
        r = fill_days(s, g, w, reterr);
    if (r < 0)
        return r;
    fill_heat(g, w);
    r = store_each_connection_count(s, w->child, w->from_day, w->to_day, add_connections,
                                    &w->coverage, reterr);
    if (r == 0)
        r = events_find(s, g, w, reterr);
    return r < 0 ? r : signals_find(g, w);
}

int week_compute(struct store *s, const struct catalogue *c, const char *child, int32_t from_day,
                 int32_t to_day, struct week **ret_week, struct text *reterr)
{
    AUTO(week_free) struct week *w = calloc(1, sizeof(*w));
    struct gathered g = {.from_day = from_day, .to_day = to_day};
    int64_t n_days = (int64_t)to_day - from_day;
    int r;

    if (!w)
        return -ENOMEM;
    if (n_days <= 0 || n_days > WEEK_DAYS_MAX) {
        text_addf(reterr, "the span asked for has %lld days; ask for 1 to %d", (long long)n_days,
                  WEEK_DAYS_MAX);
        return -EINVAL;
    }
    g.n_days = (int32_t)n_days;
    w->child = strdup(child);
    w->from_day = from_day;
    w->to_day = to_day;
    w->is_iso_week = n_days == 7 && week_monday(from_day) == from_day;
    r = w->child ? fill(s, c, &g, w, reterr) : -ENOMEM;
    gather_done(&g);
    if (r == -ENOMEM)
        text_add(reterr, "there is no memory left for the report; ask for fewer days");
    if (r < 0)
        return r;
    *ret_week = TAKE(w);
    return 0;
}
