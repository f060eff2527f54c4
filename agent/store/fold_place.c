#include "store/fold_state.h"

#include <errno.h>

int32_t fold_offset_s(struct fold *f, int64_t when_us)
{
    /* Time zones change at full quarters of an hour. */
    int64_t quarter = when_us - when_us % (15 * MINUTE_US);

    if (quarter != f->offset_from_us) {
        f->offset_from_us = quarter;
        f->offset_s = clock_utc_offset_s(when_us);
    }
    return f->offset_s;
}

static uint64_t place_hash(const struct fold *f, const struct place_key *key)
{
    struct siphash_key k = {.k0 = f->key.k0 ^ key->child,
                            .k1 = f->key.k1 ^ (key->is_embedded ? 3 : 5)};

    return siphash13(k, key->host, strlen(key->host));
}

static int grow_buckets(struct fold *f)
{
    uint32_t n = f->n_buckets ? 2 * f->n_buckets : 256;
    uint32_t *buckets = malloc(n * sizeof(*buckets));

    if (!buckets)
        return -ENOMEM;
    memset(buckets, 0xff, n * sizeof(*buckets));
    for (uint32_t i = 0; i < f->places_room; i++) {
        struct place *p = &f->places[i];

        if (!p->is_used)
            continue;
        p->next = buckets[p->hash & (n - 1)];
        buckets[p->hash & (n - 1)] = i;
    }
    free(f->buckets);
    f->buckets = buckets;
    f->n_buckets = n;
    return 0;
}

static int grow_places(struct fold *f)
{
    uint32_t room = f->places_room ? 2 * f->places_room : 128;
    struct place *places = reallocarray(f->places, room, sizeof(*places));

    if (!places)
        return -ENOMEM;
    f->places = places;
    for (uint32_t i = f->places_room; i < room; i++) {
        places[i] = (struct place){.next = f->free_place};
        f->free_place = i;
    }
    f->places_room = room;
    return 0;
}

/* What was idle for longest goes; its connections, if any are open, are ignored from then on. A
 * full scan, so an eighth goes at a time. */
static int evict(struct fold *f)
{
    int64_t oldest = INT64_MAX, newest = INT64_MIN, before;

    for (uint32_t i = 0; i < f->places_room; i++) {
        if (!f->places[i].is_used)
            continue;
        if (f->places[i].touched_us < oldest)
            oldest = f->places[i].touched_us;
        if (f->places[i].touched_us > newest)
            newest = f->places[i].touched_us;
    }
    before = oldest / 8 * 7 + newest / 8;
    for (uint32_t i = 0; i < f->places_room; i++) {
        struct place *p = &f->places[i];

        if (!p->is_used || (p->touched_us > before && p->touched_us != oldest))
            continue;
        int r = place_finish_visit(f, p);
        place_free(f, p);
        if (r < 0)
            return r;
    }
    return 0;
}

static int fill(struct fold *f, struct place *p, const struct place_key *key, uint64_t hash)
{
    size_t host_len = strlen(key->host), site_len = strlen(key->site);
    size_t platform_len = strlen(key->platform);
    size_t site_at = host_len + 1;
    char *at = malloc(host_len + 1 + site_len + 1 + platform_len + 1);
    struct window *window = NULL;

    if (key->is_embedded) {
        window = calloc(1, sizeof(*window));
        if (window)
            window->counted_to_us = INT64_MIN / 2;
    }
    if (!at || (key->is_embedded && !window)) {
        free(at);
        free(window);
        return -ENOMEM;
    }
    memcpy(at, key->host, host_len + 1);
    memcpy(at + site_at, key->site, site_len + 1);
    memcpy(at + site_at + site_len + 1, key->platform, platform_len + 1);
    *p = (struct place){
        .host = at,
        .site = at + site_at,
        .platform = at + site_at + site_len + 1,
        .hash = hash,
        .party = key->party,
        .window = window,
        .touched_us = INT64_MIN,
        .child = key->child,
        .serial = ++f->serial,
        .is_used = true,
        .is_embedded = key->is_embedded,
    };
    return 0;
}

/* The strongest verdict of a visit, and of the next one the latest. */
static int keep_verdict(struct place *p, const struct place_key *key)
{
    char *rule = NULL;

    if (p->in_visit && key->verdict < p->verdict)
        return 0;
    if (strcmp(key->rule, p->rule ? p->rule : "") == 0) {
        p->verdict = (uint8_t)key->verdict;
        return 0;
    }
    if (key->rule[0] && !(rule = strdup(key->rule)))
        return -ENOMEM;
    p->verdict = (uint8_t)key->verdict;
    free(p->rule);
    p->rule = rule;
    return 0;
}

