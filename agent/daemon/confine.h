/*
 * confine — a role gives up what it does not need, before its first foreign byte.
 *
 * In this order: account and capabilities, file system (Landlock), system calls (seccomp). Each
 * only ever takes away.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"
#include "daemon/message.h"

#include <stdbool.h>

struct confinement {
    enum role role;
    const char *account;     /* to become where we are root; "" or unknown: stay who we are */
    bool net_admin;          /* keep CAP_NET_ADMIN, and nothing else */
    const char *writable[2]; /* folders that may be read and written, NULL-ended or full */
    bool asks_network;       /* may have sockets of the Internet: to ask the resolver */
    bool time_zones;         /* may read the machine's time zone files */
};

/**
 * confine() - give up everything but what is named
 *
 * A kernel without Landlock, or an older one, confines as far as it can; what was reached is
 * confine_is_effective()'s to say. Return: 0, or a negative errno, with @reterr; the caller must
 * end then.
 */
MUST_USE int confine(const struct confinement *what, struct text *reterr);

/* Tries: is a file that may not be opened refused? */
bool confine_is_effective(void);
