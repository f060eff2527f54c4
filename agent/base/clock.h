/*
 * clock — points in time, and the calendar of a family.
 *
 * A time is int64_t microseconds of UTC since 1970 (`_us`). A family lives by its local calendar:
 * a local time is UTC plus an offset in seconds that was true when the thing happened, and it is
 * that offset which is stored. A day is the number of local days since 1970-01-01; a week is an
 * ISO 8601 week, Monday first.
 */
#pragma once

#include "base/scope.h"

#include <stdint.h>
#include <time.h>

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US   (60 * MINUTE_US)
#define DAY_US    (24 * HOUR_US)

enum { DATE_TEXT_MAX = 16, WEEK_TEXT_MAX = 16 };

struct date {
    int year, month, day; /* month 1 to 12, day 1 to 31 */
};

/* What a clock of the machine says now; CLOCK_REALTIME is a time as above. */
int64_t clock_us(clockid_t id);

/* The local day that it is now. */
int32_t clock_today(void);

/* Seconds east of UTC that the machine's time zone has at that time. */
int clock_utc_offset_s(int64_t unix_us);

/* Local day number of a time; floors, so times before 1970 work too. */
int32_t clock_day(int64_t unix_us, int utc_offset_s);

/* Seconds since local midnight, 0 to 86,399. */
int32_t clock_second_of_day(int64_t unix_us, int utc_offset_s);

struct date date_from_day(int32_t day);
int32_t day_from_date(struct date date);

/* 0 Monday to 6 Sunday. */
int day_weekday(int32_t day);

/* "2026-11-25": 0 and the day, or -EINVAL. */
MUST_USE int day_from_text(const char *text, int32_t *ret_day);

/* "2026-W48": 0 and the day of its Monday, or -EINVAL. */
MUST_USE int week_from_text(const char *text, int32_t *ret_monday);

/* "2026-11-25"; @ret_text holds DATE_TEXT_MAX bytes. */
const char *day_format(int32_t day, char *ret_text);

/* "2026-W48" of the week that holds the day; @ret_text holds WEEK_TEXT_MAX bytes. */
const char *week_format(int32_t day, char *ret_text);

/* The Monday of the week that holds the day. */
int32_t week_monday(int32_t day);
