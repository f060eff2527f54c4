/*
 * counters — what the kernel's connection tracking counted of monitored connections.
 *
 * Read by a dump once a minute (ACC-3), and once more as each connection is forgotten. The kernel
 * picks them by our mark: nobody else's connection comes here. The moment of the last packet is
 * worked out from what is left of the connection's time-out (ACC-2).
 */
#pragma once

#include "base/ip.h"
#include "base/scope.h"
#include "base/text.h"

struct counters;

struct counted {
    bool is_udp, ended;
    struct ip client, server;
    uint16_t client_port, server_port;
    uint64_t up_bytes, down_bytes, up_packets, down_packets;
    int64_t idle_us; /* since its last packet, at the moment of reading */
};

/**
 * counters_open() - needs CAP_NET_ADMIN and /proc
 * @marks: values of the connection mark under @mask that are ours, @n_marks ≤ 8 of them
 *
 * Return: 0, or a negative errno, with @reterr.
 */
MUST_USE int counters_open(const uint32_t *marks, size_t n_marks, uint32_t mask,
                           struct counters **ret_counters, struct text *reterr);
struct counters *counters_close(struct counters *c);
AUTO_RELEASE(struct counters, counters_close);

int counters_fd(const struct counters *c);

/* Ask for all; they come by counters_receive(). 0 or a negative errno. */
MUST_USE int counters_ask(struct counters *c);

/* What has come. Return: how many; -ENOBUFS: some were lost (ask again), or a negative errno.
 * Where it is fewer than COUNTERS_AT_ONCE, that was all. */
enum { COUNTERS_AT_ONCE = 32 }; /* datagrams of the kernel's; each has one connection or more */
MUST_USE int counters_receive(struct counters *c, void (*each)(const struct counted *c, void *user),
                              void *user);
