/*
 * table — the flows that are open, one cache line each.
 *
 * A flow is found by a 64-bit keyed hash of its addresses, ports, transport and VLAN tags; who
 * chooses ports cannot choose where they land, and two of a million flows share a hash once in
 * 37 million tables. Slots hold a part of the hash and the number of the entry, so a look-up costs
 * two lines. There is no list to keep in order: a hand goes round the entries as flows come, and
 * takes out those that have been silent for too long (or, at the ceiling, the longest silent of
 * those it sees).
 */
#pragma once

#include "base/scope.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum side_state {
    SIDE_NEW,  /* nothing of it seen */
    SIDE_OPEN, /* being read */
    SIDE_DONE, /* named, or the side that never asks: one look-up and no more */
};

enum flow_flag {
    FLOW_TCP = 1 << 0,
    FLOW_SYN_A = 1 << 1, /* SYN of side 0 seen; side 1 is the next bit */
    FLOW_SYN_B = 1 << 2,
    FLOW_CLOSING = 1 << 3, /* FIN or RST seen: forgotten soon */
    FLOW_IGNORED = 1 << 4, /* not a monitored person's */
    FLOW_SERVER_SCID = 1 << 5,
    FLOW_CLIENT_KNOWN = 1 << 6,
    FLOW_CLIENT_B = 1 << 7, /* side 1 is the client */
};

struct flow {
    uint64_t hash;    /* 0: the entry is free */
    uint32_t seen_s;  /* last packet, seconds of the packets' clock */
    uint32_t account; /* index of account.h, 0: none */
    union {
        struct {
            uint32_t next[2];  /* sequence number expected of each side */
            uint32_t first[2]; /* that of its first byte, or of its SYN */
        };
        struct {
            uint32_t dcid_hash;        /* of the client's first Initial that was read */
            uint32_t server_scid_hash; /* of what the server calls itself */
            uint32_t tried_hash;       /* of the last that could not be read */
        };
    };
    uint32_t pending[2]; /* stream.h or assembly.h, 0: none */
    uint32_t skip[2];    /* bytes of a record still to walk over */
    uint8_t side[2];     /* enum side_state */
    uint8_t flags;
    uint8_t tries;  /* QUIC: Initials that did not authenticate */
    uint32_t owner; /* with options.is_live */
    uint8_t unused[8];
};

_Static_assert(sizeof(struct flow) == 64, "one cache line");

struct flow_table;

/* @entries_max: ceiling. 0 or -ENOMEM. */
MUST_USE int flow_table_new(size_t entries_max, struct flow_table **ret_table);
struct flow_table *flow_table_free(struct flow_table *t);

/* Bytes that one flow costs at most, slots counted. */
enum { FLOW_TABLE_BYTES_EACH = 64 + 16 };

struct flow *flow_table_find(struct flow_table *t, uint64_t hash);

/* A new entry, all zero but the hash; NULL: at the ceiling, or no memory: take one out first. */
struct flow *flow_table_add(struct flow_table *t, uint64_t hash);

void flow_table_remove(struct flow_table *t, struct flow *f);

/* The next `n` entries under the hand; calls `each` for those in use, which may remove them. */
void flow_table_sweep(struct flow_table *t, size_t n, void (*each)(struct flow *f, void *user),
                      void *user);

/* The longest silent of the next 64 in use, NULL where there is none. */
struct flow *flow_table_oldest(struct flow_table *t);

size_t flow_table_used(const struct flow_table *t);
size_t flow_table_entries(const struct flow_table *t); /* the room for a whole round */
