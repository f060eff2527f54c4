/*
 * notice — alerts and gaps in the words that a guardian reads.
 *
 * What was seen and an ordinary reason for it; nothing accuses. Whatever shows an alert or a gap
 * (the commands, the report, a notification) takes its words from here.
 */
#pragma once

#include "base/text.h"
#include "store/alert.h"

/**
 * notice_alert() - one alert as sentences
 * @name: of the platform, for people; NULL: its id or the site is said. Any bytes, as those of the
 *        alert; they are made clean
 */
void notice_alert(struct text *t, const struct alert *alert, const char *name);

/* "Kindward did not see anything on Tuesday 17 November, 14:02–14:09: it had been stopped." */
void notice_gap(struct text *t, const struct gap *gap);

/* "14:02–14:09", "14:02" where both are in one minute, with the day where it is another. Local. */
void notice_times(struct text *t, int64_t from_us, int64_t to_us, int32_t utc_offset_s);
