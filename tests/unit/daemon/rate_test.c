/* uses: base agent */
#include "../base/unit.h"
#include "base/clock.h"
#include "daemon/rate.h"

static void what_was_there_before_us_is_not_counted(void **state)
{
    struct rate r = {.total = 0};

    (void)state;
    rate_add(&r, 1000, 5 * SECOND_US);
    assert_int_equal(rate_last_minute(&r, 5 * SECOND_US), 0);
    rate_add(&r, 1007, 6 * SECOND_US);
    assert_int_equal(rate_last_minute(&r, 6 * SECOND_US), 7);
}

static void a_minute_later_it_is_forgotten(void **state)
{
    struct rate r = {.total = 0};

    (void)state;
    rate_add(&r, 0, 100 * SECOND_US);
    rate_add(&r, 3, 101 * SECOND_US);
    rate_add(&r, 5, 130 * SECOND_US);
    assert_int_equal(rate_last_minute(&r, 130 * SECOND_US), 5);
    assert_int_equal(rate_last_minute(&r, 160 * SECOND_US), 5);
    assert_int_equal(rate_last_minute(&r, 161 * SECOND_US), 2);
    assert_int_equal(rate_last_minute(&r, 190 * SECOND_US), 0);
}

static void its_place_is_used_again_a_minute_later(void **state)
{
    struct rate r = {.total = 0};

    (void)state;
    rate_add(&r, 0, 1 * SECOND_US);
    rate_add(&r, 9, 2 * SECOND_US);
    rate_add(&r, 10, 62 * SECOND_US);
    assert_int_equal(rate_last_minute(&r, 62 * SECOND_US), 1);
}

static void a_process_that_began_anew_counts_from_nought(void **state)
{
    struct rate r = {.total = 0};

    (void)state;
    rate_add(&r, 50, 1 * SECOND_US);
    rate_add(&r, 4, 2 * SECOND_US);
    assert_int_equal(rate_last_minute(&r, 2 * SECOND_US), 4);
}

static void twice_in_a_second_is_added(void **state)
{
    struct rate r = {.total = 0};

    (void)state;
    rate_add(&r, 0, 1 * SECOND_US);
    rate_add(&r, 2, 1 * SECOND_US + 10);
    rate_add(&r, 5, 1 * SECOND_US + 20);
    assert_int_equal(rate_last_minute(&r, 2 * SECOND_US), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_there_before_us_is_not_counted),
        cmocka_unit_test(a_minute_later_it_is_forgotten),
        cmocka_unit_test(its_place_is_used_again_a_minute_later),
        cmocka_unit_test(a_process_that_began_anew_counts_from_nought),
        cmocka_unit_test(twice_in_a_second_is_added),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
