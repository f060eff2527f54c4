/*
 * agent1_state — what the parts of the service share. Private to bus.
 */
#pragma once

#include "bus/call.h"

enum {
    LISTENERS_MAX = 128,
    LISTENERS_EACH = 8,                        /* of one caller */
    LISTENERS_OF_CHILDREN = LISTENERS_MAX / 2, /* of all together: guardians have room always */
    SENDERS_MAX = 64,
    SENDER_NAME_MAX = 32,
};

/* A connection that hears signals. Who it is does not change; what it may hear is asked anew for
 * each signal. */
struct listener {
    char name[SENDER_NAME_MAX]; /* ":1.42"; "" the place is free */
    uint32_t uid;
};

/* Whose account a connection is of: the bus gives no name twice. */
struct sender {
    char name[SENDER_NAME_MAX];
    uint32_t uid;
};

struct agent1 {
    const struct bus_house *house;
    sd_bus *bus; /* NULL: there is none at present */
    bool has_name, has_said;
    int64_t try_us; /* next try to find a bus, or to get the name; steady clock */
    struct callers callers;
    struct sender senders[SENDERS_MAX];
    size_t next_sender;
    struct listener listeners[LISTENERS_MAX];
    sd_bus_track *track; /* of the listeners; who leaves is dropped */
    struct call *calls;  /* that wait, owned */
    uint32_t wish;       /* serial of the last one */
};
