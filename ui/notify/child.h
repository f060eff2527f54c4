/*
 * child — what a child's session shows, always: that Kindward is on, and the way to the own page.
 *
 * At login a notice; from then on an item in the tray, and where the desktop has no tray a notice
 * that stays. It comes back when it is put away: no setting and no click ends it.
 */
#pragma once

#include "base/scope.h"

#include <gio/gio.h>
#include <stdbool.h>

struct child;

struct child *child_new(GDBusConnection *session, bool is_on, bool is_locked);
struct child *child_free(struct child *c);
AUTO_RELEASE(struct child, child_free);

void child_set_on(struct child *c, bool is_on);

/* The screen was locked, or is open again: on a locked one no site is named. */
void child_locked(struct child *c, bool is_locked);

/* The child was stopped at a site. A site is told of once in ten minutes, and not while the screen
 * is locked: nobody sits there. */
void child_blocked(struct child *c, const char *site, const char *rule);
