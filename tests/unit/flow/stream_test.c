/* uses: base wire flow */
#include "../wire/build.h"

#include "flow/stream.h"

static struct stream_pool *pool;
static struct stream *s;
static const struct arrival nowhere;

static int set_up(void **state)
{
    (void)state;
    if (stream_pool_new(1 << 20, &pool) < 0)
        return -1;
    s = stream_at(pool, stream_new(pool));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pool = stream_pool_free(pool);
    return 0;
}

static bool hold(const char *text)
{
    return stream_hold(pool, s, bytes_of(text, strlen(text)));
}

static bool later(uint32_t seq, const char *text)
{
    return stream_keep_later(pool, s, seq, bytes_of(text, strlen(text)), 0, &nowhere);
}

static bool held_is(const char *text)
{
    return bytes_equal(bytes_of(s->held, s->held_len), bytes_of(text, strlen(text)));
}

static void held_segments_stand_behind_each_other_with_their_borders(void **state)
{
    (void)state;
    s->seq = 100;
    assert_true(hold("abc") && hold("de") && hold("f"));
    assert_true(held_is("abcdef"));
    assert_int_equal(s->n_borders, 3);
    assert_int_equal(s->border[1], 3);
    assert_int_equal(s->border[2], 5);
    stream_drop_held(pool, s, 4); /* inside the second */
    assert_true(held_is("ef"));
    assert_int_equal(s->seq, 104);
    assert_int_equal(s->n_borders, 1);
    assert_int_equal(s->border[0], 1);
    stream_drop_held(pool, s, 99);
    assert_true(held_is(""));
    assert_int_equal(s->seq, 106);
    assert_int_equal(s->n_segments, 0);
}

static void what_comes_before_the_held_bytes_stands_in_front(void **state)
{
    (void)state;
    s->seq = 1;
    assert_true(hold("def") && hold("gh"));
    assert_true(stream_hold_before(pool, s, bytes_of("abc", 3)));
    assert_true(stream_hold_before(pool, s, bytes_of(NULL, 0)));
    assert_true(held_is("abcdefgh"));
    assert_int_equal(s->seq, 0xfffffffe);
    assert_int_equal(s->n_borders, 3);
    assert_int_equal(s->border[0], 0);
    assert_int_equal(s->border[1], 3);
    assert_int_equal(s->border[2], 6);
    assert_int_equal(s->n_segments, 3);
}

static void a_stream_that_holds_nothing_may_be_dropped(void **state)
{
    (void)state;
    assert_true(later(5, "x"));
    stream_drop_held(pool, s, s->held_len);
    assert_int_equal(s->held_len, 0);
    assert_int_equal(s->n_later, 1);
}

static void held_bytes_have_a_ceiling(void **state)
{
    static char kilobyte[1024];

    (void)state;
    for (int i = 0; i < STREAM_HELD_MAX / 1024; i++)
        assert_true(stream_hold(pool, s, bytes_of(kilobyte, 1024)));
    assert_false(hold("x"));
    assert_int_equal(s->held_len, STREAM_HELD_MAX);
    assert_int_equal(s->n_borders, STREAM_BORDERS_MAX);
}

/* TLS-3 */
static void copies_agree_or_differ_where_they_overlap_only(void **state)
{
    (void)state;
    s->seq = 0xfffffffe; /* the numbers wrap inside */
    assert_true(hold("abcdef"));
    assert_true(stream_agrees(s, 0xfffffffe, bytes_of("abcdef", 6)));
    assert_true(stream_agrees(s, 0, bytes_of("cdefghi", 7)));
    assert_true(stream_agrees(s, 0xfffffff0, bytes_of("..............abc", 17)));
    assert_true(stream_agrees(s, 4, bytes_of("other", 5)));
    assert_true(stream_agrees(s, 0xfffffff0, bytes_of("other", 5)));
    assert_false(stream_agrees(s, 0xfffffffe, bytes_of("abcdeX", 6)));
    assert_false(stream_agrees(s, 1, bytes_of("X", 1)));
    assert_false(stream_agrees(s, 0xfffffffd, bytes_of(".X", 2)));
}

