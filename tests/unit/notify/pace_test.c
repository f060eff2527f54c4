/* uses: base notify */
#include "notify/pace.h"

#include "../base/unit.h"
#include "base/clock.h"

static void at_most_so_many_come_within_an_hour(void **state)
{
    struct pace p = {.per_hour = 2};

    (void)state;
    assert_int_equal(pace_wait_us(&p, 0, 0), 0);
    pace_shown(&p, 0);
    assert_int_equal(pace_wait_us(&p, MINUTE_US, 1), 0);
    pace_shown(&p, 10 * MINUTE_US);
    assert_int_equal(pace_wait_us(&p, 20 * MINUTE_US, 20), 40 * MINUTE_US);
    assert_int_equal(pace_wait_us(&p, HOUR_US, 60), 0);
    pace_shown(&p, HOUR_US);
    assert_int_equal(pace_wait_us(&p, HOUR_US, 60), 10 * MINUTE_US);
}

static void the_most_that_can_be_set_is_kept_too(void **state)
{
    struct pace p = {.per_hour = PACE_PER_HOUR_MAX};

    (void)state;
    for (int i = 0; i < 3 * PACE_PER_HOUR_MAX; i++) {
        int64_t now_us = i * MINUTE_US;

        assert_int_equal(pace_wait_us(&p, now_us, 0), 0);
        pace_shown(&p, now_us);
    }
    assert_int_equal(pace_wait_us(&p, (3 * PACE_PER_HOUR_MAX - 1) * MINUTE_US, 0), MINUTE_US);
}

static void quiet_hours_pass_midnight(void **state)
{
    struct pace p = {.per_hour = 4, .quiet_from = 22 * 60, .quiet_to = 7 * 60};

    (void)state;
    assert_false(pace_is_quiet(&p, 22 * 60 - 1));
    assert_true(pace_is_quiet(&p, 22 * 60));
    assert_true(pace_is_quiet(&p, 0));
    assert_false(pace_is_quiet(&p, 7 * 60));
    assert_int_equal(pace_wait_us(&p, 0, 23 * 60), 8 * HOUR_US);
    assert_int_equal(pace_wait_us(&p, 0, 6 * 60 + 59), MINUTE_US);
}

static void quiet_hours_may_lie_within_a_day(void **state)
{
    struct pace p = {.per_hour = 4, .quiet_from = 9 * 60, .quiet_to = 12 * 60};

    (void)state;
    assert_true(pace_is_quiet(&p, 9 * 60));
    assert_false(pace_is_quiet(&p, 12 * 60));
    assert_false(pace_is_quiet(&p, 0));
}

static void equal_ends_are_no_quiet_hours(void **state)
{
    struct pace p = {.per_hour = 4, .quiet_from = 600, .quiet_to = 600};

    (void)state;
    for (int minute = 0; minute < PACE_DAY_MIN; minute++)
        assert_false(pace_is_quiet(&p, minute));
}

static void the_longer_of_two_waits_holds(void **state)
{
    struct pace p = {.per_hour = 1, .quiet_from = 0, .quiet_to = 5};

    (void)state;
    pace_shown(&p, 0);
    assert_int_equal(pace_wait_us(&p, MINUTE_US, 0), 59 * MINUTE_US);
    assert_int_equal(pace_wait_us(&p, 58 * MINUTE_US, 0), 5 * MINUTE_US);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_most_so_many_come_within_an_hour),
        cmocka_unit_test(the_most_that_can_be_set_is_kept_too),
        cmocka_unit_test(quiet_hours_pass_midnight),
        cmocka_unit_test(quiet_hours_may_lie_within_a_day),
        cmocka_unit_test(equal_ends_are_no_quiet_hours),
        cmocka_unit_test(the_longer_of_two_waits_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
