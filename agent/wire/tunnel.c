/*
 * tunnel — packets inside packets: GRE (RFC 2784, 2637), and what travels in UDP.
 *
 * A port is a hint and no proof, so each shape is checked as far as its header allows, and the
 * walk in ip.c takes a tunnel back whose inner packet does not hold together.
 */
#include "wire/step.h"

/* ERSPAN: type I has no header, type II 8 bytes, type III 12 and perhaps 8 more. */
static enum step erspan(struct walk *w, bool has_sequence, bool is_type_3)
{
    if (!step_layer(w, LAYER_ERSPAN))
        return step_end(w, PACKET_MALFORMED);
    if (is_type_3) {
        struct bytes head = read_bytes(&w->in, 12);

        if (peek_u8(head, 11) & 1)
            read_skip(&w->in, 8);
    } else if (has_sequence) {
        read_skip(&w->in, 8);
    }
    return w->in.ended ? step_end(w, PACKET_MALFORMED) : STEP_ETHERNET;
}

enum step step_gre(struct walk *w)
{
    uint16_t bits = read_u16(&w->in), type = read_u16(&w->in);

    if (bits & 0x8000 || bits & 0x4000) /* checksum and offset */
        read_skip(&w->in, 4);
    if (bits & 0x2000) /* key; in version 1 the length and call */
        read_skip(&w->in, 4);
    if (bits & 0x1000)
        read_skip(&w->in, 4);
    if ((bits & 7) == 1 && (bits & 0x0080)) /* acknowledgement, RFC 2637 §4.1 */
        read_skip(&w->in, 4);
    if ((bits & 0x4000) && !w->in.ended) { /* source routes, RFC 1701: until an empty one */
        uint8_t len;

        do {
            read_skip(&w->in, 3);
            len = read_u8(&w->in);
            read_skip(&w->in, len);
        } while (len != 0 && !w->in.ended);
    }
    if (w->in.ended || (bits & 7) > 1 || !step_layer(w, LAYER_GRE))
        return step_end(w, PACKET_MALFORMED);
    w->packet->way |= WAY_TUNNEL;

    switch (type) {
    case 0x88be:
        return erspan(w, bits & 0x1000, false);
    case 0x22eb:
        return erspan(w, bits & 0x1000, true);
    case 0x883e: /* WCCP: version 2 puts four bytes in front */
        if (peek_u8(w->in.left, 0) >> 4 != 4)
            read_skip(&w->in, 4);
        return STEP_IPV4;
    case 0x880b:
        return w->in.left.len ? STEP_PPP : step_end(w, PACKET_OTHER);
    }
    if (type <= 0x05dc)
        return step_end(w, PACKET_OTHER);
    w->ether_type = type;
    return STEP_ETHERTYPE;
}

static bool looks_like_ip(struct bytes b)
{
    return (peek_u8(b, 0) >> 4 == 4 && b.len >= 20) || (peek_u8(b, 0) >> 4 == 6 && b.len >= 40);
}

/* RFC 7348: the I bit is set. GPE says what comes next. */
static bool vxlan(struct walk *w, bool is_gpe, enum step *ret_next)
{
    uint8_t bits = read_u8(&w->in);
    uint8_t next;

    read_skip(&w->in, 2);
    next = read_u8(&w->in);
    read_skip(&w->in, 4);
    if (w->in.ended || !(bits & 0x08) || !step_layer(w, LAYER_VXLAN))
        return false;
    if (!is_gpe) {
        *ret_next = STEP_ETHERNET;
        return true; /* reserved bits are ignored on receipt */
    }
    switch (next) {
    case 1:
    case 2:
        *ret_next = STEP_ANY_IP;
        return true;
    case 3:
        *ret_next = STEP_ETHERNET;
        return true;
    case 5:
        *ret_next = STEP_MPLS;
        return true;
    }
    return false;
}

