/*
 * item_menu — the menu of the indicator, as trays ask for it (com.canonical.dbusmenu).
 *
 * Two lines that never change in number: what Kindward is, which cannot be chosen, and the page.
 */
#pragma once

#include "base/scope.h"

#include <gio/gio.h>
#include <stdbool.h>

#define ITEM_MENU_PATH "/StatusNotifierItem/Menu"

struct item_menu;

/* NULL if the bus takes no object of ours. @chosen: the page's line was. */
struct item_menu *item_menu_new(GDBusConnection *bus, void (*chosen)(void *user), void *user);
struct item_menu *item_menu_free(struct item_menu *menu);
AUTO_RELEASE(struct item_menu, item_menu_free);

void item_menu_set_on(struct item_menu *menu, bool is_on);
