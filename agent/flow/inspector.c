#include "flow/inspector.h"

#include "flow/state.h"

#include <errno.h>
#include <stdlib.h>

enum {
    IDLE_CLOSED_S = 15,
    IDLE_UDP_S = 180,
    IDLE_TCP_S = 300,
    IDLE_TCP_COUNTED_S = 7200, /* a tab may be silent for long and is still one connection */
    SWEEP_EACH = 3,
};

int inspector_new(const struct inspector_options *options, struct inspector **ret)
{
    AUTO(inspector_free) struct inspector *in = calloc(1, sizeof(*in));
    size_t bytes = options->memory_bytes ? options->memory_bytes : INSPECTOR_MEMORY_BYTES;
    size_t each = FLOW_TABLE_BYTES_EACH;

    if (!in)
        return -ENOMEM;
    in->options = *options;
    in->key = options->key ? *options->key : siphash_key_random();
    in->minute = INT64_MIN;
    if (options->accounts)
        each += sizeof(struct account) + 2 * sizeof(account_id);
    if (flow_table_new(bytes / 2 / each, &in->flows) < 0 ||
        stream_pool_new(bytes / 4, &in->streams) < 0 ||
        assembly_pool_new(bytes / 16, &in->assemblies) < 0 ||
        fragments_new(bytes / 16, in->key, &in->fragments) < 0 || inflate_new(&in->inflate) < 0)
        return -ENOMEM;
    if (options->evidence && memory_new(in->key, options->site_of, options->user, &in->memory) < 0)
        return -ENOMEM;
    if (options->accounts && accounts_new(&in->accounts) < 0)
        return -ENOMEM;
    *ret = TAKE(in);
    return 0;
}

struct inspector *inspector_free(struct inspector *in)
{
    if (in) {
        flow_table_free(in->flows);
        stream_pool_free(in->streams);
        assembly_pool_free(in->assemblies);
        fragments_free(in->fragments);
        inflate_free(in->inflate);
        memory_free(in->memory);
        accounts_free(in->accounts);
        free(in);
    }
    return NULL;
}

/* What a flow did since it was last told of. */
static void tell(struct inspector *in, account_id id, bool ended)
{
    struct account *a = account_at(in->accounts, id);
    struct flow_use use = {
        .account = id,
        .owner = a->owner,
        .is_udp = a->is_udp,
        .ended = ended,
        .is_new = !a->was_told,
        .client = a->client,
        .server = a->server,
        .client_port = a->client_port,
        .server_port = a->server_port,
        .from_us = a->from_us,
        .to_us = a->to_us,
        .up_bytes = a->up_bytes,
        .down_bytes = a->down_bytes,
        .up_packets = a->up_packets,
        .down_packets = a->down_packets,
        .was_named = a->was_named,
        .saw_start = a->saw_start,
        .has_payload = a->has_payload,
        .said_none = a->said_none,
        .hid_name = a->hid_name,
        .is_unreadable = a->is_unreadable,
        .shape = a->shape,
    };

    a->was_told = true;
    a->up_bytes = a->down_bytes = 0;
    a->up_packets = a->down_packets = 0;
    if (a->owner == OWNER_NONE || !in->options.use)
        return;
    if (in->memory)
        use.bound = memory_bound(in->memory, a->owner, &a->server, in->now_us);
    in->options.use(&use, in->options.user);
}

static void tell_busy(struct inspector *in)
{
    account_id id;

    while ((id = account_next_busy(in->accounts)))
        tell(in, id, false);
}

void flow_forget(struct inspector *in, struct flow *f)
{
    if (f->flags & FLOW_TCP)
        tcp_flush(in, f);
    else
        udp_forget(in, f);
    if (f->account) {
        tell(in, f->account, true);
        account_release(in->accounts, f->account);
        f->account = 0;
    }
    flow_table_remove(in->flows, f);
}

static void forget_if_silent(struct flow *f, void *user)
{
    struct inspector *in = user;
    int32_t silent_s = (int32_t)(in->now_s - f->seen_s);
    int32_t idle_s = f->flags & FLOW_CLOSING  ? IDLE_CLOSED_S
                     : !(f->flags & FLOW_TCP) ? IDLE_UDP_S
                     : in->accounts           ? IDLE_TCP_COUNTED_S
                                              : IDLE_TCP_S;

    if (silent_s > idle_s)
        flow_forget(in, f);
}

