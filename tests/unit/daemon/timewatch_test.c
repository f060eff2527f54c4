/* uses: base wire flow catalogue policy fold agent */
#include "../wire/build.h"

#include "daemon/timewatch.h"

#define T0 (INT64_C(1764072000) * SECOND_US)

/* Clocks as they go on together, and what a test does to them. */
static struct timewatch t;
static int64_t wall_us, boot_us, awake_us;

static void begin(void)
{
    struct gap gap;

    t = (struct timewatch){.is_begun = false};
    wall_us = T0;
    boot_us = 1000 * SECOND_US;
    awake_us = 900 * SECOND_US;
    assert_false(timewatch_compare(&t, wall_us, boot_us, awake_us, &gap));
}

static bool after(int64_t us, struct gap *ret_gap)
{
    wall_us += us;
    boot_us += us;
    awake_us += us;
    return timewatch_compare(&t, wall_us, boot_us, awake_us, ret_gap);
}

static void time_that_passes_is_no_gap(void **state)
{
    struct gap gap;

    (void)state;
    begin();
    assert_false(after(100000, &gap));
    assert_false(after(HOUR_US, &gap)); /* we were busy elsewhere: that is another's to tell */
}

static void a_sleep_is_told_with_its_length(void **state)
{
    struct gap gap;

    (void)state;
    begin();
    wall_us += HOUR_US;
    boot_us += HOUR_US;
    assert_true(after(SECOND_US, &gap));
    assert_int_equal(gap.kind, GAP_MACHINE_ASLEEP);
    assert_int_equal(gap.to_us - gap.from_us, HOUR_US);
    assert_int_equal(gap.to_us, wall_us);
    assert_false(after(SECOND_US, &gap));
}

static void less_than_two_seconds_are_nothing(void **state)
{
    struct gap gap;

    (void)state;
    begin();
    boot_us += 2 * SECOND_US - 1;
    wall_us += 2 * SECOND_US - 1;
    assert_false(after(100000, &gap));
    wall_us += 2 * SECOND_US - 1;
    assert_false(after(100000, &gap));
    wall_us -= 2 * SECOND_US - 1;
    assert_false(after(100000, &gap));
}

static void a_clock_set_forward_is_told(void **state)
{
    struct gap gap;

    (void)state;
    begin();
    wall_us += DAY_US;
    assert_true(after(100000, &gap));
    assert_int_equal(gap.kind, GAP_CLOCK_MOVED);
    assert_int_equal(gap.from_us, T0);
    assert_int_equal(gap.to_us, wall_us);
    assert_false(after(100000, &gap));
}

static void a_clock_set_back_is_told(void **state)
{
    struct gap gap;

    (void)state;
    begin();
    wall_us -= DAY_US;
    assert_true(after(100000, &gap));
    assert_int_equal(gap.kind, GAP_CLOCK_MOVED);
    assert_int_equal(gap.from_us, wall_us);
    assert_int_equal(gap.to_us, T0);
    assert_true(gap.from_us < gap.to_us);
    assert_false(after(100000, &gap));
}

/* A machine that wakes sets its clock by the network: both happened, both are told. */
static void a_sleep_and_a_moved_clock_are_two(void **state)
{
    struct gap gap;

    (void)state;
    begin();
    boot_us += HOUR_US;
    wall_us += HOUR_US + DAY_US;
    assert_true(after(SECOND_US, &gap));
    assert_int_equal(gap.kind, GAP_MACHINE_ASLEEP);
    assert_int_equal(gap.from_us, T0 + SECOND_US);
    assert_int_equal(gap.to_us, T0 + SECOND_US + HOUR_US);
    assert_true(after(100000, &gap));
    assert_int_equal(gap.kind, GAP_CLOCK_MOVED);
    assert_true(gap.to_us - gap.from_us >= DAY_US);
    assert_false(after(100000, &gap));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_that_passes_is_no_gap),
        cmocka_unit_test(a_sleep_is_told_with_its_length),
        cmocka_unit_test(less_than_two_seconds_are_nothing),
        cmocka_unit_test(a_clock_set_forward_is_told),
        cmocka_unit_test(a_clock_set_back_is_told),
        cmocka_unit_test(a_sleep_and_a_moved_clock_are_two),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
