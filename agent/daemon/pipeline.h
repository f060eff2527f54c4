/*
 * pipeline — the steps put together: packets in, visits into a store.
 *
 * What is never recorded is dropped here, before anything is counted or stored; what belongs to
 * nobody monitored is dropped before it is read (inspector.h). The same code runs a capture and a
 * live network.
 */
#pragma once

#include "base/ip.h"
#include "base/scope.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "flow/inspector.h"
#include "store/store.h"

struct pipeline;

struct monitored {
    const char *child; /* name */
    struct ip_prefix prefix;
};

struct pipeline_options {
    const struct catalogue *catalogue; /* borrowed, as all here */
    struct store *store;               /* NULL: nothing is kept */
    const char *const *children;       /* at least one */
    size_t n_children;
    const struct monitored *monitored; /* whose address is whose; none: all clients are the first */
    size_t n_monitored;
    size_t memory_bytes; /* 0: the inspector's default */
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

/* A capture ends: the time from its first packet to its last was watched. */
MUST_USE int pipeline_end_capture(struct pipeline *p, struct text *reterr);

/* Everything open is closed and kept. */
MUST_USE int pipeline_finish(struct pipeline *p, struct text *reterr);

struct pipeline_counts pipeline_counts(const struct pipeline *p);
