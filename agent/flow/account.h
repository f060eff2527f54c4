/*
 * account — how much a flow carried, and when: what conntrack counts on a live system.
 *
 * One record for each flow of a monitored person, beside its entry in the table. Flows with
 * packets since they were last told of are on a list, so that a minute's end costs what the minute
 * held.
 */
#pragma once

#include "base/ip.h"
#include "base/scope.h"
#include "flow/sighting.h"

#include <stdbool.h>
#include <stdint.h>

struct account {
    struct ip client, server;
    uint16_t client_port, server_port;
    uint32_t owner;
    bool in_use, is_udp, is_busy, was_told;
    bool was_named, saw_start, has_payload, said_none, hid_name, is_unreadable;
    enum shape shape;
    uint32_t busy_at; /* on the list, while is_busy */
    int64_t from_us, to_us;
    uint64_t up_bytes, down_bytes;
    uint32_t up_packets, down_packets;
    uint64_t counted_up_bytes, counted_down_bytes; /* by the kernel, so far */
    uint64_t counted_up_packets, counted_down_packets;
};

struct accounts;

MUST_USE int accounts_new(struct accounts **ret);
struct accounts *accounts_free(struct accounts *a);

account_id account_new(struct accounts *a); /* 0: no memory */
struct account *account_at(struct accounts *a, account_id id);
void account_release(struct accounts *a, account_id id);

/* A packet of the flow; from the client or not. */
void account_count(struct accounts *a, account_id id, bool is_up, uint32_t bytes, int64_t when_us);

/* It has something to tell: the stretch from @from_us to @to_us is part of it. */
void account_touch(struct accounts *a, account_id id, int64_t from_us, int64_t to_us);

/* The next busy one, 0 at the end; it is no longer busy. */
account_id account_next_busy(struct accounts *a);
