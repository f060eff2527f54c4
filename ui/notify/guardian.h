/*
 * guardian — what a guardian's session shows: alerts, grouped and paced, and the week.
 *
 * An alert stays open in the agent until somebody did something about it here: what was shown to
 * nobody, ran out or was put off is shown again.
 */
#pragma once

#include "base/scope.h"
#include "notify/agent.h"
#include "notify/settings.h"

struct guardian;

/* @agent: is asked and told; it outlives the guardian. */
struct guardian *guardian_new(struct agent *agent, const struct settings *settings, bool is_locked);
struct guardian *guardian_free(struct guardian *g);
AUTO_RELEASE(struct guardian, guardian_free);

void guardian_alerts(struct guardian *g, const struct telling *told, size_t n);
void guardian_has_alerts(struct guardian *g);
void guardian_done(struct guardian *g, const char *what, const char *error);
void guardian_locked(struct guardian *g, bool is_locked);
/* Looks whether a page is there that this account was not told of. */
void guardian_week(struct guardian *g);
