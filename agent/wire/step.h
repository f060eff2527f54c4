/*
 * step — one header of the walk in packet.c, and which comes after it.
 *
 * Private to wire/: the link layers are in link.c, IP in ip.c, tunnels in tunnel.c.
 */
#pragma once

#include "wire/packet.h"

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

/* What the bytes that are left begin with. */
enum step {
    STEP_ETHERNET,
    STEP_ETHERTYPE, /* walk.ether_type says what */
    STEP_LLC,
    STEP_PPP,
    STEP_PPPOE,
    STEP_CHDLC,
    STEP_MPLS,
    STEP_WLAN,
    STEP_LINK,   /* another link type: walk.link_type */
    STEP_ANY_IP, /* by its first nibble */
    STEP_IPV4,
    STEP_IPV6,
    STEP_IP_PAYLOAD, /* packet.protocol says what */
    STEP_GRE,
    STEP_UDP,
    STEP_TCP,
    STEP_DONE, /* walk.answer */
};

struct walk {
    struct packet *packet;
    struct reader in;
    uint32_t missing; /* bytes that the capture left out behind in.left */
    int link_type;
    uint16_t ether_type;
    enum packet_answer answer;
    uint8_t depth;        /* tunnels in UDP tried on the way */
    const uint8_t *frame; /* its first byte; NULL: it is settled which of its packets is read */
    uint32_t from;        /* where in it that packet begins, 0: the first */
};

/* Remember a layer; false where there are too many. */
static inline bool step_layer(struct walk *w, enum layer layer)
{
    if (w->packet->n_layers >= PACKET_LAYERS_MAX)
        return false;
    w->packet->layers[w->packet->n_layers++] = (uint8_t)layer;
    return true;
}

static inline enum step step_end(struct walk *w, enum packet_answer answer)
{
    w->answer = answer;
    return STEP_DONE;
}

/* The bytes that are left are at most `len`: what follows is padding or a trailer. */
static inline void step_trim(struct walk *w, uint32_t len)
{
    if (w->in.left.len >= len) {
        w->in.left.len = len;
        w->missing = 0;
    } else if (w->in.left.len + w->missing > len) {
        w->missing = len - (uint32_t)w->in.left.len;
    }
}

enum step step_link(struct walk *w);
enum step step_ethernet(struct walk *w);
enum step step_ethertype(struct walk *w);
enum step step_llc(struct walk *w);
enum step step_ppp(struct walk *w);
enum step step_pppoe(struct walk *w);
enum step step_chdlc(struct walk *w);
enum step step_mpls(struct walk *w);
enum step step_wlan(struct walk *w);
enum step step_any_ip(struct walk *w);
enum step step_ipv4(struct walk *w);
enum step step_ipv6(struct walk *w);
enum step step_ip_payload(struct walk *w);
enum step step_gre(struct walk *w);
enum step step_udp(struct walk *w);
enum step step_tcp(struct walk *w);

/* Goes on from `next` to the end. */
enum packet_answer step_walk(struct walk *w, enum step next);

/* Is it a port that tunnels use? */
bool tunnel_is_port(uint16_t port);

/* Is this datagram a tunnel by its port and shape? Then *w stands at the inner packet. */
bool tunnel_enter(struct walk *w, enum step *ret_next);