static void later_segments_come_out_by_their_number(void **state)
{
    static const struct {
        uint32_t seq;
        const char *text;
    } in[] = {{4, "e"}, {0xfffffffe, "a"}, {2, "d"}, {0, "c"}, {0xffffffff, "b"}};
    char out[6] = "";

    (void)state;
    for (size_t i = 0; i < 5; i++)
        assert_true(later(in[i].seq, in[i].text));
    for (size_t i = 0; i < 5; i++) {
        struct later l = stream_take_later(pool, s);

        assert_int_equal(l.len, 1);
        out[i] = (char)l.bytes[0];
        free(l.bytes);
    }
    assert_string_equal(out, "abcde");
    assert_int_equal(s->later_bytes, 0);
}

static void an_equal_later_segment_is_kept_once(void **state)
{
    (void)state;
    assert_true(later(5, "abc") && later(5, "abc") && later(5, "ab"));
    assert_int_equal(s->n_later, 1);
    assert_true(later(6, "bcd") && later(20, "z"));
    for (int i = 0; i < 3; i++)
        assert_false(s->later[i].is_ambiguous);
    assert_true(later(8, "X")); /* what it differs from, and no other */
    for (int i = 0; i < 4; i++)
        assert_int_equal(s->later[i].is_ambiguous, i == 1 || i == 2);
}

static void later_segments_have_a_ceiling(void **state)
{
    static char many[STREAM_LATER_BYTES_MAX];

    (void)state;
    for (uint32_t i = 0; i < STREAM_LATER_MAX; i++)
        assert_true(later(i * 2, "x"));
    assert_false(later(1000, "x"));
    while (s->n_later > 0)
        free(stream_take_later(pool, s).bytes);
    assert_true(stream_keep_later(pool, s, 1, bytes_of(many, sizeof(many)), 0, &nowhere));
    assert_false(later(900000, "x"));
}

static void the_pool_counts_and_gives_back_every_byte(void **state)
{
    static char kilobyte[1024];

    (void)state;
    for (int round = 0; round < 50; round++) { /* a leak of one would end at the ceiling */
        uint32_t number = stream_new(pool);

        assert_true(number > 0);
        s = stream_at(pool, number);
        for (int i = 0; i < 40; i++) {
            assert_true(stream_hold(pool, s, bytes_of(kilobyte, 1024)));
            assert_true(stream_keep_later(pool, s, (uint32_t)i * 1024, bytes_of(kilobyte, 1024), 0,
                                          &nowhere));
        }
        assert_int_equal(stream_pool_waiting(pool), 40);
        stream_release(pool, number);
    }
    stream_release(pool, 0); /* none */
    assert_int_equal(stream_pool_waiting(pool), 0);
}

static void the_pool_has_a_ceiling(void **state)
{
    uint32_t n = 0;

    (void)tear_down(state);
    assert_int_equal(stream_pool_new(10 * sizeof(struct stream), &pool), 0);
    while (n < 100 && stream_new(pool))
        n++;
    assert_int_equal(n, 10);
    s = stream_at(pool, 1);
    assert_false(hold("x"));
    assert_false(later(1, "x"));
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        EACH(held_segments_stand_behind_each_other_with_their_borders),
        EACH(what_comes_before_the_held_bytes_stands_in_front),
        EACH(a_stream_that_holds_nothing_may_be_dropped),
        EACH(held_bytes_have_a_ceiling),
        EACH(copies_agree_or_differ_where_they_overlap_only),
        EACH(later_segments_come_out_by_their_number),
        EACH(an_equal_later_segment_is_kept_once),
        EACH(later_segments_have_a_ceiling),
        EACH(the_pool_counts_and_gives_back_every_byte),
        EACH(the_pool_has_a_ceiling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
