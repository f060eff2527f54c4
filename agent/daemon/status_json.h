/*
 * status_json — how the agent is, as one object: the answer to `status` (onlookers.h).
 */
#pragma once

#include "daemon/family.h"
#include "daemon/keeper.h"

#include <jansson.h>

/* What the recorder knows; borrowed. */
struct status_facts {
    const struct message_status *status; /* as the supervisor said it last */
    const struct family *family;
    struct keeper_counts counts;                    /* since this policy is in force */
    uint64_t connections_today, connections_named;  /* of the store, by local day */
    uint64_t names_last_minute, losses_last_minute; /* losses: lost, or let go unanswered */
    int64_t now_us, heard_us; /* wall clock; heard: when the supervisor spoke last, 0: never */
};

/* The two counts of today out of the store, of @n children by name; now_us says which day it is. A
 * store that fails is told as the recorder's error. */
void status_count_today(struct store *store, const char *const *children, size_t n,
                        struct status_facts *f);

/* The object is the caller's; NULL: no memory. */
json_t *status_json(const struct status_facts *f);
