#include "daemon/observer_state.h"

#include "daemon/sighted.h"
#include "daemon/unnamed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SETTLE_US = 5000000 }; /* a connection this young may still say its name */

static const char *site_of(const char *name, void *user)
{
    (void)user;
    return catalogue_site(name);
}

static uint32_t owner_of(const struct ip *address, void *user)
{
    const struct observer *o = user;

    return o->options.owner_of ? o->options.owner_of(address, o->options.owner_user) : 0;
}

static struct connection *connection_of(struct observer *o, account_id id)
{
    if (id >= o->connections_room) {
        size_t room = o->connections_room ? o->connections_room * 2 : 256;
        struct connection *more;

        while (room <= id)
            room *= 2;
        more = realloc(o->connections, room * sizeof(*more));
        if (!more) {
            o->failed = true;
            return NULL;
        }
        memset(more + o->connections_room, 0, (room - o->connections_room) * sizeof(*more));
        o->connections = more;
        o->connections_room = room;
    }
    return &o->connections[id];
}

void observer_close(struct observer *o, struct connection *c, account_id id)
{
    if (c->is_open)
        o->options.output.close(id, o->options.output.user);
    *c = (struct connection){.is_open = false};
}

bool observer_judge(const struct observer *o, struct observation *ob)
{
    struct meaning m = {.categories = 0};
    const struct platform *platform;

    if (ob->name[0] != '\0')
        m = catalogue_find(o->options.catalogue, ob->name, strlen(ob->name));
    if (m.never_recorded)
        return false;
    ob->site = ob->name[0] != '\0' ? catalogue_site(ob->name) : NULL;
    platform = catalogue_platform(o->options.catalogue, m.platform);
    ob->categories |= m.categories;
    ob->platform_id = platform ? platform->id : "";
    ob->is_machinery = m.is_machinery;
    ob->verdict = VERDICT_LOG;
    ob->rule = "";
    if (o->options.policy && ob->name[0] != '\0' &&
        ob->child < policy_n_children(o->options.policy)) {
        struct policy_question q = {
            .name = ob->name, .categories = ob->categories, .platform_id = ob->platform_id};
        struct decision d = policy_decide(o->options.policy, ob->child, &q);

        if (d.verdict == VERDICT_BLOCK && o->options.cannot_block)
            return true;
        ob->verdict = d.verdict;
        ob->rule = d.rule;
    }
    return true;
}

/* Give the connection its observation; what was held of its use comes with it. */
static void open_connection(struct observer *o, struct connection *c, account_id id,
                            struct observation *ob)
{
    const struct observer_output *out = &o->options.output;
    struct usage held = c->held;

    observer_close(o, c, id);
    if (!observer_judge(o, ob)) {
        c->is_unrecorded = true;
        observer_unrecorded(o, ob);
        return;
    }
    out->open(id, ob, out->user);
    c->is_open = true;
    c->is_blocked = ob->verdict == VERDICT_BLOCK;
    if (held.up_packets + held.down_packets > 0)
        out->use(id, &held, out->user);
}

static void look_on(const struct observer *o, const struct connection *c, struct observation *ob)
{
    if (o->options.output.look && !c->is_unrecorded)
        o->options.output.look(ob, false, o->options.output.user);
}

void observer_name(struct observer *o, struct connection *c, account_id id, struct observation *ob,
                   uint64_t hash)
{
    open_connection(o, c, id, ob);
    c->name_hash = hash;
    look_on(o, c, ob);
}

/* Does the child's DNS answer for blocks? */
static bool blocks_by_dns(const struct observer *o, uint32_t child)
{
    return o->options.policy && child < policy_n_children(o->options.policy) &&
           policy_child(o->options.policy, child)->block_by == BLOCK_BY_DNS;
}

/* A look-up is no visit; but it may be stopped, and somebody may look on. */
static void look_up(struct observer *o, const struct sighting *s, struct observation *ob)
{
    const struct observer_output *out = &o->options.output;

    if (!out->look && !blocks_by_dns(o, ob->child))
        return;
    if (!observer_judge(o, ob))
        return;
    if (ob->verdict == VERDICT_BLOCK && !blocks_by_dns(o, ob->child))
        ob->verdict = VERDICT_LOG; /* the connection will be stopped, and say so */
    if (ob->verdict == VERDICT_BLOCK && (s->kind == SIGHTING_DNS || s->kind == SIGHTING_DNSR)) {
        o->verdict.is_denied = true;
        if (s->kind == SIGHTING_DNS) { /* connection 0 is nobody's: a block and no more */
            out->open(0, ob, out->user);
            out->close(0, out->user);
        }
    }
    if (out->look)
        out->look(
            ob, s->kind == SIGHTING_DNSR || s->kind == SIGHTING_MDNSR || s->kind == SIGHTING_LLMNRR,
            out->user);
}

