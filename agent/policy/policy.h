/*
 * policy — what a guardian wants done about a name: child × meaning → verdict.
 *
 * A rule gives a verdict to a subject. Which rule decides is one table, `precedence` in policy.c:
 *
 *     1. a name that is never recorded: allowed and unseen; no rule is asked
 *     2. the name itself              names=       (holds for www. before it too, as in lists)
 *     3. a site, the longest first    sites=       (the name and all below it)
 *     4. the platform                 platforms=
 *     5. a category                   categories=
 *     6. no rule: log
 *
 * The first line with a rule decides. Of rules in one line (for sites: of one length) allow goes
 * before block, block before alert, alert before log. So an exception is a rule of a narrower
 * subject, and needs no form of its own.
 *
 * Pure: no I/O, no clock; deciding allocates nothing. The same inputs, the same verdict.
 *
 * A later issue adds times, budgets, asking and safe search. Their place: they are conditions and
 * answers of a rule (`struct rule`), asked after the table has found it; the question then carries
 * the local time and what was used today, so that deciding stays pure.
 */
#pragma once

#include "base/scope.h"
#include "catalogue/category.h"
#include "policy/child.h"
#include "policy/observation.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { POLICY_CHILDREN_MAX = 64, POLICY_RULES_MAX = 4096 };

/* What a rule speaks of, the narrowest first. */
enum subject { SUBJECT_NAME, SUBJECT_SITE, SUBJECT_PLATFORM, SUBJECT_CATEGORY, SUBJECT_COUNT };

const char *subject_name(enum subject s); /* "category" */

/* Strings are in the policy's memory and live as long as it does. */
struct rule {
    enum subject subject;
    enum verdict verdict;
    const char *what; /* the name, site, platform id or category word */
    const char *text; /* "block category gambling (mia.conf:14)" */
};

/* What is asked about one name. Strings are borrowed for the call. */
struct policy_question {
    const char *name;        /* lower case, no trailing dot; "" where there is none */
    category_set categories; /* as catalogue_find() answers */
    const char *platform_id; /* "" where there is none */
    bool never_recorded;
};

struct decision {
    enum verdict verdict;
    const char *rule; /* its text, the policy's; "" where no rule decided */
    bool is_unseen;   /* never recorded: no row, no count, no block, nothing said */
};

struct policy;

/* A policy of nobody and nothing: 0 and *ret_policy, the caller's, or -ENOMEM. */
MUST_USE int policy_new(struct policy **ret_policy);
struct policy *policy_free(struct policy *p); /* returns NULL */
AUTO_RELEASE(struct policy, policy_free);

/**
 * policy_add_child() - one more child, without rules
 * @child:     copied
 * @ret_child: their number, from 0, in the order of adding; what policy_decide() takes
 *
 * Return: 0, -ENOMEM, or -ENOSPC: there are POLICY_CHILDREN_MAX already.
 */
MUST_USE int policy_add_child(struct policy *p, const struct child *child, uint32_t *ret_child);

/**
 * policy_add_rule() - one more rule of a child
 * @what:  the subject, in the form of struct rule; copied
 * @where: where it was written, for its text: "mia.conf:14"
 *
 * Return: 0, -ENOMEM, -EEXIST: the same rule is there already, and stays; -ENOSPC: there are
 * POLICY_RULES_MAX already, of all children together.
 */
MUST_USE int policy_add_rule(struct policy *p, uint32_t child, enum verdict verdict,
                             enum subject subject, const char *what, const char *where);

size_t policy_n_children(const struct policy *p);

/* The facts of a child; the number is below policy_n_children(). */
const struct child *policy_child(const struct policy *p, uint32_t child);

/* The child of that name or, if none has it, of that account; false where there is none. */
bool policy_child_find(const struct policy *p, const char *name, uint32_t *ret_child);

/* The rules of a child, narrowest subject first; *ret_n of them, the policy's. */
const struct rule *policy_rules(const struct policy *p, uint32_t child, size_t *ret_n);

/* The rule with that child, subject, what and verdict, or NULL. */
const struct rule *policy_rule_find(const struct policy *p, uint32_t child, enum verdict verdict,
                                    enum subject subject, const char *what);

/**
 * policy_decide() - the verdict on a name
 * @child: below policy_n_children()
 *
 * Never fails; without a rule the verdict is VERDICT_LOG.
 */
struct decision policy_decide(const struct policy *p, uint32_t child,
                              const struct policy_question *question);

/**
 * policy_why() - every rule that speaks of a name, in the order of the table: the first decides
 * @each: called for each until it says false; never for a name that is never recorded
 */
void policy_why(const struct policy *p, uint32_t child, const struct policy_question *question,
                bool (*each)(const struct rule *rule, void *user), void *user);

/* Has the child a block rule? Then first packets are held for a verdict; else they are only read.
 */
bool policy_blocks_anything(const struct policy *p, uint32_t child);
