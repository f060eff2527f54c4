/*
 * week — the pages that the weekly timer leaves for guardians, and which of them was told of.
 *
 * What was told is one line in ~/.local/state/kindward/week.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <stdbool.h>

enum { WEEK_PAGE_MAX = 16 }; /* "2026-W47" */

/* The latest page that this account may read and was not told of: its name, and its days for
 * people. False: there is none. */
bool week_latest(char ret_page[WEEK_PAGE_MAX], struct text *ret_days);

/* Somebody was told of that page. */
void week_told(const char *page);

struct week_watch;

/* @changed: the folder did. NULL where the folder cannot be watched. */
struct week_watch *week_watch_new(void (*changed)(void *user), void *user);
struct week_watch *week_watch_free(struct week_watch *w);
AUTO_RELEASE(struct week_watch, week_watch_free);
