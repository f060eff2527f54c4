/*
 * weekly — the page of each week, made by a timer and kept in one folder: 2026-W47.html.
 *
 * From Sunday at WEEKLY_HOUR on a week has its page; made before the week was over, it is made once
 * more after it. After that it stays as it is.
 */
#pragma once

#include "base/clock.h"
#include "base/text.h"

#include <stdbool.h>

#define DEFAULT_REPORTS_DIR "/var/lib/kindward/reports"

enum { WEEKLY_HOUR = 18 };

/* The Monday of the latest week that has its page by then. */
int32_t weekly_monday(int64_t now_us, int utc_offset_s);

/* Where that week's page is. */
void weekly_path(const char *dir, int32_t monday, struct text *ret_path);

/* Is the page there, and was the week over when it was made? */
bool weekly_is_made(const char *path, int32_t monday);

/* The page of the latest week that is in the folder: 0, -ENOENT: none; or the -errno of the folder;
 * what is wrong is in *reterr. */
MUST_USE int weekly_latest(const char *dir, struct text *ret_path, struct text *reterr);