/* RFC 8926 §3.4 */
static bool geneve(struct walk *w, enum step *ret_next)
{
    uint8_t head = read_u8(&w->in);

    read_skip(&w->in, 1);
    w->ether_type = read_u16(&w->in);
    read_skip(&w->in, 4 + (head & 0x3fu) * 4);
    if (w->in.ended || head >> 6 != 0 || !step_layer(w, LAYER_GENEVE))
        return false;
    *ret_next = STEP_ETHERTYPE;
    return w->ether_type > 0x05dc;
}

/* 3GPP TS 29.281 §5.1: version 1, G-PDU */
static bool gtp(struct walk *w, enum step *ret_next)
{
    uint8_t bits = read_u8(&w->in), type = read_u8(&w->in), next;
    uint16_t len = read_u16(&w->in);

    read_skip(&w->in, 4);
    if (w->in.ended || bits >> 4 != 3 || type != 255)
        return false;
    step_trim(w, len);
    if (bits & 7) {
        read_skip(&w->in, 3);
        next = read_u8(&w->in);
        for (int n = 0; (bits & 4) && next != 0 && n < 8; n++) {
            uint8_t words = read_u8(&w->in);

            if (words == 0)
                return false;
            read_skip(&w->in, words * 4u - 2);
            next = read_u8(&w->in);
        }
    }
    *ret_next = STEP_ANY_IP;
    return !w->in.ended && step_layer(w, LAYER_GTP) && looks_like_ip(w->in.left);
}

/* RFC 4380 §5.1.1: authentication and origin indications may stand in front. */
static bool teredo(struct walk *w, enum step *ret_next)
{
    if (peek_u16(w->in.left, 0) == 0x0001) {
        struct bytes head = read_bytes(&w->in, 4);

        read_skip(&w->in, (size_t)peek_u8(head, 2) + peek_u8(head, 3) + 9);
    }
    if (peek_u16(w->in.left, 0) == 0x0000 && !w->in.ended)
        read_skip(&w->in, 8);
    *ret_next = STEP_IPV6;
    return !w->in.ended && peek_u8(w->in.left, 0) >> 4 == 6 && step_layer(w, LAYER_TEREDO);
}

/* RFC 5415 §4.3: data channel, whole packets, not encrypted */
static bool capwap(struct walk *w, enum step *ret_next)
{
    struct reader head = w->in;
    uint8_t preamble = read_u8(&head);
    uint32_t bits = read_u24(&head);
    unsigned words = bits >> 19;

    if (preamble != 0 || words < 2 || (bits & 0x80) /* F */)
        return false;
    read_skip(&w->in, words * 4u);
    *ret_next = bits & 0x100 /* T */ ? STEP_WLAN : STEP_ETHERNET;
    return !w->in.ended && step_layer(w, LAYER_CAPWAP);
}

/* draft-massar-v6ops-ayiya: lengths of identity (a power of two) and signature (words) */
static bool ayiya(struct walk *w, enum step *ret_next)
{
    uint8_t identity = read_u8(&w->in), signature = read_u8(&w->in), next;

    read_skip(&w->in, 1);
    next = read_u8(&w->in);
    read_skip(&w->in, 4);
    read_skip(&w->in, ((size_t)1 << (identity >> 4)) + (signature >> 4) * 4u);
    *ret_next = STEP_ANY_IP;
    return !w->in.ended && (next == 41 || next == 4) && looks_like_ip(w->in.left) &&
           step_layer(w, LAYER_AYIYA);
}

/* RFC 2661 §3.1: a data message, version 2 */
static bool l2tp(struct walk *w, enum step *ret_next)
{
    uint16_t bits = read_u16(&w->in);

    if ((bits & 0x8000) || (bits & 0x0f) != 2)
        return false;
    if (bits & 0x4000)
        read_skip(&w->in, 2);
    read_skip(&w->in, 4);
    if (bits & 0x0800)
        read_skip(&w->in, 4);
    if (bits & 0x0200) {
        uint16_t pad = read_u16(&w->in);

        read_skip(&w->in, pad);
    }
    *ret_next = STEP_PPP;
    return !w->in.ended && step_layer(w, LAYER_L2TP);
}

