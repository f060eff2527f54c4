/* uses: base wire flow */
/*
 * Live packets: they say whose they are, and the kernel says how much there was of them.
 */
#include "feed.h"
#include "seal.h"

#include "base/scope.h"
#include "flow/quota.h"

static struct feed f;
static struct build message, stream;
static uint32_t owner;

static void begin(void)
{
    static const struct inspector_options live = {
        .accounts = true, .evidence = true, .is_live = true};

    feed_begin_with(&f, &live);
}

/* What feed.h built last, once more, as the socket of `owner`. */
static void feed_owned(void)
{
    uint8_t *copy = exact_copy(built(&f.frame));
    struct frame frame = {.when_us = f.now_us,
                          .number = ++f.n_frames,
                          .link_type = 101,
                          .bytes = bytes_of(copy, f.frame.len),
                          .wire_bytes = (uint32_t)f.frame.len,
                          .owner = owner};

    inspector_feed(f.in, &frame);
    free(copy);
    f.now_us += 1000;
}

static void segment(bool is_up, unsigned port, uint32_t seq, unsigned flags, struct bytes payload)
{
    feed_ipv4(&f, is_up ? CLIENT : SERVER, is_up ? SERVER : CLIENT, 6, 1, 0, 20 + payload.len);
    put_u16(&f.frame, is_up ? port : 443);
    put_u16(&f.frame, is_up ? 443 : port);
    put_u32(&f.frame, seq);
    put_u32(&f.frame, 1);
    put_u8(&f.frame, 0x50);
    put_u8(&f.frame, flags);
    put_fill(&f.frame, 0, 6);
    put_bytes(&f.frame, payload);
    feed_owned();
}

static void hello(unsigned port, const char *name)
{
    message.len = stream.len = 0;
    put_hello(&message, name, 0);
    put_records(&stream, built(&message), 16384);
    segment(true, port, 100, FLAG_ACK, built(&stream));
}

static struct flow_count counted(unsigned port, uint64_t packets, uint64_t bytes)
{
    return (struct flow_count){
        .client = ip_from_bytes(bytes_of(CLIENT, 4)),
        .server = ip_from_bytes(bytes_of(SERVER, 4)),
        .client_port = (uint16_t)port,
        .server_port = 443,
        .up_packets = packets,
        .up_bytes = bytes,
        .down_packets = 2 * packets,
        .down_bytes = 10 * bytes,
        .active_us = f.now_us,
    };
}

static void count(unsigned port, uint64_t packets, uint64_t bytes, bool ended)
{
    struct flow_count c = counted(port, packets, bytes);

    c.ended = ended;
    inspector_count(f.in, &c);
}

static void minute_ends(void)
{
    f.now_us += 60000000;
    inspector_advance(f.in, f.now_us);
}

/* UID-3: who sent the first packet owns the connection, whoever holds the socket later. */
static void the_owner_of_the_first_packet_owns_the_connection(void **state)
{
    (void)state;
    begin();
    owner = 3;
    segment(true, 5000, 99, FLAG_SYN, bytes_of(NULL, 0));
    owner = 4;
    hello(5000, "site.example");
    feed_said_once(&f, SIGHTING_TLS, "site.example");
    count(5000, 5, 1000, true);
    assert_int_equal(f.n_uses, 1);
    assert_int_equal(f.uses[0].owner, 3);
    assert_true(f.uses[0].was_named);
    feed_end(&f);
}

static void what_is_nobodys_says_nothing_and_need_not_come(void **state)
{
    (void)state;
    begin();
    owner = OWNER_NONE;
    hello(5000, "mum.example");
    assert_true(inspector_is_settled(f.in));
    count(5000, 5, 1000, true);
    minute_ends();
    assert_int_equal(f.n_said, 0);
    assert_int_equal(f.n_uses, 0);
    feed_end(&f);
}

/* The other end spoke first, and its packets are nobody's: the connection is the child's still. */
static void a_connection_that_the_other_end_began_has_an_owner_too(void **state)
{
    (void)state;
    begin();
    owner = OWNER_NONE;
    segment(false, 5000, 1, FLAG_ACK, bytes_of("x", 1));
    owner = 2;
    hello(5000, "site.example");
    feed_said_once(&f, SIGHTING_TLS, "site.example");
    count(5000, 5, 1000, true);
    assert_int_equal(f.n_uses, 1);
    assert_int_equal(f.uses[0].owner, 2);
    assert_int_equal(f.uses[0].client_port, 5000);
    feed_end(&f);
}

