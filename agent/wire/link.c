/*
 * link — the link types of captures, down to an EtherType or an IP packet.
 *
 * Layouts: tcpdump.org's LINKTYPE_ pages; IEEE 802.11. What EtherTypes lead to is in ether.c.
 */
#include "wire/step.h"

enum { SUBFRAME_HEAD = 14, LLC_SNAP = 8 };

enum link_type {
    LINK_NULL = 0,
    LINK_ETHERNET = 1,
    LINK_TOKEN_RING = 6,
    LINK_PPP = 9,
    LINK_FDDI = 10,
    LINK_RAW_A = 12,
    LINK_RAW_B = 14,
    LINK_PPP_SERIAL = 50,
    LINK_PPP_ETHER = 51,
    LINK_ATM_LLC = 100,
    LINK_RAW = 101,
    LINK_CHDLC = 104,
    LINK_WLAN = 105,
    LINK_LOOP = 108,
    LINK_ENC = 109,
    LINK_SLL = 113,
    LINK_PFLOG = 117,
    LINK_PRISM = 119,
    LINK_RADIOTAP = 127,
    LINK_ARCNET_LINUX = 129,
    LINK_PKTAP_OLD = 149,
    LINK_AVS = 163,
    LINK_PPP_PPPD = 166,
    LINK_PPI = 192,
    LINK_IPV4 = 228,
    LINK_IPV6 = 229,
    LINK_NFLOG = 239,
    LINK_NETANALYZER = 240,
    LINK_PKTAP = 258,
    LINK_SLL2 = 276,
};

/* IEEE 802.11 §9.3.2.2: an A-MSDU is subframes of two addresses, a length, data, and padding to
 * four bytes behind each but the last. One is read, and where the next begins is told. */
static enum step subframe(struct walk *w)
{
    struct bytes all;
    uint32_t at;
    uint16_t len;

    if (w->in.ended)
        return step_end(w, PACKET_MALFORMED);
    at = w->frame ? (uint32_t)(w->in.left.at - w->frame) : 0;
    if (w->from > at) {
        read_skip(&w->in, w->from - at);
        at = w->from;
    }
    all = w->in.left;
    read_skip(&w->in, 12);
    len = read_u16(&w->in);
    if (w->in.ended)
        return step_end(w, PACKET_MALFORMED);
    if (w->frame) {
        uint32_t whole = (SUBFRAME_HEAD + len + 3u) & ~3u;

        if (all.len >= whole + SUBFRAME_HEAD + LLC_SNAP) /* less is padding and a checksum */
            w->packet->next_at = at + whole;
        w->frame = NULL; /* those of a subframe are not told apart */
        w->from = 0;
    }
    step_trim(w, len);
    return STEP_LLC;
}

/* IEEE 802.11 §9.2: only data frames that are not encrypted hold packets. @is_padded: what they
 * carry may begin at the next four bytes. */
static enum step wlan(struct walk *w, bool is_padded)
{
    uint16_t control = read_le16(&w->in);
    uint16_t swapped = __builtin_bswap16(control);

    if (w->packet->n_layers && w->packet->layers[w->packet->n_layers - 1] == LAYER_CAPWAP &&
        (control & 3) && !(swapped & 3))
        control = swapped; /* as many access points send it */
    unsigned type = control >> 2 & 3, subtype = control >> 4 & 15;
    bool has_four = (control & 0x0300) == 0x0300, is_qos = subtype & 8;
    bool is_odd = is_padded && has_four != is_qos; /* 30 bytes, or 26 */
    uint16_t qos = 0;

    read_skip(&w->in, 22);
    if (w->in.ended || !step_layer(w, LAYER_WLAN))
        return step_end(w, PACKET_MALFORMED);
    if (type != 2 || (subtype & 4) || (control & 0x4000))
        return step_end(w, PACKET_NOT_IP);
    if (has_four)
        read_skip(&w->in, 6);
    if (is_qos) {
        qos = read_le16(&w->in);
        if (control & 0x8000) /* HT control */
            read_skip(&w->in, 4);
    }
    if (is_qos && (qos & 0x80)) {
        read_skip(&w->in, is_odd * 2u);
        return subframe(w);
    }
    if (is_odd && peek_u8(w->in.left, 0) == 0) /* some say so and do not pad */
        read_skip(&w->in, 2);
    if (w->in.ended)
        return step_end(w, PACKET_MALFORMED);
    return STEP_LLC;
}

enum step step_wlan(struct walk *w)
{
    return wlan(w, false);
}

/* Radiotap: the flags field says whether the 802.11 header is padded to four bytes. */
static enum step radiotap(struct walk *w)
{
    struct reader head = w->in, fields;
    uint16_t len;
    uint32_t present, more;
    bool is_padded = false;

