/*
 * visit — a child used a site, from a first to a last moment.
 *
 * What the database holds instead of packets and connections. A visit is one stretch of activity
 * on one host; moments of activity less than VISIT_GAP_US apart belong to the same one.
 */
#pragma once

#include "base/clock.h"
#include "policy/observation.h"

#define VISIT_GAP_US (2 * MINUTE_US)

struct visit {
    const char *child;    /* name of the child, UTF-8 */
    const char *host;     /* "cdn.discord.com" */
    const char *site;     /* "discord.com" */
    const char *platform; /* platform id, "" where there is none */
    category_set categories;
    int64_t first_us, last_us; /* of the activity, UTC */
    int32_t utc_offset_s;      /* of local time at first_us */
    uint64_t up_bytes, down_bytes;
    uint32_t n_flows;
    enum evidence evidence; /* the strongest of its flows: BOUND or SAID */
    bool is_embedded;       /* opened by a page of another site (APP-6): raises nothing */
    bool is_machinery;
    enum verdict verdict; /* the strongest of its connections. This and the rule are for whoever
                             decides about alerts; the store keeps neither */
    const char *rule;     /* what gave the verdict; "" for the default */
};
