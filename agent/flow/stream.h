/*
 * stream — what one side of a TCP connection has sent that is not read yet.
 *
 * A stream exists only while something waits: a message of which the end is missing (`held`), and
 * segments from behind a hole (`later`); and while the first bytes of a connection that was begun
 * before the capture may be the end of a message (`is_begun`). Held bytes begin at sequence number
 * `seq`; `border` says where segments began in them, since a message may begin at each. The pool
 * has a ceiling.
 */
#pragma once

#include "base/bytes.h"
#include "base/ip.h"
#include "base/scope.h"
#include "wire/packet.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    STREAM_HELD_MAX = 98304, /* a hello of 64 KiB in small records, a DNS message, a long head */
    STREAM_BORDERS_MAX = 64,
    STREAM_LATER_MAX = 48, /* segments behind a hole */
    STREAM_LATER_BYTES_MAX = 98304,
    STREAM_TRIES_MAX = 4096,
};

/* Who sends to whom. */
struct endpoints {
    struct ip from, to;
    uint16_t from_port, to_port;
};

/* Where a packet came in, for the sighting that it completes. */
struct arrival {
    int64_t when_us;
    uint64_t frame;
    uint8_t way, n_layers;
    uint8_t layers[PACKET_LAYERS_MAX];
};

struct later {
    uint32_t seq, len, missing;
    bool is_ambiguous; /* another copy of some of its bytes differs */
    uint8_t *bytes;    /* owned */
    struct arrival arrival;
};

struct stream {
    uint8_t *held; /* owned */
    uint32_t held_len, held_room;
    uint32_t seq;  /* of held[0] */
    uint32_t need; /* held_len from which trying again is worth it */
    uint16_t n_borders, n_segments, n_tries;
    uint16_t n_later, later_room;
    uint16_t acked_past; /* times that the other side acknowledged bytes behind the hole */
    bool is_ambiguous;   /* two copies of the held bytes differ */
    bool is_begun;       /* the held bytes were read, and are kept for what comes before them */
    uint32_t later_bytes;
    struct later *later; /* by sequence number, owned */
    int64_t since_us;
    struct endpoints ends;               /* of this side's segments */
    uint32_t border[STREAM_BORDERS_MAX]; /* offsets in held, ascending */
};

struct stream_pool;

MUST_USE int stream_pool_new(size_t bytes_max, struct stream_pool **ret_pool);
struct stream_pool *stream_pool_free(struct stream_pool *p);

/* Number of a new, empty stream, from 1; 0: at the ceiling. */
uint32_t stream_new(struct stream_pool *p);
struct stream *stream_at(struct stream_pool *p, uint32_t number);
void stream_release(struct stream_pool *p, uint32_t number);

/* Segments behind holes: where there are none, no acknowledgement needs to be looked at. */
size_t stream_pool_waiting(const struct stream_pool *p);

/* Is there room for what is only perhaps of use? */
bool stream_pool_is_roomy(const struct stream_pool *p);

/* Add to the end of what is held, a segment's beginning; false: at a ceiling. */
bool stream_hold(struct stream_pool *p, struct stream *s, struct bytes b);

/* Add in front of what is held, which begins where `b` ends; false: at a ceiling. */
bool stream_hold_before(struct stream_pool *p, struct stream *s, struct bytes b);

/* Forget the first `n` held bytes. */
void stream_drop_held(struct stream_pool *p, struct stream *s, size_t n);

/* Do bytes at `seq` agree with those held, as far as they overlap? */
bool stream_agrees(const struct stream *s, uint32_t seq, struct bytes b);

/* Keep a segment from behind a hole; false: at a ceiling. */
bool stream_keep_later(struct stream_pool *p, struct stream *s, uint32_t seq, struct bytes b,
                       uint32_t missing, const struct arrival *arrival);

/* Take the first later segment out; its bytes are the caller's to free(). */
struct later stream_take_later(struct stream_pool *p, struct stream *s);
