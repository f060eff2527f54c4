/*
 * monitored — whose addresses are whose, as a person writes it: Mia=192.168.1.7,fd00::/64
 *
 * For captures and taps, where no packet says which account sent it.
 */
#pragma once

#include "base/ip.h"
#include "base/scope.h"
#include "base/text.h"

enum { MONITORED_MAX = 256, MONITORED_CHILDREN_MAX = 64 };

struct monitored {
    const char *child; /* name */
    struct ip_prefix prefix;
};

struct monitored_list {
    char *children[MONITORED_CHILDREN_MAX]; /* names, owned */
    size_t n_children;
    struct monitored at[MONITORED_MAX];
    size_t n;
};

#define AUTO_MONITORED __attribute__((cleanup(monitored_done)))

void monitored_done(struct monitored_list *list);

/* NAME=ADDRESS[/LENGTH],…; a name that came before gets more addresses. 0, or -EINVAL or -ENOSPC
 * with @reterr. */
MUST_USE int monitored_add(struct monitored_list *list, const char *spec, struct text *reterr);

/* Nobody was named: all clients are one, "child". 0 or -ENOMEM. */
MUST_USE int monitored_add_everyone(struct monitored_list *list);
