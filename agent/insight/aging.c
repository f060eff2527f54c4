#include "insight/aging.h"

#include "insight/week_compute.h"
#include "store/store_keep.h"

#include <errno.h>
#include <string.h>

enum { CHILDREN_MAX = 256 };

struct work {
    struct store *store;
    const char *child;
    int32_t day;
    struct text *reterr;
};

static int add(const struct work *w, struct sum sum)
{
    sum.day = w->day;
    sum.platform = sum.platform ? sum.platform : "";
    sum.site = sum.site ? sum.site : "";
    return store_add_sum(w->store, w->child, &sum, w->reterr);
}

static struct sum sum_of(enum sum_kind kind, const struct use *use)
{
    return (struct sum){.kind = kind,
                        .low = use->minutes.low,
                        .high = use->minutes.high,
                        .night = (uint32_t)use->night_minutes_high,
                        .latest_minute = use->latest_minute,
                        .up_bytes = use->up_bytes,
                        .down_bytes = use->down_bytes,
                        .n_visits = use->n_visits};
}

static int add_all(const struct work *w, const struct week *week)
{
    struct sum sum = {.kind = SUM_TOTAL,
                      .low = week->total.low,
                      .high = week->total.high,
                      .latest_minute = week->latest_minute,
                      .n_visits = 1};
    int r = week->total.high > 0 ? add(w, sum) : 0;

    sum = (struct sum){.kind = SUM_CHAT,
                       .low = week->chat.low,
                       .high = week->chat.high,
                       .latest_minute = -1,
                       .n_visits = 1};
    if (r == 0 && week->chat.high > 0)
        r = add(w, sum);
    for (int c = 0; c < CATEGORY_COUNT && r == 0; c++) {
        sum = sum_of(SUM_CATEGORY, &week->categories[c].use);
        sum.category = (enum category)c;
        sum.categories = category_bit(sum.category);
        if (sum.n_visits > 0)
            r = add(w, sum);
    }
    for (size_t i = 0; i < week->n_platforms && r == 0; i++) {
        sum = sum_of(SUM_PLATFORM, &week->platforms[i].use);
        sum.platform = week->platforms[i].id;
        sum.categories = week->platforms[i].platform ? week->platforms[i].platform->categories : 0;
        r = add(w, sum);
    }
    for (size_t i = 0; i < week->n_sites && r == 0; i++) {
        sum = sum_of(SUM_SITE, &week->sites[i].use);
        sum.site = week->sites[i].site;
        sum.platform = week->sites[i].platform_id;
        sum.categories = week->sites[i].categories;
        r = add(w, sum);
    }
    for (size_t i = 0; i < week->n_blocks && r == 0; i++)
        r = add(w, (struct sum){.kind = SUM_BLOCK,
                                .site = week->blocks[i].site,
                                .categories = week->blocks[i].categories,
                                .latest_minute = -1,
                                .n_visits = week->blocks[i].n_times});
    return r;
}

static int sum_up(struct work *w, const struct catalogue *c)
{
    AUTO(week_free) struct week *week = NULL;
    int r = week_compute(w->store, c, w->child, w->day, w->day + 1, &week, w->reterr);

    return r < 0 ? r : add_all(w, week);
}

/* The next week of a child that is older than its visits are kept. */
static int age_child(struct store *s, const struct catalogue *c, const char *child, int32_t cutoff,
                     bool *ret_more, struct text *reterr)
{
    struct work w = {.store = s, .child = child, .reterr = reterr};
    int32_t first, summed_until, until;
    int r = store_aging_days(s, child, &first, &summed_until, reterr);

    if (r < 0)
        return r;
    w.day = first > summed_until ? first : summed_until;
    if (first == INT32_MIN || w.day >= cutoff)
        until = cutoff; /* what is left are blocks and alerts */
    else
        until = week_monday(w.day) + 7;
    for (; r == 0 && first != INT32_MIN && w.day < until; w.day++)
        r = sum_up(&w, c);
    if (r == 0)
        r = store_drop_details(s, child, until, reterr);
    *ret_more |= until < cutoff;
    return r;
}

struct names {
    char *at[CHILDREN_MAX]; /* owned */
    size_t n;
};

static void names_done(struct names *n)
{
    while (n->n > 0)
        free(n->at[--n->n]);
}

static int note_name(const char *child, void *user)
{
    struct names *n = user;

    if (n->n == CHILDREN_MAX)
        return 0;
    n->at[n->n] = strdup(child);
    return n->at[n->n++] ? 0 : -ENOMEM;
}

int aging_step(struct store *s, const struct catalogue *c, const struct aging *how, bool *ret_more,
               struct text *reterr)
{
    __attribute__((cleanup(names_done))) struct names names = {.n = 0};
    AUTO_TEXT struct text unsaid = {.at = NULL};
    int32_t cutoff = week_monday(how->today - (int32_t)how->detail_days);
    uint64_t before = store_n_changes(s);
    bool more = false;
    int r = store_each_child(s, note_name, &names, reterr);

    for (size_t i = 0; i < names.n && r == 0; i++)
        r = age_child(s, c, names.at[i], cutoff, &more, reterr);
    if (r == 0)
        r = store_drop_old(s, how->today - (int32_t)how->weeks_days, reterr);
    if (r == 0)
        r = store_commit(s, reterr);
    /* Who reads just now keeps old pages for a moment; they go the next time. */
    if (r == 0 && !more && store_n_changes(s) != before)
        (void)!store_rewrite(s, &unsaid);
    if (r == 0)
        *ret_more = more;
    return r;
}