static void sighting(const struct sighting *s, void *user)
{
    struct observer *o = user;
    const char *name = s->target ? s->target : s->name;
    enum protocol protocol = sighted_protocol(s->kind);
    struct observation ob = {
        .when_us = s->when_us,
        .child = s->owner,
        .protocol = protocol,
        .client = s->client,
        .server = s->server,
        .client_port = s->client_port,
        .server_port = s->server_port,
        .is_udp = s->is_udp,
        .name = name,
        .categories = sighted_categories(s),
        .evidence = s->evidence,
        .through_proxy =
            (s->flags & SEEN_CONNECT) || (o->options.is_live && ip_is_loopback(&s->server)),
    };
    struct connection *c;
    uint64_t hash;

    if (protocol == PROTOCOL_DNS)
        look_up(o, s, &ob);
    else if (!(s->flags & SEEN_CONNECT)) /* behind a proxy's word the hello is still to come */
        o->verdict.is_settled = true;
    if (s->account == 0 || protocol == PROTOCOL_DNS || protocol == PROTOCOL_FLOW)
        return;
    if (s->evidence == EVIDENCE_OUTER || (s->flags & SEEN_AMBIGUOUS_HOST) || !catalogue_site(name))
        return; /* the connection's use decides what it is called */
    c = connection_of(o, s->account);
    if (!c || c->is_unrecorded)
        return;
    hash = siphash13(o->key, name, strlen(name)) | 1;
    if (!(c->is_open || c->is_awaited) || c->name_hash != hash) { /* else: once more */
        if (c->is_awaited)
            observer_wait_ends(o, s->account);
        if (!c->is_unrecorded && !observer_wait(o, c, s->account, &ob, hash))
            observer_name(o, c, s->account, &ob, hash);
    }
    o->verdict.is_blocked |= c->is_blocked;
}

/* No name was said: what the answers bound to the address, or nothing. All its use is held. */
static void open_nameless(struct observer *o, struct connection *c, const struct flow_use *use)
{
    bool is_bound = use->bound && catalogue_site(use->bound);
    struct observation ob = {
        .when_us = c->held.from_us,
        .child = use->owner,
        .protocol = PROTOCOL_FLOW,
        .client = use->client,
        .server = use->server,
        .client_port = use->client_port,
        .server_port = use->server_port,
        .is_udp = use->is_udp,
        .name = is_bound ? use->bound : "",
        .evidence = is_bound ? EVIDENCE_BOUND : EVIDENCE_NONE,
        .nameless = is_bound ? NAMELESS_NOT : unnamed_why(use, &c->held),
    };

    open_connection(o, c, use->account, &ob);
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

/* What was over in a moment is no younger for that: the clock counts, not its last packet. */
static bool may_say_its_name(const struct observer *o, const struct flow_use *f)
{
    int64_t at_us = f->to_us > o->now_us ? f->to_us : o->now_us;

    return !f->ended && f->is_new && at_us - f->from_us < SETTLE_US;
}

static void use(const struct flow_use *f, void *user)
{
    struct observer *o = user;
    const struct observer_output *out = &o->options.output;
    struct connection *c = connection_of(o, f->account);
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
    if (c->is_awaited && !f->ended) {
        if (u.up_packets + u.down_packets > 0)
            hold(c, &u);
        return;
    }
    if (c->is_awaited)
        observer_wait_ends(o, f->account);
    if (!c->is_open && !c->is_unrecorded && f->has_payload) {
        hold(c, &u);
        if (may_say_its_name(o, f) || unnamed_may_become_call(f, &c->held))
            return;
        open_nameless(o, c, f);
    } else if (c->is_open && u.up_packets + u.down_packets > 0)
        out->use(f->account, &u, out->user);
    if (f->ended) {
        observer_close(o, c, f->account);
        c->is_unrecorded = false;
    }
}

static void minute(int64_t now_us, void *user)
{
    struct observer *o = user;

    o->options.output.minute(now_us, o->options.output.user);
}

int observer_new(const struct observer_options *options, struct observer **ret)
{
    AUTO(observer_free) struct observer *o = calloc(1, sizeof(*o));
    struct inspector_options how = {
        .memory_bytes = options->memory_bytes,
        .accounts = true,
        .evidence = true,
        .is_live = options->is_live,
        .owner_of = owner_of,
        .sighting = sighting,
        .use = use,
        .site_of = site_of,
        .minute = minute,
        .user = o,
    };
    int r;

    if (!o)
        return -ENOMEM;
    o->options = *options;
    o->key = siphash_key_random();
    r = inspector_new(&how, &o->inspector);
    if (r < 0)
        return r;
    *ret = TAKE(o);
    return 0;
}

struct observer *observer_free(struct observer *o)
{
    if (o) {
        inspector_free(o->inspector);
        free(o->connections);
        free(o);
    }
    return NULL;
}

struct observer_verdict observer_feed(struct observer *o, const struct frame *frame)
{
    account_id id;

    o->verdict = (struct observer_verdict){.is_blocked = false};
    o->now_us = frame->when_us;
    inspector_feed(o->inspector, frame);
    /* A blocked client may say its hello again, which tells us nothing new: the kernel forgot a
     * connection whose only packet was refused. */
    id = inspector_account(o->inspector);
    o->verdict.is_blocked |= id != 0 && id < o->connections_room && o->connections[id].is_blocked;
    o->verdict.is_settled |= inspector_is_settled(o->inspector);
    return o->verdict;
}

void observer_count(struct observer *o, const struct flow_count *count)
{
    inspector_count(o->inspector, count);
}

void observer_advance(struct observer *o, int64_t now_us)
{
    o->now_us = now_us;
    inspector_advance(o->inspector, now_us);
    observer_wait_over(o, now_us);
}

void observer_learn(struct observer *o, struct bytes message, int64_t now_us)
{
    inspector_learn(o->inspector, message, now_us);
}

void observer_finish(struct observer *o)
{
    observer_await(o, false);
    inspector_finish(o->inspector);
}

struct inspector_losses observer_losses(const struct observer *o)
{
    return inspector_losses(o->inspector);
}

void observer_set_policy(struct observer *o, const struct policy *policy)
{
    observer_tell_awaited(o); /* their children have the old numbers */
    o->options.policy = policy;
}

void observer_set_catalogue(struct observer *o, const struct catalogue *catalogue)
{
    o->options.catalogue = catalogue;
}

bool observer_failed(const struct observer *o)
{
    return o->failed;
}
