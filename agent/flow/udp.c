/*
 * udp — what a datagram says, by its port and its shape.
 */
#include "flow/state.h"

#include "wire/dns.h"
#include "wire/dtls.h"
#include "wire/gquic.h"

enum { PORT_DNS = 53, PORT_NETBIOS = 137, PORT_MDNS = 5353, PORT_LLMNR = 5355 };

static bool has_port(const struct packet *p, uint16_t port)
{
    return p->source_port == port || p->destination_port == port;
}

/* DNS on any port; true where the datagram was one. */
static bool dns_datagram(struct inspector *in, struct flow *f, int side, const struct packet *p)
{
    struct sender from;

    if (has_port(p, PORT_DNS)) {
        from = sender_of(in, f, side, p);
        emit_dns(in, &from, p->payload, SIGHTING_DNS, SIGHTING_DNSR, 0, 1);
        return true;
    }
    if (has_port(p, PORT_MDNS)) {
        from = sender_of(in, f, side, p);
        emit_dns(in, &from, p->payload, SIGHTING_MDNS, SIGHTING_MDNSR, 0, 1);
        return true;
    }
    if (has_port(p, PORT_LLMNR)) {
        from = sender_of(in, f, side, p);
        emit_dns(in, &from, p->payload, SIGHTING_LLMNR, SIGHTING_LLMNRR, 0, 1);
        return true;
    }
    if (p->payload.len < 17 || (p->payload.at[2] & 0x78) || (p->payload.at[3] & 0x40) ||
        peek_u16(p->payload, 4) != 1 || has_port(p, PORT_NETBIOS) || p->payload_missing > 0 ||
        !dns_is_by_shape(p->payload))
        return false;
    from = sender_of(in, f, side, p);
    emit_dns(in, &from, p->payload, SIGHTING_DNS, SIGHTING_DNSR, SEEN_HEURISTIC, 1);
    return true;
}

static void dtls_datagram(struct inspector *in, struct flow *f, const struct sender *from,
                          struct bytes datagram)
{
    struct reader r = reader_of(datagram);
    struct dtls_fragment part;

    while (dtls_next_hello(&r, &part)) {
        struct sighting s = {.n_segments = 1, .n_crypto = 1, .n_packets = 1};
        struct assembly *a;
        struct bytes head;

        if (part.offset == 0 && part.data.len == part.message_bytes) {
            (void)emit_hello(in, from, part.data, SIGHTING_DTLS, &s);
            continue;
        }
        if (part.message_bytes > ASSEMBLY_BYTES_MAX)
            return;
        if (f->pending[0] &&
            assembly_at(in->assemblies, f->pending[0])->message_seq != part.message_seq)
            udp_forget(in, f);
        if (!f->pending[0] && !(f->pending[0] = assembly_new(in->assemblies)))
            return;
        a = assembly_at(in->assemblies, f->pending[0]);
        a->message_seq = part.message_seq;
        a->n_packets++;
        if (!assembly_add(in->assemblies, a, part.offset, part.data)) {
            udp_forget(in, f);
            return;
        }
        head = assembly_head(a);
        if (head.len < part.message_bytes)
            continue;
        s.n_packets = a->n_packets;
        if (a->is_spoiled)
            emit_unreadable(in, f);
        else
            (void)emit_hello(in, from, bytes_head(head, part.message_bytes), SIGHTING_DTLS, &s);
        udp_forget(in, f);
    }
}

/* A long header with a version that we can read, or that Google's CHLO comes in. */
static bool looks_like_quic(struct bytes b)
{
    return b.len >= 24 && (b.at[0] & 0x80) && quic_version_find(peek_u32(b, 1));
}

/* RFC 9000 §14.1, RFC 8999 §5.1: as long as a first datagram has to be, in a version of another
 * day. */
static bool looks_like_unknown_quic(struct bytes b)
{
    return b.len >= 1200 && (b.at[0] & 0xc0) == 0xc0 && peek_u32(b, 1) != 0 && b.at[5] <= 20;
}

static bool looks_like_gquic(struct bytes b)
{
    if (b.len < 64)
        return false;
    if (b.at[0] & 0x80)
        return peek_u16(b, 1) == 0x5130;
    return (b.at[0] & 0x01) && (peek_u16(b, 9) == 0x5130 || peek_u16(b, 1) == 0x5130);
}

static bool looks_like_dtls(struct bytes b)
{
    return b.len > 25 && b.at[0] == 22 && (b.at[1] == 0xfe || peek_u16(b, 1) == 0x0100);
}

static void gquic_datagram(struct inspector *in, const struct sender *from, struct bytes datagram)
{
    struct sighting s = {.kind = SIGHTING_GQUIC, .n_segments = 1, .n_crypto = 1, .n_packets = 1};
    struct bytes chlo, sni;

    if (gquic_datagram_read(datagram, &s.version, &chlo) && gquic_hello_read(chlo, &sni))
        emit_name(in, from, sni, &s);
}

bool udp_wants_flow(const struct packet *p)
{
    return looks_like_quic(p->payload) || looks_like_dtls(p->payload);
}

void udp_datagram(struct inspector *in, struct flow *f, int side, const struct packet *p)
{
    struct sender from;
    enum shape shape;

    if (!looks_like_quic(p->payload) && dns_datagram(in, f, side, p))
        return;
    if (f && looks_like_quic(p->payload)) {
        from = sender_of(in, f, side, p);
        quic_datagram(in, f, &from, p->payload);
        return;
    }
    if (f && looks_like_dtls(p->payload)) {
        from = sender_of(in, f, side, p);
        dtls_datagram(in, f, &from, p->payload);
        return;
    }
    if (looks_like_gquic(p->payload)) {
        from = sender_of(in, f, side, p);
        gquic_datagram(in, &from, p->payload);
        return;
    }
    if (f && looks_like_unknown_quic(p->payload))
        emit_unreadable(in, f);
    if (!in->accounts) /* shapes tell about flows, and there are none to tell about */
        return;
    shape = shape_of_datagram(p->payload);
    if (shape != SHAPE_NONE) {
        from = sender_of(in, f, side, p);
        emit_shape(in, &from, shape);
    }
}
