/*
 * agent_bus — the running agent, asked over the system bus (docs/bus.md): what it lets this account
 * have.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"
#include "policy/policy_load.h"
#include "store/store_keep.h"

#include <jansson.h>

/* All of them return 0; -ENOTCONN: there is no agent on the bus, or no bus; -EACCES: not with this
 * account; or another negative errno; *reterr says it. A person is asked for a password where there
 * is somebody who can ask. */

/* What a method without arguments says: "Status" or "Mine". @ret: the caller's. */
MUST_USE int agent_bus_json(const char *method, json_t **ret, struct text *reterr);

/* A store of a child (NULL: all), as a descriptor; the caller's. A child's account gets its own. */
MUST_USE int agent_bus_records(const char *child, int *ret_fd, struct text *reterr);

/* The same of one child and all days, to be taken along: the child's page says so. */
MUST_USE int agent_bus_export(const char *child, int *ret_fd, struct text *reterr);

/* Erase a part of the record. */
MUST_USE int agent_bus_erase(const struct erasing *what, struct text *reterr);

/* Put an alert away, 0: all; *ret_n of them. */
MUST_USE int agent_bus_told(int64_t id, uint64_t *ret_n, struct text *reterr);

/* The files in force; the caller's. */
MUST_USE int agent_bus_policy(struct policy_texts *ret, struct text *reterr);
