/*
 * ip — IPv4 (RFC 791), IPv6 and its extension headers (RFC 8200), IPComp (RFC 3173), UDP (RFC 768),
 * TCP (RFC 9293).
 *
 * Checksums are not looked at: those of outbound packets are often not filled in yet.
 */
#include "wire/step.h"

enum protocol_number {
    PROTOCOL_HOP_BY_HOP = 0,
    PROTOCOL_IPIP = 4,
    PROTOCOL_TCP = 6,
    PROTOCOL_UDP = 17,
    PROTOCOL_IPV6 = 41,
    PROTOCOL_ROUTING = 43,
    PROTOCOL_FRAGMENT = 44,
    PROTOCOL_GRE = 47,
    PROTOCOL_AH = 51,
    PROTOCOL_NO_NEXT = 59,
    PROTOCOL_OPTIONS = 60,
    PROTOCOL_IPIP_OLD = 94,
    PROTOCOL_ETHERIP = 97,
    PROTOCOL_IPCOMP = 108,
    PROTOCOL_MOBILITY = 135,
    PROTOCOL_UDP_LITE = 136,
    PROTOCOL_MPLS = 137,
    PROTOCOL_HIP = 139,
    PROTOCOL_SHIM6 = 140,
};

enum { IPCOMP_DEFLATE = 2 }; /* RFC 2394 §3 */

enum step step_any_ip(struct walk *w)
{
    switch (peek_u8(w->in.left, 0) >> 4) {
    case 4:
        return STEP_IPV4;
    case 6:
        return STEP_IPV6;
    }
    return step_end(w, w->in.left.len ? PACKET_NOT_IP : PACKET_MALFORMED);
}

/* What is left is a part of a payload, or hides one: of use only if all of it is there. */
static enum step inside(struct walk *w, enum packet_way way, enum packet_answer answer)
{
    w->packet->way |= (uint8_t)way;
    w->packet->inside = w->in.left;
    return step_end(w, w->missing ? PACKET_MALFORMED : answer);
}

/* A packet inside another one. */
static void enter(struct walk *w)
{
    if (w->packet->ip_len != 0)
        w->packet->way |= WAY_TUNNEL;
}

enum step step_ipv4(struct walk *w)
{
    struct packet *p = w->packet;
    struct bytes head = read_bytes(&w->in, 20);
    unsigned header_bytes;
    uint16_t total, fragment;

    if (head.len < 20 || head.at[0] >> 4 != 4)
        return step_end(w, PACKET_MALFORMED);
    header_bytes = (head.at[0] & 15u) * 4;
    total = peek_u16(head, 2);
    fragment = peek_u16(head, 6);
    if (header_bytes < 20 || (total != 0 && total < header_bytes))
        return step_end(w, PACKET_MALFORMED);
    read_skip(&w->in, header_bytes - 20);
    if (w->in.ended || !step_layer(w, LAYER_IP))
        return step_end(w, PACKET_MALFORMED);
    enter(w);

    if (total != 0) /* 0: filled in by the card later; the packet goes to the end */
        step_trim(w, total - header_bytes);
    p->source = head.at + 12;
    p->destination = head.at + 16;
    p->ip_len = 4;
    p->protocol = head.at[9];
    p->ip_bytes = header_bytes + (uint32_t)w->in.left.len + w->missing;
    if ((fragment & 0x3fff) == 0)
        return STEP_IP_PAYLOAD;

    p->fragment_id = peek_u16(head, 4);
    p->fragment_offset = (uint16_t)((fragment & 0x1fff) * 8);
    p->fragment_more = fragment & 0x2000;
    return inside(w, WAY_FRAGMENTS, PACKET_FRAGMENT);
}

enum step step_ipv6(struct walk *w)
{
    struct packet *p = w->packet;
    struct bytes head = read_bytes(&w->in, 40);
    uint16_t len;

    if (head.len < 40 || head.at[0] >> 4 != 6)
        return step_end(w, PACKET_MALFORMED);
    if (!step_layer(w, LAYER_IPV6))
        return step_end(w, PACKET_MALFORMED);
    enter(w);

    len = peek_u16(head, 4);
    if (len != 0) /* 0: a jumbogram, or filled in later */
        step_trim(w, len);
    p->source = head.at + 8;
    p->destination = head.at + 24;
    p->ip_len = 16;
    p->protocol = head.at[6];
    p->ip_bytes = 40 + (uint32_t)w->in.left.len + w->missing;
    return STEP_IP_PAYLOAD;
}

/* RFC 8200 §4.5. An atomic fragment (RFC 6946) is whole. */
static enum step fragment_header(struct walk *w)
{
    struct packet *p = w->packet;
    uint16_t bits;

    p->protocol = read_u8(&w->in);
    read_skip(&w->in, 1);
    bits = read_u16(&w->in);
    p->fragment_id = read_u32(&w->in);
    if (w->in.ended)
        return step_end(w, PACKET_MALFORMED);
    p->fragment_offset = bits & 0xfff8;
    p->fragment_more = bits & 1;
    if (p->fragment_offset == 0 && !p->fragment_more)
        return STEP_IP_PAYLOAD;
    return inside(w, WAY_FRAGMENTS, PACKET_FRAGMENT);
}

