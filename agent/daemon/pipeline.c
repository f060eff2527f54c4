#include "daemon/pipeline.h"

#include "policy/observation.h"
#include "store/fold.h"

#include <errno.h>
#include <stdlib.h>

enum {
    SETTLE_US = 5000000, /* a connection this young may still say its name */
    COMMIT_VISITS = 20000,
};

#define SILENCE_US (12 * HOUR_US)

/* What is known here of one account of the inspector. */
struct connection {
    uint32_t handle; /* the fold's */
    bool is_open, is_unrecorded, has_held;
    struct usage held; /* use from before its name was known */
    uint64_t name_hash;
};

struct pipeline {
    struct pipeline_options options;
    struct inspector *inspector;
    struct fold *fold;
    struct connection *connections; /* by account_id */
    size_t connections_room;
    struct siphash_key key;
    struct pipeline_counts counts;
    int64_t first_us, last_us; /* of this capture; first > last: no packet yet */
    uint64_t uncommitted;
    int error; /* of the store */
    struct text error_text;
};

static void fail(struct pipeline *p, int r)
{
    if (r < 0 && p->error == 0)
        p->error = r;
}

static uint32_t owner_of(const struct ip *address, void *user)
{
    const struct pipeline *p = user;

    if (p->options.n_monitored == 0)
        return 0;
    for (size_t i = 0; i < p->options.n_monitored; i++)
        if (ip_prefix_holds(&p->options.monitored[i].prefix, address))
            for (size_t c = 0; c < p->options.n_children; c++)
                if (strcmp(p->options.children[c], p->options.monitored[i].child) == 0)
                    return (uint32_t)c;
    return OWNER_NONE;
}

static const char *site_of(const char *name, void *user)
{
    (void)user;
    return catalogue_site(name);
}

static struct connection *connection_of(struct pipeline *p, account_id id)
{
    if (id >= p->connections_room) {
        size_t room = p->connections_room ? p->connections_room * 2 : 256;
        struct connection *more;

        while (room <= id)
            room *= 2;
        more = realloc(p->connections, room * sizeof(*more));
        if (!more) {
            fail(p, -ENOMEM);
            return NULL;
        }
        memset(more + p->connections_room, 0, (room - p->connections_room) * sizeof(*more));
        p->connections = more;
        p->connections_room = room;
    }
    return &p->connections[id];
}

static void close_connection(struct pipeline *p, struct connection *c)
{
    if (c->is_open)
        fail(p, fold_close_flow(p->fold, c->handle));
    *c = (struct connection){.handle = 0};
}

/* Give the connection its observation; what was held of its use comes with it. */
static void open_connection(struct pipeline *p, struct connection *c, struct observation *o)
{
    struct meaning m = {.categories = 0};
    const struct platform *platform;
    struct usage held = c->held;
    bool has_held = c->has_held;

    if (o->name[0] != '\0')
        m = catalogue_find(p->options.catalogue, o->name, strlen(o->name));
    if (m.never_recorded) {
        close_connection(p, c);
        c->is_unrecorded = true;
        fold_unrecorded(p->fold, o->child, o->when_us);
        return;
    }
    o->site = o->name[0] != '\0' ? catalogue_site(o->name) : NULL;
    platform = catalogue_platform(p->options.catalogue, m.platform);
    o->categories = m.categories;
    o->platform_id = platform ? platform->id : "";
    o->is_machinery = m.is_machinery;
    o->verdict = VERDICT_LOG;
    o->rule = "";
    close_connection(p, c);
    fail(p, fold_open_flow(p->fold, o, &c->handle));
    if (p->error)
        return;
    c->is_open = true;
    p->counts.connections++;
    p->counts.named += o->evidence != EVIDENCE_NONE;
    if (has_held)
        fail(p, fold_use(p->fold, c->handle, &held));
}

static enum protocol protocol_of(enum sighting_kind kind)
{
    switch (kind) {
    case SIGHTING_TLS:
    case SIGHTING_DTLS:
        return PROTOCOL_TLS;
    case SIGHTING_QUIC:
    case SIGHTING_GQUIC:
        return PROTOCOL_QUIC;
    case SIGHTING_HTTP:
        return PROTOCOL_HTTP;
    case SIGHTING_DNS:
    case SIGHTING_DNSR:
    case SIGHTING_MDNS:
    case SIGHTING_MDNSR:
    case SIGHTING_LLMNR:
    case SIGHTING_LLMNRR:
        return PROTOCOL_DNS;
    case SIGHTING_NAMELESS:
    case SIGHTING_SHAPE:
    case SIGHTING_KIND_COUNT:
        return PROTOCOL_FLOW;
    }
    return PROTOCOL_FLOW;
}

