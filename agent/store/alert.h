/*
 * alert — one thing that a guardian should hear of, kept until somebody was told.
 *
 * Facts only; the words are made where they are shown. insight/alerts.h decides what becomes one.
 */
#pragma once

#include "catalogue/category.h"
#include "store/gap.h"

/* The numbers are in the store: new kinds go to the end. */
enum alert_kind {
    ALERT_STRANGER_CHAT, /* the first use of a platform or site for chat with strangers */
    ALERT_RULE,          /* a use that the guardian's policy marked `alert` */
    ALERT_BYPASS,        /* a way around: VPN, encrypted DNS, Tor */
    ALERT_GAP,           /* Kindward did not see for a while */
    ALERT_MORE,          /* so many more alerts in that hour, not told one by one */
    ALERT_KIND_COUNT,
};

const char *alert_kind_name(enum alert_kind kind); /* "stranger-chat", for JSON and logs */

struct alert {
    int64_t id;        /* of the store; 0 before it is there */
    const char *child; /* "" where it is about Kindward itself */
    int64_t when_us;
    int32_t utc_offset_s; /* of local time at when_us */
    enum alert_kind kind;
    const char *platform, *site; /* "" where there is none */
    enum category category;      /* CATEGORY_OTHER where none matters */
    enum gap_kind gap;           /* of ALERT_GAP */
    uint64_t count;              /* ALERT_GAP: whole minutes; ALERT_MORE: alerts; else 1 */
    const char *rule;            /* of the policy, "" where none gave it */
    int64_t told_us;             /* 0: nobody was told yet */
};
