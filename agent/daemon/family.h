/*
 * family — the policy in force, and whose accounts are whose, as the supervisor sent them.
 *
 * A policy comes in pieces (MESSAGE_FAMILY, _ACCOUNTS, _POLICY …, _IN_FORCE), and is taken when it
 * is whole and readable; until then, and otherwise, the last good one stays.
 */
#pragma once

#include "daemon/message.h"
#include "policy/policy_load.h"

struct family {
    const struct catalogue *catalogue; /* borrowed */
    struct policy *policy;             /* owned; NULL until the first one */
    struct agent_config config;
    struct message_account accounts[MESSAGE_ACCOUNTS_MAX];
    size_t n_accounts;
    uint32_t serial;
    bool keeps_texts;          /* set after family_init(), by who shows them to somebody */
    struct policy_texts texts; /* of the policy in force, owned, where they are kept */

    struct family_draft *draft; /* owned; what has come of the next one */
};

MUST_USE int family_init(struct family *f, const struct catalogue *catalogue);
void family_done(struct family *f);

/* One of the messages above; true: another policy is in force now, and the old one, which others
 * may still point to, is the caller's to free. One that is told again, since the link was full,
 * is no other: false. */
bool family_message(struct family *f, const struct message *m, struct policy **ret_old);

/* Whose account is it? OWNER_NONE: nobody's. */
uint32_t family_child(const struct family *f, uint32_t uid);