    read_skip(&head, 2);
    len = read_le16(&head);
    present = more = read_le32(&head);
    while ((more & UINT32_C(0x80000000)) && !head.ended)
        more = read_le32(&head);
    fields = head;
    if (present & 1) { /* TSFT is aligned to 8 from the start of the header */
        size_t at = w->in.left.len - fields.left.len;

        read_skip(&fields, (8 - at % 8) % 8 + 8);
    }
    if (present & 2)
        is_padded = read_u8(&fields) & 0x20;
    read_skip(&w->in, len);
    if (head.ended || w->in.ended || len < 8 || !step_layer(w, LAYER_RADIOTAP))
        return step_end(w, PACKET_MALFORMED);
    return wlan(w, is_padded);
}

static enum step by_family(struct walk *w, uint32_t family)
{
    switch (family) {
    case 2:
        return STEP_IPV4;
    case 10: /* Linux */
    case 24: /* NetBSD, OpenBSD */
    case 28: /* FreeBSD */
    case 30: /* Darwin */
        return STEP_IPV6;
    }
    return step_end(w, PACKET_NOT_IP);
}

/* BSD loopback: the family in the byte order of the machine that captured. */
static enum step loopback(struct walk *w)
{
    uint32_t family = read_u32(&w->in);

    if (w->in.ended || !step_layer(w, LAYER_NULL))
        return step_end(w, PACKET_MALFORMED);
    if (family > 0xffff)
        family = __builtin_bswap32(family);
    if (family > 0xff) /* no family at all: some writers put other things there */
        return STEP_ANY_IP;
    return by_family(w, family);
}

static enum step cooked(struct walk *w, bool is_v2)
{
    uint16_t type, hardware;

    if (is_v2) {
        type = read_u16(&w->in);
        read_skip(&w->in, 6);
        hardware = read_u16(&w->in);
        read_skip(&w->in, 10);
    } else {
        read_skip(&w->in, 2);
        hardware = read_u16(&w->in);
        read_skip(&w->in, 10);
        type = read_u16(&w->in);
    }
    if (w->in.ended || !step_layer(w, LAYER_SLL))
        return step_end(w, PACKET_MALFORMED);
    if (hardware == 824) /* netlink */
        return step_end(w, PACKET_NOT_IP);
    if (hardware == 778) /* a GRE tunnel device: its frames are GRE's payload */
        return type == TYPE_IPV4 ? STEP_IPV4 : type == TYPE_IPV6 ? STEP_IPV6 : STEP_ANY_IP;
    if (type == 4)
        return STEP_LLC;
    if (type <= TYPE_LENGTH_MAX)
        return step_end(w, PACKET_NOT_IP);
    w->ether_type = type;
    return STEP_ETHERTYPE;
}

static enum step arcnet(struct walk *w)
{
    uint8_t type;

    read_skip(&w->in, 4);
    type = read_u8(&w->in);
    if (type != 240 && type != 241) /* RFC 1051's old types have no flag and sequence */
        read_skip(&w->in, 3);
    if (w->in.ended || !step_layer(w, LAYER_ARCNET))
        return step_end(w, PACKET_MALFORMED);
    if (type == 212 || type == 240)
        return STEP_IPV4;
    return type == 196 ? STEP_IPV6 : step_end(w, PACKET_NOT_IP);
}

/* The attributes of NFLOG are in the byte order of the machine; type 9 is the packet. */
static enum step nflog(struct walk *w)
{
    uint8_t family = read_u8(&w->in);

    read_skip(&w->in, 3);
    if (w->in.ended || !step_layer(w, LAYER_NFLOG))
        return step_end(w, PACKET_MALFORMED);
    while (w->in.left.len >= 4) {
        bool is_big = peek_u8(w->in.left, 2) == 0 && peek_u8(w->in.left, 3) != 0;
        uint16_t len = is_big ? read_u16(&w->in) : read_le16(&w->in);
        uint16_t type = is_big ? read_u16(&w->in) : read_le16(&w->in);

        if (len < 4)
            return step_end(w, PACKET_MALFORMED);
        if ((type & 0x7fff) == 9) {
            step_trim(w, len - 4u);
            return family == 2 || family == 10 ? by_family(w, family) : STEP_ANY_IP;
        }
        read_skip(&w->in, (len - 4u + 3u) & ~3u);
    }
    return step_end(w, PACKET_NOT_IP);
}

/* A header that says its own length and the link type of what follows. */
static enum step header_of(struct walk *w, enum layer layer, size_t len, int link_type)
{
    read_skip(&w->in, len);
    if (w->in.ended || len == 0 || !step_layer(w, layer))
        return step_end(w, PACKET_MALFORMED);
    w->link_type = link_type;
    return link_type == LINK_ETHERNET ? STEP_ETHERNET : STEP_LINK;
}

