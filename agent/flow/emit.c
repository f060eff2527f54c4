/*
 * emit — a message becomes a sighting: its parties, its name, and how sure the name is.
 */
#include "flow/state.h"

#include "wire/dns.h"

static struct sighting begin(const struct inspector *in, const struct sender *from,
                             enum sighting_kind kind, bool sender_is_client)
{
    const struct endpoints *e = &from->ends;
    struct sighting s = {
        .kind = kind,
        .is_udp = from->is_udp,
        .client = sender_is_client ? e->from : e->to,
        .server = sender_is_client ? e->to : e->from,
        .client_port = sender_is_client ? e->from_port : e->to_port,
        .server_port = sender_is_client ? e->to_port : e->from_port,
        .name = "",
        .n_segments = 1,
        .n_crypto = 1,
        .n_packets = 1,
        .when_us = from->when_us,
        .frame = from->frame,
        .account = from->flow ? from->flow->account : 0,
        .way = from->way,
        .n_layers = from->n_layers,
        .layers = from->layers,
    };

    s.owner = in->options.is_live ? (from->flow ? from->flow->owner : OWNER_NONE)
                                  : emit_owner(in, &s.client);
    return s;
}

uint32_t emit_owner(const struct inspector *in, const struct ip *client)
{
    return in->options.owner_of ? in->options.owner_of(client, in->options.user) : 0;
}

/* What the sighting means for the flow's account, and who of the two is the client. */
static void settle_account(struct inspector *in, const struct sighting *s)
{
    struct account *a;

    if (!in->accounts || s->account == 0)
        return;
    a = account_at(in->accounts, s->account);
    if (!ip_equal(&a->client, &s->client) || a->client_port != s->client_port) {
        uint64_t bytes = a->up_bytes;
        uint32_t packets = a->up_packets;

        a->client = s->client;
        a->client_port = s->client_port;
        a->server = s->server;
        a->server_port = s->server_port;
        a->owner = s->owner;
        a->up_bytes = a->down_bytes;
        a->down_bytes = bytes;
        a->up_packets = a->down_packets;
        a->down_packets = packets;
    }
    if (s->kind == SIGHTING_SHAPE)
        a->shape = s->shape;
    else if (s->kind == SIGHTING_NAMELESS && (s->flags & SEEN_DOT))
        a->shape = SHAPE_RESOLVER;
    else if (s->kind == SIGHTING_NAMELESS)
        a->said_none = true;
    else
        a->was_named = true;
    a->hid_name |= s->evidence == EVIDENCE_OUTER;
}

/* A program on this machine that goes on for others: it looks the name up itself, so that no answer
 * to the child binds it, and what it is told is where it goes (UID-4). */
static bool is_for_local_proxy(const struct inspector *in, const struct sighting *s)
{
    return in->options.is_live && ip_is_loopback(&s->server);
}

static void hand_over(struct inspector *in, struct sighting *s)
{
    if (s->owner == OWNER_NONE)
        return;
    if (in->memory && s->name_len > 0 && s->kind != SIGHTING_DNS && s->kind != SIGHTING_DNSR) {
        const char *name = s->target ? s->target : s->name;
        enum evidence e = memory_evidence(in->memory, s->owner, &s->server, name, s->when_us);

        /* A record can call any name public: one that an answer bound to this address is not. */
        s->evidence = e != EVIDENCE_SAID && (s->flags & SEEN_ECH) &&
                              memory_is_public_name(in->memory, s->owner, name, s->when_us)
                          ? EVIDENCE_OUTER
                      : is_for_local_proxy(in, s) ? EVIDENCE_SAID
                                                  : e;
    }
    settle_account(in, s);
    if (in->options.sighting)
        in->options.sighting(s, in->options.user);
}

static void set_name(struct sighting *s, const struct name *name)
{
    s->name = name->at;
    s->name_len = name->len;
}

static void learn(struct inspector *in, const struct sighting *s, uint16_t id)
{
    struct lookup l = {
        .owner = s->owner,
        .client = s->client,
        .server = s->server,
        .client_port = s->client_port,
        .server_port = s->server_port,
        .id = id,
        .type = s->type,
        .name = s->name,
    };

    if (!in->memory || s->owner == OWNER_NONE)
        return;
    if (s->kind == SIGHTING_DNS)
        memory_ask(in->memory, &l, s->when_us);
    else if (s->kind == SIGHTING_DNSR)
        (void)memory_answer(in->memory, &l, s->message, s->when_us);
}

/* The rest of the message, read to know whether it is whole. */
static bool is_damaged(struct dns_reader r)
{
    struct dns_record record;

    while (dns_next_record(&r, &record))
        ;
    return r.malformed;
}

