/* uses: base wire flow catalogue policy fold agent */
#include "../wire/build.h"

#include "base/clock.h"
#include "daemon/queuewatch.h"

/* As the kernel writes it (net/netfilter/nfnetlink_queue.c, seq_show). */
static const char text[] = "    7  12345     3 2 16384     4     5       90  1\n"
                           "   77   4711   256 2 16384    10     0  4000000  1\n";

static bool reads(const char *from, uint16_t queue, struct queue_state *ret)
{
    return queue_state_read(bytes_of(from, strlen(from)), queue, ret);
}

static void the_line_of_the_queue_is_read(void **state)
{
    struct queue_state s;

    (void)state;
    assert_true(reads(text, 7, &s));
    assert_int_equal(s.waiting, 3);
    assert_int_equal(s.dropped, 9);
    assert_int_equal(s.next_id, 90);
    assert_true(reads(text, 77, &s));
    assert_int_equal(s.waiting, 256);
    assert_int_equal(s.dropped, 10);
    assert_int_equal(s.next_id, 4000000);
    assert_false(reads(text, 8, &s));
    assert_false(reads("", 7, &s));
}

static void other_text_is_no_queue(void **state)
{
    static const char *const others[] = {
        "\n", "7", "7 1 2 3\n", "seven 1 2 3 4 5 6 7\n", "-7 1 2 3 4 5 6 7\n", "\n\n\n"};
    static char lengthy[4096];
    struct queue_state s;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        assert_false(reads(others[i], 7, &s));
    memset(lengthy, ' ', 1000);
    snprintf(lengthy + 1000, sizeof(lengthy) - 1000, "7 1 2 3 4 5 6 7\n%s", text);
    assert_true(reads(lengthy, 7, &s)); /* the line that is too long is passed over */
    assert_int_equal(s.waiting, 3);
}

static void a_text_cut_anywhere_is_read_safely(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof(text); n++) {
        uint8_t *copy = exact_copy(bytes_of(text, n));
        struct queue_state s;

        (void)queue_state_read(bytes_of(copy, n), 77, &s);
        free(copy);
    }
}

enum { WITHIN_MS = 50 };

static bool looks(struct queuewatch *w, uint32_t next_id, uint32_t waiting, int64_t now_ms,
                  uint64_t dropped, uint64_t *ret_dropped)
{
    struct queue_state s = {.waiting = waiting, .dropped = dropped, .next_id = next_id};

    return queuewatch_is_stuck(w, &s, WITHIN_MS, now_ms * 1000, ret_dropped);
}

static void the_same_packet_for_too_long_is_stuck(void **state)
{
    struct queuewatch w = {.is_waiting = false};
    uint64_t dropped;

    (void)state;
    assert_false(looks(&w, 10, 2, 0, 0, &dropped));
    assert_false(looks(&w, 13, 5, 500, 0, &dropped)); /* three more came, none went */
    assert_false(looks(&w, 13, 5, WITHIN_MS + QUEUEWATCH_STUCK_MS - 1, 0, &dropped));
    assert_true(looks(&w, 14, 6, WITHIN_MS + QUEUEWATCH_STUCK_MS, 0, &dropped));
}

/* A guardian may let packets wait for a second; the one that serves the queue does nothing wrong.
 */
static void what_waits_by_right_is_not_stuck(void **state)
{
    struct queuewatch w = {.is_waiting = false};
    struct queue_state s = {.waiting = 1, .next_id = 7};
    uint64_t dropped;

    (void)state;
    for (int64_t ms = 0; ms < 1000 + QUEUEWATCH_STUCK_MS; ms += 100)
        assert_false(queuewatch_is_stuck(&w, &s, 1000, ms * 1000, &dropped));
    assert_true(queuewatch_is_stuck(&w, &s, 1000, (1000 + QUEUEWATCH_STUCK_MS) * 1000, &dropped));
}

/* The whole machine stood still: nobody looked, and nobody could answer. */
static void a_late_look_is_no_proof(void **state)
{
    struct queuewatch w = {.is_waiting = false};
    uint64_t dropped;
    int64_t now_ms = 5000;

    (void)state;
    assert_false(looks(&w, 10, 2, 0, 0, &dropped));
    assert_false(looks(&w, 10, 2, now_ms, 0, &dropped));
    /* From there on it is watched again, and the time that was looked at counts. */
    while (now_ms - 5000 + QUEUEWATCH_LOOK_MS + 50 < WITHIN_MS + QUEUEWATCH_STUCK_MS)
        assert_false(looks(&w, 10, 2, now_ms += 50, 0, &dropped));
    assert_true(looks(&w, 10, 2, now_ms + 50, 0, &dropped));
}

static void a_queue_that_moves_is_never_stuck(void **state)
{
    struct queuewatch w = {.is_waiting = false};
    uint64_t dropped;

    (void)state;
    for (uint32_t i = 0; i < 100; i++) /* busy all the time, each packet another */
        assert_false(looks(&w, UINT32_MAX - 50 + i, 3, 100 * (int64_t)i, 0, &dropped));
    for (uint32_t i = 0; i < 100; i++) /* idle */
        assert_false(looks(&w, 200, 0, 20000 + 100 * (int64_t)i, 0, &dropped));
    assert_false(looks(&w, 201, 1, 40000, 0, &dropped)); /* what waits now came now */
    assert_false(looks(&w, 201, 1, 40400, 0, &dropped));
    assert_false(looks(&w, 201, 1, 40000 + WITHIN_MS + QUEUEWATCH_STUCK_MS - 1, 0, &dropped));
    assert_true(looks(&w, 201, 1, 40000 + WITHIN_MS + QUEUEWATCH_STUCK_MS, 0, &dropped));
}

static void what_was_dropped_is_told_once(void **state)
{
    struct queuewatch w = {.is_waiting = false};
    uint64_t dropped;

    (void)state;
    (void)looks(&w, 1, 0, 0, 5, &dropped);
    assert_int_equal(dropped, 5);
    (void)looks(&w, 1, 0, 1, 5, &dropped);
    assert_int_equal(dropped, 0);
    (void)looks(&w, 1, 0, 2, 9, &dropped);
    assert_int_equal(dropped, 4);
    (void)looks(&w, 1, 0, 3, 2, &dropped); /* another life of the queue */
    assert_int_equal(dropped, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_of_the_queue_is_read),
        cmocka_unit_test(other_text_is_no_queue),
        cmocka_unit_test(a_text_cut_anywhere_is_read_safely),
        cmocka_unit_test(the_same_packet_for_too_long_is_stuck),
        cmocka_unit_test(what_waits_by_right_is_not_stuck),
        cmocka_unit_test(a_late_look_is_no_proof),
        cmocka_unit_test(a_queue_that_moves_is_never_stuck),
        cmocka_unit_test(what_was_dropped_is_told_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
