/* uses: base wire flow */
#include "feed.h"

#include "base/scope.h"
#include "flow/stream.h"

static struct feed f;
static struct build message, stream, other;

/* TLS-1 */
static void a_hello_split_at_every_offset_is_named_once(void **state)
{
    (void)state;
    put_hello_stream(&message, &stream, "www.example.com", 0, 16384);
    for (size_t n = 1; n < stream.len; n++) {
        feed_begin(&f);
        feed_syn(&f, 5000, 99);
        feed_up(&f, 5000, 100, bytes_head(built(&stream), n));
        assert_int_equal(f.n_said, 0);
        feed_up(&f, 5000, (uint32_t)(100 + n), bytes_after(built(&stream), n));
        feed_said_once(&f, SIGHTING_TLS, "www.example.com");
        assert_int_equal(f.said[0].n_segments, 2);
        assert_int_equal(f.said[0].frame, 3);
        feed_end(&f);
        assert_int_equal(f.n_said, 1);
    }
}

/* TLS-2 */
static void records_and_segments_of_any_size_give_the_same_name(void **state)
{
    static const size_t record[] = {1, 2, 5, 16, 100, 16384}, segment[] = {1, 2, 3, 7, 50, 1400};

    (void)state;
    for (size_t r = 0; r < ARRAY_LEN(record); r++)
        for (size_t s = 0; s < ARRAY_LEN(segment); s++) {
            put_hello_stream(&message, &stream, "grid.example", 0, record[r]);
            feed_begin(&f);
            feed_syn(&f, 5000, 0xffffff80); /* PKT-3: the numbers wrap on the way */
            for (size_t at = 0; at < stream.len; at += segment[s])
                feed_up(&f, 5000, 0xffffff81 + (uint32_t)at,
                        bytes_head(bytes_after(built(&stream), at), segment[s]));
            feed_said_once(&f, SIGHTING_TLS, "grid.example");
            feed_end(&f);
        }
}

static void a_hello_without_its_syn_is_named(void **state)
{
    (void)state;
    put_hello_stream(&message, &stream, "late.example", 0, 16384);
    feed_begin(&f);
    feed_up(&f, 5000, 12345, built(&stream));
    feed_said_once(&f, SIGHTING_TLS, "late.example");
    feed_end(&f);
}

static void a_hello_of_many_segments_is_read_in_any_order(void **state)
{
    uint32_t random = 1;

    (void)state;
    put_hello_stream(&message, &stream, "order.example", 1400, 300);
    for (int round = 0; round < 200; round++) {
        size_t order[64], n = (stream.len + 99) / 100;

        assert_true(n < ARRAY_LEN(order));
        for (size_t i = 0; i < n; i++)
            order[i] = i;
        for (size_t i = n; i > 1; i--) {
            size_t with, kept;

            random = random * 1664525 + 1013904223;
            with = (random >> 8) % i;
            kept = order[with];
            order[with] = order[i - 1];
            order[i - 1] = kept;
        }
        feed_begin(&f);
        feed_syn(&f, 5000, 0xfffffe00);
        for (size_t i = 0; i < n; i++)
            feed_up(&f, 5000, 0xfffffe01 + (uint32_t)order[i] * 100,
                    bytes_head(bytes_after(built(&stream), order[i] * 100), 100));
        feed_said_once(&f, SIGHTING_TLS, "order.example");
        assert_int_equal(f.said[0].frame, f.n_frames);
        feed_end(&f);
    }
}

/* TLS-3 */
static void an_equal_overlap_joins(void **state)
{
    (void)state;
    put_hello_stream(&message, &stream, "same.example", 0, 16384);
    for (size_t back = 1; back <= 40; back++) {
        feed_begin(&f);
        feed_syn(&f, 5000, 99);
        feed_up(&f, 5000, 100, bytes_head(built(&stream), 40));
        feed_up(&f, 5000, 100, bytes_head(built(&stream), 40)); /* sent again */
        feed_up(&f, 5000, (uint32_t)(140 - back), bytes_after(built(&stream), 40 - back));
        feed_said_once(&f, SIGHTING_TLS, "same.example");
        feed_end(&f);
    }
}

