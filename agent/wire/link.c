/*
 * link — the link layers of captures, down to an EtherType or an IP packet.
 *
 * Layouts: tcpdump.org's LINKTYPE_ pages; IEEE 802.3, 802.1Q, 802.2, 802.11; RFC 1661 (PPP),
 * RFC 2516 (PPPoE), RFC 3032 (MPLS), RFC 4385 (pseudowire control word).
 */
#include "wire/step.h"

enum ether_type {
    TYPE_LENGTH_MAX = 0x05dc, /* IEEE 802.3: a length, and LLC behind it */
    TYPE_IPV4 = 0x0800,
    TYPE_IPV6 = 0x86dd,
    TYPE_VLAN = 0x8100,
    TYPE_VLAN_OLD = 0x9100,
    TYPE_VLAN_OLD2 = 0x9200,
    TYPE_VLAN_SERVICE = 0x88a8,
    TYPE_MPLS = 0x8847,
    TYPE_MPLS_MULTICAST = 0x8848,
    TYPE_PPPOE_SESSION = 0x8864,
    TYPE_ETHERNET = 0x6558, /* transparent Ethernet bridging */
    TYPE_PPP = 0x880b,
    TYPE_JUMBO_LLC = 0x8870,
};

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

enum step step_ethernet(struct walk *w)
{
    read_skip(&w->in, 12);
    w->ether_type = read_u16(&w->in);
    if (w->in.ended || !step_layer(w, LAYER_ETH))
        return step_end(w, PACKET_MALFORMED);
    return STEP_ETHERTYPE;
}

static enum step vlan(struct walk *w)
{
    uint16_t tag = read_u16(&w->in);

    w->ether_type = read_u16(&w->in);
    if (w->in.ended || !step_layer(w, LAYER_VLAN))
        return step_end(w, PACKET_MALFORMED);
    w->packet->way |= WAY_VLAN;
    w->packet->vlan_tags = w->packet->vlan_tags << 12 | (tag & 0xfff);
    return STEP_ETHERTYPE;
}

enum step step_ethertype(struct walk *w)
{
    switch (w->ether_type) {
    case TYPE_IPV4:
        return STEP_IPV4;
    case TYPE_IPV6:
        return STEP_IPV6;
    case TYPE_VLAN:
    case TYPE_VLAN_OLD:
    case TYPE_VLAN_OLD2:
    case TYPE_VLAN_SERVICE:
        return vlan(w);
    case TYPE_MPLS:
    case TYPE_MPLS_MULTICAST:
        return STEP_MPLS;
    case TYPE_PPPOE_SESSION:
        return STEP_PPPOE;
    case TYPE_ETHERNET:
        return STEP_ETHERNET;
    case TYPE_PPP:
        return STEP_PPP;
    case TYPE_JUMBO_LLC:
        return STEP_LLC;
    }
    if (w->ether_type <= TYPE_LENGTH_MAX) {
        step_trim(w, w->ether_type);
        return STEP_LLC;
    }
    return step_end(w, PACKET_NOT_IP);
}

/* IEEE 802.2: SNAP holds an EtherType; SAP 6 is IP itself. */
enum step step_llc(struct walk *w)
{
    uint8_t dsap = read_u8(&w->in);
    uint8_t ssap = read_u8(&w->in);
    uint8_t control = read_u8(&w->in);

    if (w->in.ended || !step_layer(w, LAYER_LLC))
        return step_end(w, PACKET_MALFORMED);
    if (dsap == 0xaa && ssap == 0xaa && control == 3) {
        uint32_t organisation = read_u24(&w->in);

        w->ether_type = read_u16(&w->in);
        if (w->in.ended)
            return step_end(w, PACKET_MALFORMED);
        if (organisation != 0 && organisation != 0x0000f8)
            return step_end(w, PACKET_NOT_IP);
        return STEP_ETHERTYPE;
    }
    if (dsap == 0x06 && ssap == 0x06 && control == 3)
        return STEP_ANY_IP;
    return step_end(w, PACKET_NOT_IP);
}

enum step step_ppp(struct walk *w)
{
    uint16_t protocol;

    if (peek_u16(w->in.left, 0) == 0xff03) /* address and control, unless compressed */
        read_skip(&w->in, 2);
    protocol = read_u8(&w->in);
    if ((protocol & 1) == 0) /* an odd first octet is a compressed field */
        protocol = (uint16_t)(protocol << 8 | read_u8(&w->in));
    if (w->in.ended || !step_layer(w, LAYER_PPP))
        return step_end(w, PACKET_MALFORMED);

