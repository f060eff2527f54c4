/*
 * errand_ask — the agent's side of an errand (errand.h). Waits for the answer, for seconds where
 * root's side begins for it.
 */
#pragma once

#include "daemon/errand.h"

/* Is there somebody to ask, whom we may ask, and need for it? Root does all by itself. @at: the
 * socket, or NULL. */
bool errand_can_be_asked(const char *at);

/* Is there need for it, and nobody to ask? */
bool errand_is_away(const char *at);

/* That it is so, and what to do; @what: "would read it", say. */
void errand_say_away(const char *at, const char *what, struct text *ret);

/* From now on others wait for who asks: an answer is awaited for seconds, and who did not answer
 * is not asked for half a minute. */
void errand_ask_begun(void);

/**
 * errand_ask() - have one thing done
 * @at:     the socket
 * @reterr: what the answer says of it, also where it is done
 * @ret_fd: the descriptor that came, -1: none; the caller's. May be NULL where none is awaited
 *
 * Return: 0; a negative errno of root's side, or of the way to it (-ETIME: no answer; -EXDEV:
 * root's side is about another configuration than @e).
 */
MUST_USE int errand_ask(const char *at, const struct errand *e, int *ret_fd, struct text *reterr);

/* An errand of that kind, about the configuration in that folder. */
struct errand errand_of(enum errand_kind kind, const char *config_dir);

/* ERRAND_POLICY, read. 0 or a negative errno; *reterr as of errand_ask(). */
MUST_USE int errand_ask_policy(const char *at, const char *config_dir, struct policy_texts *ret,
                               struct text *reterr);
