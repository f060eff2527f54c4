/* uses: base bus */
/* How much each may ask. */
#include "bus/callers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct callers c;

static const struct caller_key mia = {true, 0}, mum = {false, 4243};

static unsigned admitted(struct caller_key who, unsigned n, int64_t when_us)
{
    unsigned got = 0;

    for (unsigned i = 0; i < n; i++)
        got += callers_admit(&c, who, when_us);
    return got;
}

static void who_floods_waits_and_nobody_else_does(void **state)
{
    (void)state;
    memset(&c, 0, sizeof(c));
    assert_int_equal(admitted(mia, 10000, 1), CALLS_AT_ONCE);
    assert_int_equal(admitted(mum, 30, 2), 30);
    assert_int_equal(admitted(mia, 10000, 1000001), CALLS_A_SECOND);
}

static void calls_that_wait_are_counted(void **state)
{
    (void)state;
    memset(&c, 0, sizeof(c));
    assert_true(callers_admit(&c, mia, 1));
    for (int i = 0; i < CALLS_OPEN_MAX; i++)
        assert_true(callers_open(&c, mia));
    assert_false(callers_open(&c, mia));
    callers_close(&c, mia);
    assert_true(callers_open(&c, mia));
}

static void a_full_table_lets_go_who_asked_longest_ago_and_waits_for_nothing(void **state)
{
    (void)state;
    memset(&c, 0, sizeof(c));
    assert_true(callers_admit(&c, mum, 1) && callers_open(&c, mum));
    for (uint32_t i = 0; i < 3 * CALLERS_MAX; i++)
        assert_true(callers_admit(&c, (struct caller_key){false, 10000 + i}, 2 + i));
    callers_close(&c, mum); /* she is still there: her open call was counted */
    assert_int_equal(admitted(mum, 10000, 3), CALLS_AT_ONCE - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_floods_waits_and_nobody_else_does),
        cmocka_unit_test(calls_that_wait_are_counted),
        cmocka_unit_test(a_full_table_lets_go_who_asked_longest_ago_and_waits_for_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
