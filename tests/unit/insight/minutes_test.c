/* uses: base catalogue policy store insight */
#include "insight/minutes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const int64_t t0 = INT64_C(1764072000) * SECOND_US;

static uint32_t random_state = 2463534242;

/* From @low to @high, both included. */
static int64_t random_between(int64_t low, int64_t high)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return low + (int64_t)(random_state % (uint64_t)(high - low + 1));
}

static struct minutes range_of(struct spans *s)
{
    struct spans high = {.at = NULL};
    struct minutes m;

    spans_join(s, 0);
    assert_int_equal(spans_plausible(s, &high), 0);
    m = minutes_of(spans_length_us(s, 0, INT64_MAX), spans_length_us(&high, 0, INT64_MAX));
    spans_done(&high);
    return m;
}

static void add(struct spans *s, int64_t from_s, int64_t to_s)
{
    assert_int_equal(spans_add(s, t0 + from_s * SECOND_US, t0 + to_s * SECOND_US), 0);
}

static void two_tabs_at_once_are_a_union_and_no_sum(void **state)
{
    struct spans s = {.at = NULL};

    (void)state;
    add(&s, 0, 1800);
    add(&s, 600, 2400);
    add(&s, 60, 120);
    add(&s, 2400, 3000);
    assert_int_equal(range_of(&s).low, 50);
    assert_int_equal(s.n, 1);
    spans_done(&s);
}

static void order_does_not_matter(void **state)
{
    struct spans a = {.at = NULL}, b = {.at = NULL};

    (void)state;
    for (int i = 0; i < 100; i++)
        add(&a, i * 90, i * 90 + i);
    for (int i = 99; i >= 0; i--)
        add(&b, i * 90, i * 90 + i);
    spans_join(&a, 0);
    spans_join(&b, 0);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.at, b.at, a.n * sizeof(*a.at));
    spans_done(&a);
    spans_done(&b);
}

static void a_single_moment_is_at_least_a_minute_and_no_more_than_two(void **state)
{
    struct spans s = {.at = NULL};
    struct minutes m;

    (void)state;
    add(&s, 0, 0);
    m = range_of(&s);
    assert_int_equal(m.low, 0);
    assert_int_equal(m.high, 2);
    spans_done(&s);
}

static void sittings_more_than_five_minutes_apart_are_two(void **state)
{
    struct spans s = {.at = NULL}, high = {.at = NULL};

    (void)state;
    add(&s, 0, 60);
    add(&s, 360, 420); /* five minutes later: the same sitting */
    add(&s, 781, 841); /* a minute more than five later */
    spans_join(&s, 0);
    assert_int_equal(spans_plausible(&s, &high), 0);
    assert_int_equal(high.n, 2);
    spans_done(&s);
    spans_done(&high);
}

static void length_is_clipped_to_what_is_asked_for(void **state)
{
    struct spans s = {.at = NULL};

    (void)state;
    add(&s, 0, 100);
    add(&s, 200, 300);
    spans_join(&s, 0);
    assert_true(spans_length_us(&s, t0 + 50 * SECOND_US, t0 + 250 * SECOND_US) == 100 * SECOND_US);
    assert_true(spans_length_us(&s, t0 + 100 * SECOND_US, t0 + 200 * SECOND_US) == 0);
    spans_done(&s);
}

/* A person opens a site, does something every 5 to 60 seconds, and leaves up to 60 seconds after
 * the last of it. Each act is some seconds of traffic; visits join acts less than VISIT_GAP_US
 * apart, as fold does. Some are also in another tab at the same time. */
static void simulate(struct spans *s, int64_t begin_us, int64_t end_us)
{
    int64_t visit_from = begin_us, visit_to = begin_us;

    for (int64_t at = begin_us; at < end_us;) {
        int64_t until = at + random_between(0, 4 * SECOND_US);

        if (until > end_us)
            until = end_us;
        if (at - visit_to > VISIT_GAP_US) {
            assert_int_equal(spans_add(s, visit_from, visit_to), 0);
            visit_from = at;
        }
        visit_to = until > visit_to ? until : visit_to;
        at += random_between(5 * SECOND_US, 60 * SECOND_US);
    }
    assert_int_equal(spans_add(s, visit_from, visit_to), 0);
}

static void the_truth_lies_in_the_range_and_steady_use_makes_it_narrow(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct spans s = {.at = NULL};
        int64_t true_us = random_between(1, 180 * 60) * SECOND_US;
        struct minutes m;

        simulate(&s, t0, t0 + true_us);
        if (round % 3 == 0)
            simulate(&s, t0 + true_us / 4, t0 + true_us / 2);
        m = range_of(&s);
        assert_true((int64_t)m.low * MINUTE_US <= true_us);
        assert_true((int64_t)m.high * MINUTE_US >= true_us);
        /* No wider than a quarter of its middle, either way. */
        if (true_us >= 6 * MINUTE_US && (m.high - m.low) * 4 > m.high + m.low)
            fail_msg("%u to %u minutes for %lld seconds", m.low, m.high,
                     (long long)(true_us / SECOND_US));
        spans_done(&s);
    }
}

/* The same over a day of several sittings, of which the true time is the sum. */
static void the_truth_of_a_day_lies_in_the_range(void **state)
{
    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct spans s = {.at = NULL};
        int64_t at = t0, true_us = 0;
        struct minutes m;

        for (int i = 0; i < 8; i++) {
            int64_t length = random_between(10, 60 * 60) * SECOND_US;

            simulate(&s, at, at + length);
            true_us += length;
            at += length + random_between(6, 120) * MINUTE_US;
        }
        m = range_of(&s);
        assert_true((int64_t)m.low * MINUTE_US <= true_us);
        assert_true((int64_t)m.high * MINUTE_US >= true_us);
        spans_done(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_tabs_at_once_are_a_union_and_no_sum),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(a_single_moment_is_at_least_a_minute_and_no_more_than_two),
        cmocka_unit_test(sittings_more_than_five_minutes_apart_are_two),
        cmocka_unit_test(length_is_clipped_to_what_is_asked_for),
        cmocka_unit_test(the_truth_lies_in_the_range_and_steady_use_makes_it_narrow),
        cmocka_unit_test(the_truth_of_a_day_lies_in_the_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
