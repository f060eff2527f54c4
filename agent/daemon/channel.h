/*
 * channel — one end of a socket pair between two roles.
 *
 * Records are gathered and sent together, when the loop has nothing else to do or the datagram is
 * full. Sending never waits: what does not fit is dropped and counted, since no verdict may wait
 * for another process.
 */
#pragma once

#include "daemon/message.h"

struct channel {
    int fd; /* owned; -1: there is nobody */
    enum role self, peer;
    size_t out_len;
    uint8_t n_single; /* read one by one since */
    bool has_many;    /* datagrams came together when last read */
    uint64_t n_lost;  /* records dropped */
    int with_fd;      /* to be sent with the next datagram, -1: none; borrowed */
    uint8_t *out;     /* owned, MESSAGE_DATAGRAM_MAX bytes */
};

/* @fd: taken over, also on failure. 0 or -ENOMEM. */
MUST_USE int channel_init(struct channel *c, int fd, enum role self, enum role peer);
void channel_done(struct channel *c);

/* Another socket in the place of the one that is gone; what was gathered is dropped. */
void channel_replace(struct channel *c, int fd);

/* A record of one or two parts (@rest may be empty). */
void channel_put(struct channel *c, enum message_type type, const void *body, size_t len,
                 struct bytes rest);

/* Send what was gathered. */
void channel_flush(struct channel *c);

/* A record by itself, now. False: the other end has no room for it, or is not there; counted as
 * lost, and to be told again by who must not lose it. */
MUST_USE bool channel_tell(struct channel *c, enum message_type type, const void *body, size_t len);

/* The same with a descriptor, which is borrowed. */
MUST_USE bool channel_tell_fd(struct channel *c, enum message_type type, const void *body,
                              size_t len, int fd);

/**
 * channel_receive() - read one datagram, and give its records
 * @each: `fd` is that of a form that has one, or -1; the callee takes it over
 *
 * Return: 1 a datagram was read; 0 none is there; -EPIPE the other end is gone; -EBADMSG it sent
 * what no role may send.
 */
MUST_USE int channel_receive(struct channel *c,
                             void (*each)(const struct message *m, int fd, void *user), void *user);

/* The same for the datagrams that wait, @most at most. Where they come one by one, only one is
 * read, which saves the question whether there is another: call when poll() says that one is there.
 * As channel_receive() for the last of them. */
MUST_USE int channel_receive_some(struct channel *c, int most,
                                  void (*each)(const struct message *m, int fd, void *user),
                                  void *user);
