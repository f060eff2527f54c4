/*
 * block — a child's connection or look-up that a rule stopped.
 */
#pragma once

#include "base/clock.h"
#include "policy/observation.h"

/* Blocks of one site by one rule less than this apart are one row with a count: a browser tries
 * again many times, a child did so once. */
#define BLOCK_FOLD_US MINUTE_US

/* Strings are borrowed for the call. */
struct block {
    const char *child;
    const char *host, *site; /* the site is the host where the name has no registrable domain */
    const char *platform;    /* platform id, "" where there is none */
    category_set categories;
    int64_t when_us;      /* of the first one of the row */
    int32_t utc_offset_s; /* of local time at when_us */
    enum protocol protocol;
    enum evidence evidence; /* how the name was known */
    bool is_embedded;       /* a page of another site asked for it (APP-6) */
    const char *rule;       /* of the policy */
    uint32_t n;
};
