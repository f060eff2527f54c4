/*
 * held — the packets that the kernel holds and the inspector has not answered for yet.
 *
 * The kernel numbers them one by one, so they stand in a ring in the order of their coming, and the
 * first that is open is the one that waited for longest.
 */
#pragma once

#include "base/scope.h"

#include <stdbool.h>
#include <stdint.h>

enum { HELD_MAX = 1024 /* more than the kernel's queue is long; a power of two */ };

struct held_packet {
    uint32_t id, mark;
    int64_t until_us; /* of a steady clock */
    bool is_incoming; /* from the network: another may go on in its place */
    bool is_open;
};

struct held {
    struct held_packet ring[HELD_MAX];
    uint32_t first, next; /* ids: what is open lies between */
    bool has_any;
    unsigned n_open;
    uint32_t drained_next; /* next, and n_open, when all that had come was read */
    unsigned drained_open;
    unsigned n_answered; /* since then */
};

/* One more, as @packet says. The packet that it pushes out of the ring, which must have a verdict
 * now, or NULL. */
const struct held_packet *held_add(struct held *h, const struct held_packet *packet);

/* The one of that number, no longer open; NULL: it is not open (any more). */
const struct held_packet *held_take(struct held *h, uint32_t id);

/* One that waited past its time, no longer open; NULL: none did. */
const struct held_packet *held_take_late(struct held *h, int64_t now_us);

/* All that the kernel had was read just now. */
void held_drained(struct held *h);

/* The kernel said that @waiting packets wait, unread ones too, the last of them @last_id. Return:
 * how many may have waited at once until it said so; it knows of those that are not read, too. */
unsigned held_known(struct held *h, unsigned waiting, uint32_t last_id);

/* How many are no longer open since the last of these two. By so many at most may held_known() say
 * more than waited: what came and what went in between is not told apart. */
unsigned held_n_answered(const struct held *h);

/* How many packets the kernel may have held at once, at most, since the last of these two: those
 * that waited then, and all that came since, whatever was answered meanwhile. A queue that is
 * shorter may have been full, which the kernel does not say of one that fails open. */
unsigned held_most(const struct held *h);

/* Until when the oldest may wait, INT64_MAX: none is open. */
int64_t held_until_us(struct held *h);
