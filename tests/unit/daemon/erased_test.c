/* uses: base wire flow catalogue policy agent */
#include "../base/unit.h"

#include "daemon/erased.h"

#define NOW_US  INT64_C(1000000000000)
#define LATE_US (ERASED_ON_ITS_WAY_MS * INT64_C(1000))

static void what_came_late_of_a_child_is_erased(void **state)
{
    struct erased e = {.n = 0};

    (void)state;
    assert_false(erased_has(&e, "Mia", 12, NOW_US));
    erased_add(&e, "Mia", 10, 13, NOW_US);
    assert_true(erased_has(&e, "Mia", 12, NOW_US - 1));
    assert_true(erased_has(&e, "Mia", 12, NOW_US + LATE_US - 1)); /* the kernel still had it */
    assert_false(erased_has(&e, "Mia", 12, NOW_US + LATE_US));    /* this is new */
    assert_false(erased_has(&e, "Ben", 12, NOW_US - 1));
    assert_true(erased_has(&e, "Mia", 10, 0));
    assert_false(erased_has(&e, "Mia", 9, 0));
    assert_false(erased_has(&e, "Mia", 13, 0));
}

static void everybody_is_every_child(void **state)
{
    struct erased e = {.n = 0};

    (void)state;
    erased_add(&e, NULL, -5, 5, NOW_US);
    assert_true(erased_has(&e, "Mia", -5, 0));
    assert_true(erased_has(&e, "Ben", 4, 0));
    erased_forget(&e);
    assert_false(erased_has(&e, "Mia", -5, 0));
}

static void the_latest_ones_are_remembered(void **state)
{
    struct erased e = {.n = 0};

    (void)state;
    for (int day = 0; day <= ERASED_SPANS_MAX; day++)
        erased_add(&e, "Mia", day, day + 1, NOW_US);
    assert_false(erased_has(&e, "Mia", 0, 0));
    for (int day = 1; day <= ERASED_SPANS_MAX; day++)
        assert_true(erased_has(&e, "Mia", day, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_came_late_of_a_child_is_erased),
        cmocka_unit_test(everybody_is_every_child),
        cmocka_unit_test(the_latest_ones_are_remembered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