static void incoming_packets_do_not_take_it_away(void **state)
{
    (void)state;
    begin();
    owner = 2;
    segment(true, 5000, 99, FLAG_SYN, bytes_of(NULL, 0));
    owner = OWNER_NONE;
    segment(false, 5000, 1, FLAG_SYN | FLAG_ACK, bytes_of(NULL, 0));
    assert_false(inspector_is_settled(f.in));
    owner = 2;
    hello(5000, "site.example");
    feed_said_once(&f, SIGHTING_TLS, "site.example");
    assert_true(inspector_is_settled(f.in));
    feed_end(&f);
}

/* The kernel's word that the first has ended may come after the second's first packet. */
static void the_same_ports_again_are_another_connection(void **state)
{
    (void)state;
    begin();
    owner = 2;
    segment(true, 5000, 99, FLAG_SYN, bytes_of(NULL, 0));
    segment(true, 5000, 99, FLAG_SYN, bytes_of(NULL, 0)); /* sent again: the same one */
    hello(5000, "site.example");
    minute_ends();
    assert_int_equal(f.n_uses, 1);
    segment(true, 5000, 77777, FLAG_SYN, bytes_of(NULL, 0));
    assert_int_equal(f.n_uses, 2); /* its last word */
    assert_true(f.uses[1].ended);
    assert_int_equal(f.uses[0].account, f.uses[1].account);
    count(5000, 4, 400, true);
    assert_int_equal(f.n_uses, 3);
    assert_true(f.uses[2].ended);
    assert_true(f.uses[2].is_new);
    feed_end(&f);
}

static void use_is_what_the_kernel_counted_since(void **state)
{
    (void)state;
    begin();
    owner = 0;
    hello(5000, "site.example");
    count(5000, 10, 1000, false);
    minute_ends();
    assert_int_equal(f.n_uses, 1);
    assert_int_equal(f.uses[0].up_packets, 10);
    assert_int_equal(f.uses[0].up_bytes, 1000);
    assert_int_equal(f.uses[0].down_packets, 20);
    assert_int_equal(f.uses[0].down_bytes, 10000);
    count(5000, 10, 1000, false); /* nothing new */
    minute_ends();
    assert_int_equal(f.n_uses, 1);
    count(5000, 13, 1300, false);
    minute_ends();
    assert_int_equal(f.n_uses, 2);
    assert_int_equal(f.uses[1].up_packets, 3);
    assert_int_equal(f.uses[1].up_bytes, 300);
    assert_int_equal(f.uses[1].down_bytes, 3000);
    assert_false(f.uses[1].ended);
    feed_end(&f);
}

static void packets_that_come_here_are_not_counted_twice(void **state)
{
    (void)state;
    begin();
    owner = 0;
    hello(5000, "site.example");
    minute_ends();
    for (size_t i = 0; i < f.n_uses; i++)
        assert_int_equal(f.uses[i].up_packets + f.uses[i].down_packets, 0);
    feed_end(&f);
}

static void a_connection_that_the_kernel_forgot_has_ended(void **state)
{
    (void)state;
    begin();
    owner = 0;
    hello(5000, "site.example");
    count(5000, 10, 1000, true);
    assert_int_equal(f.n_uses, 1);
    assert_true(f.uses[0].ended);
    assert_int_equal(f.uses[0].up_bytes, 1000);
    count(5000, 20, 2000, true); /* known no more */
    assert_int_equal(f.n_uses, 1);
    feed_end(&f);
}

static void counters_that_fell_are_another_connections(void **state)
{
    (void)state;
    begin();
    owner = 0;
    hello(5000, "site.example");
    count(5000, 100, 50000, false);
    count(5000, 4, 400, false);
    minute_ends();
    assert_int_equal(f.n_uses, 1);
    assert_int_equal(f.uses[0].up_packets, 104);
    assert_int_equal(f.uses[0].up_bytes, 50400);
    feed_end(&f);
}

