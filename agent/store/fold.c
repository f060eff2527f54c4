#include "store/fold_state.h"

#include <errno.h>

static const uint64_t keep_alive_bytes = 100; /* of a packet: what says nothing but "still here" */
static const uint64_t active_bytes = 128;

int fold_new(const char *const *children, size_t n_children, const struct fold_output *output,
             struct fold **ret_fold)
{
    AUTO(fold_free) struct fold *f = calloc(1, sizeof(*f));

    if (!f)
        return -ENOMEM;
    f->names = children;
    f->n_children = n_children;
    f->out = *output;
    f->key = siphash_key_random();
    f->free_flow = f->newest = f->oldest = f->free_place = NO_INDEX;
    f->offset_from_us = INT64_MIN;
    f->children = calloc(n_children ? n_children : 1, sizeof(*f->children));
    f->parties = calloc((size_t)PARTY_SETS * PARTY_WAYS, sizeof(*f->parties));
    if (!f->children || !f->parties)
        return -ENOMEM;
    for (size_t i = 0; i < (size_t)PARTY_SETS * PARTY_WAYS; i++)
        f->parties[i].touched_us = INT64_MIN;
    *ret_fold = TAKE(f);
    return 0;
}

struct fold *fold_free(struct fold *f)
{
    if (!f)
        return NULL;
    for (uint32_t i = 0; i < f->places_room; i++) {
        free(f->places[i].host);
        free(f->places[i].window);
        free(f->places[i].rule);
    }
    for (size_t i = 0; f->children && i < f->n_children; i++)
        free(f->children[i].names.slots);
    free(f->children);
    free(f->parties);
    free(f->places);
    free(f->buckets);
    free(f->flows);
    free(f);
    return NULL;
}

static void unlink_flow(struct fold *f, struct flow *flow)
{
    if (flow->newer != NO_INDEX)
        f->flows[flow->newer].older = flow->older;
    else
        f->newest = flow->older;
    if (flow->older != NO_INDEX)
        f->flows[flow->older].newer = flow->newer;
    else
        f->oldest = flow->newer;
}

static void link_newest(struct fold *f, struct flow *flow)
{
    uint32_t index = (uint32_t)(flow - f->flows);

    flow->newer = NO_INDEX;
    flow->older = f->newest;
    if (f->newest != NO_INDEX)
        f->flows[f->newest].newer = index;
    else
        f->oldest = index;
    f->newest = index;
}

static struct place *place_of(struct fold *f, const struct flow *flow)
{
    struct place *p = &f->places[flow->place];

    return p->is_used && p->serial == flow->place_serial ? p : NULL;
}

static void close_flow(struct fold *f, struct flow *flow)
{
    struct place *p = place_of(f, flow);

    if (p)
        p->n_open--;
    unlink_flow(f, flow);
    flow->is_open = false;
    flow->older = f->free_flow;
    f->free_flow = (uint32_t)(flow - f->flows);
    f->n_flows--;
}

static int take_flow(struct fold *f, struct flow **ret_flow)
{
    if (f->n_flows >= FLOWS_MAX)
        close_flow(f, &f->flows[f->oldest]);
    if (f->free_flow == NO_INDEX) {
        uint32_t room = f->flows_room ? 2 * f->flows_room : 256;
        struct flow *flows;

        if (room > FLOWS_MAX)
            room = FLOWS_MAX;
        flows = reallocarray(f->flows, room, sizeof(*flows));
        if (!flows)
            return -ENOMEM;
        f->flows = flows;
        for (uint32_t i = f->flows_room; i < room; i++) {
            flows[i] = (struct flow){.older = f->free_flow};
            f->free_flow = i;
        }
        f->flows_room = room;
    }
    *ret_flow = &f->flows[f->free_flow];
    f->free_flow = (*ret_flow)->older;
    f->n_flows++;
    return 0;
}

static struct flow *flow_of(struct fold *f, uint32_t handle)
{
    uint32_t index = handle & ((1 << 20) - 1);

    if (handle == HANDLE_IGNORED || index >= f->flows_room || !f->flows[index].is_open ||
        f->flows[index].generation != handle >> 20)
        return NULL;
    return &f->flows[index];
}

/* Times far outside of any calendar would overflow what is computed from them. */
static int64_t sane_us(int64_t when_us)
{
    const int64_t limit = INT64_C(400) * 366 * DAY_US;

    return when_us < 0 ? 0 : when_us > limit ? limit : when_us;
}

/* The host, or what stands for it where a day has too many (OUT-3). */
static int admit(struct fold *f, const struct observation *o, int32_t day, struct place_key *key)
{
    enum name_answer answer;
    bool has_meaning = o->platform_id[0] || o->categories;
    int r = names_admit(f, o->child, day, o->name, o->site, has_meaning, &answer);

    if (r < 0)
        return r;
    switch (answer) {
    case NAME_HOST:
        break;
    case NAME_SITE:
        key->host = o->site;
        break;
    case NAME_OTHER:
        key->host = key->site = "other sites";
        key->platform = "";
        key->categories = 0;
        break;
    }
    return 0;
}

/* What a rule stopped was no use: it is counted, and said as a block. */
static int tell_block(struct fold *f, const struct observation *o, int64_t when_us,
                      bool is_embedded)
{
    struct block block = {
        .child = f->names[o->child],
        .host = o->name,
        .site = o->site ? o->site : o->name,
        .platform = o->platform_id,
        .categories = o->categories,
        .when_us = when_us,
        .utc_offset_s = fold_offset_s(f, when_us),
        .protocol = o->protocol,
        .evidence = o->evidence,
        .is_embedded = is_embedded,
        .rule = o->rule,
        .n = 1,
    };

    return f->out.block ? f->out.block(&block, f->out.user) : 0;
}

