#include "insight/minutes.h"

#include <errno.h>

int spans_add(struct spans *s, int64_t from_us, int64_t to_us)
{
    if (s->n == s->room) {
        size_t room = s->room ? 2 * s->room : 8;
        struct span *at = reallocarray(s->at, room, sizeof(*at));

        if (!at)
            return -ENOMEM;
        s->at = at;
        s->room = room;
    }
    s->at[s->n++] = (struct span){.from_us = from_us, .to_us = to_us};
    return 0;
}

void spans_done(struct spans *s)
{
    free(s->at);
    *s = (struct spans){.at = NULL};
}

static int by_from(const void *left, const void *right)
{
    const struct span *a = left, *b = right;

    return a->from_us < b->from_us ? -1 : a->from_us > b->from_us;
}

void spans_join(struct spans *s, int64_t gap_us)
{
    size_t n = 0;
    bool is_sorted = true;

    for (size_t i = 1; i < s->n && is_sorted; i++)
        is_sorted = s->at[i - 1].from_us <= s->at[i].from_us;
    if (!is_sorted)
        qsort(s->at, s->n, sizeof(*s->at), by_from);
    for (size_t i = 0; i < s->n; i++) {
        struct span next = s->at[i];

        if (n == 0 || next.from_us > s->at[n - 1].to_us + gap_us)
            s->at[n++] = next;
        else if (next.to_us > s->at[n - 1].to_us)
            s->at[n - 1].to_us = next.to_us;
    }
    s->n = n;
}

int64_t spans_length_us(const struct spans *s, int64_t from_us, int64_t to_us)
{
    int64_t length = 0;

    for (size_t i = 0; i < s->n && s->at[i].from_us < to_us; i++) {
        int64_t from = s->at[i].from_us > from_us ? s->at[i].from_us : from_us;
        int64_t to = s->at[i].to_us < to_us ? s->at[i].to_us : to_us;

        if (to > from)
            length += to - from;
    }
    return length;
}

int spans_plausible(const struct spans *low, struct spans *ret_high)
{
    struct spans sittings = {.at = NULL};
    int r = 0;

    for (size_t i = 0; i < low->n && r == 0; i++)
        r = spans_add(&sittings, low->at[i].from_us, low->at[i].to_us);
    spans_join(&sittings, MINUTES_JOIN_US);
    for (size_t i = 0; i < sittings.n && r == 0; i++) {
        struct span sitting = sittings.at[i];
        int64_t after = (sitting.to_us - sitting.from_us) / 4;

        if (after < MINUTES_AFTER_MIN_US)
            after = MINUTES_AFTER_MIN_US;
        if (after > MINUTES_AFTER_MAX_US)
            after = MINUTES_AFTER_MAX_US;
        r = spans_add(ret_high, sitting.from_us - MINUTES_BEFORE_US, sitting.to_us + after);
    }
    spans_join(ret_high, 0);
    spans_done(&sittings);
    return r;
}

struct minutes minutes_of(int64_t low_us, int64_t high_us)
{
    struct minutes m = {.low = (uint32_t)(low_us / MINUTE_US),
                        .high = (uint32_t)((high_us + MINUTE_US - 1) / MINUTE_US)};

    if (m.high < m.low)
        m.high = m.low;
    return m;
}
