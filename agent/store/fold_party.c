/*
 * Which connections are a page, and which are what the page embeds (APP-6).
 *
 * The network does not say who opened a connection, so this goes by time: what opens in the first
 * moments of a page load, under another site's name, is taken for part of that page. Wrong in one
 * direction by choice: of two pages opened within a second the later one is taken for embedded,
 * until it is used by itself. Nothing is raised for what a child never opened.
 */
#include "store/fold_state.h"

uint64_t party_hash(const struct fold *f, uint32_t child, const char *platform, const char *site)
{
    struct siphash_key key = {.k0 = f->key.k0 ^ child, .k1 = f->key.k1};
    const char *name = platform[0] ? platform : site;
    uint64_t hash;

    key.k1 ^= platform[0] ? UINT64_C(0x9e3779b97f4a7c15) : 0; /* an id is no site's name */
    hash = siphash13(key, name, strlen(name));
    return hash > PARTY_UNRECORDED ? hash : PARTY_UNRECORDED + 1;
}

static int64_t distance(int64_t a, int64_t b)
{
    uint64_t d = a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;

    return d > INT64_MAX ? INT64_MAX : (int64_t)d;
}

struct party *party_get(struct fold *f, uint64_t hash, int64_t when_us)
{
    struct party *set = f->parties + (size_t)(hash % PARTY_SETS) * PARTY_WAYS;
    struct party *oldest = set;

    for (size_t i = 0; i < PARTY_WAYS; i++) {
        if (set[i].hash == hash) {
            set[i].touched_us = when_us;
            return &set[i];
        }
        if (set[i].touched_us < oldest->touched_us)
            oldest = &set[i];
    }
    *oldest = (struct party){.hash = hash,
                             .own_us = INT64_MIN / 2,
                             .embedded_us = INT64_MIN / 2,
                             .touched_us = when_us,
                             .minute = when_us / MINUTE_US};
    return oldest;
}

static bool in_burst(const struct burst *b, int64_t when_us)
{
    return b->is_live && when_us >= b->began_us - BURST_QUIET_US &&
           when_us - b->began_us <= BURST_LENGTH_US && when_us - b->last_us <= BURST_QUIET_US;
}

static void begin_burst(struct fold_child *child, uint64_t party, bool is_unrecorded,
                        int64_t when_us)
{
    struct burst *at = &child->bursts[0];

    /* A connection can be named late, so the page that ended first goes, whatever @when_us says. */
    for (size_t i = 0; i < BURSTS && at->is_live; i++)
        if (!child->bursts[i].is_live || child->bursts[i].last_us < at->last_us)
            at = &child->bursts[i];
    *at = (struct burst){.began_us = when_us,
                         .last_us = when_us,
                         .party = party,
                         .is_live = true,
                         .is_unrecorded = is_unrecorded};
}

void party_unrecorded(struct fold *f, uint32_t child, int64_t when_us)
{
    begin_burst(&f->children[child], PARTY_UNRECORDED, true, when_us);
}

static void extend(struct burst *b, int64_t when_us)
{
    if (when_us > b->last_us)
        b->last_us = when_us;
}

/* A frame of a page that is still open reconnects: it stays a frame. */
static bool still_embedded(struct fold *f, const struct party *p, int64_t when_us)
{
    if (p->parent == PARTY_UNRECORDED)
        return distance(when_us, p->embedded_us) <= OWN_RECENT_US;
    if (!p->parent || distance(when_us, p->embedded_us) > EMBED_STICKS_US)
        return false;
    return distance(when_us, party_get(f, p->parent, when_us)->own_us) <= EMBED_STICKS_US;
}

