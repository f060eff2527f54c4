/* uses: base wire flow catalogue policy fold agent */
#include "../wire/build.h"

#include "daemon/held.h"

static struct held h;

static void begin(void)
{
    h = (struct held){.n_open = 0};
}

static const struct held_packet *add(uint32_t id, int64_t until_us)
{
    struct held_packet p = {
        .id = id, .mark = id ^ 0xff, .until_us = until_us, .is_incoming = id % 2};

    return held_add(&h, &p);
}

static void a_packet_is_taken_once(void **state)
{
    const struct held_packet *p;

    (void)state;
    begin();
    assert_null(held_take(&h, 1));
    assert_null(add(1, 50));
    p = held_take(&h, 1);
    assert_non_null(p);
    assert_int_equal(p->mark, 1 ^ 0xff);
    assert_true(p->is_incoming);
    assert_null(held_take(&h, 1));
    assert_int_equal(h.n_open, 0);
    assert_int_equal(held_until_us(&h), INT64_MAX);
}

static void the_one_that_waits_longest_is_late_first(void **state)
{
    (void)state;
    begin();
    for (uint32_t id = 10; id < 20; id++)
        assert_null(add(id, id * 100));
    assert_non_null(held_take(&h, 10)); /* answers come in any order */
    assert_non_null(held_take(&h, 12));
    assert_int_equal(held_until_us(&h), 1100);
    assert_null(held_take_late(&h, 1099));
    assert_int_equal(held_take_late(&h, 1300)->id, 11);
    assert_int_equal(held_take_late(&h, 1300)->id, 13);
    assert_null(held_take_late(&h, 1300));
    assert_int_equal(h.n_open, 6);
    for (uint32_t id = 14; id < 20; id++)
        assert_int_equal(held_take_late(&h, INT64_MAX - 1)->id, id);
    assert_null(held_take_late(&h, INT64_MAX - 1));
}

static void numbers_wrap_around(void **state)
{
    (void)state;
    begin();
    for (uint32_t n = 0; n < 5 * HELD_MAX; n++) {
        uint32_t id = UINT32_MAX - 2 * HELD_MAX + n;

        assert_null(add(id, n));
        assert_int_equal(held_until_us(&h), n);
        if (n % 2)
            assert_non_null(held_take(&h, id));
        else
            assert_int_equal(held_take_late(&h, n)->id, id);
    }
    for (uint32_t n = 0; n < 10; n++)
        assert_null(add(UINT32_MAX - 4 + n, 100 + n));
    for (uint32_t n = 0; n < 10; n++)
        assert_int_equal(held_take_late(&h, 1000)->id, UINT32_MAX - 4 + n);
}

static void what_the_ring_has_no_room_for_comes_out(void **state)
{
    (void)state;
    begin();
    for (uint32_t id = 0; id < HELD_MAX; id++)
        assert_null(add(id, id));
    assert_int_equal(h.n_open, HELD_MAX);
    assert_int_equal(add(HELD_MAX, HELD_MAX)->id, 0);
    assert_int_equal(h.n_open, HELD_MAX);
    assert_null(held_take(&h, 0)); /* its verdict is given */
    for (uint32_t id = 1; id <= HELD_MAX; id++)
        assert_int_equal(held_take_late(&h, INT64_MAX - 1)->id, id);
    assert_int_equal(h.n_open, 0);
}

/* The kernel began to count anew, or we missed many: nothing may be left open for good. */
static void numbers_that_jump_lose_nobody(void **state)
{
    static const uint32_t jumps[] = {1, 900, 5000, 3, 4000000000u, 2, 70000, 70001, 100};
    size_t n = 0;

    (void)state;
    begin();
    for (size_t i = 0; i < ARRAY_LEN(jumps); i++)
        assert_null(add(jumps[i], 10));
    assert_int_equal(h.n_open, ARRAY_LEN(jumps));
    while (held_take_late(&h, 10))
        n++;
    assert_int_equal(n, ARRAY_LEN(jumps));
    assert_int_equal(held_until_us(&h), INT64_MAX);
    assert_null(add(6, 20)); /* and it goes on as ever */
    assert_int_equal(held_until_us(&h), 20);
    assert_int_equal(held_take_late(&h, 20)->id, 6);
}

static void how_many_may_have_waited_at_once_is_known(void **state)
{
    (void)state;
    begin();
    for (uint32_t id = 500; id < 510; id++)
        assert_null(add(id, 50));
    assert_int_equal(held_most(&h), 10);
    assert_non_null(held_take(&h, 500)); /* when it went is not known to the kernel's queue */
    assert_int_equal(held_most(&h), 10);
    held_drained(&h);
    assert_int_equal(held_most(&h), 9);
    assert_null(add(510, 50));
    assert_non_null(held_take(&h, 501));
    assert_null(add(513, 50)); /* two never came: the socket was full */
    assert_int_equal(held_most(&h), 9 + 4);
    held_drained(&h);
    assert_int_equal(held_most(&h), h.n_open);
    assert_int_equal(held_known(&h, 9, 513), 10);  /* ten waited before */
    assert_int_equal(held_known(&h, 30, 515), 30); /* of which two are not read yet */
    assert_int_equal(held_most(&h), 30);
    assert_null(add(514, 50));
    assert_null(add(515, 50));
    assert_int_equal(held_most(&h), 30);
    assert_null(add(516, 50));
    assert_int_equal(held_most(&h), 31);
    /* Many came that nobody has read, and most were answered before the kernel was asked. */
    assert_int_equal(held_known(&h, 12, 715), 30 + 200);
    assert_int_equal(held_most(&h), 12);
    /* Asked before many were answered, the kernel's word is near the truth. */
    assert_int_equal(held_n_answered(&h), 0);
    assert_non_null(held_take(&h, 502));
    assert_null(held_take(&h, 502)); /* once */
    assert_non_null(held_take_late(&h, 50));
    assert_int_equal(held_n_answered(&h), 2);
    assert_int_equal(held_known(&h, 110, 815), 112);
    assert_int_equal(held_n_answered(&h), 0);
    assert_non_null(held_take_late(&h, 50));
    held_drained(&h);
    assert_int_equal(held_n_answered(&h), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packet_is_taken_once),
        cmocka_unit_test(the_one_that_waits_longest_is_late_first),
        cmocka_unit_test(numbers_wrap_around),
        cmocka_unit_test(what_the_ring_has_no_room_for_comes_out),
        cmocka_unit_test(numbers_that_jump_lose_nobody),
        cmocka_unit_test(how_many_may_have_waited_at_once_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
