/* uses: base catalogue policy */
#include "policy/child.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct child born(int year, int month, int day)
{
    return (struct child){.name = "Mia", .account = "mia", .birth = {year, month, day}};
}

static void assert_ends_on(struct child child, const char *last_day, const char *first_free_day)
{
    int32_t last, free_day;

    assert_int_equal(day_from_text(last_day, &last), 0);
    assert_int_equal(day_from_text(first_free_day, &free_day), 0);
    assert_int_equal(child_ends_on(&child), free_day);
    assert_true(child_is_monitored(&child, last));
    assert_false(child_is_monitored(&child, free_day));
    assert_false(child_is_monitored(&child, free_day + 40000));
}

static void with_a_date_it_ends_with_the_day_before_the_birthday(void **state)
{
    (void)state;
    assert_ends_on(born(2013, 6, 14), "2031-06-13", "2031-06-14");
    assert_ends_on(born(2013, 1, 1), "2030-12-31", "2031-01-01");
    assert_ends_on(born(2013, 12, 31), "2031-12-30", "2031-12-31");
}

static void with_a_year_it_ends_before_anyone_born_in_it_is_18(void **state)
{
    (void)state;
    assert_ends_on(born(2013, 0, 0), "2030-12-31", "2031-01-01");
    assert_ends_on(born(2008, 0, 0), "2025-12-31", "2026-01-01");
}

static void who_was_born_on_a_leap_day_is_18_on_the_first_of_march(void **state)
{
    (void)state;
    assert_ends_on(born(2012, 2, 29), "2030-02-28", "2030-03-01");
}

static void a_year_alone_never_ends_later_than_a_date_of_that_year(void **state)
{
    struct child year = born(2013, 0, 0);

    (void)state;
    for (int month = 1; month <= 12; month++)
        for (int day = 1; day <= 28; day++) {
            struct child date = born(2013, month, day);

            assert_true(child_ends_on(&year) <= child_ends_on(&date));
        }
}

static void ways_to_block_have_the_words_of_the_files(void **state)
{
    (void)state;
    assert_string_equal(block_by_name(BLOCK_BY_REJECT), "reject");
    assert_string_equal(block_by_name(BLOCK_BY_DNS), "dns");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_a_date_it_ends_with_the_day_before_the_birthday),
        cmocka_unit_test(with_a_year_it_ends_before_anyone_born_in_it_is_18),
        cmocka_unit_test(who_was_born_on_a_leap_day_is_18_on_the_first_of_march),
        cmocka_unit_test(a_year_alone_never_ends_later_than_a_date_of_that_year),
        cmocka_unit_test(ways_to_block_have_the_words_of_the_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
