/*
 * pipeline — the steps put together in one process: packets in, visits into a store.
 *
 * The observer and the keeper, which the live agent runs apart, joined by function calls.
 */
#pragma once

#include "base/ip.h"
#include "base/scope.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "daemon/monitored.h"
#include "flow/inspector.h"
#include "policy/policy.h"
#include "store/store.h"

struct pipeline;

struct pipeline_options {
    const struct catalogue *catalogue; /* borrowed, as all here */
    struct store *store;               /* NULL: nothing is kept */
    const struct policy *policy;       /* NULL: everything is logged */
    const char *const *children;       /* at least one */
    size_t n_children;
    const struct monitored *monitored; /* whose address is whose; none: all clients are the first */
    size_t n_monitored;
    size_t memory_bytes; /* 0: the inspector's default */
    /* Each name as it is seen (observer.h), or NULL; called with look_user. */
    void (*look)(const struct observation *o, bool is_answer, void *user);
    void *look_user;
};

struct pipeline_counts {
    uint64_t packets, connections, visits, named;
    struct inspector_losses losses;
};

MUST_USE int pipeline_new(const struct pipeline_options *options, struct pipeline **ret);
struct pipeline *pipeline_free(struct pipeline *p);
AUTO_RELEASE(struct pipeline, pipeline_free);

/* One packet. 0, or the negative errno of the store with *reterr; further packets are then
 * refused with the same. */
MUST_USE int pipeline_feed(struct pipeline *p, const struct frame *frame, struct text *reterr);

/* On a live network: time passes without a packet, too. Visits that go on are kept as they are, and
 * so is the time watched. */
MUST_USE int pipeline_advance(struct pipeline *p, int64_t now_us, struct text *reterr);

/* A capture ends: the time from its first packet to its last was watched. */
MUST_USE int pipeline_end_capture(struct pipeline *p, struct text *reterr);

/* Everything open is closed and kept. */
MUST_USE int pipeline_finish(struct pipeline *p, struct text *reterr);

struct pipeline_counts pipeline_counts(const struct pipeline *p);
