#include "daemon/gaps.h"

#include <string.h>

/* Of many, each of no length: they are counted. */
static bool is_loss(enum gap_kind kind)
{
    return kind == GAP_QUEUE_FULL || kind == GAP_MESSAGES_LOST;
}

static void join(struct gap *into, const struct gap *gap)
{
    if (gap->from_us < into->from_us)
        into->from_us = gap->from_us;
    if (gap->to_us > into->to_us)
        into->to_us = gap->to_us;
    if (__builtin_add_overflow(into->n_lost, gap->n_lost, &into->n_lost))
        into->n_lost = UINT64_MAX;
}

static void take_out(struct gaps *g, size_t i)
{
    g->n--;
    memmove(&g->waiting[i], &g->waiting[i + 1], (g->n - i) * sizeof(g->waiting[0]));
}

void gaps_add(struct gaps *g, const struct gap *gap)
{
    if (is_loss(gap->kind) || g->n == GAPS_MAX)
        for (size_t i = 0; i < g->n; i++)
            if (g->waiting[i].kind == gap->kind) {
                join(&g->waiting[i], gap);
                return;
            }
    if (g->n == GAPS_MAX)
        take_out(g, 0);
    g->waiting[g->n++] = *gap;
}

bool gaps_next(struct gaps *g, int64_t steady_us, struct gap *ret)
{
    for (size_t i = 0; i < g->n; i++) {
        enum gap_kind kind = g->waiting[i].kind;

        if (is_loss(kind) && steady_us < g->next_us[kind])
            continue;
        if (is_loss(kind) && steady_us != INT64_MAX)
            g->next_us[kind] = steady_us + GAPS_EACH_US;
        *ret = g->waiting[i];
        take_out(g, i);
        return true;
    }
    return false;
}