enum standing party_open(struct fold *f, uint32_t child_index, uint64_t hash, bool may_lead,
                         int64_t when_us, uint64_t *ret_parent)
{
    struct fold_child *child = &f->children[child_index];
    /* A connection without a name has no party: it can only be part of something. */
    struct party none = {.own_us = INT64_MIN / 2, .embedded_us = INT64_MIN / 2};
    struct party *p = hash ? party_get(f, hash, when_us) : &none;
    struct burst *parent = NULL;
    bool sticks;

    for (size_t i = 0; i < BURSTS; i++) {
        struct burst *b = &child->bursts[i];

        if (!in_burst(b, when_us))
            continue;
        if (hash && b->party == hash) {
            if (may_lead) {
                extend(b, when_us);
                p->own_us = when_us > p->own_us ? when_us : p->own_us;
            }
            return STANDING_OWN;
        }
        /* What is never recorded wins, so that nothing its page embeds comes out. */
        if (!parent || b->is_unrecorded || (!parent->is_unrecorded && b->last_us > parent->last_us))
            parent = b;
    }
    if (hash && may_lead && distance(when_us, p->own_us) <= OWN_RECENT_US) {
        p->own_us = when_us > p->own_us ? when_us : p->own_us;
        begin_burst(child, hash, false, when_us);
        return STANDING_OWN;
    }
    sticks = !parent && still_embedded(f, p, when_us);
    if (parent || sticks) {
        uint64_t of = parent ? parent->party : p->parent;

        if (hash) { /* advertising chains keep a page loading for seconds; its length has an end */
            if (parent)
                extend(parent, when_us);
            p->embedded_us = when_us;
            p->parent = of;
        }
        *ret_parent = of;
        return of == PARTY_UNRECORDED ? STANDING_DROPPED : STANDING_EMBEDDED;
    }
    if (may_lead) {
        p->own_us = when_us;
        begin_burst(child, hash, false, when_us);
    }
    return STANDING_OWN;
}

void party_used(struct fold *f, uint64_t hash, int64_t from_us, int64_t to_us)
{
    struct party *p = party_get(f, hash, to_us);
    int64_t from = from_us / MINUTE_US, to = to_us / MINUTE_US;

    if (to_us > p->own_us)
        p->own_us = to_us;
    if (to > p->minute || p->minute - to >= 64) {
        int64_t by = to - p->minute;

        p->active = by > 0 && by < 64 ? p->active << by : 0;
        p->minute = to;
    }
    for (int64_t m = from; m <= to; m++)
        if (p->minute - m >= 0 && p->minute - m < 64)
            p->active |= UINT64_C(1) << (p->minute - m);
}

void window_add(struct window *w, int64_t from_us, int64_t to_us)
{
    int64_t minute = to_us / MINUTE_US, begin = from_us, seconds;

    if (minute > w->minute || w->minute - minute >= WINDOW_MIN) {
        int64_t by = minute - w->minute;
        struct window old = *w;

        memset(w->seconds, 0, sizeof(w->seconds));
        if (by > 0 && by < WINDOW_MIN)
            memcpy(w->seconds + by, old.seconds, (size_t)(WINDOW_MIN - by));
        if (by < 0)
            w->counted_to_us = INT64_MIN / 2;
        w->minute = minute;
    }
    if (w->counted_to_us > begin)
        begin = w->counted_to_us;
    if (begin > to_us)
        return;
    w->counted_to_us = to_us;
    seconds = (to_us - begin) / SECOND_US + w->seconds[w->minute - minute];
    w->seconds[w->minute - minute] = (uint8_t)(seconds < 60 ? (seconds ? seconds : 1) : 60);
}

bool window_is_own(const struct window *w, const struct party *parent)
{
    int64_t seconds = 0;
    int n_alone = 0;

    for (int i = 0; i < WINDOW_MIN; i++) {
        int64_t back = parent->minute - (w->minute - i);

        if (!w->seconds[i])
            continue;
        seconds += w->seconds[i];
        if (back < 0 || back >= 64 || !(parent->active >> back & 1))
            n_alone++;
    }
    return seconds * SECOND_US >= FOLD_OWN_USE_US && n_alone >= EMBED_ALONE_MIN;
}
