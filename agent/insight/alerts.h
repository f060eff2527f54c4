/*
 * alerts — what a guardian should hear of soon, decided from what was seen.
 *
 * Visits (as fold gives them, open ones too, again and again), blocks, gaps and tunnels go in, and
 * alerts come out by a callback. What becomes one:
 *  - the first use ever of a platform or site for chat with strangers;
 *  - a use that the policy marked `alert`;
 *  - a way around: a use of category bypass, a block of one, a connection shaped like a tunnel;
 *  - more than ALERTS_GAP_US in which a child could have been online unseen.
 * A name that was only claimed or looked up, or is an encrypted hello's provider's, raises nothing,
 * nor does what a page embeds, nor machinery. What is never recorded does not come here at all.
 *
 * At most one alert a local day for a child and platform (or site, where there is none) and kind;
 * a use that has several reasons is told by the first of them. At most `per_hour` within an hour
 * for a child; the others are counted in one ALERT_MORE that keeps its moment while it grows.
 *
 * Pure but for its own memory, which has a ceiling: of more than a few thousand things the oldest
 * is forgotten, and can be told again. Time comes with the calls and may step backwards.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "store/store.h"

#define ALERTS_GAP_US (10 * MINUTE_US)

enum { ALERTS_PER_HOUR = 6, ALERTS_PER_HOUR_MAX = 60 };

struct alerts;

/* `raise` keeps an alert: 0, or a negative errno that the call then returns, and the alert is
 * offered again with the next sighting. Strings are borrowed for the call. */
struct alerts_options {
    unsigned per_hour; /* of a child; 0: ALERTS_PER_HOUR */
    int (*raise)(const struct alert *alert, void *user);
    void *user;
};

MUST_USE int alerts_new(const struct alerts_options *options, struct alerts **ret_alerts);
struct alerts *alerts_free(struct alerts *a);
AUTO_RELEASE(struct alerts, alerts_free);

/**
 * alerts_load() - remember what a store knows: alerts raised, and what was used before
 * @c: says which platforms and sites are for chat with strangers
 *
 * So that a restart neither repeats an alert nor calls a second use the first.
 */
MUST_USE int alerts_load(struct alerts *a, struct store *s, const struct catalogue *c,
                         struct text *reterr);

/* The two things that alerts_load() remembers: an alert that was raised, in the order of time, and
 * a use of a place for chat with strangers (platform, or site where that is ""). 0 or -ENOMEM. */
MUST_USE int alerts_recall(struct alerts *a, const struct alert *past);
void alerts_know(struct alerts *a, const char *child, const char *platform, const char *site);

/* What was seen. 0, -ENOMEM, or what `raise` answered. */
MUST_USE int alerts_visit(struct alerts *a, const struct visit *v);
MUST_USE int alerts_block(struct alerts *a, const struct block *b);
MUST_USE int alerts_tunnel(struct alerts *a, const char *child, int64_t when_us,
                           int32_t utc_offset_s);

/* A gap that is over, or goes on: told once it is long, with the minutes known by then. */
MUST_USE int alerts_gap(struct alerts *a, const struct gap *g);
