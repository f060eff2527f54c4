/*
 * sighting — a name, or the shape of a protocol, seen in a packet or put together from several.
 */
#pragma once

#include "base/evidence.h"
#include "base/ip.h"
#include "wire/name.h"
#include "wire/packet.h"
#include "wire/shape.h"

#include <stdbool.h>
#include <stdint.h>

enum sighting_kind {
    SIGHTING_DNS,  /* a question asked */
    SIGHTING_DNSR, /* a question answered */
    SIGHTING_TLS,
    SIGHTING_QUIC,
    SIGHTING_HTTP,
    SIGHTING_MDNS,
    SIGHTING_MDNSR,
    SIGHTING_LLMNR,
    SIGHTING_LLMNRR,
    SIGHTING_GQUIC,
    SIGHTING_DTLS,
    SIGHTING_NAMELESS, /* a whole hello or request without a name */
    SIGHTING_SHAPE,    /* a protocol that carries no names: `shape` */
    SIGHTING_KIND_COUNT,
};

const char *sighting_kind_name(enum sighting_kind k);

enum sighting_flag {
    SEEN_ECH = 1 << 0,
    SEEN_ESNI = 1 << 1,
    SEEN_CONNECT = 1 << 2,
    SEEN_TC = 1 << 3,
    SEEN_NO_QUESTION = 1 << 4,
    SEEN_MALFORMED = 1 << 5,
    SEEN_HEURISTIC = 1 << 6,
    SEEN_SHUFFLED = 1 << 7,
    SEEN_AMBIGUOUS_HOST = 1 << 8, /* two Host fields that disagree */
    SEEN_DOT = 1 << 9,            /* ALPN of an encrypted resolver */
};

/* What one flow is called between the inspector and its caller; 0 is none. */
typedef uint32_t account_id;

struct sighting {
    enum sighting_kind kind;
    enum shape shape;
    bool is_udp;
    struct ip client, server;
    uint16_t client_port, server_port;
    const char *name; /* text of wire/name.h; "" where there is none */
    uint16_t name_len;
    const char *target; /* HTTP: host of an absolute target or CONNECT; NULL where there is none */
    uint16_t type;      /* DNS: type asked for */
    uint16_t class;
    uint8_t opcode, rcode;
    uint16_t question;    /* DNS: 0 the first of its message */
    uint32_t version;     /* QUIC */
    struct bytes message; /* DNS: the whole message, for the records of an answer */
    uint32_t flags;       /* enum sighting_flag */
    uint16_t n_segments, n_crypto, n_packets; /* what it was joined from; 1 where it was not */
    enum evidence evidence; /* with options.evidence: what the address memory says */

    int64_t when_us;
    uint64_t frame;
    uint32_t owner;
    account_id account; /* with options.accounts */
    uint8_t way;        /* enum packet_way */
    uint8_t n_layers;
    const uint8_t *layers; /* enum layer, outermost first, borrowed */
};
