/*
 * update — fetch what is subscribed to, check it, compile it, and let it hold.
 *
 * Each list stands or falls alone: one that cannot be fetched, or is refused, stays as it was.
 */
#pragma once

#include "lists/fetch.h"
#include "lists/own.h"
#include "lists/source.h"

#include <jansson.h>

struct update_options {
    const struct sources *sources; /* all lists that are described */
    const struct own_lists *own;   /* those that the family keeps itself */
    const char *folder;            /* where lists are kept (kept.h) */
    const char *shipped;           /* platforms.tsv and starter/ of Kindward */
    const char *const *accepted;   /* ids that may shrink, NULL after the last */
    bool is_offline;               /* nothing is fetched: what is there is compiled anew */
    bool shows;                    /* progress on a terminal */
    struct fetch_limits limits;
};

struct update_result {
    size_t n_new, n_same, n_refused; /* lists: refused is also what could not be fetched */
    bool is_changed;                 /* another generation holds */
    bool stays;                      /* all waits for one that is spoilt and cannot be had */
    unsigned generation;
    size_t n_names;
    int note_error;   /* 0, or why attempts.json could not be written: a negative errno */
    json_t *attempts; /* what became of each list, by id: tried, outcome, why; the caller's */
};

enum {
    LIST_BYTES_MAX = 64 << 20,
    LIST_UNPACKED_TIMES = 8,
    LIST_SECONDS = 300,
    LIST_SLOW_SECONDS = 30
};

/* Bytes that a list may have unpacked: eight times as many as it may have as it is sent, and no
 * more than what reads it again later takes (LIST_UNPACKED_MAX, list_file.h). */
size_t update_unpacked_max(uint64_t bytes_max);

/**
 * update_lists() - all of it
 *
 * Return: 0, whatever became of each list; or a negative errno with *reterr: then nothing changed.
 */
MUST_USE int update_lists(const struct update_options *options, struct update_result *ret_result,
                          struct text *reterr);
