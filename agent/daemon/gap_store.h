/*
 * gap_store — gaps into the store; while it cannot be written, they wait in memory, since it is
 * they that say so later.
 */
#pragma once

#include "daemon/gaps.h"
#include "insight/alerts.h"
#include "store/store.h"

struct gap_store {
    struct store *store;   /* borrowed */
    struct alerts *alerts; /* borrowed; NULL: a gap is no alert */
    struct gaps waiting;
    int64_t retry_us; /* next try, steady clock */
};

/* Keep it now, or, where that fails or @is_broken, at some gap_store_retry(). */
void gap_store_add(struct gap_store *g, const struct gap *gap, bool is_broken);

/* What waits is tried again, once in a few seconds; call often. */
void gap_store_retry(struct gap_store *g, int64_t steady_us);

/**
 * gap_store_add_time_off() - since when had nobody been watching, until @now_us?
 *
 * A gap too, unless it is short or nobody ever watched these children.
 */
void gap_store_add_time_off(struct gap_store *g, const char *const *children, size_t n_children,
                            int64_t now_us);
