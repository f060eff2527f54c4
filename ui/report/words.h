/*
 * words — numbers, times and dates as a person says them.
 *
 * All of them are added to a struct text; the words are English and use a few characters beyond
 * ASCII (– … ½ ’), which clean.h can bring back to ASCII.
 */
#pragma once

#include "base/text.h"
#include "insight/week.h"

#include <stdint.h>

/* "about 2 to 2½ hours", "3 to 5 minutes", "under a minute", "no time": rounded outward, so that
 * the true time stays inside. */
void words_minutes(struct text *t, struct minutes m);

/* The same for a narrow column: "2–2½ h", "3–5 min", "<1 min", "–". */
void words_minutes_short(struct text *t, struct minutes m);

/* "21:40"; nothing for -1. Minutes past 1440 are of the night after: 1470 is "00:30". */
void words_time(struct text *t, int32_t minute_of_day);

/* "16 to 22 November 2026 (week 47)", "Wednesday 18 November 2026"; [from, to) */
void words_span(struct text *t, int32_t from_day, int32_t to_day, bool is_iso_week);

/* "Wednesday 18 November" */
void words_day(struct text *t, int32_t day);

/* "Wed 18 Nov" */
void words_day_short(struct text *t, int32_t day);

/* "one", "two", ... "nine", "10" */
void words_count(struct text *t, uint64_t n);

/* "1 day", "3 days" */
void words_many(struct text *t, uint64_t n, const char *one, const char *many);