uint64_t flow_hash(const struct inspector *in, const struct packet *p, int *ret_side)
{
    struct siphash s = siphash_begin(in->key);
    uint64_t a[2] = {0, 0}, b[2] = {0, 0}, hash;
    int order;

    if (p->ip_len == 4) {
        memcpy(a, p->source, 4);
        memcpy(b, p->destination, 4);
    } else {
        memcpy(a, p->source, 16);
        memcpy(b, p->destination, 16);
    }
    order = a[0] != b[0]   ? (a[0] < b[0] ? -1 : 1)
            : a[1] != b[1] ? (a[1] < b[1] ? -1 : 1)
                           : (int)p->source_port - (int)p->destination_port;
    *ret_side = order > 0;
    if (p->ip_len == 4) {
        siphash_word(&s, order > 0 ? b[0] | a[0] << 32 : a[0] | b[0] << 32);
    } else {
        siphash_word(&s, order > 0 ? b[0] : a[0]);
        siphash_word(&s, order > 0 ? b[1] : a[1]);
        siphash_word(&s, order > 0 ? a[0] : b[0]);
        siphash_word(&s, order > 0 ? a[1] : b[1]);
    }
    siphash_word(&s, (uint64_t)(order > 0 ? p->destination_port : p->source_port) << 16 |
                         (order > 0 ? p->source_port : p->destination_port) |
                         (uint64_t)(p->protocol == 6) << 32 | (uint64_t)p->ip_len << 40);
    if (p->vlan_tags)
        siphash_word(&s, p->vlan_tags);
    hash = siphash_end(s);
    return hash ? hash : 1;
}

/* Is the sender the client? */
static bool sender_is_client(const struct inspector *in, const struct packet *p)
{
    struct ip from = ip_from_bytes(bytes_of(p->source, p->ip_len));
    struct ip to = ip_from_bytes(bytes_of(p->destination, p->ip_len));
    bool from_is_owned, to_is_owned;

    if (p->protocol == 6 && (p->tcp_flags & TCP_SYN))
        return !(p->tcp_flags & TCP_ACK);
    if (in->options.is_live)
        return true; /* the kernel shows us what a child's own socket sends first */
    from_is_owned = emit_owner(in, &from) != OWNER_NONE;
    to_is_owned = emit_owner(in, &to) != OWNER_NONE;
    if (from_is_owned != to_is_owned)
        return from_is_owned;
    if (p->source_port < 1024 || p->destination_port < 1024)
        return p->source_port > p->destination_port;
    return p->protocol != 6 || p->source_port >= p->destination_port;
}

static void open_account(struct inspector *in, struct flow *f, const struct packet *p)
{
    bool is_client = sender_is_client(in, p);
    struct ip from = ip_from_bytes(bytes_of(p->source, p->ip_len));
    struct ip to = ip_from_bytes(bytes_of(p->destination, p->ip_len));
    uint32_t owner = in->options.is_live ? f->owner : emit_owner(in, is_client ? &from : &to);
    struct account *a;

    if (owner == OWNER_NONE || ip_is_multicast(&from) || ip_is_multicast(&to)) {
        f->flags |= FLOW_IGNORED;
        return;
    }
    f->account = account_new(in->accounts);
    if (!f->account)
        return;
    a = account_at(in->accounts, f->account);
    a->client = is_client ? from : to;
    a->server = is_client ? to : from;
    a->client_port = is_client ? p->source_port : p->destination_port;
    a->server_port = is_client ? p->destination_port : p->source_port;
    a->owner = owner;
    a->is_udp = p->protocol != 6;
    a->saw_start = a->is_udp || (p->tcp_flags & TCP_SYN);
}

/* Datagrams that are no use of a site: resolvers, address and time services, the local network. */
static bool is_uncounted(const struct packet *p)
{
    static const uint16_t ports[] = {53, 67, 68, 123, 137, 138, 546, 547, 1900, 3702, 5353, 5355};

    for (size_t i = 0; i < ARRAY_LEN(ports); i++)
        if (p->destination_port == ports[i] || p->source_port == ports[i])
            return true;
    return false;
}

