/*
 * onlookers — who asks the recorder, by a local socket in the runtime folder.
 *
 * A line of text comes in, lines of JSON go out. A question (`status`, `erase ...`) is answered
 * with one object, and the socket is closed; after `watch` each name that is seen is a line, until
 * the other end goes. Who does not read loses lines, never holds anything up. Only root and our own
 * account may ask: the kernel says who it is (SO_PEERCRED).
 */
#pragma once

#include "daemon/message.h"

#include <jansson.h>
#include <poll.h>

#define ONLOOKERS_SOCKET "kindward.sock"

enum { ONLOOKERS_MAX = 16 };

struct onlookers;

/* @dir: the runtime folder; what a dead run left there is replaced. 0, or a negative errno. */
MUST_USE int onlookers_open(const char *dir, struct onlookers **ret, struct text *reterr);
struct onlookers *onlookers_close(struct onlookers *o);
AUTO_RELEASE(struct onlookers, onlookers_close);

/* What to wait for: at most ONLOOKERS_MAX + 1 entries are written; how many. */
size_t onlookers_poll(const struct onlookers *o, struct pollfd *ret);

/* After poll(): does one of them want something? */
bool onlookers_ask(const struct pollfd *fds, size_t n);

/* The answer to a question, the onlookers' from then on; NULL: nothing that is answered. */
typedef json_t *onlooker_answer(const char *question, void *user);

/* Take who came, read what they ask. */
void onlookers_serve(struct onlookers *o, onlooker_answer *ask, void *user);

bool onlookers_any(const struct onlookers *o); /* does anybody watch? */

/* A line for all who watch. */
void onlookers_tell(struct onlookers *o, const json_t *line);
