/*
 * observe — look at an interface, and no more: no rule, no queue, one process.
 *
 * The whole way of a replay, on packets as they pass, into the store of the state folder; each name
 * as it comes is a line on standard output. Everything but the tap, the store and standard output
 * is given up before the first packet.
 */
#pragma once

#include "base/scope.h"
#include "daemon/monitored.h"

#include <stdbool.h>

struct observe_options {
    const char *interface;
    const char *state_dir;
    const char *account;   /* to become, where we are root; "" or unknown: stay who we are */
    const char *lists_dir; /* where fetched lists are kept */
    const struct monitored_list *of; /* at least one child */
    bool json;
};

/* Until SIGTERM or SIGINT; all that was seen is kept then. The exit status. */
int observe_main(const struct observe_options *options);
