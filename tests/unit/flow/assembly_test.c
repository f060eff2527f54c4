/* uses: base wire flow */
#include "../wire/build.h"

#include "flow/assembly.h"

static struct assembly_pool *pool;
static struct assembly *a;
static uint32_t number;

static int set_up(void **state)
{
    (void)state;
    if (assembly_pool_new(1 << 20, &pool) < 0)
        return -1;
    number = assembly_new(pool);
    a = assembly_at(pool, number);
    return number ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    pool = assembly_pool_free(pool);
    return 0;
}

static bool add(uint64_t offset, const char *text)
{
    return assembly_add(pool, a, offset, bytes_of(text, strlen(text)));
}

static bool head_is(const char *text)
{
    return bytes_equal(assembly_head(a), bytes_of(text, strlen(text)));
}

static void pieces_in_order_are_the_message(void **state)
{
    (void)state;
    assert_true(head_is(""));
    assert_true(add(0, "abc") && add(3, "de"));
    assert_true(head_is("abcde"));
    assert_false(a->is_shuffled || a->is_spoiled);
    assert_int_equal(a->n_added, 2);
}

static void the_head_ends_at_the_first_hole(void **state)
{
    (void)state;
    assert_true(add(4, "ef"));
    assert_true(head_is(""));
    assert_true(add(0, "ab"));
    assert_true(head_is("ab"));
    assert_true(a->is_shuffled);
    assert_true(add(2, "cd"));
    assert_true(head_is("abcdef"));
    assert_int_equal(a->n_pieces, 1);
}

/* QUIC-2: every order of pieces that repeat and overlap gives the same message. */
static void pieces_in_any_order_and_overlap_are_the_message(void **state)
{
    static const char whole[] = "the quick brown fox jumps over the lazy dog";
    uint32_t random = 7;

    for (int round = 0; round < 2000; round++) {
        bool has[sizeof(whole) - 1] = {false};
        size_t head = 0;

        (void)tear_down(state);
        assert_int_equal(set_up(state), 0);
        for (int i = 0; i < 40; i++) {
            size_t from, len;

            random = random * 1664525 + 1013904223;
            from = (random >> 8) % (sizeof(whole) - 1);
            len = (random >> 20) % 7;
            if (len > sizeof(whole) - 1 - from)
                len = sizeof(whole) - 1 - from;
            assert_true(assembly_add(pool, a, from, bytes_of(whole + from, len)));
            memset(has + from, true, len);
        }
        while (head < sizeof(whole) - 1 && has[head])
            head++;
        assert_int_equal(assembly_head(a).len, head);
        assert_memory_equal(assembly_head(a).at ? assembly_head(a).at : (const uint8_t *)"", whole,
                            head);
        assert_false(a->is_spoiled);
        for (uint16_t i = 1; i < a->n_pieces; i++) /* disjoint, ascending, not touching */
            assert_true(a->pieces[i - 1].to < a->pieces[i].from);
    }
}

static void pieces_that_differ_where_they_overlap_spoil_the_message(void **state)
{
    (void)state;
    assert_true(add(0, "abcd"));
    assert_true(add(2, "cd"));
    assert_false(a->is_spoiled);
    (void)add(3, "xe");
    assert_true(a->is_spoiled);
    (void)add(0, "abcd");
    assert_true(a->is_spoiled); /* stays so */
}

/* QUIC-7 */
static void offsets_beyond_the_ceiling_are_refused_without_wrapping(void **state)
{
    (void)state;
    assert_false(add(UINT64_MAX, "a"));
    assert_false(add((UINT64_C(1) << 62) - 1, "ab"));
    assert_false(add(ASSEMBLY_BYTES_MAX, "a"));
    assert_true(add(ASSEMBLY_BYTES_MAX - 1, "a"));
    assert_false(add(ASSEMBLY_BYTES_MAX - 1, "ab"));
    assert_true(add(UINT64_MAX, "")); /* nothing is no harm */
}

static void there_are_at_most_64_pieces(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < ASSEMBLY_PIECES_MAX; i++)
        assert_true(add(i * 2, "x"));
    assert_false(add(ASSEMBLY_PIECES_MAX * 2, "x"));
    assert_int_equal(a->n_pieces, ASSEMBLY_PIECES_MAX);
}

static void a_piece_that_joins_others_needs_no_room_of_its_own(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < ASSEMBLY_PIECES_MAX; i++)
        assert_true(add(i * 2, "x"));
    assert_true(add(1, "y"));
    assert_int_equal(a->n_pieces, ASSEMBLY_PIECES_MAX - 1);
    assert_true(head_is("xyx"));
}

static void the_pool_has_a_ceiling_and_gives_back_what_is_released(void **state)
{
    uint32_t numbers[64], n = 0;

    (void)tear_down(state);
    assert_int_equal(assembly_pool_new(8 * sizeof(struct assembly), &pool), 0);
    for (int round = 0; round < 3; round++) {
        n = 0;
        while (n < 64 && (numbers[n] = assembly_new(pool)))
            n++;
        assert_int_equal(n, 8);
        a = assembly_at(pool, numbers[0]);
        assert_false(add(0, "no room for the bytes"));
        while (n > 0)
            assembly_release(pool, numbers[--n]);
        assembly_release(pool, 0); /* none */
    }
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        EACH(pieces_in_order_are_the_message),
        EACH(the_head_ends_at_the_first_hole),
        EACH(pieces_in_any_order_and_overlap_are_the_message),
        EACH(pieces_that_differ_where_they_overlap_spoil_the_message),
        EACH(offsets_beyond_the_ceiling_are_refused_without_wrapping),
        EACH(there_are_at_most_64_pieces),
        EACH(a_piece_that_joins_others_needs_no_room_of_its_own),
        EACH(the_pool_has_a_ceiling_and_gives_back_what_is_released),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
