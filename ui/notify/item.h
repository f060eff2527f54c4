/*
 * item — the indicator in the tray: a StatusNotifierItem with a menu of two lines.
 *
 * The first line says what Kindward is, the second opens the child's page. There is nothing in the
 * menu, and no setting, that takes it away.
 */
#pragma once

#include "base/scope.h"

#include <gio/gio.h>
#include <stdbool.h>

struct item;

struct item_callbacks {
    void (*opens_page)(void *user);
    /* A tray shows it (again), or there is none (any more). */
    void (*is_shown)(bool shown, void *user);
    void *user;
};

/**
 * item_new() - on a session bus; waits for nothing, is_shown comes later
 *
 * Return: NULL if the bus takes no object of ours.
 */
struct item *item_new(GDBusConnection *bus, const struct item_callbacks *callbacks);
struct item *item_free(struct item *item);
AUTO_RELEASE(struct item, item_free);

void item_set_on(struct item *item, bool is_on);
