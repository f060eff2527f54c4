/* uses: base wire flow */
#include "../wire/build.h"

#include "flow/table.h"

static struct flow_table *t;

static int tear_down(void **state)
{
    (void)state;
    t = flow_table_free(t);
    return 0;
}

static uint64_t hash_of(uint64_t n)
{
    return n * UINT64_C(0x9e3779b97f4a7c15) | 1;
}

static void a_flow_is_found_by_its_hash_until_it_is_removed(void **state)
{
    struct flow *f;

    (void)state;
    assert_int_equal(flow_table_new(100, &t), 0);
    assert_null(flow_table_find(t, 7));
    f = flow_table_add(t, 7);
    assert_non_null(f);
    assert_int_equal(f->pending[0], 0);
    assert_ptr_equal(flow_table_find(t, 7), f);
    assert_int_equal(flow_table_used(t), 1);
    flow_table_remove(t, f);
    assert_null(flow_table_find(t, 7));
    assert_int_equal(flow_table_used(t), 0);
}

static void hashes_that_share_a_slot_or_a_tag_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(flow_table_new(100, &t), 0);
    for (uint64_t i = 0; i < 50; i++) { /* all begin at the same slot */
        struct flow *f = flow_table_add(t, i << 32 | 5);

        f->seen_s = (uint32_t)i;
    }
    for (uint64_t i = 0; i < 50; i++) { /* and these have one tag */
        struct flow *f = flow_table_add(t, UINT64_C(0xabcd) << 32 | (i * 1024 + 5));

        f->seen_s = (uint32_t)(1000 + i);
    }
    for (uint64_t i = 0; i < 50; i += 2) /* removing closes the gaps */
        flow_table_remove(t, flow_table_find(t, i << 32 | 5));
    for (uint64_t i = 0; i < 50; i++) {
        struct flow *f = flow_table_find(t, i << 32 | 5);

        if (i % 2)
            assert_int_equal(f->seen_s, i);
        else
            assert_null(f);
        f = flow_table_find(t, UINT64_C(0xabcd) << 32 | (i * 1024 + 5));
        assert_int_equal(f->seen_s, 1000 + i);
    }
}

/* Against an array that says what has to be there. */
static void a_long_life_of_adding_and_removing_loses_nothing(void **state)
{
    static bool is_there[5000];
    uint32_t random = 11;
    size_t used = 0;

    (void)state;
    memset(is_there, 0, sizeof(is_there));
    assert_int_equal(flow_table_new(5000, &t), 0);
    for (int i = 0; i < 200000; i++) {
        uint32_t n;
        struct flow *f;

        random = random * 1664525 + 1013904223;
        n = (random >> 8) % 5000;
        f = flow_table_find(t, hash_of(n));
        assert_int_equal(f != NULL, is_there[n]);
        if (f) {
            assert_int_equal(f->account, n);
            flow_table_remove(t, f);
            used--;
        } else {
            f = flow_table_add(t, hash_of(n));
            assert_non_null(f);
            f->account = n;
            used++;
        }
        is_there[n] = !is_there[n];
        assert_int_equal(flow_table_used(t), used);
    }
    for (uint32_t n = 0; n < 5000; n++)
        assert_int_equal(flow_table_find(t, hash_of(n)) != NULL, is_there[n]);
}

static void the_table_grows_to_its_ceiling_and_no_further(void **state)
{
    struct flow *f;

    (void)state;
    assert_int_equal(flow_table_new(3000, &t), 0);
    for (uint64_t i = 0; i < 3000; i++)
        assert_non_null(flow_table_add(t, hash_of(i)));
    assert_null(flow_table_add(t, hash_of(3000)));
    assert_int_equal(flow_table_used(t), 3000);
    for (uint64_t i = 0; i < 3000; i++)
        assert_non_null(flow_table_find(t, hash_of(i)));
    f = flow_table_oldest(t);
    assert_non_null(f);
    flow_table_remove(t, f);
    assert_non_null(flow_table_add(t, hash_of(3000)));
}

static void the_longest_silent_of_a_few_is_chosen(void **state)
{
    struct flow *f;

    (void)state;
    assert_int_equal(flow_table_new(100, &t), 0);
    assert_null(flow_table_oldest(t));
    for (uint64_t i = 0; i < 40; i++) {
        f = flow_table_add(t, hash_of(i));
        f->seen_s = (uint32_t)(1000 + (i * 17) % 40);
    }
    f = flow_table_oldest(t);
    assert_int_equal(f->seen_s, 1000);
    f->seen_s = 5000; /* seen again: the next one is older */
    assert_int_equal(flow_table_oldest(t)->seen_s, 1001);
}

static void count_one(struct flow *f, void *user)
{
    size_t *n = user;

    assert_true(f->hash != 0);
    ++*n;
}

static void remove_one(struct flow *f, void *user)
{
    (void)user;
    flow_table_remove(t, f);
}

static void the_hand_meets_every_flow_once_a_round(void **state)
{
    size_t n = 0;

    (void)state;
    assert_int_equal(flow_table_new(100, &t), 0);
    flow_table_sweep(t, 10, count_one, &n); /* an empty one has none */
    assert_int_equal(n, 0);
    for (uint64_t i = 0; i < 60; i++)
        assert_non_null(flow_table_add(t, hash_of(i)));
    for (uint64_t i = 0; i < 60; i += 3)
        flow_table_remove(t, flow_table_find(t, hash_of(i)));
    for (int i = 0; i < 30; i++) /* in steps, as packets come */
        flow_table_sweep(t, 2, count_one, &n);
    assert_int_equal(n, 40);
    flow_table_sweep(t, flow_table_entries(t), remove_one, NULL);
    assert_int_equal(flow_table_used(t), 0);
}

int main(void)
{
#define EACH(test) cmocka_unit_test_teardown(test, tear_down)
    const struct CMUnitTest tests[] = {
        EACH(a_flow_is_found_by_its_hash_until_it_is_removed),
        EACH(hashes_that_share_a_slot_or_a_tag_are_told_apart),
        EACH(a_long_life_of_adding_and_removing_loses_nothing),
        EACH(the_table_grows_to_its_ceiling_and_no_further),
        EACH(the_longest_silent_of_a_few_is_chosen),
        EACH(the_hand_meets_every_flow_once_a_round),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
