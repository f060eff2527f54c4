/* uses: base wire flow */
#include "feed.h"
#include "seal.h"

#include "base/scope.h"

static struct feed f;
static struct build message, frames, datagram;

static void begin(size_t padding)
{
    feed_begin(&f);
    message.len = 0;
    put_hello(&message, "quic.example", padding);
}

static struct bytes part(size_t from, size_t to)
{
    return bytes_head(bytes_after(built(&message), from), to - from);
}

static void send_frames(const char *dcid, const char *key_id, uint32_t number)
{
    datagram.len = 0;
    put_initial(&datagram, dcid, key_id, number, built(&frames));
    feed_udp(&f, CLIENT, 5000, SERVER, 443, built(&datagram));
}

static void send_part(const char *dcid, const char *key_id, uint32_t number, size_t from, size_t to)
{
    frames.len = 0;
    put_crypto(&frames, from, part(from, to));
    send_frames(dcid, key_id, number);
}

/* QUIC-3 */
static void a_hello_over_two_datagrams_is_joined_in_either_order(void **state)
{
    (void)state;
    for (size_t cut = 5; cut < 105; cut += 9)
        for (int order = 0; order < 2; order++) {
            begin(0);
            assert_true(cut < message.len);
            send_part("client-1", "client-1", 0, order ? cut : 0, order ? message.len : cut);
            assert_int_equal(f.n_said, 0);
            send_part("client-1", "client-1", 1, order ? 0 : cut, order ? cut : message.len);
            feed_said_once(&f, SIGHTING_QUIC, "quic.example");
            assert_int_equal(f.said[0].n_packets, 2);
            assert_int_equal(f.said[0].n_crypto, 2);
            assert_int_equal(f.said[0].flags & SEEN_SHUFFLED, order ? SEEN_SHUFFLED : 0);
            feed_end(&f);
        }
}

static void keys_of_the_first_id_serve_when_the_server_chose_another(void **state)
{
    (void)state;
    begin(0);
    send_part("client-1", "client-1", 0, 0, 60);
    send_part("server-9", "client-1", 1, 60, message.len);
    feed_said_once(&f, SIGHTING_QUIC, "quic.example");
    feed_end(&f);
}

/* A copy that was damaged on the way, or by one who wants to hide it, comes first. */
static void a_damaged_initial_does_not_hide_the_whole_one(void **state)
{
    (void)state;
    begin(0);
    frames.len = datagram.len = 0;
    put_crypto(&frames, 0, part(0, message.len));
    put_initial(&datagram, "client-1", "client-1", 0, built(&frames));
    datagram.at[datagram.len - 1] ^= 1;
    feed_udp(&f, CLIENT, 5000, SERVER, 443, built(&datagram));
    assert_int_equal(f.n_said, 0);
    datagram.at[datagram.len - 1] ^= 1;
    feed_udp(&f, CLIENT, 5000, SERVER, 443, built(&datagram));
    feed_said_once(&f, SIGHTING_QUIC, "quic.example");
    feed_end(&f);
}

/* QUIC-2: pieces of a few bytes, in any order, repeated, with PING and PADDING between */
static void a_hello_in_shuffled_pieces_is_the_same_hello(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 200; seed++) {
        uint32_t random = seed;
        size_t at[64], n = 0;

        begin(0);
        for (size_t from = 0; from < message.len; from += 7)
            at[n++] = from;
        for (size_t i = n; i > 1; i--) {
            size_t with, kept;

            random = random * 1664525 + 1013904223;
            with = (random >> 8) % i;
            kept = at[with];
            at[with] = at[i - 1];
            at[i - 1] = kept;
        }
        frames.len = 0;
        for (size_t i = 0; i < n; i++) {
            put_crypto(&frames, at[i], part(at[i], at[i] + 7 + i % 5)); /* some overlap */
            put_fill(&frames, i % 3 == 0, 1 + i % 2);
        }
        send_frames("client-1", "client-1", 0);
        feed_said_once(&f, SIGHTING_QUIC, "quic.example");
        feed_end(&f);
    }
}

static void pieces_that_differ_where_they_overlap_give_no_name(void **state)
{
    (void)state;
    begin(0);
    send_part("client-1", "client-1", 0, 0, 100);
    message.at[90] ^= 1;
    send_part("client-1", "client-1", 1, 80, message.len);
    feed_end(&f);
    assert_int_equal(f.n_said, 0);
}

/* QUIC-4 */
static void after_a_retry_the_new_id_has_keys_of_its_own(void **state)
{
    (void)state;
    begin(0);
    send_part("client-1", "client-1", 0, 0, 60); /* which the server does not want */
    send_part("retried-", "retried-", 0, 0, message.len);
    feed_said_once(&f, SIGHTING_QUIC, "quic.example");
    feed_end(&f);
}

/* QUIC-6 */
static void a_packet_to_another_id_in_the_same_datagram_ends_it(void **state)
{
    (void)state;
    for (int same = 0; same < 2; same++) {
        begin(0);
        datagram.len = frames.len = 0;
        put_crypto(&frames, 0, part(0, 60));
        put_initial(&datagram, "client-1", "client-1", 0, built(&frames));
        frames.len = 0;
        put_crypto(&frames, 60, part(60, message.len));
        put_initial(&datagram, same ? "client-1" : "client-2", "client-1", 1, built(&frames));
        feed_udp(&f, CLIENT, 5000, SERVER, 443, built(&datagram));
        assert_int_equal(f.n_said, same);
        feed_end(&f);
    }
}

/* QUIC-8 */
static void nothing_is_read_from_packets_under_other_keys(void **state)
{
    (void)state;
    begin(0);
    for (uint32_t i = 0; i < 40; i++)
        send_part("client-1", "client-2", i, 0, message.len);
    feed_end(&f);
    assert_int_equal(f.n_said, 0);
}

static void a_large_hello_over_three_datagrams_is_read(void **state)
{
    (void)state;
    begin(2500);
    send_part("client-1", "client-1", 2, 2000, message.len);
    send_part("client-1", "client-1", 0, 0, 1000);
    send_part("client-1", "client-1", 0, 0, 1000); /* sent again */
    assert_int_equal(f.n_said, 0);
    send_part("client-1", "client-1", 1, 1000, 2000);
    feed_said_once(&f, SIGHTING_QUIC, "quic.example");
    send_part("client-1", "client-1", 3, 1000, 2000); /* and once only */
    feed_end(&f);
    assert_int_equal(f.n_said, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hello_over_two_datagrams_is_joined_in_either_order),
        cmocka_unit_test(a_damaged_initial_does_not_hide_the_whole_one),
        cmocka_unit_test(keys_of_the_first_id_serve_when_the_server_chose_another),
        cmocka_unit_test(a_hello_in_shuffled_pieces_is_the_same_hello),
        cmocka_unit_test(pieces_that_differ_where_they_overlap_give_no_name),
        cmocka_unit_test(after_a_retry_the_new_id_has_keys_of_its_own),
        cmocka_unit_test(a_packet_to_another_id_in_the_same_datagram_ends_it),
        cmocka_unit_test(nothing_is_read_from_packets_under_other_keys),
        cmocka_unit_test(a_large_hello_over_three_datagrams_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
