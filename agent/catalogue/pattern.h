/*
 * pattern — a regular expression over names, in time linear in the name.
 *
 * A nondeterministic automaton (K. Thompson, "Regular Expression Search Algorithm", 1968) that
 * keeps the set of all states it can be in, and never goes back: a name of n bytes costs at most n
 * times the states of the expression, whatever both are. So neither who writes an expression nor
 * who chooses a name can make it slow.
 *
 * Known: literals, `.`, classes `[a-z]` `[^0-9]`, `\d \w \s` and their opposites, groups `( )` and
 * `(?: )`, `|`, `* + ? {m} {m,} {m,n}` (also followed by `?`), `^` and `$`. It is looked for
 * anywhere in a name unless anchored; capitals are as small letters. Not known, and refused:
 * references back, looking ahead or behind, `\b`, and whatever has more than PATTERN_STATES_MAX
 * states.
 */
#pragma once

#include "base/scope.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PATTERN_STATES_MAX = 1000, PATTERN_TEXT_MAX = 500 };

struct pattern;

/**
 * pattern_new() - from the text of an expression
 * @reterr_why: what is wrong with it, for a person; a constant
 *
 * Return: 0 and *ret, the caller's; -ENOMEM; or -EINVAL with *reterr_why.
 */
MUST_USE int pattern_new(const char *text, struct pattern **ret, const char **reterr_why);
struct pattern *pattern_free(struct pattern *p); /* returns NULL */
AUTO_RELEASE(struct pattern, pattern_free);

/* Is it in the name? Any bytes. */
bool pattern_matches(const struct pattern *p, const char *name, size_t len);

/* How many states it has: what a byte of a name can cost. */
size_t pattern_n_states(const struct pattern *p);
