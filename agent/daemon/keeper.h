/*
 * keeper — observations in, visits in a store, and alerts.
 *
 * The half of the way that sees no packet (the other is observer.h). After a failure of the store
 * every call returns the same error, and the text of it is in keeper_error().
 */
#pragma once

#include "base/scope.h"
#include "daemon/observer.h"
#include "store/store.h"

struct keeper;

struct keeper_options {
    struct store *store;         /* borrowed; NULL: nothing is kept */
    const char *const *children; /* names, borrowed; observation.child is an index into them */
    size_t n_children;
    /* Each visit and block as it comes out of the fold, before it is stored (NULL: not wanted). */
    void (*visit)(const struct visit *visit, void *user);
    void (*block)(const struct block *block, void *user);
    /* Was that time looked at in an earlier run? Its connections are in the counts already. NULL:
     * no time was. */
    bool (*was_watched)(uint32_t child, int64_t when_us, void *user);
    void *user;
};

struct keeper_counts {
    uint64_t connections, named, visits, blocks;
};

MUST_USE int keeper_new(const struct keeper_options *options, struct keeper **ret);
struct keeper *keeper_free(struct keeper *k);
AUTO_RELEASE(struct keeper, keeper_free);

/* The calls of struct observer_output. */
void keeper_open(struct keeper *k, connection_id id, const struct observation *o);
void keeper_use(struct keeper *k, connection_id id, const struct usage *usage);
void keeper_close(struct keeper *k, connection_id id);
void keeper_unrecorded(struct keeper *k, uint32_t child, int64_t when_us);
/* A connection without a name was probably to that site: counted as a guess, and nothing else. */
void keeper_guess(struct keeper *k, uint32_t child, int32_t day, const char *site);
void keeper_minute(struct keeper *k, int64_t now_us);

/* The observer is gone: all that is open ends where it was last seen. */
void keeper_close_all(struct keeper *k);

/* Blocks and visits that came out since the last time are made durable, if there are any: nothing
 * stays half written, which would lock the store to others. What fails is in keeper_error(). */
void keeper_commit(struct keeper *k);

/* Visits that go on are written as they are now, and all is made durable. */
MUST_USE int keeper_save(struct keeper *k);

/* A time in which we watched, for every child. */
void keeper_period(struct keeper *k, int64_t from_us, int64_t to_us);

/* Everything open is closed and kept. */
MUST_USE int keeper_finish(struct keeper *k);

/* 0, or the negative errno of the first failure; its text is the keeper's. */
int keeper_error(const struct keeper *k, const char **ret_text);

/* The store failed and may work again: forget the error, and go on. What was not committed is
 * lost, and its visits under way will be written again. */
void keeper_retry(struct keeper *k);

struct keeper_counts keeper_counts(const struct keeper *k);