static enum step ppi(struct walk *w)
{
    struct reader head = w->in;
    uint16_t len;
    uint32_t link_type;

    read_skip(&head, 2);
    len = read_le16(&head);
    link_type = read_le32(&head);
    if (head.ended || len < 8 || link_type > 0xffff || link_type == LINK_PPI)
        return step_end(w, PACKET_MALFORMED);
    return header_of(w, LAYER_PPI, len, (int)link_type);
}

static enum step pktap(struct walk *w)
{
    struct reader head = w->in;
    uint32_t len = read_le32(&head), link_type;

    read_skip(&head, 4);
    link_type = read_le32(&head);
    if (head.ended || len < 12 || link_type > 0xffff)
        return step_end(w, PACKET_MALFORMED);
    return header_of(w, LAYER_PKTAP, len, (int)link_type);
}

static enum step prism(struct walk *w)
{
    struct reader head = w->in;
    uint32_t magic = read_u32(&head), len;

    if (magic >> 8 == 0x802110) { /* AVS: network byte order */
        len = read_u32(&head);
    } else {
        len = read_le32(&head);
    }
    if (head.ended || len < 8)
        return step_end(w, PACKET_MALFORMED);
    return header_of(w, LAYER_PRISM, len, LINK_WLAN);
}

static enum step ring(struct walk *w, enum layer layer, size_t before)
{
    bool is_routed;

    read_skip(&w->in, before + 6);
    is_routed = layer == LAYER_TR && (peek_u8(w->in.left, 0) & 0x80);
    read_skip(&w->in, 6);
    if (is_routed)
        read_skip(&w->in, peek_u8(w->in.left, 0) & 0x1f);
    if (w->in.ended || !step_layer(w, layer))
        return step_end(w, PACKET_MALFORMED);
    return STEP_LLC;
}

static enum step pflog(struct walk *w)
{
    uint8_t len = peek_u8(w->in.left, 0), family = peek_u8(w->in.left, 1);

    read_skip(&w->in, (len + 3u) & ~3u);
    if (w->in.ended || len < 2)
        return step_end(w, PACKET_MALFORMED);
    return by_family(w, family);
}

enum step step_link(struct walk *w)
{
    switch (w->link_type) {
    case LINK_ETHERNET:
        return STEP_ETHERNET;
    case LINK_NULL:
    case LINK_LOOP:
        return loopback(w);
    case LINK_RAW:
    case LINK_RAW_A:
    case LINK_RAW_B:
        return step_layer(w, LAYER_RAW) ? STEP_ANY_IP : step_end(w, PACKET_MALFORMED);
    case LINK_IPV4:
    case LINK_IPV6:
        return STEP_ANY_IP;
    case LINK_SLL:
        return cooked(w, false);
    case LINK_SLL2:
        return cooked(w, true);
    case LINK_PPP:
        return STEP_PPP;
    case LINK_PPP_SERIAL:
        return peek_u8(w->in.left, 0) == 0x0f || peek_u8(w->in.left, 0) == 0x8f ? STEP_CHDLC
                                                                                : STEP_PPP;
    case LINK_PPP_PPPD: /* the first octet is the direction, in place of the address */
        if (peek_u8(w->in.left, 1) == 0x03)
            read_skip(&w->in, 2);
        return STEP_PPP;
    case LINK_PPP_ETHER:
        return STEP_PPPOE;
    case LINK_CHDLC:
        return STEP_CHDLC;
    case LINK_ATM_LLC:
        return STEP_LLC;
    case LINK_FDDI:
        return ring(w, LAYER_FDDI, 1);
    case LINK_TOKEN_RING:
        return ring(w, LAYER_TR, 2);
    case LINK_WLAN:
        return STEP_WLAN;
    case LINK_RADIOTAP:
        return radiotap(w);
    case LINK_PRISM:
    case LINK_AVS:
        return prism(w);
    case LINK_PPI:
        return ppi(w);
    case LINK_PKTAP:
    case LINK_PKTAP_OLD:
        return pktap(w);
    case LINK_ARCNET_LINUX:
        return arcnet(w);
    case LINK_NFLOG:
        return nflog(w);
    case LINK_ENC:
        if (w->in.left.len > 12) {
            uint32_t family = read_u32(&w->in);

            read_skip(&w->in, 8);
            return by_family(w, family > 0xffff ? __builtin_bswap32(family) : family);
        }
        return step_end(w, PACKET_MALFORMED);
    case LINK_PFLOG:
        return pflog(w);
    case LINK_NETANALYZER:
        read_skip(&w->in, 4);
        return STEP_ETHERNET;
    }
    return step_end(w, PACKET_NOT_IP);
}
