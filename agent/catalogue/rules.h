/*
 * rules — what a family's own lists say of whatever holds a text. Private to catalogue/.
 *
 * Each name is held against each rule, so there are few: RULES_MAX, and all expressions together
 * have at most RULES_STATES_MAX states, which is what a byte of a name can cost.
 */
#pragma once

#include "catalogue/catalogue_state.h"
#include "catalogue/pattern.h"

/* What there is to say of the rules of a file; those that cannot be read match nothing. 0 or
 * -ENOMEM. */
MUST_USE int rules_open(struct catalogue *c, const struct image_rule *rules, uint32_t n);
void rules_close(struct catalogue *c);

/* Does the rule of that number hold for a name? */
bool rule_matches(const struct catalogue *c, uint32_t n, struct bytes name);
