/*
 * queueprobe — is the queue served, shown by a packet of our own that goes through it?
 *
 * The supervisor sends a datagram with a number to an address of this machine at which nobody
 * listens; a rule of ours brings it to the queue, the gate knows it, drops it, and says its number.
 * So the whole way is shown: rule, queue, gate, and back. A probe may be lost (the queue is full,
 * another program took our rules away, or drops it): one that never came into the queue says
 * nothing of who serves it, and is not held against anybody.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "daemon/queuewatch.h"

struct queueprobe {
    int fd;                  /* owned; -1: none yet */
    uint64_t sent, answered; /* numbers of the last ones; the next one is higher by one */
    bool is_answered;        /* since the queue was last found served; and as things were then: */
    bool has_looked;
    uint32_t next_id;
    uint64_t n_held;
    uint32_t sent_after_id; /* the last packet of the queue when the last one was sent */
};

/* The numbers begin where nobody else knows. */
void queueprobe_init(struct queueprobe *p);
void queueprobe_done(struct queueprobe *p);

/* Send one; @state: of the queue, just before. One that cannot be sent is lost, as where lo has no
 * address: it never leaves the machine. */
void queueprobe_send(struct queueprobe *p, const struct queue_state *state);

/* The gate saw one. A number that was not sent, or was answered before, is none. */
void queueprobe_answered(struct queueprobe *p, uint64_t number);

/**
 * queueprobe_is_served() - does what goes into the queue come to the gate?
 * @state:  of the queue now; NULL: there is none, or the kernel does not say
 * @n_held: packets of children that the gate had from it, by its own count
 *
 * Return: false only if packets wait, or went in since the last time that this was true, and since
 * then the gate had neither a probe nor a packet of a child's. A queue whose numbers are lower than
 * before is another one.
 */
bool queueprobe_is_served(struct queueprobe *p, const struct queue_state *state, uint64_t n_held);

/* Does nothing wait in the queue but the last probe? Nobody's page waits, then. */
bool queueprobe_is_alone(const struct queueprobe *p, const struct queue_state *state);

enum { QUEUEPROBE_BYTES = 36 }; /* of one, from the head of IPv4 on */

/* Does a packet go where probes go? Then it is for nobody. @packet: any bytes. Pure. */
bool queueprobe_goes_there(struct bytes packet);

/* The number of a probe. @packet: any bytes; false: it is none. Pure. */
bool queueprobe_read(struct bytes packet, uint64_t *ret_number);
