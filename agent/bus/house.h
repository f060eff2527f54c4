/*
 * house — what the service on the bus answers from: the role that runs it owns all of it.
 */
#pragma once

#include "catalogue/catalogue.h"
#include "policy/policy_edit.h"
#include "policy/policy_load.h"
#include "policy/wish.h"
#include "store/store_keep.h"

#include <jansson.h>

#define BUS_NOBODY UINT32_MAX /* no child's account */

/* Borrowed; what may be missing is NULL. It changes between two calls of agent1_process() only. */
struct bus_house {
    const char *version;
    const char *state; /* "on", "observing", "starting", "trouble" */
    int64_t since_us;  /* wall clock: since when the agent runs */
    const struct catalogue *catalogue;
    const struct policy *policy;       /* NULL: none came yet */
    const struct agent_config *config; /* of the same */
    const struct policy_texts *texts;  /* of the same, with the exceptions at their end */
    uint32_t policy_serial;
    const struct exception *exceptions;
    size_t n_exceptions;
    struct store *store; /* NULL: it cannot be opened at present */

    uint32_t (*child_of)(uint32_t uid, void *user); /* whose account; BUS_NOBODY: no child's */
    json_t *(*status)(void *user);                  /* the caller's; NULL: no memory */
    /* agent1_granted() is the answer. -EBUSY: not now. */
    int (*wish)(const struct wish *wish, void *user);
    /* The same for what is to be erased. */
    int (*erase)(uint32_t serial, const struct erasing *what, void *user);
    /* A guardian looks; -errno: that cannot be kept, and nothing may be shown. */
    int (*looked)(uint32_t child, const struct lookup *look, void *user);
    /* Looks that could not be written yet, of a child. */
    void (*each_unwritten)(uint32_t child, int (*each)(const struct lookup *, void *), void *to,
                           void *user);
    void *user;
};
