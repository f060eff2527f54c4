/*
 * store_keep — how long the record is kept: sums for old visits, and erasing.
 *
 * What is erased is not only unlinked: free pages and the write-ahead log are emptied, too, and a
 * file that held it is written anew.
 */
#pragma once

#include "store/store.h"
#include "store/sum.h"

/* The sums of a day; the same again takes their place. Kept by store_commit(). */
MUST_USE int store_add_sum(struct store *s, const char *child, const struct sum *sum,
                           struct text *reterr);

/* Sums of a child whose day lies in [from_day, to_day), by day. */
MUST_USE int store_each_sum(struct store *s, const char *child, int32_t from_day, int32_t to_day,
                            int (*each)(const struct sum *sum, void *user), void *user,
                            struct text *reterr);

/* The first local day of a child with visits, and the first day after its sums; INT32_MIN where
 * there are none. */
MUST_USE int store_aging_days(struct store *s, const char *child, int32_t *ret_first_visit,
                              int32_t *ret_summed_until, struct text *reterr);

/**
 * store_drop_details() - visits, blocks and told alerts of before a day
 *
 * A visit that reaches into that day stays until later. Kept by store_commit().
 */
MUST_USE int store_drop_details(struct store *s, const char *child, int32_t before_day,
                                struct text *reterr);

/* Everything of everybody from before a day, firsts of what was not used since included; then the
 * names that nothing speaks of any more. Kept by store_commit(). */
MUST_USE int store_drop_old(struct store *s, int32_t before_day, struct text *reterr);

/* What is to be erased: local days [from_day, to_day) of a child. */
struct erasing {
    const char *child; /* NULL: of everybody, and what is about Kindward itself */
    int32_t from_day, to_day;
};

/* All days. */
#define ERASE_FROM (-1000000)
#define ERASE_TO   1000000

/**
 * store_erase() - nothing of it is left in the file, its free pages and the write-ahead log
 *
 * Commits. Return: 0; -ENOENT: there is no such child; -EBUSY: it is erased, but somebody reads the
 * old pages; or another negative errno; *reterr says it.
 */
MUST_USE int store_erase(struct store *s, const struct erasing *what, struct text *reterr);

/* How many rows were changed since the store was opened. */
uint64_t store_n_changes(const struct store *s);

/* The file is written anew, so that no stale copy of a deleted row is left in a page: as
 * store_erase() does at its end. */
MUST_USE int store_rewrite(struct store *s, struct text *reterr);

/* The weekly pages of the folder (2026-W47.html) of which a day lies in the span: 0, or a negative
 * errno and *reterr. No folder is fine. */
MUST_USE int pages_erase(const char *dir, int32_t from_day, int32_t to_day, struct text *reterr);
