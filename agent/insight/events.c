#include "insight/week_state.h"
#include "store/store_keep.h"

#include <errno.h>

#define GAP_JOIN_US (5 * MINUTE_US) /* gaps of a kind no further apart are one to a reader */

struct events {
    const struct gathered *gathered;
    struct week *week;
    size_t gaps_room, blocks_room;
    size_t latest[GAP_KIND_COUNT]; /* one past the latest gap of each kind, 0: none */
    int32_t *block_days;           /* the latest day counted for each block, owned */
};

static int add_gap(const struct gap *gap, void *user)
{
    struct events *e = user;
    struct week *w = e->week;
    struct gap g = *gap, *before;

    if (!gap_kind_hides(g.kind))
        return 0;
    if (g.from_us < e->gathered->begin_us[0])
        g.from_us = e->gathered->begin_us[0];
    if (g.to_us > e->gathered->end_us[0])
        g.to_us = e->gathered->end_us[0];
    before = e->latest[g.kind] ? &w->gaps[e->latest[g.kind] - 1] : NULL;
    if (before && g.from_us - before->to_us <= GAP_JOIN_US) {
        before->to_us = g.to_us > before->to_us ? g.to_us : before->to_us;
        if (__builtin_add_overflow(before->n_lost, g.n_lost, &before->n_lost))
            before->n_lost = UINT64_MAX;
        return 0;
    }
    if (w->n_gaps == e->gaps_room) {
        size_t room = e->gaps_room ? 2 * e->gaps_room : 16;
        struct gap *gaps = reallocarray(w->gaps, room, sizeof(*gaps));

        if (!gaps)
            return -ENOMEM;
        w->gaps = gaps;
        e->gaps_room = room;
    }
    w->gaps[w->n_gaps++] = g;
    e->latest[g.kind] = w->n_gaps;
    return 0;
}

static int block_of(struct events *e, const char *site, size_t *ret_index)
{
    struct week *w = e->week;

    /* As many as a guardian's rules stop; few, and each is compared. */
    for (size_t i = 0; i < w->n_blocks; i++)
        if (strcmp(w->blocks[i].site, site) == 0) {
            *ret_index = i;
            return 0;
        }
    if (w->n_blocks == e->blocks_room) {
        size_t room = e->blocks_room ? 2 * e->blocks_room : 16;
        struct week_block *blocks = reallocarray(w->blocks, room, sizeof(*blocks));
        int32_t *days = blocks ? reallocarray(e->block_days, room, sizeof(*days)) : NULL;

        w->blocks = blocks ? blocks : w->blocks;
        if (!days)
            return -ENOMEM;
        e->block_days = days;
        e->blocks_room = room;
    }
    w->blocks[w->n_blocks] = (struct week_block){.site = strdup(site)};
    if (!w->blocks[w->n_blocks].site)
        return -ENOMEM;
    e->block_days[w->n_blocks] = INT32_MIN;
    *ret_index = w->n_blocks++;
    return 0;
}

static int add_block(const struct block *b, void *user)
{
    struct events *e = user;
    int32_t day = clock_day(b->when_us, b->utc_offset_s);
    struct week_block *to;
    size_t i;
    int r;

    if (b->is_embedded)
        return 0;
    r = block_of(e, b->site, &i);
    if (r < 0)
        return r;
    to = &e->week->blocks[i];
    to->categories |= b->categories;
    to->n_times++;
    to->n_days += e->block_days[i] != day;
    e->block_days[i] = day;
    return 0;
}

/* Of a day of which only sums are kept. */
static int add_old_blocks(const struct sum *sum, void *user)
{
    struct events *e = user;
    size_t i;
    int r = sum->kind == SUM_BLOCK ? block_of(e, sum->site, &i) : 0;

    if (r < 0 || sum->kind != SUM_BLOCK)
        return r;
    e->week->blocks[i].categories |= sum->categories;
    e->week->blocks[i].n_times += sum->n_visits;
    e->week->blocks[i].n_days++;
    return 0;
}

static int by_times(const void *left, const void *right)
{
    const struct week_block *a = left, *b = right;

    if (a->n_times != b->n_times)
        return a->n_times < b->n_times ? 1 : -1;
    return strcmp(a->site, b->site);
}

static int add_guess(int32_t day, const char *site, uint64_t n, void *user)
{
    struct week *w = ((struct events *)user)->week;
    struct week_guess *g = NULL;

    (void)day;
    if (__builtin_add_overflow(w->coverage.n_guessed, n, &w->coverage.n_guessed))
        w->coverage.n_guessed = UINT64_MAX;
    for (size_t i = 0; i < w->n_guesses && !g; i++)
        if (strcmp(w->guesses[i].site, site) == 0)
            g = &w->guesses[i];
    if (!g && w->n_guesses == WEEK_GUESSES_MAX)
        return 0; /* counted, and not named */
    if (!w->guesses) {
        w->guesses = calloc(WEEK_GUESSES_MAX, sizeof(*w->guesses));
        if (!w->guesses)
            return -ENOMEM;
    }
    if (!g) {
        g = &w->guesses[w->n_guesses];
        g->site = strdup(site);
        if (!g->site)
            return -ENOMEM;
        w->n_guesses++;
    }
    if (__builtin_add_overflow(g->n, n, &g->n))
        g->n = UINT64_MAX;
    return 0;
}

static int by_connections(const void *left, const void *right)
{
    const struct week_guess *a = left, *b = right;

    if (a->n != b->n)
        return a->n < b->n ? 1 : -1;
    return strcmp(a->site, b->site);
}

int events_find(struct store *s, const struct gathered *g, struct week *w, struct text *reterr)
{
    struct events e = {.gathered = g, .week = w};
    int r = store_each_gap(s, g->begin_us[0], g->end_us[0], add_gap, &e, reterr);

    if (r == 0)
        r = store_each_block(s, w->child, w->from_day, w->to_day, add_block, &e, reterr);
    if (r == 0)
        r = store_each_sum(s, w->child, w->from_day, w->to_day, add_old_blocks, &e, reterr);
    if (r == 0)
        r = store_each_guess(s, w->child, w->from_day, w->to_day, add_guess, &e, reterr);
    if (w->n_guesses > 0)
        qsort(w->guesses, w->n_guesses, sizeof(*w->guesses), by_connections);
    free(e.block_days);
    if (w->n_blocks > 0)
        qsort(w->blocks, w->n_blocks, sizeof(*w->blocks), by_times);
    return r;
}
