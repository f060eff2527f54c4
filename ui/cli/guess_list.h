/*
 * guess_list — whose connections without a name probably were: `kindward log --guesses`.
 */
#pragma once

#include "cli/history.h"

struct guess_row {
    char *child, *site; /* owned */
    int32_t day;
    uint64_t n; /* connections */
};

struct guess_list {
    struct guess_row *rows; /* by day, child and number, newest last */
    size_t n, room;
};

/* Of an ask its child, site and days count. Return and @ret as of history_read(). */
MUST_USE int guess_list_read(struct store *s, const struct history_ask *ask, struct guess_list *ret,
                             struct text *reterr);
void guess_list_done(struct guess_list *g);

/* Three forms. 0, or a negative errno. */
MUST_USE int guess_list_print_text(const struct guess_list *g, FILE *out);
MUST_USE int guess_list_print_json(const struct guess_list *g, FILE *out);
MUST_USE int guess_list_print_csv(const struct guess_list *g, FILE *out);
