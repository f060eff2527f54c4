/*
 * assembly — pieces of one handshake message that come by offset: QUIC CRYPTO frames, DTLS
 * fragments.
 *
 * Pieces come in any order, repeated and overlapping; two that differ where they overlap spoil the
 * message. At most ASSEMBLY_BYTES_MAX and ASSEMBLY_PIECES_MAX; the pool has a ceiling.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

#include <stdbool.h>
#include <stdint.h>

enum { ASSEMBLY_BYTES_MAX = 65536, ASSEMBLY_PIECES_MAX = 64 };

struct piece {
    uint32_t from, to;
};

struct assembly {
    uint8_t *bytes; /* owned */
    uint32_t room;
    uint16_t n_pieces; /* disjoint, ascending */
    uint16_t n_added, n_packets;
    bool is_shuffled, is_spoiled;
    uint32_t last_end;
    struct piece pieces[ASSEMBLY_PIECES_MAX];
    /* what the pieces belong to */
    uint32_t version;
    uint8_t dcid[20], dcid_len;
    uint16_t message_seq;
};

struct assembly_pool;

MUST_USE int assembly_pool_new(size_t bytes_max, struct assembly_pool **ret_pool);
struct assembly_pool *assembly_pool_free(struct assembly_pool *p);

uint32_t assembly_new(struct assembly_pool *p); /* 0: at the ceiling */
struct assembly *assembly_at(struct assembly_pool *p, uint32_t number);
void assembly_release(struct assembly_pool *p, uint32_t number);

/* False: too large, too many, no room; the assembly is then of no use. */
bool assembly_add(struct assembly_pool *p, struct assembly *a, uint64_t offset, struct bytes b);

/* What is there from the beginning on without a hole. */
struct bytes assembly_head(const struct assembly *a);
