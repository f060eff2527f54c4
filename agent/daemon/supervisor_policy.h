/*
 * supervisor_policy — the policy that is in force, and the exceptions in it. Private to the
 * supervisor.
 */
#pragma once

#include "daemon/supervisor_state.h"

/* The text of a child's file: they are numbered in their order. NULL: there is none. */
struct policy_text *supervisor_text_of(const struct policy_texts *texts, uint32_t child);

/* One rule more in a child's text: 1 it is there now, 0 it was, or a negative errno. *ret_new is
 * the new text of the file. */
MUST_USE int supervisor_edit(struct policy_texts *texts, uint32_t child, enum verdict verdict,
                             const struct exception *what, struct text *ret_new);

/* Is it a policy? 0 and *ret, the caller's; or a negative errno, and the first mistake is said. */
MUST_USE int supervisor_read_again(const struct supervisor *s, const struct policy_texts *texts,
                                   struct policy **ret, struct text *reterr);

/* Files and exceptions as one policy: 0, or a negative errno, and what was in force before stays.
 */
MUST_USE int supervisor_put_together(struct supervisor *s, struct text *reterr);

/* UINT32_MAX: there is no such child. */
uint32_t supervisor_child_of_account(const struct policy *policy, const char *account);

/* The one at that place ends. */
void supervisor_end_exception(struct supervisor *s, size_t i);

/* Exceptions end by themselves. */
void supervisor_mind_exceptions(struct supervisor *s, int64_t steady_us);

/* The policy is now of these files, which are taken over, and of the exceptions. 0 or a negative
 * errno. */
MUST_USE int supervisor_take_files(struct supervisor *s, struct startup_policy *fresh);

/* Read the files anew: 0, or a negative errno, and what was in force before stays. */
MUST_USE int supervisor_reload(struct supervisor *s);