static void an_overlap_that_differs_gives_no_name(void **state)
{
    (void)state;
    put_hello_stream(&message, &stream, "mine.example", 0, 16384);
    other = stream;
    other.at[60] ^= 1;
    for (int order = 0; order < 3; order++) {
        feed_begin(&f);
        feed_syn(&f, 5000, 99);
        switch (order) {
        case 0: /* against what is held */
            feed_up(&f, 5000, 100, bytes_head(built(&stream), 80));
            feed_up(&f, 5000, 100, bytes_head(built(&other), 80));
            feed_up(&f, 5000, 180, bytes_after(built(&stream), 80));
            break;
        case 1: /* against what waits behind a hole */
            feed_up(&f, 5000, 150, bytes_after(built(&stream), 50));
            feed_up(&f, 5000, 150, bytes_after(built(&other), 50));
            feed_up(&f, 5000, 100, bytes_head(built(&stream), 50));
            break;
        case 2: /* and what waited against what came before it */
            feed_up(&f, 5000, 150, bytes_after(built(&other), 50));
            feed_up(&f, 5000, 100, bytes_head(built(&stream), 80));
            break;
        }
        feed_end(&f);
        assert_int_equal(f.n_said, 0);
    }
}

static void a_new_syn_on_the_same_ports_is_a_new_connection(void **state)
{
    (void)state;
    feed_begin(&f);
    put_hello_stream(&message, &stream, "first.example", 0, 16384);
    feed_syn(&f, 5000, 99);
    feed_up(&f, 5000, 100, built(&stream));
    put_hello_stream(&message, &stream, "second.example", 0, 16384);
    feed_syn(&f, 5000, 5000);
    feed_up(&f, 5000, 5001, built(&stream));
    feed_syn(&f, 5000, 5000); /* sent again: the same one */
    feed_up(&f, 5000, 5001, built(&stream));
    assert_int_equal(f.n_said, 2);
    feed_said(&f, 0, SIGHTING_TLS, "first.example");
    feed_said(&f, 1, SIGHTING_TLS, "second.example");
    feed_end(&f);
}

static void what_an_old_connection_left_does_not_join_a_new_one(void **state)
{
    (void)state;
    feed_begin(&f);
    put_hello_stream(&message, &stream, "old.example", 0, 16384);
    feed_syn(&f, 5000, 99);
    feed_up(&f, 5000, 100, bytes_head(built(&stream), 50));
    put_hello_stream(&message, &stream, "new.example", 0, 16384);
    feed_syn(&f, 5000, 70000);
    feed_up(&f, 5000, 70001, built(&stream));
    feed_said_once(&f, SIGHTING_TLS, "new.example");
    feed_end(&f);
    assert_int_equal(f.n_said, 1);
}

/* TLS-8 */
static void a_second_hello_after_a_retry_is_the_same_visit(void **state)
{
    (void)state;
    feed_begin(&f);
    put_hello_stream(&message, &stream, "retry.example", 0, 16384);
    feed_syn(&f, 5000, 99);
    feed_up(&f, 5000, 100, built(&stream));
    feed_tcp_of(&f, false, 5000, 1, 1, FLAG_ACK, bytes_of("\x16\3\3\0\5\2\0\0\1x", 10));
    feed_up(&f, 5000, (uint32_t)(100 + stream.len), built(&stream));
    feed_said_once(&f, SIGHTING_TLS, "retry.example");
    feed_end(&f);
}

/* PKT-3 */
static void data_in_a_syn_counts(void **state)
{
    (void)state;
    feed_begin(&f);
    put_hello_stream(&message, &stream, "fast.example", 0, 16384);
    feed_tcp_of(&f, true, 5000, 99, 0, FLAG_SYN, built(&stream));
    feed_said_once(&f, SIGHTING_TLS, "fast.example");
    feed_end(&f);
}

static void a_byte_before_the_window_never_enters_the_stream(void **state)
{
    (void)state;
    feed_begin(&f);
    put_hello_stream(&message, &stream, "alive.example", 0, 16384);
    feed_syn(&f, 5000, 99);
    feed_up(&f, 5000, 99, bytes_of("\0", 1)); /* a keep-alive probe */
    feed_up(&f, 5000, 100, bytes_head(built(&stream), 60));
    feed_up(&f, 5000, 99, bytes_of("\0", 1));
    feed_up(&f, 5000, 160, bytes_after(built(&stream), 60));
    feed_said_once(&f, SIGHTING_TLS, "alive.example");
    feed_end(&f);
}

