/*
 * state — what the parts of the inspector share. Private to flow/.
 */
#pragma once

#include "flow/account.h"
#include "flow/assembly.h"
#include "flow/fragment.h"
#include "flow/inflate.h"
#include "flow/inspector.h"
#include "flow/memory.h"
#include "flow/quota.h"
#include "flow/stream.h"
#include "flow/table.h"
#include "wire/http.h"
#include "wire/quic.h"
#include "wire/tls.h"

/* A message in hand: who sent it, and with which packet it was whole. */
struct sender {
    struct flow *flow; /* NULL: none is kept (a DNS datagram) */
    int side;
    struct endpoints ends;
    bool is_udp;
    int64_t when_us;
    uint64_t frame;
    uint8_t way, n_layers;
    const uint8_t *layers;
};

struct inspector {
    struct inspector_options options;
    struct siphash_key key;
    struct flow_table *flows;
    struct stream_pool *streams;
    struct assembly_pool *assemblies;
    struct fragments *fragments;
    struct inflate *inflate;
    struct memory *memory;     /* NULL without options.evidence */
    struct accounts *accounts; /* NULL without options.accounts */
    struct inspector_losses losses;
    struct quota initials; /* of QUIC that cost keys, live */

    int64_t now_us, minute;
    uint32_t now_s;
    uint64_t frame;
    uint32_t frame_owner;
    bool frame_settled;
    account_id frame_account;

    struct name name, target;
    struct tls_hello hello;
    struct quic_keys keys;
    uint8_t hello_scratch[TLS_HELLO_MAX];
    uint8_t plain[QUIC_PACKET_MAX];
};

/* emit.c: a sighting of whatever the sender said, to the caller. */
void emit_dns(struct inspector *in, const struct sender *from, struct bytes message,
              enum sighting_kind question, enum sighting_kind answer, uint32_t flags,
              uint16_t n_segments);
/* Return true where the hello was one at all. */
bool emit_hello(struct inspector *in, const struct sender *from, struct bytes body,
                enum sighting_kind kind, struct sighting *s);
void emit_host(struct inspector *in, const struct sender *from, const struct http_request *r,
               uint16_t n_segments);
void emit_name(struct inspector *in, const struct sender *from, struct bytes name,
               struct sighting *s);
void emit_shape(struct inspector *in, const struct sender *from, enum shape shape);
/* What the flow said could not be read. */
void emit_unreadable(struct inspector *in, const struct flow *f);

/* Whose flow is it, by its client's address? */
uint32_t emit_owner(const struct inspector *in, const struct ip *client);

/* inspector.c: one word for both directions; which of the two ends sent the packet is the side. */
uint64_t flow_hash(const struct inspector *in, const struct packet *p, int *ret_side);
void flow_forget(struct inspector *in, struct flow *f);

/* tcp.c */
void tcp_segment(struct inspector *in, struct flow *f, int side, const struct packet *p);
/* What waits is read as far as it goes, and forgotten. */
void tcp_flush(struct inspector *in, struct flow *f);

/* udp.c: f may be NULL where udp_wants_flow() says no */
bool udp_wants_flow(const struct packet *p);
void udp_datagram(struct inspector *in, struct flow *f, int side, const struct packet *p);

/* quic_flow.c */
void quic_datagram(struct inspector *in, struct flow *f, const struct sender *from,
                   struct bytes datagram);

/* The hello of a flow by UDP that is being put together is forgotten. */
static inline void udp_forget(struct inspector *in, struct flow *f)
{
    assembly_release(in->assemblies, f->pending[0]);
    f->pending[0] = 0;
}

static inline struct sender sender_of(const struct inspector *in, struct flow *f, int side,
                                      const struct packet *p)
{
    return (struct sender){
        .flow = f,
        .side = side,
        .ends = {.from = ip_from_bytes(bytes_of(p->source, p->ip_len)),
                 .to = ip_from_bytes(bytes_of(p->destination, p->ip_len)),
                 .from_port = p->source_port,
                 .to_port = p->destination_port},
        .is_udp = p->protocol != 6,
        .when_us = in->now_us,
        .frame = in->frame,
        .way = p->way,
        .n_layers = p->n_layers,
        .layers = p->layers,
    };
}

/* What the other side sends, told with the same packet. */
static inline struct sender sender_reversed(const struct sender *from)
{
    struct sender other = *from;

    other.side = !from->side;
    other.ends = (struct endpoints){
        .from = from->ends.to,
        .to = from->ends.from,
        .from_port = from->ends.to_port,
        .to_port = from->ends.from_port,
    };
    return other;
}
