/*
 * queuewatch — is the kernel's queue served? Read from outside, by another process than the one
 * that serves it (NFQ-5, NFQ-6).
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

#define QUEUEWATCH_FILE "/proc/net/netfilter/nfnetlink_queue"

struct queue_state {
    uint32_t waiting; /* packets */
    uint64_t dropped; /* for want of room, in the queue or in the socket */
    uint32_t next_id; /* the last one given */
};

/* The line of a queue in the text of QUEUEWATCH_FILE; false: nobody serves that queue. Pure. */
bool queue_state_read(struct bytes text, uint16_t queue, struct queue_state *ret);

/* The same from QUEUEWATCH_FILE, open as @fd, at its beginning. */
bool queue_state_from(int fd, uint16_t queue, struct queue_state *ret);

/* The same from the running kernel. */
bool queue_state_now(uint16_t queue, struct queue_state *ret);

struct queuewatch {
    uint32_t oldest_id; /* that waited when last looked */
    int64_t since_us, looked_us;
    bool is_waiting;
    uint64_t dropped;
};

/* Who looks later than that after the last time was kept from running, and so, maybe, was the one
 * that serves the queue. */
enum { QUEUEWATCH_STUCK_MS = 700, QUEUEWATCH_LOOK_MS = 500 };

/**
 * queuewatch_is_stuck() - has the same packet been waiting for too long?
 * @state:     as it is now
 * @within_ms: for so long a packet may wait by right
 *
 * Return: true: for QUEUEWATCH_STUCK_MS longer than that, while somebody looked. Packets dropped
 * since the last call are *ret_dropped.
 */
bool queuewatch_is_stuck(struct queuewatch *w, const struct queue_state *state, uint32_t within_ms,
                         int64_t now_us, uint64_t *ret_dropped);
