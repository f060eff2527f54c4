/*
 * cell — a process without privileges, for foreign bytes that somebody else's library reads.
 *
 * It has one file to read, one to write and a line to say what is wrong; it can open nothing, send
 * nothing, start nothing and gain nothing, and its time and what it writes have a ceiling. What
 * breaks in it breaks there.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <stdint.h>

/* What is done in a cell. */
struct cell_task {
    /* 0, or a negative errno with @reterr, a clause */
    int (*work)(int in, int out, const void *user, struct text *reterr);
    const void *user;
    uint64_t bytes_max; /* the file that is written may become no larger */
    unsigned seconds;   /* of a processor's time */
};

/**
 * cell_run() - work on a file in a process of its own
 * @in, @out:    open files: all that it has
 * @ret_refused: 0, or what the work returned, which may be any errno; -E2BIG or -ETIME: it went
 *               over a ceiling; -EFAULT: it crashed or did what it may not
 * @reterr:      what the work said, made visible, or how it was ended
 *
 * Return: 0: it was started and has ended; or the negative errno of that, which alone is ours.
 */
MUST_USE int cell_run(const struct cell_task *task, int in, int out, int *ret_refused,
                      struct text *reterr);
