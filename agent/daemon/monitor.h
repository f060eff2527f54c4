/*
 * monitor — what systemd-resolved found out, for programs that asked it without a packet.
 *
 * With nss-resolve no question of a child's passes the network (RES-2). resolved tells of every
 * answer on a socket of its own (varlink, io.systemd.Resolve.Monitor): of everybody's, and never
 * whose. So what it says only fills the memory of which names are bound to which addresses, in RAM,
 * and is joined to nothing but a monitored account's own connection. Texts are JSON, each with a
 * NUL behind it; `question` may be null (RES-3).
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

#include <stdbool.h>

#define MONITOR_SOCKET "/run/systemd/resolve/io.systemd.Resolve.Monitor"

/* What to say to it, the NUL counted. */
#define MONITOR_SUBSCRIBE                                                                          \
    "{\"method\":\"io.systemd.Resolve.Monitor.SubscribeQueryResults\",\"more\":true}"

enum { MONITOR_TEXT_MAX = 1 << 18, MONITOR_MESSAGE_MAX = 1 << 16 };

/**
 * monitor_read() - one text becomes answers as they would have come by the network
 * @text: JSON, without its NUL
 * @each: for each question of type A, AAAA or HTTPS that has an answer: a DNS message (RFC 1035) of
 *        that question and the answer's records. Where the resolver followed aliases (CNAME), it
 *        tells the last question, and those before it apart (collectedQuestions): those become
 *        messages as well, with a record that says whose alias their name is
 *
 * Return: whether the text was a message of the monitor's. Pure but for memory.
 */
bool monitor_read(struct bytes text, void (*each)(struct bytes message, void *user), void *user);

/* Texts from the socket. */
struct monitor {
    int fd;     /* owned; -1: none */
    char *text; /* owned, MONITOR_TEXT_MAX bytes */
    size_t len;
};

MUST_USE int monitor_init(struct monitor *m);
void monitor_done(struct monitor *m);
void monitor_replace(struct monitor *m, int fd); /* what was half read is dropped */

/* Read what is there. False: the other end is gone, or sends what is none of its texts. */
bool monitor_receive(struct monitor *m, void (*each)(struct bytes message, void *user), void *user);

/* Connect and subscribe, without waiting; the descriptor, or a negative errno (-ENOENT: there is no
 * such socket). */
MUST_USE int monitor_connect(const char *path);