static bool tzsp(struct walk *w, enum step *ret_next)
{
    uint8_t version = read_u8(&w->in), type = read_u8(&w->in), tag;
    uint16_t inner = read_u16(&w->in);

    if (version != 1 || type != 0)
        return false;
    do {
        tag = read_u8(&w->in);
        if (tag > 1)
            read_skip(&w->in, read_u8(&w->in));
    } while (tag != 1 && !w->in.ended);
    *ret_next = inner == 18 ? STEP_WLAN : STEP_ETHERNET;
    return !w->in.ended && (inner == 1 || inner == 18) && step_layer(w, LAYER_TZSP);
}

/* RFC 9300 §5: eight bytes, then IP */
static bool lisp(struct walk *w, enum step *ret_next)
{
    read_skip(&w->in, 8);
    *ret_next = STEP_ANY_IP;
    return looks_like_ip(w->in.left) && step_layer(w, LAYER_LISP);
}

enum tunnel_port {
    PORT_L2TP = 1701,
    PORT_GTP_U = 2152,
    PORT_TEREDO = 3544,
    PORT_LISP = 4341,
    PORT_GRE_IN_UDP = 4754, /* RFC 8086 */
    PORT_VXLAN = 4789,
    PORT_VXLAN_GPE = 4790,
    PORT_AYIYA = 5072,
    PORT_CAPWAP_DATA = 5247,
    PORT_GENEVE = 6081,
    PORT_MPLS_IN_UDP = 6635, /* RFC 7510 */
    PORT_VXLAN_LINUX = 8472, /* the kernel's, from before the registration */
    PORT_TZSP = 37008,
};

bool tunnel_is_port(uint16_t port)
{
    switch (port) {
    case PORT_L2TP:
    case PORT_GTP_U:
    case PORT_TEREDO:
    case PORT_LISP:
    case PORT_GRE_IN_UDP:
    case PORT_VXLAN:
    case PORT_VXLAN_GPE:
    case PORT_AYIYA:
    case PORT_CAPWAP_DATA:
    case PORT_GENEVE:
    case PORT_MPLS_IN_UDP:
    case PORT_VXLAN_LINUX:
    case PORT_TZSP:
        return true;
    }
    return false;
}

static bool by_port(struct walk *w, uint16_t port, enum step *ret_next)
{
    switch (port) {
    case PORT_VXLAN:
    case PORT_VXLAN_LINUX:
        return vxlan(w, false, ret_next);
    case PORT_VXLAN_GPE:
        return vxlan(w, true, ret_next);
    case PORT_GENEVE:
        return geneve(w, ret_next);
    case PORT_GTP_U:
        return gtp(w, ret_next);
    case PORT_TEREDO:
        return teredo(w, ret_next);
    case PORT_GRE_IN_UDP:
        *ret_next = STEP_GRE;
        return peek_u8(w->in.left, 0) <= 0xb0;
    case PORT_CAPWAP_DATA:
        return capwap(w, ret_next);
    case PORT_AYIYA:
        return ayiya(w, ret_next);
    case PORT_L2TP:
        return l2tp(w, ret_next);
    case PORT_LISP:
        return lisp(w, ret_next);
    case PORT_MPLS_IN_UDP:
        *ret_next = STEP_MPLS;
        return w->in.left.len > 4;
    case PORT_TZSP:
        return tzsp(w, ret_next);
    }
    return false;
}

bool tunnel_enter(struct walk *w, enum step *ret_next)
{
    struct walk start = *w;
    uint8_t n_layers = w->packet->n_layers;

    if (by_port(w, w->packet->destination_port, ret_next))
        return true;
    *w = start;
    w->packet->n_layers = n_layers;
    return by_port(w, w->packet->source_port, ret_next);
}
