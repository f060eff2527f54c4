/*
 * sum — what is left of a child's day when its visits are older than they are kept.
 *
 * Minutes, bytes and numbers of a local day, by platform, site and category; no host and no time of
 * day but the latest minute. A day has its sums or its visits, never both: insight/aging.h.
 */
#pragma once

#include "base/clock.h"
#include "policy/observation.h"

/* The numbers are in the store: new kinds go to the end. */
enum sum_kind {
    SUM_TOTAL,
    SUM_CHAT, /* of all chat together */
    SUM_CATEGORY,
    SUM_PLATFORM,
    SUM_SITE,
    SUM_BLOCK, /* tries to use a site that a rule stopped: n_visits of them, and the categories */
    SUM_KIND_COUNT,
};

struct sum {
    int32_t day;
    enum sum_kind kind;
    enum category category;      /* of SUM_CATEGORY */
    const char *platform, *site; /* of SUM_PLATFORM, SUM_SITE (both), SUM_BLOCK; "" elsewhere */
    category_set categories;
    uint32_t low, high;    /* whole minutes, as struct minutes */
    uint32_t night;        /* of `high`, in the night */
    int32_t latest_minute; /* as struct use; -1: none */
    uint64_t up_bytes, down_bytes;
    uint32_t n_visits;
};
