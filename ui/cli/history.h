/*
 * history — what was used and what was blocked, found in a store by what somebody asks for.
 */
#pragma once

#include "base/scope.h"
#include "store/store.h"

#include <jansson.h>
#include <stdio.h>

struct history_ask {
    const char *child;        /* NULL: all */
    const char *site;         /* a site, or a host and all below it; NULL: any */
    const char *platform;     /* id; NULL: any */
    category_set categories;  /* one of them at least; 0: any */
    int32_t from_day, to_day; /* local days, to exclusive */
    bool only_blocked;
    bool wants_all; /* also what pages embed and machinery */
    bool joins;     /* stretches of a platform or site that follow each other become one row */
    size_t limit;   /* the newest; 0: all */
};

/* Strings are in one memory, the row's; child is its beginning. */
struct history_row {
    char *child;
    const char *host, *site, *platform, *rule;
    int64_t first_us, last_us;
    int32_t utc_offset_s;
    category_set categories;
    enum evidence evidence;
    uint64_t up_bytes, down_bytes;
    uint32_t n; /* connections of a visit, attempts of a block */
    bool is_blocked, is_embedded, is_machinery;
};

struct history {
    struct history_row *rows; /* by time, newest last */
    size_t n, room;
    size_t n_left_out; /* older ones than the limit */
    size_t n_children; /* with a row */
};

/**
 * history_read() - find rows
 * @ret: empty before; its memory is the caller's, whatever is returned
 *
 * Return: 0; -ENOENT: the store has no such child; or what the store said; *reterr says it.
 */
MUST_USE int history_read(struct store *s, const struct history_ask *ask, struct history *ret,
                          struct text *reterr);
void history_done(struct history *h);

/* history_print.c: three forms. 0, or a negative errno. Platforms get their names from the
 * catalogue in the text; json and csv say their ids. */
struct catalogue;
MUST_USE int history_print_text(const struct history *h, const struct catalogue *c, FILE *out);
MUST_USE int history_print_json(const struct history *h, FILE *out);
MUST_USE int history_print_csv(const struct history *h, FILE *out);

/* What both lists of `kindward log` ask and say: is a host the name or below it, in whatever case;
 * that the store has no such child (-ENOENT); and whose a day is, with an empty line before it but
 * for the first. */
struct lines;
bool history_is_at_or_below(const char *host, const char *name);
MUST_USE int history_no_child(const char *child, struct text *reterr);
void history_heading(struct lines *l, const char *child, int32_t day);

/* A row, and a list of the words of categories: the caller's; NULL where there is no memory. */
json_t *history_row_json(const struct history_row *row);
json_t *history_categories(category_set set);
