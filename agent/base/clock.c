#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t clock_us(clockid_t id)
{
    struct timespec t;

    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * SECOND_US + t.tv_nsec / 1000;
}

int32_t clock_today(void)
{
    int64_t now_us = clock_us(CLOCK_REALTIME);

    return clock_day(now_us, clock_utc_offset_s(now_us));
}

int clock_utc_offset_s(int64_t unix_us)
{
    time_t t = (time_t)floor_div(unix_us, SECOND_US);
    struct tm local;

    if (!localtime_r(&t, &local))
        return 0;
    return (int)local.tm_gmtoff;
}

int32_t clock_day(int64_t unix_us, int utc_offset_s)
{
    return (int32_t)floor_div(floor_div(unix_us, SECOND_US) + utc_offset_s, 86400);
}

int32_t clock_second_of_day(int64_t unix_us, int utc_offset_s)
{
    int64_t s = floor_div(unix_us, SECOND_US) + utc_offset_s;

    return (int32_t)(s - floor_div(s, 86400) * 86400);
}

/* Days and dates by the era method: 400 years have 146,097 days, the year begins in March. */
struct date date_from_day(int32_t day)
{
    int64_t z = (int64_t)day + 719468;
    int64_t era = floor_div(z, 146097);
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    struct date date;

    date.day = (int)(doy - (153 * mp + 2) / 5 + 1);
    date.month = (int)(mp < 10 ? mp + 3 : mp - 9);
    date.year = (int)(yoe + era * 400 + (date.month <= 2));
    return date;
}

int32_t day_from_date(struct date date)
{
    int64_t y = date.year - (date.month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (date.month > 2 ? date.month - 3 : date.month + 9) + 2) / 5 + date.day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

    return (int32_t)(era * 146097 + doe - 719468);
}

int day_weekday(int32_t day)
{
    int64_t d = (int64_t)day + 3; /* 1970-01-01 was a Thursday */

    return (int)(d - floor_div(d, 7) * 7);
}

int32_t week_monday(int32_t day)
{
    return day - day_weekday(day);
}

/* Exactly `n` decimal digits. */
static int digits(const char *at, size_t n, int *ret)
{
    int value = 0;

    for (size_t i = 0; i < n; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -EINVAL;
        value = value * 10 + (at[i] - '0');
    }
    *ret = value;
    return 0;
}

int day_from_text(const char *text, int32_t *ret_day)
{
    struct date date, back;
    int32_t day;

    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return -EINVAL;
    if (digits(text, 4, &date.year) < 0 || digits(text + 5, 2, &date.month) < 0 ||
        digits(text + 8, 2, &date.day) < 0)
        return -EINVAL;
    if (date.month < 1 || date.month > 12 || date.day < 1)
        return -EINVAL;
    day = day_from_date(date);
    back = date_from_day(day);
    if (back.day != date.day || back.month != date.month) /* 31 April */
        return -EINVAL;
    *ret_day = day;
    return 0;
}

/* The Monday of week 1, which holds 4 January (ISO 8601). */
static int32_t first_monday(int year)
{
    return week_monday(day_from_date((struct date){year, 1, 4}));
}

int week_from_text(const char *text, int32_t *ret_monday)
{
    int year, week;
    int32_t monday;

    if (strlen(text) != 8 || text[4] != '-' || (text[5] != 'W' && text[5] != 'w'))
        return -EINVAL;
    if (digits(text, 4, &year) < 0 || digits(text + 6, 2, &week) < 0 || week < 1)
        return -EINVAL;
    monday = first_monday(year) + (week - 1) * 7;
    if (monday >= first_monday(year + 1)) /* a week 53 that this year has not */
        return -EINVAL;
    *ret_monday = monday;
    return 0;
}

const char *day_format(int32_t day, char *ret_text)
{
    struct date date = date_from_day(day);

    snprintf(ret_text, DATE_TEXT_MAX, "%04d-%02d-%02d", date.year % 10000, date.month % 100,
             date.day % 100);
    return ret_text;
}

const char *week_format(int32_t day, char *ret_text)
{
    int32_t monday = week_monday(day);
    int year = date_from_day(monday + 3).year; /* its Thursday names the year */
    int week = (monday - first_monday(year)) / 7 + 1;

    snprintf(ret_text, WEEK_TEXT_MAX, "%04d-W%02d", year % 10000, week % 100);
    return ret_text;
}
