/*
 * queue — packets that the kernel holds until we say what becomes of them (NFQUEUE).
 *
 * Opening reads the acknowledgement of each setting, so that a queue that is open also copies:
 * bound, but still in copy mode "none", it would swallow everything (NFQ-1). The flags are asked
 * for one by one, since a kernel refuses a message with one that it does not know (NFQ-2), and
 * none of them has to be granted. Segments come one by one, not joined by offloading, since a
 * joined packet of UDP has no borders (QUIC-10).
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    QUEUE_LENGTH = 256, /* packets; the next one goes on its way (fail-open) */
    QUEUE_COPY = 16384, /* bytes of a packet that come here */
    QUEUE_BUFFER = QUEUE_COPY + 8192,
};

struct queue;

struct queued_packet {
    uint32_t id;
    uint32_t uid; /* of the socket, UINT32_MAX: none */
    uint32_t mark;
    bool is_incoming; /* of hook INPUT */
    struct bytes bytes;
    uint32_t wire_bytes;
};

/**
 * queue_open() - take a queue; needs CAP_NET_ADMIN
 * @fail_closed: a full queue drops, instead of letting go
 *
 * Return: 0, -EBUSY: another program has it, or the kernel's negative errno, with @reterr.
 */
MUST_USE int queue_open(uint16_t number, bool fail_closed, struct queue **ret_queue,
                        struct text *reterr);
struct queue *queue_close(struct queue *q);
AUTO_RELEASE(struct queue, queue_close);

int queue_fd(const struct queue *q);

/**
 * queue_receive() - the packets that wait now, some dozens at most
 * @each: called for every one; what could not be read has no bytes, and wants a verdict as well
 *
 * Return: how many; -ENOBUFS: the kernel had no room for some, which went on their way (counted by
 * the caller); or a negative errno, the queue being lost.
 */
MUST_USE int queue_receive(struct queue *q, void (*each)(const struct queued_packet *p, void *user),
                           void *user);

/* Did the last queue_receive() read all there was? It does not always look. */
bool queue_is_drained(const struct queue *q);

enum queue_verdict { QUEUE_ACCEPT, QUEUE_DROP, QUEUE_REPEAT };

/* @bytes: goes on in the place of the packet, where not empty. 0 or a negative errno. */
MUST_USE int queue_verdict(struct queue *q, uint32_t id, enum queue_verdict verdict, uint32_t mark,
                           struct bytes bytes);
