/*
 * policy_problem — what is wrong in a policy's text, where, and what to write instead.
 *
 * Foreign text in a problem was made visible (base/text.h): it can go to a terminal as it is.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { POLICY_PROBLEMS_MAX = 200 };

struct policy_problem {
    char *file;      /* "children.d/mia.conf" */
    unsigned line;   /* from 1; 0: the file as a whole */
    char *what;      /* a clause without a full stop */
    char *instead;   /* what to write; "" where there is no one answer */
    bool is_warning; /* the policy holds nevertheless */
};

/* All zero at first; given back with policy_problems_done(). */
struct policy_problems {
    struct policy_problem *at;
    size_t n, room;
    size_t n_errors; /* those that refuse the policy, also those past the ceiling */
    size_t n_more;   /* past POLICY_PROBLEMS_MAX, not kept */
    bool failed;     /* no memory */
};

#define AUTO_PROBLEMS __attribute__((cleanup(policy_problems_done)))

void policy_problems_done(struct policy_problems *p);

/* Where a problem is. */
struct policy_place {
    const char *file;
    unsigned line;
};

/* Add an error, or a warning; @instead may be NULL. Foreign text is the caller's to make visible,
 * but for @instead and the file's name. */
void policy_error(struct policy_problems *p, struct policy_place where, const char *instead,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));
void policy_warning(struct policy_problems *p, struct policy_place where, const char *instead,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* "children.d/mia.conf:14: there is no category "gamling"; write gambling instead" */
void policy_problem_format(const struct policy_problem *problem, struct text *out);
