/*
 * load_state — what the parts of the loader share; nobody else includes it.
 */
#pragma once

#include "policy/key_text.h"
#include "policy/policy_load.h"

struct policy_load {
    const struct catalogue *catalogue;
    struct policy_problems *problems;
    struct policy *policy; /* grows; its caller drops it where an error was found */
};

/* load_agent.c: kindward.conf. */
void load_agent(struct policy_load *load, const struct policy_text *text,
                struct agent_config *config);

/* load_child.c: one file of children.d, 0 or -ENOMEM. */
MUST_USE int load_child(struct policy_load *load, const struct policy_text *text);

/* load_rules.c: the rules of a child's list; @i is the row of its key, which is there. */
MUST_USE int load_rules(struct policy_load *load, const struct key_text *text,
                        const struct known_key *known, size_t i, uint32_t child,
                        enum verdict verdict, enum subject subject);

/* load_rules.c: "mia.conf" of "children.d/mia.conf"; NULL where it is no such name. */
const char *child_file_name(const char *file);