static void sighting(const struct sighting *s, void *user)
{
    struct pipeline *p = user;
    const char *name = s->target ? s->target : s->name;
    enum protocol protocol = protocol_of(s->kind);
    struct observation o = {
        .when_us = s->when_us,
        .child = s->owner,
        .protocol = protocol,
        .client = s->client,
        .server = s->server,
        .client_port = s->client_port,
        .server_port = s->server_port,
        .is_udp = s->is_udp,
        .name = name,
        .evidence = s->evidence,
        .through_proxy = s->flags & SEEN_CONNECT,
    };
    struct connection *c;
    uint64_t hash;

    if (p->error || s->account == 0 || protocol == PROTOCOL_DNS || protocol == PROTOCOL_FLOW)
        return; /* a look-up is no visit */
    if (s->evidence == EVIDENCE_OUTER || (s->flags & SEEN_AMBIGUOUS_HOST) || !catalogue_site(name))
        return; /* the connection's use decides what it is called */
    c = connection_of(p, s->account);
    if (!c || c->is_unrecorded)
        return;
    hash = siphash13(p->key, name, strlen(name)) | 1;
    if (c->is_open && c->name_hash == hash)
        return; /* a second hello, or the next request */
    open_connection(p, c, &o);
    c->name_hash = hash;
}

static enum nameless nameless_of(const struct flow_use *use)
{
    switch (use->shape) {
    case SHAPE_WIREGUARD:
    case SHAPE_OPENVPN:
    case SHAPE_SSH:
        return NAMELESS_TUNNEL;
    case SHAPE_STUN:
        return NAMELESS_CALL;
    case SHAPE_NONE:
    case SHAPE_COUNT:
        break;
    }
    return use->hid_name     ? NAMELESS_ENCRYPTED
           : use->said_none  ? NAMELESS_SAYS_NONE
           : !use->saw_start ? NAMELESS_BEFORE_US
                             : NAMELESS_OTHER;
}

/* No name was said: what the answers bound to the address, or nothing. */
static void open_nameless(struct pipeline *p, struct connection *c, const struct flow_use *use)
{
    bool is_bound = use->bound && catalogue_site(use->bound);
    struct observation o = {
        .when_us = use->from_us,
        .child = use->owner,
        .protocol = PROTOCOL_FLOW,
        .client = use->client,
        .server = use->server,
        .client_port = use->client_port,
        .server_port = use->server_port,
        .is_udp = use->is_udp,
        .name = is_bound ? use->bound : "",
        .evidence = is_bound ? EVIDENCE_BOUND : EVIDENCE_NONE,
        .nameless = is_bound ? NAMELESS_NOT : nameless_of(use),
    };

    open_connection(p, c, &o);
}

static void hold(struct connection *c, const struct usage *u)
{
    if (!c->has_held) {
        c->held = *u;
        c->has_held = true;
        return;
    }
    c->held.to_us = u->to_us;
    c->held.up_bytes += u->up_bytes;
    c->held.down_bytes += u->down_bytes;
    c->held.up_packets += u->up_packets;
    c->held.down_packets += u->down_packets;
}

static void use(const struct flow_use *f, void *user)
{
    struct pipeline *p = user;
    struct connection *c = p->error ? NULL : connection_of(p, f->account);
    struct usage u = {
        .from_us = f->from_us,
        .to_us = f->to_us,
        .up_bytes = f->up_bytes,
        .down_bytes = f->down_bytes,
        .up_packets = f->up_packets,
        .down_packets = f->down_packets,
    };

    if (!c)
        return;
    if (!c->is_open && !c->is_unrecorded && f->has_payload) {
        if (!f->ended && f->is_new && f->to_us - f->from_us < SETTLE_US) {
            hold(c, &u);
            return;
        }
        open_nameless(p, c, f);
    }
    if (c->is_open && u.up_packets + u.down_packets > 0)
        fail(p, fold_use(p->fold, c->handle, &u));
    if (f->ended) {
        close_connection(p, c);
        c->is_unrecorded = false;
    }
}