static struct flow *find_or_add(struct inspector *in, uint64_t hash, const struct packet *p)
{
    struct flow *f = flow_table_find(in->flows, hash);

    if (f)
        return f;
    flow_table_sweep(in->flows, SWEEP_EACH, forget_if_silent, in);
    f = flow_table_add(in->flows, hash);
    if (!f) {
        struct flow *oldest = flow_table_oldest(in->flows);

        if (!oldest)
            return NULL;
        flow_forget(in, oldest);
        in->losses.flows_forgotten++;
        f = flow_table_add(in->flows, hash);
        if (!f)
            return NULL;
    }
    f->flags = p->protocol == 6 ? FLOW_TCP : 0;
    f->owner = OWNER_NONE;
    if (in->accounts && !in->options.is_live)
        open_account(in, f, p);
    return f;
}

/* Live: the first packet that says whose it is owns the connection for good (UID-3). */
static void own(struct inspector *in, struct flow *f, const struct packet *p)
{
    if (f->owner != OWNER_NONE)
        return;
    f->owner = in->frame_owner;
    if (f->owner == OWNER_NONE)
        f->flags |= FLOW_IGNORED;
    else
        f->flags &= (uint8_t)~FLOW_IGNORED;
    if (f->owner != OWNER_NONE && in->accounts && !(p->protocol != 6 && is_uncounted(p)))
        open_account(in, f, p);
}

static void count(struct inspector *in, struct flow *f, const struct packet *p)
{
    struct account *a = account_at(in->accounts, f->account);
    bool is_up = p->source_port == a->client_port && p->ip_len == a->client.len &&
                 memcmp(p->source, a->client.at, p->ip_len) == 0;

    a->has_payload |= p->payload.len > 0;
    if (in->options.is_live)
        account_touch(in->accounts, f->account, in->now_us, in->now_us);
    else
        account_count(in->accounts, f->account, is_up, p->ip_bytes, in->now_us);
}

/* The ports are used again, by another connection: the one before was closing, or its end was not
 * heard of yet, and this SYN has another number (RFC 9293 §3.4.1) than its own had. Where nothing
 * is counted take_syn() does. */
static bool begins_anew(const struct flow *f, int side, const struct packet *p)
{
    if ((p->tcp_flags & (TCP_SYN | TCP_ACK)) != TCP_SYN)
        return false;
    return (f->flags & FLOW_CLOSING) ||
           (f->account && (f->flags & (FLOW_SYN_A << side)) && f->first[side] != p->seq + 1);
}

static void tcp_packet(struct inspector *in, const struct packet *p)
{
    uint64_t hash;
    struct flow *f;
    int side;

    /* A bare acknowledgement matters only where someone counts or waits, and begins no flow. */
    bool is_bare = p->payload.len == 0 && p->payload_missing == 0 && !in->accounts &&
                   !(p->tcp_flags & (TCP_SYN | TCP_FIN | TCP_RST));

    if (is_bare && stream_pool_waiting(in->streams) == 0)
        return;
    hash = flow_hash(in, p, &side);
    f = is_bare ? flow_table_find(in->flows, hash) : find_or_add(in, hash, p);
    if (f && in->options.is_live)
        own(in, f, p);
    in->frame_settled = f && (f->flags & FLOW_IGNORED);
    if (!f || (f->flags & FLOW_IGNORED))
        return;
    if (begins_anew(f, side, p)) {
        flow_forget(in, f);
        f = find_or_add(in, hash, p);
        if (f && in->options.is_live)
            own(in, f, p);
        if (!f || (f->flags & FLOW_IGNORED))
            return;
    }
    f->seen_s = in->now_s;
    if (f->account)
        count(in, f, p);
    tcp_segment(in, f, side, p);
    in->frame_settled = f->side[side] == SIDE_DONE;
    in->frame_account = f->account;
}

