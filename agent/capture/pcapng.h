/*
 * pcapng — a reader for captures whose interfaces differ (draft-ietf-opsawg-pcapng).
 *
 * Sections of either byte order, interfaces of any link type and time resolution; Enhanced, Simple
 * and the obsolete Packet Block. Other blocks are walked over.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct pcapng;

enum pcapng_answer { PCAPNG_PACKET, PCAPNG_END, PCAPNG_DAMAGED };

struct pcapng_packet {
    int64_t when_us;
    int link_type;
    uint32_t wire_bytes;
    struct bytes bytes; /* until the next call */
};

/* Reads from where the stream stands, the first block's beginning; the stream stays the caller's.
 */
MUST_USE int pcapng_new(FILE *stream, struct pcapng **ret);
struct pcapng *pcapng_free(struct pcapng *p);

/* @ret_why: a constant, set on PCAPNG_DAMAGED. */
enum pcapng_answer pcapng_next(struct pcapng *p, struct pcapng_packet *ret, const char **ret_why);

/* Where the block that is being read begins. */
uint64_t pcapng_at_bytes(const struct pcapng *p);
