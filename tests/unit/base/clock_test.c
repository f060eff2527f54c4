/* uses: base */
#include "unit.h"

#include "base/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

static void every_day_of_four_centuries_has_one_date_and_back(void **state)
{
    struct date last = date_from_day(-100001);

    (void)state;
    for (int32_t day = -100000; day <= 100000; day++) {
        struct date date = date_from_day(day);

        assert_int_equal(day_from_date(date), day);
        if (date.day != 1)
            assert_int_equal(date.day, last.day + 1);
        else
            assert_int_equal(date.month, last.month % 12 + 1);
        last = date;
    }
}

static void dates_agree_with_the_c_library(void **state)
{
    (void)state;
    for (int32_t day = -40000; day <= 60000; day += 17) {
        time_t t = (time_t)day * 86400;
        struct date date = date_from_day(day);
        struct tm tm;

        assert_non_null(gmtime_r(&t, &tm));
        assert_int_equal(date.year, tm.tm_year + 1900);
        assert_int_equal(date.month, tm.tm_mon + 1);
        assert_int_equal(date.day, tm.tm_mday);
        assert_int_equal(day_weekday(day), (tm.tm_wday + 6) % 7);
    }
}

static void weeks_agree_with_the_c_library(void **state)
{
    char mine[WEEK_TEXT_MAX], theirs[WEEK_TEXT_MAX];

    (void)state;
    for (int32_t day = -3000; day <= 40000; day++) {
        time_t t = (time_t)day * 86400;
        struct tm tm;
        int32_t monday;

        assert_non_null(gmtime_r(&t, &tm));
        assert_true(strftime(theirs, sizeof(theirs), "%G-W%V", &tm) > 0);
        assert_string_equal(week_format(day, mine), theirs);
        assert_int_equal(week_from_text(mine, &monday), 0);
        assert_int_equal(monday, week_monday(day));
        assert_int_equal(day_weekday(monday), 0);
    }
}

static void a_local_day_begins_at_local_midnight(void **state)
{
    const int64_t midnight_utc = 20000 * DAY_US;

    (void)state;
    assert_int_equal(clock_day(midnight_utc, 0), 20000);
    assert_int_equal(clock_day(midnight_utc - 1, 0), 19999);
    assert_int_equal(clock_day(midnight_utc - HOUR_US, 3600), 20000);
    assert_int_equal(clock_day(midnight_utc - HOUR_US - 1, 3600), 19999);
    assert_int_equal(clock_day(midnight_utc, -3600), 19999);
    assert_int_equal(clock_second_of_day(midnight_utc - HOUR_US, 3600), 0);
    assert_int_equal(clock_second_of_day(midnight_utc - 1, 0), 86399);
    assert_int_equal(clock_second_of_day(midnight_utc, 5 * 3600 + 1800), 19800);
}

static void times_before_1970_floor(void **state)
{
    (void)state;
    assert_int_equal(clock_day(-1, 0), -1);
    assert_int_equal(clock_second_of_day(-1, 0), 86399);
    assert_int_equal(clock_day(-DAY_US, 0), -1);
    assert_int_equal(clock_day(-DAY_US - 1, 0), -2);
    assert_int_equal(date_from_day(-1).year, 1969);
}

static void a_day_is_read_as_it_is_written(void **state)
{
    char text[DATE_TEXT_MAX];
    int32_t day;

    (void)state;
    assert_int_equal(day_from_text("2026-11-25", &day), 0);
    assert_string_equal(day_format(day, text), "2026-11-25");
    assert_int_equal(day_weekday(day), 2);
    assert_int_equal(day_from_text("2024-02-29", &day), 0);
    assert_int_equal(day_from_text("1970-01-01", &day), 0);
    assert_int_equal(day, 0);
}

static void a_day_that_does_not_exist_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",           "2026-11-2",  "2026-11-255", "2026/11/25", "2026-13-01",
        "2026-00-10", "2026-04-31", "2026-02-29",  "2100-02-29", "2026-01-00",
        "2026-1a-01", " 026-01-01", "-026-01-01",
    };
    int32_t day = 77;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        assert_int_equal(day_from_text(wrong[i], &day), -EINVAL);
    assert_int_equal(day, 77);
}

static void a_week_53_exists_only_in_long_years(void **state)
{
    char text[DATE_TEXT_MAX];
    int32_t monday = 77;

    (void)state;
    assert_int_equal(week_from_text("2026-W53", &monday), 0);
    assert_string_equal(day_format(monday, text), "2026-12-28");
    assert_int_equal(week_from_text("2020-W53", &monday), 0);
    assert_int_equal(week_from_text("2025-W53", &monday), -EINVAL);
    assert_int_equal(week_from_text("2026-W54", &monday), -EINVAL);
    assert_int_equal(week_from_text("2026-W00", &monday), -EINVAL);
    assert_int_equal(week_from_text("2026-48", &monday), -EINVAL);
    assert_int_equal(week_from_text("2026-W4x", &monday), -EINVAL);
}

static void the_offset_is_the_one_that_was_true_then(void **state)
{
    int32_t winter, summer;

    (void)state;
    assert_int_equal(setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1), 0);
    tzset();
    assert_int_equal(day_from_text("2026-01-15", &winter), 0);
    assert_int_equal(day_from_text("2026-07-15", &summer), 0);
    assert_int_equal(clock_utc_offset_s(winter * DAY_US), 3600);
    assert_int_equal(clock_utc_offset_s(summer * DAY_US), 7200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_four_centuries_has_one_date_and_back),
        cmocka_unit_test(dates_agree_with_the_c_library),
        cmocka_unit_test(weeks_agree_with_the_c_library),
        cmocka_unit_test(a_local_day_begins_at_local_midnight),
        cmocka_unit_test(times_before_1970_floor),
        cmocka_unit_test(a_day_is_read_as_it_is_written),
        cmocka_unit_test(a_day_that_does_not_exist_is_refused),
        cmocka_unit_test(a_week_53_exists_only_in_long_years),
        cmocka_unit_test(the_offset_is_the_one_that_was_true_then),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
