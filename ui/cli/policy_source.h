/*
 * policy_source — the policy that a command speaks of, and what is wrong with it.
 */
#pragma once

#include "base/scope.h"
#include "catalogue/catalogue.h"
#include "policy/agent_config.h"
#include "policy/policy.h"

#define DEFAULT_CONFIG_DIR "/etc/kindward"

/* A configuration's folder, read. */
struct policy_source {
    const char *dir;
    struct policy *policy; /* owned */
    struct agent_config config;
    size_t n_errors, n_warnings; /* what was said on standard error */
};

#define AUTO_POLICY_SOURCE __attribute__((cleanup(policy_source_done)))

void policy_source_done(struct policy_source *s);

/**
 * policy_source_read() - read the policy of a folder
 * @with_warnings: say warnings too, not only what refuses the policy. Without them, the agent is
 *                 asked where this account may not read the usual folder
 *
 * Each problem is a line on standard error, FILE:LINE: what; write ... instead. Return: 0, -EINVAL
 * where the policy is refused, or the -errno of the folder; all of it was said then.
 */
MUST_USE int policy_source_read(const char *dir, const struct catalogue *catalogue,
                                bool with_warnings, struct policy_source *ret);

/* The child of that name or account; false where there is none, which was said then. */
MUST_USE bool policy_source_child(const struct policy_source *s, const char *name,
                                  uint32_t *ret_child);
