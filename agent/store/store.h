/*
 * store — the database of visits: SQLite in WAL mode, one writer, many readers.
 *
 * Schema and migrations are in schema.c, numbered by PRAGMA user_version; application_id marks the
 * file as ours. All text is bound, never pasted. Deleted bytes are overwritten (secure_delete).
 * Every failure comes back as a negative errno with a message that says what, where and what to
 * do: -EROFS read-only, -ENOSPC full, -EBUSY locked by another, -ENOTSUP of a newer version,
 * -EUCLEAN damaged, -EINVAL not a Kindward store, -EISDIR a directory, -EACCES not allowed,
 * -ENOENT none there (when reading) or no folder for it. After a failure to write, what was added
 * since the last commit is gone, and one may go on.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"
#include "store/alert.h"
#include "store/block.h"
#include "store/gap.h"
#include "store/lookup.h"
#include "store/visit.h"

struct store;

enum store_mode {
    STORE_READ,  /* must exist; nothing is changed; works on a read-only file or medium */
    STORE_WRITE, /* made where it is missing, migrated where it is old; at most one at a time */
};

MUST_USE int store_open(const char *path, enum store_mode mode, struct store **ret_store,
                        struct text *reterr);
struct store *store_close(struct store *s); /* rolls back what store_commit() did not keep */
AUTO_RELEASE(struct store, store_close);

/* Visits and counts are gathered in one transaction, kept by store_commit(). Visits of the same
 * child, host and first moment are one row, so a capture replayed twice is the same visits; counts
 * of connections are added, so who calls counts each connection once. A visit that is still going
 * on may be written again and again: the row keeps the largest of its counts and times. */
MUST_USE int store_add_visit(struct store *s, const struct visit *visit, struct text *reterr);
MUST_USE int store_add_connection(struct store *s, const char *child, int32_t day,
                                  enum evidence evidence, enum nameless nameless, uint64_t n,
                                  struct text *reterr);
/* A time in which we looked, so that a day without traffic and a day without us differ. Overlapping
 * periods of a child are joined. */
MUST_USE int store_add_period(struct store *s, const char *child, int64_t from_us, int64_t to_us,
                              int32_t utc_offset_s, struct text *reterr);

/* A gap that is still going on may be written again: the row of its kind and beginning grows. */
MUST_USE int store_add_gap(struct store *s, const struct gap *gap, struct text *reterr);

/* A block of the same site by the same rule within BLOCK_FOLD_US is counted in the row before. */
MUST_USE int store_add_block(struct store *s, const struct block *block, struct text *reterr);

/* @n connections without a name, whose address is probably of @site: a guess, no visit. Added, as
 * counts of connections are. */
MUST_USE int store_add_guess(struct store *s, const char *child, int32_t day, const char *site,
                             uint64_t n, struct text *reterr);

/* Commits what was added before it, and is on the disk itself when this returns: a power cut does
 * not swallow an alert. The same alert again (child, kind, moment, what about) is one row, with the
 * larger count; where it grew it is open again, for nobody was told of the rest. alert->id and
 * told_us are not read. */
MUST_USE int store_add_alert(struct store *s, const struct alert *alert, struct text *reterr);

/**
 * store_alert_told() - somebody was told of an alert
 * @id:    of the alert, 0: all of them
 * @ret_n: how many were open until now; 0 is no failure. Kept by store_commit()
 */
MUST_USE int store_alert_told(struct store *s, int64_t id, int64_t told_us, uint64_t *ret_n,
                              struct text *reterr);

/* Somebody looked at what is recorded of a child: n looks from from_us to to_us. Another of the
 * same kind by the same account within LOOKUP_FOLD_US is counted in the row before. */
MUST_USE int store_add_lookup(struct store *s, const char *child, const struct lookup *look,
                              struct text *reterr);

MUST_USE int store_commit(struct store *s, struct text *reterr);

/* Names of the children in the store, sorted; call back until non-zero, which is returned. */
MUST_USE int store_each_child(struct store *s, int (*each)(const char *child, void *user),
                              void *user, struct text *reterr);

/* Visits of a child whose local day of first_us lies in [from_day, to_day), by first_us. */
MUST_USE int store_each_visit(struct store *s, const char *child, int32_t from_day, int32_t to_day,
                              int (*each)(const struct visit *visit, void *user), void *user,
                              struct text *reterr);

/* First and last local day with visits or counts of a child (NULL: of anyone); -ENODATA: none. */
MUST_USE int store_days(struct store *s, const char *child, int32_t *ret_first, int32_t *ret_last,
                        struct text *reterr);

/* The earliest local day on which the child itself used it (not embedded), by platform or by site:
 * call back for each one, first_day with it and "" for the other of the two. For "new this week".
 */
MUST_USE int store_each_first(struct store *s, const char *child,
                              int (*each)(const char *platform, const char *site, int32_t first_day,
                                          void *user),
                              void *user, struct text *reterr);

MUST_USE int store_each_connection_count(struct store *s, const char *child, int32_t from_day,
                                         int32_t to_day,
                                         int (*each)(enum evidence evidence, enum nameless nameless,
                                                     uint64_t n, void *user),
                                         void *user, struct text *reterr);

MUST_USE int store_each_period(struct store *s, const char *child, int64_t from_us, int64_t to_us,
                               int (*each)(int64_t from_us, int64_t to_us, void *user), void *user,
                               struct text *reterr);

/* Alerts since @from_us, by time, of a child (NULL: all, and those about Kindward itself). */
MUST_USE int store_each_alert(struct store *s, const char *child, int64_t from_us, bool only_open,
                              int (*each)(const struct alert *alert, void *user), void *user,
                              struct text *reterr);

/* Gaps that touch (from_us, to_us), by time. */
MUST_USE int store_each_gap(struct store *s, int64_t from_us, int64_t to_us,
                            int (*each)(const struct gap *gap, void *user), void *user,
                            struct text *reterr);

/* Blocks of a child whose local day lies in [from_day, to_day), by time. */
MUST_USE int store_each_block(struct store *s, const char *child, int32_t from_day, int32_t to_day,
                              int (*each)(const struct block *block, void *user), void *user,
                              struct text *reterr);

/* Guesses of a child whose local day lies in [from_day, to_day), by day, most first. */
MUST_USE int store_each_guess(struct store *s, const char *child, int32_t from_day, int32_t to_day,
                              int (*each)(int32_t day, const char *site, uint64_t n, void *user),
                              void *user, struct text *reterr);

/* Who looked at what is recorded of a child, since @from_us, newest first. */
MUST_USE int store_each_lookup(struct store *s, const char *child, int64_t from_us,
                               int (*each)(const struct lookup *look, void *user), void *user,
                               struct text *reterr);

/* The part that store_extract() made, opened for reading; @fd stays the caller's, and may be
 * closed. As store_open() otherwise. */
MUST_USE int store_open_extract(int fd, struct store **ret_store, struct text *reterr);

/* Another process may have erased names, and given their numbers to others: nothing of what this
 * one remembers of them is used any more. */
void store_forget_names(struct store *s);

/* What of a store somebody may have. */
struct store_part {
    const char *child;        /* NULL: all */
    int32_t from_day, to_day; /* local days, to exclusive */
    bool with_alerts;         /* which are for guardians */
};

/**
 * store_extract() - a part of the store, as a store of its own that a reader can open
 * @ret_fd: of memory that nobody can change any more; the caller's. Names that its rows do not
 *          speak of are not in it
 */
MUST_USE int store_extract(struct store *s, const struct store_part *part, int *ret_fd,
                           struct text *reterr);
