/*
 * desk — notifications on this desktop, through whatever daemon it has.
 *
 * What a daemon can do is asked, not supposed, each time something is shown: it may have been
 * replaced since. Words are plain; they are escaped where the daemon reads markup.
 */
#pragma once

#include "base/scope.h"
#include "notify/wording.h"

#include <stdbool.h>

struct desk_can {
    bool is_there; /* a daemon answers (or could be started) */
    bool actions, markup, stays;
    bool shows_default; /* the action of the notification itself is a button, too */
};

struct desk_can desk_ask(void);

enum desk_urgency { DESK_LOW, DESK_NORMAL, DESK_CRITICAL };

struct desk_button {
    const char *key, *label; /* key "default": the notification itself is pressed */
};

enum desk_end {
    DESK_EXPIRED,   /* nobody may have seen it */
    DESK_DISMISSED, /* somebody put it away */
};

struct desk_callbacks {
    void (*pressed)(const char *key, void *user); /* may free the note */
    void (*ended)(enum desk_end how, void *user);
    void *user;
    const char *entry; /* the menu entry that the desktop counts it to; NULL: that of the week */
};

struct desk_note;

/**
 * desk_show() - one more notification
 * @can:     of desk_ask(); buttons are left out where there are none
 * @stays:   until somebody puts it away
 *
 * Return: NULL: it could not be shown (there is no daemon, or it refused).
 */
struct desk_note *desk_show(const struct desk_can *can, const struct wording *words,
                            enum desk_urgency urgency, bool stays,
                            const struct desk_button *buttons, size_t n_buttons,
                            const struct desk_callbacks *callbacks);

/* Other words in the same place. */
void desk_change(struct desk_note *note, const struct desk_can *can, const struct wording *words);

/* Takes it away from the desktop, too; its callbacks do not come any more. */
struct desk_note *desk_close(struct desk_note *note);
AUTO_RELEASE(struct desk_note, desk_close);