static void up_is_what_the_child_sent_whoever_began(void **state)
{
    struct flow_count c;

    (void)state;
    begin();
    owner = 0;
    hello(5000, "site.example");
    c = counted(5000, 10, 1000);
    c.client = ip_from_bytes(bytes_of(SERVER, 4));
    c.server = ip_from_bytes(bytes_of(CLIENT, 4));
    c.client_port = 443;
    c.server_port = 5000;
    inspector_count(f.in, &c);
    minute_ends();
    assert_int_equal(f.n_uses, 1);
    assert_int_equal(f.uses[0].down_bytes, 1000);
    assert_int_equal(f.uses[0].up_bytes, 10000);
    feed_end(&f);
}

static void a_connection_that_is_not_known_is_passed_over(void **state)
{
    (void)state;
    begin();
    count(5000, 10, 1000, false);
    count(5000, 10, 1000, true);
    minute_ends();
    feed_end(&f);
    assert_int_equal(f.n_uses, 0);
}

static void a_use_lies_no_further_back_than_a_minute(void **state)
{
    struct flow_count c;

    (void)state;
    begin();
    owner = 0;
    hello(5000, "site.example");
    minute_ends();
    f.n_uses = 0;
    f.now_us += INT64_C(3000000000);
    c = counted(5000, 10, 1000);
    inspector_count(f.in, &c);
    minute_ends();
    assert_int_equal(f.n_uses, 1);
    assert_true(f.uses[0].to_us - f.uses[0].from_us <= 60000000);
    assert_true(f.uses[0].to_us == c.active_us);
    feed_end(&f);
}

static void initial_from(unsigned port)
{
    struct bytes payload = built(&stream);

    feed_ipv4(&f, CLIENT, SERVER, 17, 1, 0, 8 + payload.len);
    put_u16(&f.frame, port);
    put_u16(&f.frame, 443);
    put_u16(&f.frame, (unsigned)(8 + payload.len));
    put_u16(&f.frame, 0);
    put_bytes(&f.frame, payload);
    feed_owned();
    f.now_us -= 1000;
}

/* QUIC-11: keys cost time, so that a child who sends Initials without end gets no more of them; who
 * else there is has the same as ever, and the next second is another one. */
static void initials_beyond_a_seconds_share_are_not_read(void **state)
{
    static struct build frames;

    (void)state;
    begin();
    message.len = frames.len = stream.len = 0;
    put_hello(&message, "quic.example", 0);
    put_crypto(&frames, 0, built(&message));
    put_initial(&stream, "client-1", "client-1", 0, built(&frames));
    owner = 2;
    for (unsigned i = 0; i < QUOTA_A_SECOND + 10; i++)
        initial_from(5000 + i);
    assert_int_equal(f.n_said, QUOTA_A_SECOND);
    assert_false(inspector_is_settled(f.in)); /* the next one may be read */
    owner = 3;
    initial_from(4000);
    assert_int_equal(f.n_said, QUOTA_A_SECOND + 1);
    owner = 2;
    f.now_us += 1000000;
    initial_from(5000 + QUOTA_A_SECOND + 1);
    assert_int_equal(f.n_said, QUOTA_A_SECOND + 2);
    assert_true(inspector_is_settled(f.in));
    f.in = inspector_free(f.in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_owner_of_the_first_packet_owns_the_connection),
        cmocka_unit_test(what_is_nobodys_says_nothing_and_need_not_come),
        cmocka_unit_test(a_connection_that_the_other_end_began_has_an_owner_too),
        cmocka_unit_test(incoming_packets_do_not_take_it_away),
        cmocka_unit_test(the_same_ports_again_are_another_connection),
        cmocka_unit_test(use_is_what_the_kernel_counted_since),
        cmocka_unit_test(packets_that_come_here_are_not_counted_twice),
        cmocka_unit_test(a_connection_that_the_kernel_forgot_has_ended),
        cmocka_unit_test(counters_that_fell_are_another_connections),
        cmocka_unit_test(up_is_what_the_child_sent_whoever_began),
        cmocka_unit_test(a_connection_that_is_not_known_is_passed_over),
        cmocka_unit_test(a_use_lies_no_further_back_than_a_minute),
        cmocka_unit_test(initials_beyond_a_seconds_share_are_not_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