    switch (protocol) {
    case 0x0021:
        return STEP_IPV4;
    case 0x0057:
        return STEP_IPV6;
    case 0x0281:
    case 0x0283:
        return STEP_MPLS;
    case 0x003d: { /* multilink, RFC 1990: whole only where a fragment begins and ends it */
        uint8_t bits = peek_u8(w->in.left, 0);

        read_skip(&w->in, 4);
        if (w->in.ended || (bits & 0xc0) != 0xc0)
            return step_end(w, PACKET_NOT_IP);
        return STEP_PPP;
    }
    }
    return step_end(w, PACKET_NOT_IP);
}

enum step step_pppoe(struct walk *w)
{
    uint8_t version = read_u8(&w->in);
    uint8_t code = read_u8(&w->in);
    uint16_t len;

    read_skip(&w->in, 2); /* session */
    len = read_u16(&w->in);
    if (w->in.ended || !step_layer(w, LAYER_PPPOE))
        return step_end(w, PACKET_MALFORMED);
    if (version != 0x11 || code != 0)
        return step_end(w, PACKET_NOT_IP);
    w->packet->way |= WAY_PPPOE;
    step_trim(w, len);
    return STEP_PPP;
}

enum step step_chdlc(struct walk *w)
{
    read_skip(&w->in, 2);
    w->ether_type = read_u16(&w->in);
    if (w->in.ended || !step_layer(w, LAYER_CHDLC))
        return step_end(w, PACKET_MALFORMED);
    return STEP_ETHERTYPE;
}

enum step step_mpls(struct walk *w)
{
    uint32_t entry;

    w->packet->way |= WAY_MPLS;
    do {
        entry = read_u32(&w->in);
        if (w->in.ended || !step_layer(w, LAYER_MPLS))
            return step_end(w, PACKET_MALFORMED);
    } while ((entry & 0x100) == 0); /* bottom of stack */

    switch (peek_u8(w->in.left, 0) >> 4) {
    case 4: /* or an Ethernet address that begins so: the header has to agree */
        return (peek_u8(w->in.left, 0) & 15) >= 5 &&
                       peek_u16(w->in.left, 2) <= w->in.left.len + w->missing
                   ? STEP_IPV4
                   : STEP_ETHERNET;
    case 6:
        return peek_u16(w->in.left, 4) + 40u <= w->in.left.len + w->missing ? STEP_IPV6
                                                                            : STEP_ETHERNET;
    case 0: /* RFC 4385: a control word, then Ethernet; or an address that begins with zero */
        if (peek_u8(w->in.left, 0) == 0 && peek_u8(w->in.left, 1) == 0 && w->in.left.len > 18) {
            read_skip(&w->in, 4);
            if (!step_layer(w, LAYER_PW))
                return step_end(w, PACKET_MALFORMED);
        }
        return STEP_ETHERNET;
    }
    return STEP_ETHERNET;
}

/* IEEE 802.11 §9.2: only data frames that are not encrypted hold packets. */
enum step step_wlan(struct walk *w)
{
    uint16_t control = read_le16(&w->in);
    uint16_t swapped = __builtin_bswap16(control);

    if (w->packet->n_layers && w->packet->layers[w->packet->n_layers - 1] == LAYER_CAPWAP &&
        (control & 3) && !(swapped & 3))
        control = swapped; /* as many access points send it */
    unsigned type = control >> 2 & 3, subtype = control >> 4 & 15;
    bool has_four = (control & 0x0300) == 0x0300, is_qos = subtype & 8;
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
    if (is_qos && (qos & 0x80)) { /* A-MSDU: the first of its subframes */
        uint16_t len;

        read_skip(&w->in, 12);
        len = read_u16(&w->in);
        step_trim(w, len);
    }
    if (w->in.ended)
        return step_end(w, PACKET_MALFORMED);
    return STEP_LLC;
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
    if (is_padded) { /* the padding stands between the header and what it carries */
        enum step next = step_wlan(w);
        unsigned odd = next == STEP_LLC ? (unsigned)(peek_u8(w->in.left, 0) == 0) * 2 : 0;

        read_skip(&w->in, odd);
        return next;
    }
    return STEP_WLAN;
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
