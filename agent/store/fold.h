/*
 * fold — observations and byte counts become visits.
 *
 * The one place that decides what use is:
 *  - a look-up is no visit (no connection, no fold call);
 *  - a connection is active in a minute in which bytes beyond keep-alives went both ways, so an
 *    idle tab is no use (APP-4); the first minute of a connection with a handshake is active;
 *  - names that were only claimed (TLS-9) or belong to an encrypted hello's provider (TLS-6) are
 *    counted in coverage and give no visit;
 *  - what a page embeds (APP-6): the network does not say what opened a connection, so it goes by
 *    time. A new connection to a site not in use begins a page load. What opens under other names
 *    and platforms in its first ten seconds, without a pause of more than a second and a half, is
 *    embedded in it, and stays so when it reconnects within a minute while the page is in use. A
 *    site that the child itself used in the last five minutes is never embedded. Machinery,
 *    advertising and names of weak evidence begin no page load and draw none out. What is embedded
 *    becomes the child's own, from that time on, once it was active for FOLD_OWN_USE_US of half an
 *    hour, three minutes of it or more without the page's own site. Of two pages opened in the same
 *    second the later is taken for embedded until then: nothing is raised too early;
 *  - at most FOLD_NAMES_PER_DAY distinct hosts for each child and day, then the registrable domain
 *    stands for the host (OUT-3), and past twice that (three times for a name with a category or
 *    platform, so that a flood cannot hide it) only "other sites";
 *  - a visit of more than an hour goes on as another, from the moment the first one ended, so that
 *    a power cut loses no more than that.
 * Memory is bounded: about a million open connections and 131,072 hosts, of which the one that was
 * idle for longest is closed first.
 * Time comes with the calls, never from a clock, and may step backwards without harm.
 */
#pragma once

#include "base/scope.h"
#include "store/block.h"
#include "store/visit.h"

#define FOLD_OWN_USE_US (5 * MINUTE_US)

enum { FOLD_NAMES_PER_DAY = 5000 };

struct fold;

/* What happened on one connection since the last call for it, read like conntrack counters: at
 * least once for each minute with traffic. Bytes are of IP packets, headers counted. */
struct usage {
    int64_t from_us, to_us; /* first and last packet of this stretch, at most about a minute */
    uint64_t up_bytes, down_bytes;
    uint32_t up_packets, down_packets;
};

/* What comes out. `visit` is called for each finished visit, and by fold_emit_open() for each that
 * goes on, in no special order; strings are borrowed for the call. `block` (NULL: not wanted) for
 * each connection that a rule stopped, whatever is known of its name; it knows what is embedded,
 * and drops what an unrecorded page embeds. `connection` once for each connection as it is opened:
 * its evidence and reason, for coverage, on its local day; not for what an unrecorded page embeds.
 * Return 0, or a negative errno, which the fold call then returns; that visit or count is not
 * offered again. */
struct fold_output {
    int (*visit)(const struct visit *visit, void *user);
    int (*connection)(const char *child, int32_t day, enum evidence evidence,
                      enum nameless nameless, void *user);
    int (*block)(const struct block *block, void *user);
    void *user;
};

/* @children: names, borrowed for the life of the fold; observation.child is an index into them. */
MUST_USE int fold_new(const char *const *children, size_t n_children,
                      const struct fold_output *output, struct fold **ret_fold);
struct fold *fold_free(struct fold *f); /* drops what is open; fold_finish() first */
AUTO_RELEASE(struct fold, fold_free);

/**
 * fold_open_flow() - a connection of a monitored child, named or given up on
 * @o: may come late, when_us being the connection's beginning; protocol other than DNS; name "" and
 * evidence NONE where nothing is known. Names that are never recorded do not come here: the caller
 * says fold_unrecorded() instead. A name that is no site (site NULL) is counted and gives no visit.
 * With VERDICT_BLOCK it is counted, comes out as a block and is no use of anything. Strings are
 * borrowed for the call.
 *
 * Return: 0 and a handle that stays valid until fold_close_flow() or, under pressure, is quietly
 * ignored; or a negative errno (-EINVAL: there is no such child).
 */
MUST_USE int fold_open_flow(struct fold *f, const struct observation *o, uint32_t *ret_handle);

/* Bytes of a connection. Order between connections within a minute does not matter. */
MUST_USE int fold_use(struct fold *f, uint32_t handle, const struct usage *usage);

/* The connection ended or was forgotten; what it did is counted. */
MUST_USE int fold_close_flow(struct fold *f, uint32_t handle);

/* Something that is never recorded happened: it begins a burst in memory, so that what its page
 * embeds is taken for no first party; nothing of it comes out. */
void fold_unrecorded(struct fold *f, uint32_t child, int64_t when_us);

/* Time has passed: visits idle for longer than VISIT_GAP_US (and past the time in which an
 * embedded site could still become the child's own) are finished. Call about once a minute. */
MUST_USE int fold_advance(struct fold *f, int64_t now_us);

/**
 * fold_emit_open() - visits that still go on come out as they are now, and stay open
 *
 * For a store that is to lose no more than a minute: written again later, with the same child,
 * host, first moment and embedded mark, such a visit is the same row with larger counts. What may
 * still become the child's own comes out as embedded, which what it does until then stays.
 */
MUST_USE int fold_emit_open(struct fold *f);

/* Everything open is closed and comes out. */
MUST_USE int fold_finish(struct fold *f);
