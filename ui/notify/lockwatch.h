/*
 * lockwatch — is the screen locked? Asked of logind and of the desktop's screen saver.
 */
#pragma once

#include "base/scope.h"

#include <gio/gio.h>
#include <stdbool.h>

struct lockwatch;

/* @system may be NULL. @changed is called as it changes, not for the state at the start. */
struct lockwatch *lockwatch_new(GDBusConnection *session, GDBusConnection *system,
                                void (*changed)(bool is_locked, void *user), void *user);
struct lockwatch *lockwatch_free(struct lockwatch *w);
AUTO_RELEASE(struct lockwatch, lockwatch_free);

bool lockwatch_is_locked(const struct lockwatch *w);
