/*
 * ether — from a frame of the link to IP: EtherTypes, VLAN tags, LLC, PPP, PPPoE, MPLS.
 *
 * Layouts: IEEE 802.3, 802.1Q, 802.2; RFC 1661 (PPP), RFC 2516 (PPPoE), RFC 3032 (MPLS), RFC 4385
 * (pseudowire control word). The link types of captures are in link.c.
 */
#include "wire/step.h"

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

/* Does PPP that carries IP stand here, as far as its first bytes say? */
static bool is_ppp_of_ip(struct bytes b)
{
    struct reader in = reader_of(b);
    uint8_t protocol;

    if (peek_u16(in.left, 0) == 0xff03)
        read_skip(&in, 2);
    if (peek_u8(in.left, 0) == 0) /* unless the field is compressed */
        read_skip(&in, 1);
    protocol = read_u8(&in);
    return (protocol == 0x21 && peek_u8(in.left, 0) >> 4 == 4) ||
           (protocol == 0x57 && peek_u8(in.left, 0) >> 4 == 6);
}

/* RFC 1990 §3: whole only where a fragment begins and ends it. The two ends agree on numbers of 24
 * or of 12 bits; the bits between are zero, so the longer form says so but for what follows it. */
static enum step multilink(struct walk *w)
{
    uint8_t bits = peek_u8(w->in.left, 0);
    struct bytes in_short = bytes_after(w->in.left, 2), in_long = bytes_after(w->in.left, 4);
    bool is_short = (bits & 0x0f) || (is_ppp_of_ip(in_short) && !is_ppp_of_ip(in_long));

    read_skip(&w->in, is_short ? 2 : 4);
    if (w->in.ended || (bits & 0xf0) != 0xc0)
        return step_end(w, PACKET_NOT_IP);
    return STEP_PPP;
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
    case 0x003d:
        return multilink(w);
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

/* Does an Ethernet header stand here that carries IP, or a tag in front of it? */
static bool is_ethernet_of_ip(struct bytes b)
{
    switch (peek_u16(b, 12)) {
    case TYPE_IPV4:
        return peek_u8(b, 14) >> 4 == 4;
    case TYPE_IPV6:
        return peek_u8(b, 14) >> 4 == 6;
    case TYPE_VLAN:
    case TYPE_VLAN_SERVICE:
    case TYPE_PPPOE_SESSION:
        return true;
    }
    return false;
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
        if (peek_u16(w->in.left, 0) == 0 && w->in.left.len > 18 &&
            (is_ethernet_of_ip(bytes_after(w->in.left, 4)) || !is_ethernet_of_ip(w->in.left))) {
            read_skip(&w->in, 4);
            if (!step_layer(w, LAYER_PW))
                return step_end(w, PACKET_MALFORMED);
        }
        return STEP_ETHERNET;
    }
    return STEP_ETHERNET;
}