static void minute(int64_t now_us, void *user)
{
    struct pipeline *p = user;

    if (!p->error)
        fail(p, fold_advance(p->fold, now_us));
}

static int keep_visit(const struct visit *visit, void *user)
{
    struct pipeline *p = user;

    p->counts.visits++;
    if (!p->options.store)
        return 0;
    if (++p->uncommitted >= COMMIT_VISITS) {
        int r = store_commit(p->options.store, &p->error_text);

        if (r < 0)
            return r;
        p->uncommitted = 0;
    }
    return store_add_visit(p->options.store, visit, &p->error_text);
}

static int keep_connection(const char *child, int32_t day, enum evidence evidence,
                           enum nameless nameless, void *user)
{
    struct pipeline *p = user;

    if (!p->options.store)
        return 0;
    return store_add_connection(p->options.store, child, day, evidence, nameless, 1,
                                &p->error_text);
}

int pipeline_new(const struct pipeline_options *options, struct pipeline **ret)
{
    AUTO(pipeline_free) struct pipeline *p = calloc(1, sizeof(*p));
    struct inspector_options how = {
        .memory_bytes = options->memory_bytes,
        .accounts = true,
        .evidence = true,
        .owner_of = owner_of,
        .sighting = sighting,
        .use = use,
        .site_of = site_of,
        .minute = minute,
        .user = p,
    };
    struct fold_output output = {.visit = keep_visit, .connection = keep_connection, .user = p};
    int r;

    if (!p)
        return -ENOMEM;
    p->options = *options;
    p->key = siphash_key_random();
    p->first_us = INT64_MAX;
    p->last_us = INT64_MIN;
    r = inspector_new(&how, &p->inspector);
    if (r < 0)
        return r;
    r = fold_new(options->children, options->n_children, &output, &p->fold);
    if (r < 0)
        return r;
    *ret = TAKE(p);
    return 0;
}

struct pipeline *pipeline_free(struct pipeline *p)
{
    if (p) {
        inspector_free(p->inspector);
        fold_free(p->fold);
        free(p->connections);
        text_done(&p->error_text);
        free(p);
    }
    return NULL;
}

static int answer(struct pipeline *p, struct text *reterr)
{
    if (p->error < 0 && reterr->len == 0)
        text_add(reterr, p->error_text.len > 0 ? p->error_text.at : "there is no memory to go on");
    return p->error;
}

/* The time watched goes on, or a silence that no network keeps has parted it. */
static void keep_period(struct pipeline *p)
{
    for (size_t i = 0;
         !p->error && p->options.store && p->first_us <= p->last_us && i < p->options.n_children;
         i++)
        fail(p, store_add_period(p->options.store, p->options.children[i], p->first_us, p->last_us,
                                 clock_utc_offset_s(p->first_us), &p->error_text));
    p->first_us = INT64_MAX;
    p->last_us = INT64_MIN;
}

static void note_time(struct pipeline *p, int64_t when_us)
{
    if (p->first_us <= p->last_us &&
        (when_us > p->last_us + SILENCE_US || when_us < p->first_us - SILENCE_US))
        keep_period(p);
    if (when_us < p->first_us)
        p->first_us = when_us;
    if (when_us > p->last_us)
        p->last_us = when_us;
}

int pipeline_feed(struct pipeline *p, const struct frame *frame, struct text *reterr)
{
    if (p->error)
        return answer(p, reterr);
    p->counts.packets++;
    if (frame->when_us > 0) /* some records have no time at all */
        note_time(p, frame->when_us);
    inspector_feed(p->inspector, frame);
    return answer(p, reterr);
}

int pipeline_end_capture(struct pipeline *p, struct text *reterr)
{
    keep_period(p);
    return answer(p, reterr);
}

int pipeline_finish(struct pipeline *p, struct text *reterr)
{
    if (!p->error)
        inspector_finish(p->inspector);
    if (!p->error)
        fail(p, fold_finish(p->fold));
    if (!p->error && p->options.store)
        fail(p, store_commit(p->options.store, &p->error_text));
    return answer(p, reterr);
}

struct pipeline_counts pipeline_counts(const struct pipeline *p)
{
    struct pipeline_counts counts = p->counts;

    counts.losses = inspector_losses(p->inspector);
    return counts;
}
