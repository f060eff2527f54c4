/*
 * agent — the running agent, over the system bus, as this session may see it.
 *
 * Nothing waits for it: answers come to the callbacks. Strings in them are good during the call.
 */
#pragma once

#include "base/scope.h"
#include "notify/wording.h"

#include <gio/gio.h>
#include <stdbool.h>

enum agent_role { AGENT_NOBODY, AGENT_CHILD, AGENT_GUARDIAN };

struct agent_callbacks {
    /* Who this account is to the agent, and whether it is on. Once at the start, then as it
     * changes. */
    void (*is)(enum agent_role role, bool is_on, void *user);
    /* There is something new to be told; agent_ask_alerts() says what. */
    void (*has_alerts)(void *user);
    void (*alerts)(const struct telling *told, size_t n, void *user);
    /* The child of this session was stopped. @rule as the policy says it. */
    void (*blocked)(const char *site, const char *rule, void *user);
    /* What was asked for was done, or was refused, with the agent's words. */
    void (*done)(const char *what, const char *error, void *user);
    void *user;
};

struct agent;

struct agent *agent_new(GDBusConnection *system, const struct agent_callbacks *callbacks);
struct agent *agent_free(struct agent *a);
AUTO_RELEASE(struct agent, agent_free);

void agent_ask_alerts(struct agent *a); /* those that nobody was told of */
void agent_told(struct agent *a, int64_t id);
/* @subject: "platform" or "site". @done gets "allowed" or "blocked". */
void agent_allow(struct agent *a, const char *child, const char *subject, const char *what,
                 unsigned minutes);
void agent_block(struct agent *a, const char *child, const char *subject, const char *what);
