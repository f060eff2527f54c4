/*
 * guard — the supervisor's hand on the firewall: whose packets come, and when the rules must go.
 *
 * The rules are in force only while there is somebody to serve them. Whatever goes wrong, the
 * answer is to take them away and put them back when all is well again.
 */
#pragma once

#include "base/text.h"
#include "daemon/message.h"
#include "firewall/firewall.h"
#include "firewall/uids.h"
#include "policy/policy_load.h"

struct guard;

struct guard_options {
    const char *state_dir; /* for what is put back at the end */
    const char *subuid_path;
    const char *probed; /* what guard_probe() found, a file; NULL: guard_open() tries by itself */
};

/* Try what this kernel and its programs can do, and leave it in the file `probed`, for an agent
 * that starts without the rights that this takes. 0 or a negative errno, with @reterr. */
MUST_USE int guard_probe(const struct guard_options *options, struct text *reterr);

MUST_USE int guard_open(const struct guard_options *options, struct guard **ret,
                        struct text *reterr);
/* Rules and switches are as they were before us. */
struct guard *guard_close(struct guard *g);
AUTO_RELEASE(struct guard, guard_close);

/**
 * guard_take() - another policy: look up accounts, choose what the kernel can do
 * @day: today, local: who is 18 is no child any more
 *
 * An account that is not there is said, and its child not monitored.  * Nothing changes in the
 * kernel until guard_install(). Return: 0 or a negative errno, with @reterr; what was taken before
 * stays.
 */
MUST_USE int guard_take(struct guard *g, const struct policy *policy,
                        const struct agent_config *config, int32_t day, struct text *reterr);

/* What the roles have to know of it. */
bool guard_is_held(const struct guard *g);
bool guard_observes_only(const struct guard *g);
const char *guard_writer(const struct guard *g);
size_t guard_accounts(const struct guard *g, const struct message_account **ret);
uint32_t guard_n_held(const struct guard *g);

/* Rules in force, or taken away. 0 or a negative errno, with @reterr. */
MUST_USE int guard_install(struct guard *g, struct text *reterr);
MUST_USE int guard_remove(struct guard *g, struct text *reterr);
bool guard_is_installed(const struct guard *g);

/* Are they still there? If another program flushed them they are put back: 1; 0: all is well; or a
 * negative errno, with @reterr. */
MUST_USE int guard_check(struct guard *g, struct text *reterr);