static void udp_packet(struct inspector *in, const struct packet *p)
{
    struct flow *f = NULL;
    int side = 0;

    if (in->options.is_live || (in->accounts && !is_uncounted(p)) || udp_wants_flow(p)) {
        f = find_or_add(in, flow_hash(in, p, &side), p);
        if (f && in->options.is_live)
            own(in, f, p);
        in->frame_settled = f && (f->flags & FLOW_IGNORED);
        if (!f || (f->flags & FLOW_IGNORED))
            return;
        f->seen_s = in->now_s;
        if (f->account)
            count(in, f, p);
    }
    udp_datagram(in, f, side, p);
    in->frame_account = f ? f->account : 0;
    in->frame_settled = udp_wants_flow(p) ? f && f->side[0] == SIDE_DONE : !is_uncounted(p);
}

/* The clock of the packets, which may be anything: interfaces differ, captures are joined. Going
 * back by less than an hour changes nothing for silence and minutes; more is another time. */
static void set_time(struct inspector *in, int64_t when_us)
{
    int64_t minute = when_us / 60000000;
    uint32_t now_s = (uint32_t)(when_us / 1000000);
    int32_t ahead_s = (int32_t)(now_s - in->now_s);

    in->now_us = when_us;
    if (ahead_s >= 0 || ahead_s < -3600)
        in->now_s = now_s;
    if (minute == in->minute || (minute < in->minute && in->minute - minute < 60))
        return;
    if (in->minute != INT64_MIN) {
        if (in->accounts) {
            tell_busy(in);
            flow_table_sweep(in->flows, flow_table_entries(in->flows), forget_if_silent, in);
        }
        if (in->options.minute)
            in->options.minute(when_us, in->options.user);
    }
    in->minute = minute;
}

/* On to the transport: fragments are put together, what was compressed is inflated. A tunnel's
 * packets may be either once more, but a packet is inflated at most once: no bomb in a bomb. */
static enum packet_answer unwrap(struct inspector *in, struct packet *p, enum packet_answer answer)
{
    bool was_inflated = false;
    struct bytes whole;

    fragments_release(in->fragments);
    for (int n = 0; n < 4; n++) {
        if (answer == PACKET_FRAGMENT) {
            if (!fragments_add(in->fragments, p, in->now_s, &whole))
                return answer;
        } else if (answer == PACKET_COMPRESSED) {
            if (was_inflated)
                return answer;
            if (!inflate_read(in->inflate, p->inside, &whole))
                return p->is_deflate ? PACKET_MALFORMED : PACKET_OTHER;
            was_inflated = true;
        } else {
            break;
        }
        answer = packet_continue(p, whole);
    }
    return answer;
}

static void take_in(struct inspector *in, struct packet *p, enum packet_answer answer)
{
    if (answer == PACKET_FRAGMENT || answer == PACKET_COMPRESSED)
        answer = unwrap(in, p, answer);
    switch (answer) {
    case PACKET_TCP:
        tcp_packet(in, p);
        return;
    case PACKET_UDP:
        udp_packet(in, p);
        return;
    case PACKET_MALFORMED:
        in->losses.packets_unreadable++;
        return;
    case PACKET_FRAGMENT:
    case PACKET_COMPRESSED:
    case PACKET_OTHER:
    case PACKET_NOT_IP:
        return;
    }
}

void inspector_feed(struct inspector *in, const struct frame *frame)
{
    struct packet p;

    in->frame = frame->number;
    in->frame_owner = frame->owner;
    set_time(in, frame->when_us);
    p.next_at = 0;
    do {
        in->frame_settled = false; /* of several packets the last one says it */
        in->frame_account = 0;
        take_in(in, &p, packet_next(frame->link_type, frame->bytes, frame->wire_bytes, &p));
    } while (p.next_at);
}

bool inspector_is_settled(const struct inspector *in)
{
    return in->frame_settled;
}

account_id inspector_account(const struct inspector *in)
{
    return in->frame_account;
}

void inspector_advance(struct inspector *in, int64_t now_us)
{
    set_time(in, now_us);
}

static void forget_always(struct flow *f, void *user)
{
    flow_forget(user, f);
}

void inspector_finish(struct inspector *in)
{
    flow_table_sweep(in->flows, flow_table_entries(in->flows), forget_always, in);
    if (in->options.minute && in->minute != INT64_MIN)
        in->options.minute(in->now_us, in->options.user);
}

struct inspector_losses inspector_losses(const struct inspector *in)
{
    struct inspector_losses losses = in->losses;

    losses.fragments_dropped = fragments_n_dropped(in->fragments);
    return losses;
}
