/*
 * wording — the words of a notification. Plain text; whoever shows it escapes it.
 *
 * While the screen is locked no child and no site is named: anybody may stand before it.
 */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* One alert as the agent says it. Strings are borrowed. */
struct telling {
    int64_t id;
    bool is_blocked;      /* what it is about is blocked for the child now */
    const char *child;    /* "": about Kindward itself */
    const char *kind;     /* alert_kind_name() */
    const char *platform; /* its id, "" */
    const char *site;     /* "" */
    const char *words;    /* sentences for a person */
};

struct wording {
    struct text summary, body;
};

#define AUTO_WORDING __attribute__((cleanup(wording_done)))

void wording_done(struct wording *w);

enum { WORDING_LINES_MAX = 4 };

/**
 * wording_alerts() - @n (1 or more) alerts in one notification
 * @has_actions: the desktop shows buttons; else the text says which command to use
 */
void wording_alerts(struct wording *w, const struct telling *told, size_t n, bool is_locked,
                    bool has_actions);

/* "The week is ready", of @week as in "16 to 22 November". */
void wording_week(struct wording *w, const char *week, bool is_locked, bool has_actions);

/* What a child is told at login, and by the notice that stays where there is no tray. */
void wording_on(struct wording *w, bool is_on, bool has_actions);

/* A site was blocked for the child who reads this. @rule: as `kindward why` says it, "". */
void wording_blocked(struct wording *w, const char *site, const char *rule, bool has_actions);

/* An answer of the agent's to a button. @what: "blocked" or "allowed"; @error: "" or its words. */
void wording_answer(struct wording *w, const char *what, const char *error);

/* What the indicator says in one line. */
const char *wording_indicator(bool is_on);
