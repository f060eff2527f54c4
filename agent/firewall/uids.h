/*
 * uids — which accounts of the kernel are a person's: the own one, and those lent to containers.
 *
 * A rootless container (podman, bubblewrap with a map) sends packets as one of the subordinate ids
 * of subuid(5), a line each: account, first, count, with colons between.
 */
#pragma once

#include "base/bytes.h"
#include "firewall/rules.h"

enum {
    UIDS_RANGES_MAX = 32,         /* of one person, the own account included */
    UIDS_SUBORDINATE_MIN = 65536, /* below are the system's and people's own */
    UIDS_FILE_MAX = 1 << 20,
};

#define UIDS_SUBUID_PATH "/etc/subuid"

struct uids {
    struct uid_range ranges[UIDS_RANGES_MAX]; /* the own account is the first */
    size_t n;
    unsigned refused; /* lines that speak of the account and were not believed */
};

/**
 * uids_add_subordinate() - add the ranges that a subuid file lends an account
 * @file:    the text of the file, from whoever may write it
 * @account: name of the account; a line may say its number instead
 * @uids:    holds the own account as its first range
 *
 * Not believed, and counted: a range that reaches below UIDS_SUBORDINATE_MIN, has no ids, is no
 * number, runs past the last id, or shares an id with another account's line: an adult's container
 * must not become the child's. Ranges past UIDS_RANGES_MAX are counted as well. Pure.
 */
void uids_add_subordinate(struct bytes file, const char *account, struct uids *uids);

/**
 * uids_of_account() - the ids of a person on this machine
 * @account: name of an account; 0 or root's name is refused
 *
 * A file that is not there lends nothing. Returns 0; -ENOENT if there is no such account; -EPERM
 * for root; or a negative errno; with @reterr.
 */
MUST_USE int uids_of_account(const char *account, const char *subuid_path, struct uids *ret_uids,
                             struct text *reterr);