void emit_dns(struct inspector *in, const struct sender *from, struct bytes message,
              enum sighting_kind question, enum sighting_kind answer, uint32_t flags,
              uint16_t n_segments)
{
    struct dns_header h;
    struct dns_reader r;
    struct dns_question q;
    struct sighting s;
    bool has_question = false;

    if (!dns_begin(message, &h, &r))
        return;
    s = begin(in, from, h.is_response ? answer : question, !h.is_response);
    if (s.owner == OWNER_NONE)
        return;
    s.opcode = h.opcode;
    s.rcode = h.rcode;
    s.message = message;
    s.n_segments = n_segments;
    s.flags = flags | (h.is_truncated ? SEEN_TC : 0);
    s.evidence = EVIDENCE_ASKED;
    while (dns_next_question(&r, &q)) {
        if (!dns_name(message, q.name_at, &in->name))
            continue;
        if (!has_question && is_damaged(r))
            s.flags |= SEEN_MALFORMED;
        has_question = true;
        set_name(&s, &in->name);
        s.type = q.type;
        s.class = q.class;
        learn(in, &s, h.id);
        hand_over(in, &s);
        s.question++;
    }
    if (!has_question && h.is_response && (answer == SIGHTING_MDNSR || answer == SIGHTING_LLMNRR)) {
        struct dns_record record;

        if (!dns_next_record(&r, &record) || record.section != DNS_ANSWER ||
            !dns_name(message, record.name_at, &in->name))
            return;
        set_name(&s, &in->name);
        s.type = record.type;
        s.class = record.class & 0x7fff;
        s.flags |= SEEN_NO_QUESTION | (is_damaged(r) ? SEEN_MALFORMED : 0);
        hand_over(in, &s);
    }
}

void emit_name(struct inspector *in, const struct sender *from, struct bytes name,
               struct sighting *s)
{
    struct sighting with = begin(in, from, s->kind, true);

    with.version = s->version;
    with.flags = s->flags;
    with.n_segments = s->n_segments;
    with.n_crypto = s->n_crypto;
    with.n_packets = s->n_packets;
    if (!name_from_host(name, &in->name)) {
        with.kind = SIGHTING_NAMELESS;
        name_clear(&in->name);
    }
    set_name(&with, &in->name);
    hand_over(in, &with);
}

bool emit_hello(struct inspector *in, const struct sender *from, struct bytes body,
                enum sighting_kind kind, struct sighting *s)
{
    struct sighting with;
    enum tls_hello_answer answer = tls_hello_read(body, kind == SIGHTING_DTLS, &in->hello);

    if (answer == TLS_HELLO_MALFORMED)
        return false;
    with = begin(in, from, answer == TLS_HELLO_NAMED ? kind : SIGHTING_NAMELESS, true);
    with.version = s->version;
    with.n_segments = s->n_segments;
    with.n_crypto = s->n_crypto;
    with.n_packets = s->n_packets;
    with.flags = s->flags | (in->hello.has_ech ? SEEN_ECH : 0) |
                 (in->hello.has_esni ? SEEN_ESNI : 0) |
                 (in->hello.offers_dot || in->hello.offers_doq ? SEEN_DOT : 0);
    set_name(&with, &in->hello.server_name);
    hand_over(in, &with);
    return true;
}

void emit_host(struct inspector *in, const struct sender *from, const struct http_request *r,
               uint16_t n_segments)
{
    struct sighting s = begin(in, from, SIGHTING_HTTP, true);

    s.n_segments = n_segments;
    s.flags = (r->is_connect ? SEEN_CONNECT : 0) | (r->hosts_differ ? SEEN_AMBIGUOUS_HOST : 0);
    if (!name_from_host(r->host, &in->name)) {
        name_clear(&in->name);
        s.kind = SIGHTING_NAMELESS;
    }
    set_name(&s, &in->name);
    if (name_from_host(r->authority, &in->target))
        s.target = in->target.at;
    hand_over(in, &s);
}

void emit_shape(struct inspector *in, const struct sender *from, enum shape shape)
{
    struct sighting s = begin(in, from, SIGHTING_SHAPE, true);

    s.shape = shape;
    hand_over(in, &s);
}

void emit_unreadable(struct inspector *in, const struct flow *f)
{
    if (in->accounts && f->account)
        account_at(in->accounts, f->account)->is_unreadable = true;
}

void inspector_learn(struct inspector *in, struct bytes message, int64_t now_us)
{
    struct lookup l = {.owner = MEMORY_OWNER_ALL};
    struct dns_header h;
    struct dns_reader r;
    struct dns_question q;

    if (!in->memory || !dns_begin(message, &h, &r) || !dns_next_question(&r, &q) ||
        !dns_name(message, q.name_at, &in->name))
        return;
    l.name = in->name.at;
    l.type = q.type;
    memory_ask(in->memory, &l, now_us);
    (void)memory_answer(in->memory, &l, message, now_us);
}

enum evidence inspector_evidence(struct inspector *in, uint32_t owner, const struct ip *server,
                                 const char *name, int64_t now_us)
{
    return in->memory ? memory_evidence(in->memory, owner, server, name, now_us) : EVIDENCE_CLAIMED;
}
