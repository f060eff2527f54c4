/*
 * supervisor_policy — the policy that is in force, and the exceptions in it. Private to the
 * supervisor.
 */
#pragma once

#include "daemon/supervisor_state.h"

/* Files and exceptions as one policy: 0, or a negative errno, and what was in force before stays.
 */
MUST_USE int supervisor_put_together(struct supervisor *s, struct text *reterr);

/* The one at that place ends. */
void supervisor_end_exception(struct supervisor *s, size_t i);

/* Exceptions end by themselves. */
void supervisor_mind_exceptions(struct supervisor *s, int64_t steady_us);

/* The policy is now of these files, which are taken over, and of the exceptions. 0 or a negative
 * errno. */
MUST_USE int supervisor_take_files(struct supervisor *s, struct startup_policy *fresh);

/* Read the files anew: 0, or a negative errno, and what was in force before stays. */
MUST_USE int supervisor_reload(struct supervisor *s);