static void a_hole_that_is_never_filled_is_given_up_at_the_end(void **state)
{
    (void)state;
    feed_begin(&f);
    put_hello_stream(&message, &stream, "behind.example", 0, 16384);
    feed_syn(&f, 5000, 99);
    feed_up(&f, 5000, 1100, built(&stream));
    assert_int_equal(f.n_said, 0);
    feed_end(&f);
    feed_said_once(&f, SIGHTING_TLS, "behind.example");
}

static void a_hole_that_the_other_side_acknowledged_is_given_up(void **state)
{
    (void)state;
    feed_begin(&f);
    put_hello_stream(&message, &stream, "acked.example", 0, 16384);
    feed_syn(&f, 5000, 99);
    feed_up(&f, 5000, 1100, built(&stream));
    for (int i = 0; i < 8; i++) {
        assert_int_equal(f.n_said, 0);
        feed_tcp_of(&f, false, 5000, 1, 2000, FLAG_ACK, bytes_of(NULL, 0));
    }
    feed_said_once(&f, SIGHTING_TLS, "acked.example");
    assert_int_equal(f.said[0].client_port, 5000);
    feed_end(&f);
}

/* As many segments as wait behind holes, each in front of another one; the last one is `last`. */
static void fill_with_holes(struct bytes last)
{
    feed_begin(&f);
    feed_syn(&f, 5000, 99);
    for (uint32_t i = 1; i < STREAM_LATER_MAX; i++)
        feed_up(&f, 5000, 100 + i * 1000, bytes_of("\xf0", 1));
    feed_up(&f, 5000, 100 + STREAM_LATER_MAX * 1000, last);
}

static void nothing_is_joined_across_a_hole_when_too_much_waits(void **state)
{
    (void)state;
    put_hello_stream(&message, &stream, "false.example", 0, 16384);
    fill_with_holes(bytes_head(built(&stream), 60));
    feed_up(&f, 5000, 500000, bytes_after(built(&stream), 60));
    feed_end(&f);
    assert_int_equal(f.n_said, 0);
    fill_with_holes(bytes_of("\x17\3\3\4\0", 5)); /* a record whose rest was not captured */
    feed_up(&f, 5000, 500000, built(&stream));
    feed_said_once(&f, SIGHTING_TLS, "false.example");
    feed_end(&f);
}

static void a_jump_that_no_window_explains_begins_anew(void **state)
{
    static const uint32_t jumps[] = {(1 << 24) + 1, 0x7fffffff, 0xfe000000};

    (void)state;
    put_hello_stream(&message, &stream, "far.example", 0, 16384);
    for (size_t i = 0; i < ARRAY_LEN(jumps); i++) {
        feed_begin(&f);
        feed_syn(&f, 5000, 99);
        feed_up(&f, 5000, 100, bytes_head(built(&stream), 60));
        feed_up(&f, 5000, 160 + jumps[i], built(&stream));
        feed_said_once(&f, SIGHTING_TLS, "far.example");
        feed_end(&f);
    }
}

static struct bytes request(const char *host)
{
    message.len = 0;
    put_text(&message, "GET / HTTP/1.1\r\nHost: ");
    put_text(&message, host);
    put_text(&message, "\r\n\r\n");
    return built(&message);
}

/* Two copies differ in one message: it is not said, and the next one is. */
static void what_is_ambiguous_ends_with_its_message(void **state)
{
    uint32_t len = (uint32_t)request("a.example").len;

    (void)state;
    feed_begin(&f);
    feed_syn(&f, 5000, 99);
    feed_up(&f, 5000, 100 + len, request("b.example"));
    feed_up(&f, 5000, 100 + len, request("x.example"));
    feed_up(&f, 5000, 100 + 3 * len, request("d.example")); /* behind another hole */
    feed_up(&f, 5000, 100, request("a.example"));
    feed_up(&f, 5000, 100 + 2 * len, request("c.example"));
    assert_int_equal(f.n_said, 3);
    feed_said(&f, 0, SIGHTING_HTTP, "a.example");
    feed_said(&f, 1, SIGHTING_HTTP, "c.example");
    feed_said(&f, 2, SIGHTING_HTTP, "d.example");
    feed_end(&f);
}

