/*
 * agent1 — org.kindward.Agent1, the agent on the system bus.
 *
 * Every call goes the same way (agent1.c): who is it, says the bus; may it call so often; may it
 * call this at all, says the table of methods (method.c) and, for guardians, polkit, which is asked
 * without waiting; then the method answers. Nothing here is on the way of a packet: the role has no
 * link to gate or inspector.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"
#include "bus/house.h"

#include <poll.h>

struct agent1;

/* @house: borrowed, and may change between two calls of ours. 0 or -ENOMEM. */
MUST_USE int agent1_new(const struct bus_house *house, struct agent1 **ret);
struct agent1 *agent1_free(struct agent1 *a);
AUTO_RELEASE(struct agent1, agent1_free);

/* What to wait for; its fd is -1 while there is no bus. *timeout_ms is lessened where something is
 * due earlier. */
struct pollfd agent1_poll(const struct agent1 *a, int *timeout_ms);

/* Answer who calls, a few at a time; where there is no bus, look for one once in a few seconds. */
void agent1_process(struct agent1 *a, int64_t steady_us);

/* What the supervisor did about a wish. */
void agent1_granted(struct agent1 *a, uint32_t serial, int error, int64_t until_us,
                    const char *words);

/* The state of the house is another one, or its policy is: who asked before who it is, asks again.
 */
void agent1_state_changed(struct agent1 *a);
