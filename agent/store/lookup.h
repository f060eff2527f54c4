/*
 * lookup — somebody looked at what is recorded of a child; kept, and shown to the child.
 */
#pragma once

#include "base/clock.h"

#include <stdint.h>

/* The numbers are in the store: new kinds go to the end. */
enum lookup_kind {
    LOOKUP_LOG,     /* which sites were used, and when */
    LOOKUP_BLOCKS,  /* what was blocked */
    LOOKUP_ALERTS,  /* what a guardian should hear of */
    LOOKUP_RECORDS, /* all of it, for a report or a log */
    LOOKUP_EXPORT,
    LOOKUP_KIND_COUNT,
};

const char *lookup_kind_name(enum lookup_kind kind); /* "log", for JSON */

/* Looks of one kind by one account less than this apart are one row with a count. */
#define LOOKUP_FOLD_US HOUR_US

struct lookup {
    uint32_t uid; /* whose account it was, as the bus knew it */
    enum lookup_kind kind;
    int64_t from_us, to_us; /* of the first and last one of the row */
    uint32_t n;
};