/* The first hole is given up: that does not make what is behind it sure. */
static void what_is_ambiguous_stays_so_behind_a_hole_that_is_given_up(void **state)
{
    (void)state;
    feed_begin(&f);
    feed_syn(&f, 5000, 99);
    feed_up(&f, 5000, 1000, request("b.example"));
    feed_up(&f, 5000, 1000, request("x.example"));
    feed_end(&f);
    assert_int_equal(f.n_said, 0);
}

/* The capture began in the middle of the hello: its segments come in any order. */
static void a_hello_without_its_syn_is_named_in_any_order_of_its_parts(void **state)
{
    static const unsigned orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                          {1, 2, 0}, {2, 1, 0}, {2, 0, 1}};

    (void)state;
    put_hello_stream(&message, &stream, "late.example", 900, 16384);
    for (size_t n = 6; n < stream.len; n += 7) {
        feed_begin(&f);
        feed_up(&f, 5000, (uint32_t)(100 + n), bytes_after(built(&stream), n));
        feed_up(&f, 5000, 100, bytes_head(built(&stream), n));
        feed_said_once(&f, SIGHTING_TLS, "late.example");
        assert_int_equal(f.said[0].frame, 2);
        feed_end(&f);
    }
    for (size_t i = 0; i < 5; i++) { /* in the last a hole stays open until the end */
        feed_begin(&f);
        for (size_t k = 0; k < 3; k++) {
            size_t from = orders[i][k] * 350;

            feed_up(&f, 5000, (uint32_t)(100 + from),
                    bytes_head(bytes_after(built(&stream), from), from == 700 ? 9999 : 350));
        }
        feed_said_once(&f, SIGHTING_TLS, "late.example");
        feed_end(&f);
    }
}

/* What is kept for a beginning that never comes is no part of what comes next. */
static void what_was_read_without_a_beginning_joins_nothing_else(void **state)
{
    (void)state;
    put_hello_stream(&message, &stream, "late.example", 0, 16384);
    feed_begin(&f);
    feed_up(&f, 5000, 1000, bytes_of("\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9", 10));
    feed_up(&f, 5000, 1010, built(&stream));
    feed_said_once(&f, SIGHTING_TLS, "late.example");
    feed_end(&f);
    feed_begin(&f);
    feed_up(&f, 5000, 1000, bytes_of("\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9", 10));
    feed_up(&f, 5000, 1000 - (uint32_t)stream.len, built(&stream));
    feed_said_once(&f, SIGHTING_TLS, "late.example");
    feed_end(&f);
    feed_begin(&f); /* and where two copies of it differ, no name is said */
    other = stream;
    other.at[stream.len - 3] ^= 1;
    feed_up(&f, 5000, 150, bytes_after(built(&stream), 50));
    feed_up(&f, 5000, 150, bytes_after(built(&other), 50));
    feed_up(&f, 5000, 100, bytes_head(built(&stream), 50));
    feed_end(&f);
    assert_int_equal(f.n_said, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hello_split_at_every_offset_is_named_once),
        cmocka_unit_test(records_and_segments_of_any_size_give_the_same_name),
        cmocka_unit_test(a_hello_without_its_syn_is_named),
        cmocka_unit_test(a_hello_of_many_segments_is_read_in_any_order),
        cmocka_unit_test(an_equal_overlap_joins),
        cmocka_unit_test(an_overlap_that_differs_gives_no_name),
        cmocka_unit_test(a_new_syn_on_the_same_ports_is_a_new_connection),
        cmocka_unit_test(what_an_old_connection_left_does_not_join_a_new_one),
        cmocka_unit_test(a_second_hello_after_a_retry_is_the_same_visit),
        cmocka_unit_test(data_in_a_syn_counts),
        cmocka_unit_test(a_byte_before_the_window_never_enters_the_stream),
        cmocka_unit_test(a_hole_that_is_never_filled_is_given_up_at_the_end),
        cmocka_unit_test(a_hole_that_the_other_side_acknowledged_is_given_up),
        cmocka_unit_test(nothing_is_joined_across_a_hole_when_too_much_waits),
        cmocka_unit_test(a_jump_that_no_window_explains_begins_anew),
        cmocka_unit_test(what_is_ambiguous_ends_with_its_message),
        cmocka_unit_test(what_is_ambiguous_stays_so_behind_a_hole_that_is_given_up),
        cmocka_unit_test(a_hello_without_its_syn_is_named_in_any_order_of_its_parts),
        cmocka_unit_test(what_was_read_without_a_beginning_joins_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
