/*
 * spawn — run a program of the system, without a shell.
 *
 * Fixed search path, an environment of our own, the input in memory before it starts: it neither
 * waits for us nor we for it in the middle of a word. It is in a process group of its own, so that
 * a signal to ours (Ctrl-C) does not end it half-way. Who is not root hands rights on to it by
 * ambient capabilities only: iptables needs CAP_NET_ADMIN.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

/**
 * spawn_run() - start, wait, and keep what it said
 * @argv:    argv[0] is the absolute path; NULL ends it
 * @input:   standard input, NULL for none
 * @ret_out: standard output is added; NULL if nobody reads it
 * @reterr:  the first line of standard error is added where it failed; may be NULL
 *
 * Returns the exit code; -ETIME if it took SPAWN_PATIENCE_MS and was killed; or a negative errno.
 */
MUST_USE int spawn_run(const char *const *argv, const char *input, struct text *ret_out,
                       struct text *reterr);

enum { SPAWN_PATIENCE_MS = 10000 };
