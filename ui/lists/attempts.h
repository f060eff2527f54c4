/*
 * attempts — what is noted of the last attempt at each list: KEPT_ATTEMPTS (kept.h).
 *
 * It outlives the generations: a list that is in none of them any more, since what was kept of it
 * was spoilt, still has here since when it is missed and how many names it had.
 */
#pragma once

#include "lists/advice.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* One attempt at one list. Texts are borrowed. */
struct attempt {
    const char *id;
    const char *outcome; /* "new", "same", "refused" or "failed" */
    const char *why;     /* "" where there is nothing to say */
    enum refusal cause;  /* where it was refused */
    bool holds;          /* some version of it does now */
    bool is_resumed;     /* it went on where the one before was cut off */
    json_int_t missed_since;
    size_t names; /* of the last version that was good; 0: there never was one */
};

/* What was noted before; NULL where nothing was, or it cannot be read. The reference is the
 * caller's. The functions below take NULL for it. */
json_t *attempts_before(const char *folder);

/* How many names the last good version of a list had; 0: none is known. */
size_t attempts_names(const json_t *before, const char *id);

/**
 * attempts_missed_since() - since when has a list been missed that is missed now?
 * @fetched: when the version was fetched that is spoilt, Unix seconds
 *
 * Return: Unix seconds, never 0. A clock that was wrong when it was noted makes it neither long nor
 * endless.
 */
json_int_t attempts_missed_since(const json_t *before, const char *id, json_int_t fetched);

/* Adds one to what is to be written: since when it fails is taken from what was before. 0 or
 * -ENOMEM. */
MUST_USE int attempts_add(json_t *to, const json_t *before, const struct attempt *a);

/* In the place of what was noted before: 0 or a negative errno, and it stays as it was. */
MUST_USE int attempts_write(const char *folder, const json_t *attempts);
