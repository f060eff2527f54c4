/*
 * recorder_state — what the parts of the recorder share. Private to it.
 */
#pragma once

#include "base/clock.h"
#include "daemon/erased.h"
#include "daemon/family.h"
#include "daemon/gap_store.h"
#include "daemon/guesser.h"
#include "daemon/keeper.h"
#include "daemon/meanings.h"
#include "daemon/onlookers.h"
#include "daemon/rate.h"
#include "daemon/role.h"
#include "insight/alerts.h"

struct recorder {
    struct message_config config;
    struct channel control, inspector, bus;
    struct guesser guesser;
    struct family family;
    struct meanings meanings;
    struct store *store;
    struct keeper *keeper; /* NULL until there is a family */
    const char *children[POLICY_CHILDREN_MAX];
    size_t n_children;
    struct alerts *alerts;
    struct gap_store gaps;
    struct erased erased;
    struct onlookers *onlookers;
    struct message_status status;
    int64_t heard_us; /* wall clock: when it came */
    struct rate names, losses[ROLE_COUNT];
    struct message_state state;
    struct message_news news;            /* that the bus was not told of yet */
    struct message_granted erase_answer; /* to what it asked last */
    bool owes_answer;
    int64_t save_us, retry_us; /* next ones, steady clock */
    int64_t age_us;            /* the same, of aging */
    int64_t watched_from_us;   /* wall clock: since when we see */
    int64_t saved_us;          /* the clocks at the last save(): wall, */
    int64_t saved_steady_us;   /* and steady */
    int64_t broken_from_us;    /* the store: since when, 0: it is well */
    bool is_watched, is_stopping, is_confined;
};

/* recorder_keep.c: alerts remember what the store knows; 0 or a negative errno, with @reterr. */
MUST_USE int recorder_begin_alerts(struct recorder *r, struct text *reterr);

/* A new policy: the same children go on, others begin anew; @old is freed. */
void recorder_take_family(struct recorder *r, struct policy *old);

/* The children of the family begin anew with a keeper of their own. */
void recorder_begin_keeper(struct recorder *r);

/* recorder_erase.c: "FROM TO [CHILD]", local days; of all children without one. What is under way
 * is erased, too, and begins anew with the next connection. The answer: {"erased": true}, or
 * {"error": "why"}; NULL: no memory, or no such question. */
json_t *recorder_erase(struct recorder *r, const char *what);

/* The same as the bus asks it; the answer goes there. */
void recorder_erase_for_bus(struct recorder *r, const struct message *m);

/* What is older than it is kept becomes sums of its days, or goes: once a day, a week at a time. */
void recorder_age(struct recorder *r, int64_t steady_us);

/* What is under way, into the store: call every few seconds. */
void recorder_save(struct recorder *r);

/* The store failed: once a while it is tried again. */
void recorder_mind_store(struct recorder *r, int64_t steady_us);
