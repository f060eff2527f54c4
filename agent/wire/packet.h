/*
 * packet — from a captured frame to the innermost transport header.
 *
 * Walks link layers, IP with its options and extension headers, and tunnels, without allocation
 * and without state. The walk is a chain of steps: each reads one header and says which comes next
 * (step.h); at most PACKET_LAYERS_MAX of them. An encapsulation in UDP is followed only where the
 * inner packet holds together; else the datagram is what it says it is.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "wire/layer.h"

#include <stdbool.h>
#include <stdint.h>

enum { PACKET_LAYERS_MAX = 28 };

/* What lies on the way, for the flags column. */
enum packet_way {
    WAY_VLAN = 1 << 0,
    WAY_PPPOE = 1 << 1,
    WAY_MPLS = 1 << 2,
    WAY_TUNNEL = 1 << 3,
    WAY_FRAGMENTS = 1 << 4,
};

enum tcp_flag { TCP_FIN = 0x01, TCP_SYN = 0x02, TCP_RST = 0x04, TCP_PSH = 0x08, TCP_ACK = 0x10 };

/* Every answer but MALFORMED is ordinary traffic; none is a failure of ours. */
enum packet_answer {
    PACKET_TCP,
    PACKET_UDP,
    PACKET_FRAGMENT,   /* fragment_* are set: put it together, then packet_continue() */
    PACKET_COMPRESSED, /* inflate `inside`, then packet_continue() */
    PACKET_OTHER,      /* IP with a transport that carries no names: ICMP, ESP, SCTP */
    PACKET_NOT_IP,     /* ARP, management frames, encrypted Wi-Fi, unknown link types */
    PACKET_MALFORMED,  /* lengths disagree, or a header is cut */
};

/* Pointers are into the frame (or the buffer given to packet_continue()); nothing is copied. */
struct packet {
    struct bytes payload;     /* of the transport: what is there of it */
    uint32_t payload_missing; /* bytes of it that the capture left out (snap length) */
    uint32_t next_at;         /* where in the frame its next packet begins, 0: no other */
    uint32_t ip_bytes;        /* length of the innermost IP packet, headers counted */
    const uint8_t *source, *destination; /* innermost addresses, ip_len bytes each */
    uint64_t vlan_tags;                  /* VLAN ids on the way, 12 bits each, outermost highest */
    uint8_t ip_len;                      /* 4 or 16 */
    uint8_t protocol;                    /* IANA number of the transport */
    uint8_t tcp_flags;
    uint8_t way; /* bits of enum packet_way */
    uint16_t source_port, destination_port;
    uint32_t seq, ack; /* TCP */

    uint32_t fragment_id;
    uint16_t fragment_offset; /* bytes */
    bool fragment_more;
    bool is_deflate;     /* IPComp says so; else it is what the two ends agreed on */
    struct bytes inside; /* a fragment's data, or what IPComp compressed; protocol is that of the
                            whole */

    uint8_t n_layers;
    uint8_t layers[PACKET_LAYERS_MAX];
};

/**
 * packet_read() - read a frame down to its innermost transport
 * @link_type:  LINKTYPE_ value (or the DLT_ value that libpcap gives for it)
 * @frame:      what was captured; borrowed, *ret_packet points into it
 * @wire_bytes: its length on the wire, ≥ frame.len
 *
 * *ret_packet is written in every case, as far as reading went.
 */
enum packet_answer packet_read(int link_type, struct bytes frame, uint32_t wire_bytes,
                               struct packet *ret_packet);

/**
 * packet_next() - read the next packet of a frame that holds several (IEEE 802.11's A-MSDU)
 * @link_type, @frame, @wire_bytes: as they were for packet_read()
 * @p: as packet_read() or the call before left it; the packet at next_at is read, 0: the first
 */
enum packet_answer packet_next(int link_type, struct bytes frame, uint32_t wire_bytes,
                               struct packet *p);

/**
 * packet_continue() - go on with an IP payload that was put together or inflated
 * @p:    as packet_read() left it on PACKET_FRAGMENT or PACKET_COMPRESSED
 * @data: the whole payload of the datagram, protocol p->protocol; outlives the use of *p
 */
enum packet_answer packet_continue(struct packet *p, struct bytes data);
