/* uses: base wire flow catalogue policy fold agent */
#include "../wire/build.h"

#include "daemon/gaps.h"

static struct gaps g;

static void add(enum gap_kind kind, int64_t from_s, int64_t to_s, uint64_t n_lost)
{
    struct gap gap = {
        .kind = kind, .from_us = from_s * SECOND_US, .to_us = to_s * SECOND_US, .n_lost = n_lost};

    gaps_add(&g, &gap);
}

static void begin(void)
{
    g = (struct gaps){.n = 0};
}

static void gaps_come_in_their_order(void **state)
{
    struct gap gap;

    (void)state;
    begin();
    add(GAP_GATE_AWAY, 1, 2, 0);
    add(GAP_INSPECTOR_AWAY, 3, 4, 0);
    add(GAP_GATE_AWAY, 5, 6, 0);
    assert_true(gaps_next(&g, 0, &gap));
    assert_int_equal(gap.kind, GAP_GATE_AWAY);
    assert_int_equal(gap.to_us, 2 * SECOND_US);
    assert_true(gaps_next(&g, 0, &gap));
    assert_int_equal(gap.kind, GAP_INSPECTOR_AWAY);
    assert_true(gaps_next(&g, 0, &gap));
    assert_int_equal(gap.from_us, 5 * SECOND_US);
    assert_false(gaps_next(&g, 0, &gap));
}

static void losses_are_one_gap_that_is_told_once_in_a_while(void **state)
{
    struct gap gap;
    int n_told = 0;
    uint64_t n_lost = 0;

    (void)state;
    begin();
    for (int64_t ms = 0; ms < 60000; ms += 100) {
        add(GAP_QUEUE_FULL, ms / 1000, ms / 1000 + 1, 3);
        add(GAP_MESSAGES_LOST, ms / 1000, ms / 1000 + 1, 1);
        while (gaps_next(&g, ms * 1000, &gap))
            if (gap.kind == GAP_QUEUE_FULL) {
                n_told++;
                n_lost += gap.n_lost;
            }
    }
    assert_int_equal(n_told, 6);
    while (gaps_next(&g, INT64_MAX, &gap))
        n_lost += gap.kind == GAP_QUEUE_FULL ? gap.n_lost : 0;
    assert_int_equal(n_lost, 1800); /* none is forgotten */
    assert_false(gaps_next(&g, INT64_MAX, &gap));
}

static void a_loss_holds_up_nothing_else(void **state)
{
    struct gap gap;

    (void)state;
    begin();
    add(GAP_QUEUE_FULL, 1, 1, 1);
    assert_true(gaps_next(&g, 0, &gap));
    add(GAP_QUEUE_FULL, 2, 2, 1);
    add(GAP_CLOCK_MOVED, 2, 3, 0);
    assert_true(gaps_next(&g, 1, &gap));
    assert_int_equal(gap.kind, GAP_CLOCK_MOVED);
    assert_false(gaps_next(&g, 1, &gap));
    assert_true(gaps_next(&g, GAPS_EACH_US, &gap));
    assert_int_equal(gap.kind, GAP_QUEUE_FULL);
}

static void a_loss_past_counting_stays_there(void **state)
{
    struct gap gap;

    (void)state;
    begin();
    add(GAP_MESSAGES_LOST, 1, 2, UINT64_MAX - 1);
    add(GAP_MESSAGES_LOST, 0, 1, 5);
    assert_true(gaps_next(&g, 0, &gap));
    assert_true(gap.n_lost == UINT64_MAX);
    assert_int_equal(gap.from_us, 0);
    assert_int_equal(gap.to_us, 2 * SECOND_US);
}

static void there_is_a_ceiling(void **state)
{
    struct gap gap;
    size_t n = 0;

    (void)state;
    begin();
    add(GAP_AGENT_OFF, 0, 1, 0);
    for (int i = 0; i < 10 * GAPS_MAX; i++)
        add(i % 2 ? GAP_GATE_AWAY : GAP_INSPECTOR_AWAY, i, i + 1, 0);
    add(GAP_RULES_FLUSHED, 5000, 5001, 0); /* none of its kind waits: the oldest goes */
    for (; gaps_next(&g, 0, &gap); n++) {
        assert_true(gap.kind != GAP_AGENT_OFF);
        if (n == GAPS_MAX - 1)
            assert_int_equal(gap.kind, GAP_RULES_FLUSHED);
    }
    assert_int_equal(n, GAPS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_come_in_their_order),
        cmocka_unit_test(losses_are_one_gap_that_is_told_once_in_a_while),
        cmocka_unit_test(a_loss_holds_up_nothing_else),
        cmocka_unit_test(a_loss_past_counting_stays_there),
        cmocka_unit_test(there_is_a_ceiling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