int fold_open_flow(struct fold *f, const struct observation *o, uint32_t *ret_handle)
{
    int64_t when = sane_us(o->when_us);
    bool is_blocked = o->verdict == VERDICT_BLOCK;
    bool is_named = o->evidence >= EVIDENCE_BOUND && o->name[0] && o->site && !is_blocked;
    bool may_lead =
        is_named && !o->is_machinery && !(o->categories & category_bit(CATEGORY_ADS_TRACKERS));
    struct place_key key = {.child = o->child,
                            .host = o->name,
                            .site = o->site,
                            .platform = o->platform_id,
                            .categories = o->categories,
                            .is_machinery = o->is_machinery,
                            .verdict = o->verdict,
                            .rule = o->rule ? o->rule : ""};
    struct flow *flow;
    uint32_t place;
    int32_t day;
    int r;

    if (o->child >= f->n_children)
        return -EINVAL;
    day = clock_day(when, fold_offset_s(f, when));
    *ret_handle = HANDLE_IGNORED;
    if (is_named)
        key.party = party_hash(f, o->child, o->platform_id, o->site);
    switch (party_open(f, o->child, key.party, may_lead, when, &key.parent)) {
    case STANDING_DROPPED:
        return 0;
    case STANDING_EMBEDDED:
        key.is_embedded = true;
        break;
    case STANDING_OWN:
        break;
    }
    r = f->out.connection(f->names[o->child], day, o->evidence, o->nameless, f->out.user);
    if (r == 0 && is_blocked)
        r = tell_block(f, o, when, key.is_embedded);
    if (r < 0 || !is_named)
        return r;
    r = admit(f, o, day, &key);
    if (r < 0)
        return r;
    r = place_get(f, &key, &place);
    if (r < 0)
        return r;
    r = take_flow(f, &flow);
    if (r < 0)
        return r;
    *flow = (struct flow){.place = place,
                          .place_serial = f->places[place].serial,
                          .visit = UINT32_MAX,
                          .generation = (uint16_t)((flow->generation + 1) % 0xfff),
                          .evidence = (uint8_t)o->evidence,
                          .is_open = true};
    f->places[place].n_open++;
    if (when > f->places[place].touched_us)
        f->places[place].touched_us = when;
    link_newest(f, flow);
    *ret_handle = (uint32_t)(flow - f->flows) | (uint32_t)flow->generation << 20;
    return 0;
}

static bool is_active(const struct usage *u, bool is_first)
{
    uint64_t packets = (uint64_t)u->up_packets + u->down_packets;
    uint64_t bytes;

    if (!u->up_packets || !u->down_packets)
        return false;
    if (is_first)
        return u->up_bytes > 0 && u->down_bytes > 0;
    if (__builtin_add_overflow(u->up_bytes, u->down_bytes, &bytes))
        bytes = UINT64_MAX;
    return bytes >= keep_alive_bytes * packets + active_bytes;
}

int fold_use(struct fold *f, uint32_t handle, const struct usage *usage)
{
    struct flow *flow = flow_of(f, handle);
    struct usage u = *usage;
    struct place *p;
    bool is_first;

    if (!flow)
        return 0;
    u.to_us = sane_us(u.to_us);
    u.from_us = sane_us(u.from_us);
    if (u.from_us > u.to_us) /* the clock was set back within the stretch */
        u.from_us = u.to_us;
    if (u.to_us - u.from_us > STRETCH_MAX_US)
        u.from_us = u.to_us - STRETCH_MAX_US;
    unlink_flow(f, flow);
    link_newest(f, flow);
    p = place_of(f, flow);
    if (!p)
        return 0;
    is_first = !flow->had_use;
    flow->had_use = true;
    return place_use(f, p, flow, &u, is_active(&u, is_first));
}

int fold_close_flow(struct fold *f, uint32_t handle)
{
    struct flow *flow = flow_of(f, handle);

    if (flow)
        close_flow(f, flow);
    return 0;
}

void fold_unrecorded(struct fold *f, uint32_t child, int64_t when_us)
{
    if (child < f->n_children)
        party_unrecorded(f, child, sane_us(when_us));
}

int fold_advance(struct fold *f, int64_t now_us)
{
    int64_t now = sane_us(now_us);

    for (uint32_t i = 0; i < f->places_room; i++) {
        struct place *p = &f->places[i];
        int r;

        if (!p->is_used)
            continue;
        if (p->in_visit && now - p->last_us > VISIT_GAP_US) {
            r = place_finish_visit(f, p);
            if (r < 0)
                return r;
        }
        if (p->in_visit || p->n_open > 0)
            continue;
        /* An embedded host keeps its minutes for as long as they could make it the child's own. */
        if (!p->is_embedded || now - p->touched_us > WINDOW_MIN * MINUTE_US)
            place_free(f, p);
    }
    return 0;
}

int fold_emit_open(struct fold *f)
{
    int r = 0;

    for (uint32_t i = 0; i < f->places_room && r == 0; i++) {
        struct place *p = &f->places[i];

        if (!p->is_used || !p->in_visit)
            continue;
        p->was_emitted = true;
        r = place_emit_visit(f, p);
    }
    return r;
}

int fold_finish(struct fold *f)
{
    for (uint32_t i = 0; i < f->places_room; i++) {
        struct place *p = &f->places[i];
        int r;

        if (!p->is_used)
            continue;
        r = place_finish_visit(f, p);
        place_free(f, p);
        if (r < 0)
            return r;
    }
    while (f->oldest != NO_INDEX)
        close_flow(f, &f->flows[f->oldest]);
    return 0;
}