/* RFC 3173 §3.1: the parameter index is a number of §4.2's registry, or negotiated. */
static enum step ipcomp(struct walk *w)
{
    struct packet *p = w->packet;

    p->protocol = read_u8(&w->in);
    read_skip(&w->in, 1);
    p->is_deflate = read_u16(&w->in) == IPCOMP_DEFLATE;
    if (w->in.ended || !step_layer(w, LAYER_IPCOMP))
        return step_end(w, PACKET_MALFORMED);
    return inside(w, WAY_TUNNEL, PACKET_COMPRESSED);
}

enum step step_ip_payload(struct walk *w)
{
    struct packet *p = w->packet;

    for (int headers = 0; headers <= 8; headers++) {
        uint8_t next, len;

        switch (p->protocol) {
        case PROTOCOL_TCP:
            return STEP_TCP;
        case PROTOCOL_UDP:
        case PROTOCOL_UDP_LITE:
            return STEP_UDP;
        case PROTOCOL_IPIP:
        case PROTOCOL_IPIP_OLD:
        case PROTOCOL_IPV6:
            return STEP_ANY_IP;
        case PROTOCOL_GRE:
            return STEP_GRE;
        case PROTOCOL_MPLS:
            return STEP_MPLS;
        case PROTOCOL_ETHERIP: /* RFC 3378 */
            read_skip(&w->in, 2);
            return step_layer(w, LAYER_ETHERIP) ? STEP_ETHERNET : step_end(w, PACKET_MALFORMED);
        case PROTOCOL_FRAGMENT:
            return fragment_header(w);
        case PROTOCOL_IPCOMP:
            return ipcomp(w);
        case PROTOCOL_AH: /* RFC 4302 §2.2: length in words, minus 2 */
            next = read_u8(&w->in);
            len = read_u8(&w->in);
            read_skip(&w->in, (len + 2u) * 4 - 2);
            p->protocol = next;
            if (!step_layer(w, LAYER_AH))
                return step_end(w, PACKET_MALFORMED);
            p->way |= WAY_TUNNEL;
            break;
        case PROTOCOL_HOP_BY_HOP:
        case PROTOCOL_ROUTING:
        case PROTOCOL_OPTIONS:
        case PROTOCOL_MOBILITY:
        case PROTOCOL_HIP:
        case PROTOCOL_SHIM6:
            if (p->ip_len != 16)
                return step_end(w, PACKET_OTHER);
            next = read_u8(&w->in);
            len = read_u8(&w->in);
            read_skip(&w->in, len * 8u + 6);
            p->protocol = next;
            break;
        default:
            return step_end(w, PACKET_OTHER);
        }
        if (w->in.ended)
            return step_end(w, PACKET_MALFORMED);
    }
    return step_end(w, PACKET_MALFORMED);
}

enum step step_tcp(struct walk *w)
{
    struct packet *p = w->packet;
    struct bytes head = read_bytes(&w->in, 20);
    unsigned header_bytes;

    if (head.len < 20)
        return step_end(w, PACKET_MALFORMED);
    header_bytes = (head.at[12] >> 4) * 4u;
    if (header_bytes < 20)
        return step_end(w, PACKET_MALFORMED);
    read_skip(&w->in, header_bytes - 20);
    if (w->in.ended || !step_layer(w, LAYER_TCP))
        return step_end(w, PACKET_MALFORMED);
    p->source_port = peek_u16(head, 0);
    p->destination_port = peek_u16(head, 2);
    p->seq = peek_u32(head, 4);
    p->ack = peek_u32(head, 8);
    p->tcp_flags = head.at[13];
    p->payload = w->in.left;
    p->payload_missing = w->missing;
    return step_end(w, PACKET_TCP);
}

enum step step_udp(struct walk *w)
{
    struct packet *p = w->packet;
    uint16_t len;

    p->source_port = read_u16(&w->in);
    p->destination_port = read_u16(&w->in);
    len = read_u16(&w->in);
    read_skip(&w->in, 2);
    if (w->in.ended || !step_layer(w, LAYER_UDP))
        return step_end(w, PACKET_MALFORMED);
    if (p->protocol == PROTOCOL_UDP && len != 0) { /* 0: RFC 2675 §4, to the end */
        if (len < 8)
            return step_end(w, PACKET_MALFORMED);
        step_trim(w, len - 8u);
    }
    p->payload = w->in.left;
    p->payload_missing = w->missing;

    if (w->depth < 4 && p->source_port != 53 && p->destination_port != 53 &&
        (tunnel_is_port(p->destination_port) || tunnel_is_port(p->source_port))) {
        struct packet outer = *p;
        struct walk inner = *w;
        enum step next;

        if (tunnel_enter(&inner, &next)) {
            inner.depth++;
            p->way |= WAY_TUNNEL;
            inner.answer = step_walk(&inner, next);
            if ((inner.answer != PACKET_MALFORMED && inner.answer != PACKET_NOT_IP) ||
                (w->frame && (w->from || p->next_at))) /* one of several, and so is the whole */
                return step_end(w, inner.answer);
        }
        *p = outer; /* it only looked like one */
    }
    return step_end(w, PACKET_UDP);
}
