/*
 * agent_link — the running agent, asked by its local socket (daemon/onlookers.h).
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <jansson.h>

#define DEFAULT_RUNTIME_DIR "/run/kindward"

enum {
    AGENT_LINK_PATIENCE_MS = 3000,
    AGENT_LINK_LINE_MAX = 1 << 18, /* bytes of what it says in one line */
};

/**
 * agent_link_open() - connect, and say what is wanted
 * @word:   "status" or "watch"
 * @ret_fd: the caller's
 *
 * Return: 0; -ECONNREFUSED: it is not running, and @reterr says how to start it; -EACCES: not with
 * this account; or another negative errno; @reterr is set then.
 */
MUST_USE int agent_link_open(const char *runtime_dir, const char *word, int *ret_fd,
                             struct text *reterr);

/**
 * agent_link_ask() - one question, and the object that answers it
 * @question:    "status", or another of daemon/onlookers.h
 * @patience_ms: how long to wait for the answer
 * @ret:         the caller's
 *
 * Return: as agent_link_status().
 */
MUST_USE int agent_link_ask(const char *runtime_dir, const char *question, int patience_ms,
                            json_t **ret, struct text *reterr);

/**
 * agent_link_status() - ask how the agent is
 * @ret: one object, the caller's; what is in it is for live/status.h to check
 *
 * Return: as agent_link_open(), or -ETIME: it runs, and does not answer; -EBADMSG: it answers what
 * is no JSON.
 */
MUST_USE int agent_link_status(const char *runtime_dir, json_t **ret, struct text *reterr);

/* Lines out of a stream; `at` is owned. */
struct link_lines {
    char *at;
    size_t len, used; /* used: the bytes of the line that was given last */
};

#define AUTO_LINK_LINES __attribute__((cleanup(link_lines_done)))

void link_lines_done(struct link_lines *l);

/* Read what is there. 1: something came; 0: the end; or a negative errno (-EBADMSG: a line is
 * longer than AGENT_LINK_LINE_MAX). */
MUST_USE int link_lines_read(struct link_lines *l, int fd);

/* The next whole line, without its end; NULL: read more first. Good until the next call. */
const char *link_lines_next(struct link_lines *l);
