/*
 * gap — a time in which Kindward did not see, or not all, and why.
 *
 * A gap is of the whole agent, not of one child. What stands behind each kind is one table, gap.c.
 */
#pragma once

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

/* The numbers are in the store: new kinds go to the end. */
enum gap_kind {
    GAP_GATE_AWAY,      /* the process that holds packets was gone */
    GAP_GATE_FROZEN,    /* it was there and did not answer */
    GAP_INSPECTOR_AWAY, /* nobody read names */
    GAP_QUEUE_FULL,     /* packets went past unread */
    GAP_MESSAGES_LOST,  /* what was seen could not be handed on */
    GAP_RECORDER_STUCK, /* what was seen could not be written */
    GAP_MACHINE_ASLEEP, /* nothing happened at all */
    GAP_CLOCK_MOVED,    /* time on the clock that did not pass */
    GAP_RULES_FLUSHED,  /* another program took our rules away */
    GAP_AGENT_OFF,      /* Kindward had been stopped */
    GAP_START,          /* Kindward was starting */
    GAP_KIND_COUNT,
};

const char *gap_kind_name(enum gap_kind kind); /* "gate-away", for JSON and logs */

/* Could a child have been online without being seen? Not while the machine slept, nor in an hour
 * that the clock jumped over. */
bool gap_kind_hides(enum gap_kind kind);

struct gap {
    enum gap_kind kind;
    int64_t from_us, to_us;
    int32_t utc_offset_s; /* of local time at from_us */
    uint64_t n_lost;      /* packets or messages known to be lost; 0 where not counted */
};
