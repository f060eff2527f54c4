/*
 * startup — what the supervisor needs of the machine: its configuration, folders, accounts, and
 * what it gives up itself.
 */
#pragma once

#include "base/text.h"
#include "policy/policy_load.h"

struct startup_policy {
    struct policy *policy;
    struct policy_texts texts;
    struct agent_config config;
};

/* The configuration of a folder; problems are said on standard error. @errands: the socket by which
 * root reads it where we are another account, or NULL. 0, or a negative errno. */
MUST_USE int startup_read_policy(const char *dir, const char *errands,
                                 const struct catalogue *catalogue, struct startup_policy *ret);

/* A folder of ours alone; @account: whose it will be, where we are root and that exists. */
MUST_USE int startup_make_dir(const char *path, const char *account, struct text *reterr);

/* The two folders, ours alone; @account: whose they will be, where we are root and it exists. */
MUST_USE int startup_make_dirs(const char *state_dir, const char *runtime_dir, const char *account,
                               struct text *reterr);

/* Root that starts us keeps what starting roles and rules takes. Another account has no more to
 * give, but closes what the kernel shows of us in /proc to it. */
MUST_USE int startup_drop_privileges(struct text *reterr);

/* People's accounts of this machine (UID-5) that no file of the policy speaks of. */
uint32_t startup_not_assigned(const struct policy *policy);

/* Is somebody monitored on one of the days, and not on the other? */
bool startup_days_differ(const struct policy *policy, int32_t one, int32_t other);

/* Is resolv.conf another one than at the call before? *seen_ns is that one's time, 0 at first. */
bool startup_resolver_is_changed(int64_t *seen_ns);