int place_get(struct fold *f, const struct place_key *key, uint32_t *ret_place)
{
    uint64_t hash = place_hash(f, key);
    uint32_t at;
    struct place *p;
    int r;

    for (at = f->n_buckets ? f->buckets[hash & (f->n_buckets - 1)] : NO_INDEX; at != NO_INDEX;
         at = f->places[at].next) {
        p = &f->places[at];
        if (p->hash == hash && p->child == key->child && p->is_embedded == key->is_embedded &&
            strcmp(p->host, key->host) == 0)
            break;
    }
    if (at == NO_INDEX) {
        if (f->n_places >= PLACES_MAX && (r = evict(f)) < 0)
            return r;
        if (f->n_places >= f->n_buckets && (r = grow_buckets(f)) < 0)
            return r;
        if (f->free_place == NO_INDEX && (r = grow_places(f)) < 0)
            return r;
        at = f->free_place;
        p = &f->places[at];
        uint32_t next = p->next;
        r = fill(f, p, key, hash);
        if (r < 0)
            return r;
        f->free_place = next;
        p->next = f->buckets[hash & (f->n_buckets - 1)];
        f->buckets[hash & (f->n_buckets - 1)] = at;
        f->n_places++;
    }
    p = &f->places[at];
    p->categories |= key->categories;
    p->is_machinery = key->is_machinery;
    p->parent = key->parent;
    *ret_place = at;
    return keep_verdict(p, key);
}

void place_free(struct fold *f, struct place *p)
{
    uint32_t index = (uint32_t)(p - f->places);
    uint32_t *link = &f->buckets[p->hash & (f->n_buckets - 1)];

    while (*link != index)
        link = &f->places[*link].next;
    *link = p->next;
    free(p->host);
    free(p->window);
    free(p->rule);
    *p = (struct place){.next = f->free_place};
    f->free_place = index;
    f->n_places--;
}

int place_emit_visit(struct fold *f, const struct place *p)
{
    struct visit visit = {
        .child = f->names[p->child],
        .host = p->host,
        .site = p->site,
        .platform = p->platform,
        .categories = p->categories,
        .first_us = p->first_us,
        .last_us = p->last_us,
        .utc_offset_s = fold_offset_s(f, p->first_us),
        .up_bytes = p->up_bytes,
        .down_bytes = p->down_bytes,
        .n_flows = p->n_flows,
        .evidence = p->evidence,
        .is_embedded = p->is_embedded && !p->became_own,
        .is_machinery = p->is_machinery,
        .verdict = p->verdict,
        .rule = p->rule ? p->rule : "",
    };

    return f->out.visit(&visit, f->out.user);
}

int place_finish_visit(struct fold *f, struct place *p)
{
    int r;

    if (!p->in_visit)
        return 0;
    r = place_emit_visit(f, p);
    p->in_visit = p->was_emitted = false;
    p->visit++;
    p->up_bytes = p->down_bytes = 0;
    p->n_flows = 0;
    p->evidence = EVIDENCE_NONE;
    return r;
}

static uint64_t add_bytes(uint64_t a, uint64_t b)
{
    uint64_t sum;

    /* SQLite's integers have a sign. */
    return __builtin_add_overflow(a, b, &sum) || sum > INT64_MAX ? INT64_MAX : sum;
}

/* An embedded host that lives by itself is the child's own from now on. */
static int look_for_own_use(struct fold *f, struct place *p, int64_t from_us, int64_t to_us)
{
    int r;

    window_add(p->window, from_us, to_us);
    if (p->is_machinery || (p->categories & category_bit(CATEGORY_ADS_TRACKERS)) ||
        !window_is_own(p->window, party_get(f, p->parent, to_us)))
        return 0;
    r = place_finish_visit(f, p);
    p->became_own = true;
    party_get(f, p->party, to_us)->parent = 0;
    party_used(f, p->party, to_us, to_us);
    return r;
}

int place_use(struct fold *f, struct place *p, struct flow *flow, const struct usage *usage,
              bool is_active)
{
    int64_t from = usage->from_us, to = usage->to_us;
    bool goes_on = false;
    int r = 0;

    /* Own by itself for a while is not own for ever: a tab can stay open for days. */
    if (p->became_own && is_active && from - p->last_us > WINDOW_MIN * MINUTE_US) {
        r = place_finish_visit(f, p);
        p->became_own = false;
    }
    if (r < 0)
        return r;
    if (to > p->touched_us)
        p->touched_us = to;
    if (is_active) {
        if (p->in_visit && (from > p->last_us + VISIT_GAP_US || to < p->first_us - VISIT_GAP_US)) {
            r = place_finish_visit(f, p);
        } else if (p->in_visit && p->last_us - p->first_us >= VISIT_MAX_US && to > p->last_us) {
            from = p->last_us;
            goes_on = true;
            r = place_finish_visit(f, p);
        }
        if (r < 0)
            return r;
        if (!p->in_visit) {
            p->in_visit = true;
            p->first_us = from;
            p->last_us = to;
        } else {
            /* Its beginning is what a visit that came out already is known by. */
            if (from < p->first_us && !p->was_emitted)
                p->first_us = from;
            p->last_us = to > p->last_us ? to : p->last_us;
        }
        if (flow->evidence > p->evidence)
            p->evidence = flow->evidence;
        if (flow->visit != p->visit) {
            flow->visit = p->visit;
            p->n_flows++;
        }
    }
    if (p->in_visit) {
        p->up_bytes = add_bytes(p->up_bytes, usage->up_bytes);
        p->down_bytes = add_bytes(p->down_bytes, usage->down_bytes);
    }
    if (!is_active)
        return 0;
    if (p->is_embedded && !p->became_own)
        return look_for_own_use(f, p, goes_on ? usage->from_us : from, to);
    if (!p->is_machinery)
        party_used(f, p->party, from, to);
    return 0;
}
