/*
 * sets — the accounts of the rules, sorted and joined, as the writers list them.
 */
#pragma once

#include "firewall/rules.h"

enum firewall_set {
    SET_CHILDREN, /* all */
    SET_HELD,
    SET_HELD_ANSWERS,
    SET_COUNT,
};

struct firewall_sets {
    struct uid_range *ranges[SET_COUNT]; /* owned; sorted, apart from each other */
    size_t n[SET_COUNT];
};

/**
 * firewall_sets_make() - check the rules and sort their accounts
 *
 * An account that two children have is held if one of them is. Returns 0, -ENOMEM, or -EINVAL with
 * @reterr: a range that ends before it begins or holds root, a mark that does not fit.
 */
MUST_USE int firewall_sets_make(const struct firewall_rules *rules, struct firewall_sets *ret_sets,
                                struct text *reterr);
void firewall_sets_done(struct firewall_sets *s);

/* So many packets of a connection went before that nobody's is asked about any more. */
static inline int firewall_sets_asked(const struct firewall_sets *s,
                                      const struct firewall_rules *rules)
{
    return s->n[SET_HELD] == 0  ? FIREWALL_LOG_FIRST
           : rules->fail_closed ? FIREWALL_CLOSED_FIRST
                                : FIREWALL_HELD_FIRST;
}

#define AUTO_SETS __attribute__((cleanup(firewall_sets_done)))
