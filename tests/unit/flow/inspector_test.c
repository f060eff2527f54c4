/* uses: base wire flow */
#include "feed.h"

#include "../wire/quic_vectors.h"
#include "base/scope.h"

static struct feed f;
static struct build message, stream, other;

static void make_question(unsigned id, const char *name, unsigned type)
{
    message.len = 0;
    put_dns_header(&message, id, 0x0100, 1, 0);
    put_dns_question(&message, name, type);
}

static void make_answer(unsigned id, const char *name, const char *address)
{
    message.len = 0;
    put_dns_header(&message, id, 0x8180, 1, 1);
    put_dns_question(&message, name, 1);
    put_dns_record(&message, name, 1, 300, address, 4);
}

/* DNS-8: over TCP to port 53, in segments of any size, several messages in a row */
static void questions_behind_their_length_are_read_from_segments_of_any_size(void **state)
{
    static const char *const names[] = {"a.example", "b.example", "c.example"};

    (void)state;
    stream.len = 0;
    for (unsigned i = 0; i < 3; i++) {
        make_question(i, names[i], 28);
        put_u16(&stream, (unsigned)message.len);
        put_bytes(&stream, built(&message));
    }
    for (size_t each = 1; each < stream.len; each++) {
        feed_begin(&f);
        for (size_t at = 0; at < stream.len; at += each) {
            struct bytes part = bytes_head(bytes_after(built(&stream), at), each);

            feed_tcp(&f, CLIENT, 5000, RESOLVER, 53, (uint32_t)(100 + at), 1, FLAG_ACK, part);
        }
        assert_int_equal(f.n_said, 3);
        for (size_t i = 0; i < 3; i++)
            feed_said(&f, i, SIGHTING_DNS, names[i]);
        feed_end(&f);
    }
}

static void what_else_is_said_to_the_port_of_dns_is_read(void **state)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: web.example\r\n\r\n";

    (void)state;
    feed_begin(&f);
    put_hello_stream(&message, &stream, "tls.example", 0, 16384);
    feed_tcp(&f, CLIENT, 5000, RESOLVER, 53, 100, 1, FLAG_ACK, built(&stream));
    feed_tcp(&f, CLIENT, 5001, RESOLVER, 53, 100, 1, FLAG_ACK,
             bytes_of(request, sizeof(request) - 1));
    assert_int_equal(f.n_said, 2);
    feed_said(&f, 0, SIGHTING_TLS, "tls.example");
    feed_said(&f, 1, SIGHTING_HTTP, "web.example");
    feed_end(&f);
}

static size_t n_minutes;

static void count_minute(int64_t now_us, void *user)
{
    (void)now_us;
    (void)user;
    n_minutes++;
}

/* Interfaces differ, captures are joined: a little back is no new minute, and no silence. */
static void packets_whose_times_go_back_a_little_are_of_the_same_minute(void **state)
{
    const struct inspector_options options = {.minute = count_minute};
    int64_t begin_us;

    (void)state;
    feed_begin_with(&f, &options);
    n_minutes = 0;
    put_hello_stream(&message, &stream, "clock.example", 0, 16384);
    begin_us = f.now_us;
    feed_syn(&f, 5000, 99);
    f.now_us = begin_us - INT64_C(400000000);
    feed_up(&f, 5000, 100, bytes_head(built(&stream), 60));
    for (unsigned i = 0; i < 100; i++) {
        f.now_us = begin_us - (i % 2 ? 0 : INT64_C(400000000));
        feed_syn(&f, 6000 + i, 1); /* new flows: those that are silent are forgotten */
    }
    assert_int_equal(n_minutes, 0);
    feed_up(&f, 5000, 160, bytes_after(built(&stream), 60));
    feed_said_once(&f, SIGHTING_TLS, "clock.example");
    f.now_us = begin_us - INT64_C(7200000000); /* and that is another time */
    feed_syn(&f, 7000, 1);
    assert_int_equal(n_minutes, 1);
    feed_end(&f);
}

static const char *site_of(const char *name, void *user)
{
    const char *dot = strrchr(name, '.');

    (void)user;
    while (dot && dot > name && dot[-1] != '.')
        dot--;
    return dot;
}

static const struct inspector_options with_evidence = {.evidence = true, .site_of = site_of};

static enum evidence evidence_of_hello(const char *name)
{
    static unsigned port = 20000;

    put_hello_stream(&message, &stream, name, 0, 16384);
    port++;
    feed_syn(&f, port, 99);
    feed_up(&f, port, 100, built(&stream));
    assert_string_equal(f.said[f.n_said - 1].name, name);
    return f.said[f.n_said - 1].evidence;
}

static void ask(unsigned id, const char *name)
{
    make_question(id, name, 1);
    feed_udp(&f, CLIENT, 4000, RESOLVER, 53, built(&message));
}

static void answer(unsigned port, unsigned id, const char *from, const char *name)
{
    make_answer(id, name, SERVER);
    feed_udp(&f, from, 53, CLIENT, port, built(&message));
}

/* DNS-9, TLS-9 */
static void a_name_that_an_answer_bound_to_the_address_is_said(void **state)
{
    (void)state;
    feed_begin_with(&f, &with_evidence);
    assert_int_equal(evidence_of_hello("www.example.com"), EVIDENCE_CLAIMED);
    ask(7, "www.example.com");
    answer(4000, 7, RESOLVER, "www.example.com");
    assert_int_equal(evidence_of_hello("www.example.com"), EVIDENCE_SAID);
    assert_int_equal(evidence_of_hello("api.example.com"), EVIDENCE_SAID); /* the same site */
    assert_int_equal(evidence_of_hello("www.example.org"), EVIDENCE_CLAIMED);
    feed_end(&f);
}

static void a_forged_answer_teaches_nothing(void **state)
{
    (void)state;
    for (int forged = 0; forged < 6; forged++) {
        feed_begin_with(&f, &with_evidence);
        if (forged != 0)
            ask(7, "www.example.com");
        switch (forged) {
        case 0: /* to no question */
            answer(4000, 7, RESOLVER, "www.example.com");
            break;
        case 1: /* another id */
            answer(4000, 8, RESOLVER, "www.example.com");
            break;
        case 2: /* another port */
            answer(4001, 7, RESOLVER, "www.example.com");
            break;
        case 3: /* another resolver */
            answer(4000, 7, SERVER, "www.example.com");
            break;
        case 4: /* another name */
            answer(4000, 7, RESOLVER, "www.example.net");
            break;
        case 5: /* too late */
            f.now_us += 10100000;
            answer(4000, 7, RESOLVER, "www.example.com");
            break;
        }
        assert_int_equal(evidence_of_hello(forged == 4 ? "www.example.net" : "www.example.com"),
                         EVIDENCE_CLAIMED);
        feed_end(&f);
    }
}

/* TLS-6, TLS-7 */
static void the_name_outside_an_encrypted_hello_is_the_providers(void **state)
{
    (void)state;
    feed_begin_with(&f, &with_evidence);
    assert_int_equal(evidence_of_hello("cloudflare-ech.com"), EVIDENCE_CLAIMED);
    message.len = stream.len = 0;
    other.len = 0;
    put_extension(&other, 0xfe0d, "\0", 1);
    put_server_name(&other, bytes_of("cloudflare-ech.com", 18));
    put_u8(&message, 1);
    put_u24(&message, 0);
    put_hello_body(&message, &other);
    set_u16(&message, 2, (unsigned)message.len - 4);
    put_records(&stream, built(&message), 16384);
    feed_up(&f, 6000, 100, built(&stream));
    feed_said(&f, 1, SIGHTING_TLS, "cloudflare-ech.com");
    assert_true(f.said[1].flags & SEEN_ECH);
    assert_int_equal(f.said[1].evidence, EVIDENCE_OUTER);
    feed_end(&f);
}

static void the_initial_of_rfc_9001_is_named(void **state)
{
    (void)state;
    feed_begin(&f);
    feed_udp(&f, CLIENT, 5000, SERVER, 443, bytes_of(rfc9001_a2, 1200));
    feed_udp(&f, CLIENT, 5000, SERVER, 443, bytes_of(rfc9001_a2, 1200)); /* sent again */
    feed_udp(&f, CLIENT, 5001, SERVER, 443, bytes_of(rfc9369_a2, 1200));
    assert_int_equal(f.n_said, 2);
    feed_said(&f, 0, SIGHTING_QUIC, "example.com");
    feed_said(&f, 1, SIGHTING_QUIC, "example.com");
    feed_end(&f);
}

static void an_initial_that_does_not_authenticate_says_nothing(void **state)
{
    uint8_t copy[1200];

    (void)state;
    memcpy(copy, rfc9001_a2, sizeof(copy));
    copy[600] ^= 1;
    feed_begin(&f);
    feed_udp(&f, CLIENT, 5000, SERVER, 443, bytes_of(copy, 1200));
    assert_int_equal(f.n_said, 0);
    feed_end(&f);
}

static void a_dtls_hello_in_fragments_is_joined(void **state)
{
    static const size_t order[] = {2, 0, 3, 1, 0};
    struct build extensions = {.len = 0};

    (void)state;
    feed_begin(&f);
    put_server_name(&extensions, bytes_of("dtls.example", 12));
    message.len = other.len = 0;
    put_hello_body(&message, &extensions);
    put_bytes(&other, bytes_head(built(&message), 67)); /* and an empty cookie */
    put_u8(&other, 0);
    put_bytes(&other, bytes_after(built(&message), 67));
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        size_t at = order[i] * 30;
        struct bytes part = bytes_head(bytes_after(built(&other), at), order[i] == 3 ? 9999 : 30);

        stream.len = 0;
        put(&stream, "\x16\xfe\xfd\0\0\0\0\0\0\0\0", 11);
        put_u16(&stream, (unsigned)(12 + part.len));
        put_u8(&stream, 1);
        put_u24(&stream, (unsigned)other.len);
        put_u16(&stream, 0);
        put_u24(&stream, (unsigned)at);
        put_u24(&stream, (unsigned)part.len);
        put_bytes(&stream, part);
        feed_udp(&f, CLIENT, 5000, SERVER, 4433, built(&stream));
    }
    feed_said_once(&f, SIGHTING_DTLS, "dtls.example");
    assert_int_equal(f.said[0].n_packets, 4);
    feed_end(&f);
}

/* PKT-2 */
static void a_datagram_in_fragments_is_put_together(void **state)
{
    (void)state;
    make_question(1, "a-name-that-is-long-enough-for-three-fragments.example", 1);
    stream.len = 0;
    put_u16(&stream, 4000);
    put_u16(&stream, 53);
    put_u16(&stream, (unsigned)(8 + message.len));
    put_u16(&stream, 0);
    put_bytes(&stream, built(&message));
    for (unsigned first = 0; first < 3; first++) {
        feed_begin(&f);
        for (unsigned i = 0; i < 3; i++) {
            unsigned n = (first + i) % 3;
            struct bytes part =
                bytes_head(bytes_after(built(&stream), n * 32), n == 2 ? stream.len : 32);

            feed_ipv4(&f, CLIENT, RESOLVER, 17, 77, (n < 2 ? 0x2000 : 0) | n * 4, part.len);
            put_bytes(&f.frame, part);
            feed_frame(&f);
        }
        feed_said_once(&f, SIGHTING_DNS, "a-name-that-is-long-enough-for-three-fragments.example");
        assert_true(f.said[0].way & WAY_FRAGMENTS);
        feed_end(&f);
    }
}

static void names_in_every_packet_of_an_aggregate_are_said(void **state)
{
    static const char *const names[] = {"a.example", "bb.example", "ccc.example"};

    (void)state;
    feed_begin(&f);
    stream.len = 0;
    put(&stream, "\x88\1\0\0aaaaaabbbbbbcccccc\0\0\x80\0", 26);
    for (unsigned i = 0; i < 3; i++) {
        make_question(i, names[i], 1);
        feed_ipv4(&f, CLIENT, RESOLVER, 17, 1, 0, 8 + message.len);
        put_u16(&f.frame, 4000);
        put_u16(&f.frame, 53);
        put_u16(&f.frame, (unsigned)(8 + message.len));
        put_u16(&f.frame, 0);
        put_bytes(&f.frame, built(&message));
        put_text(&stream, "DDDDDDSSSSSS");
        put_u16(&stream, (unsigned)(8 + f.frame.len));
        put(&stream, "\xaa\xaa\3\0\0\0\x08\0", 8);
        put_bytes(&stream, built(&f.frame));
        put_fill(&stream, 0, i == 2 ? 0 : (2 - f.frame.len) % 4);
    }
    f.frame = stream;
    feed_frame_of(&f, 105);
    assert_int_equal(f.n_said, 3);
    for (size_t i = 0; i < 3; i++)
        feed_said(&f, i, SIGHTING_DNS, names[i]);
    feed_end(&f);
}

static uint32_t only_the_client(const struct ip *ip, void *user)
{
    (void)user;
    return ip->len == 4 && memcmp(ip->at, CLIENT, 4) == 0 ? 3 : OWNER_NONE;
}

static void bytes_are_counted_by_their_direction(void **state)
{
    const struct inspector_options options = {.accounts = true, .owner_of = only_the_client};

    (void)state;
    feed_begin_with(&f, &options);
    put_hello_stream(&message, &stream, "count.example", 0, 16384);
    feed_syn(&f, 5000, 99);
    feed_tcp_of(&f, false, 5000, 7, 100, FLAG_SYN | FLAG_ACK, bytes_of(NULL, 0));
    feed_up(&f, 5000, 100, built(&stream));
    feed_tcp_of(&f, false, 5000, 8, 100, FLAG_ACK, bytes_of("\x16\3\3\0\5\2\0\0\1x", 10));
    feed_end(&f);
    assert_int_equal(f.n_uses, 1);
    assert_int_equal(f.uses[0].owner, 3);
    assert_true(f.uses[0].up_bytes == 40 + 40 + stream.len);
    assert_true(f.uses[0].down_bytes == 40 + 50);
    assert_int_equal(f.uses[0].up_packets, 2);
    assert_int_equal(f.uses[0].down_packets, 2);
    assert_true(f.uses[0].was_named && f.uses[0].saw_start && f.uses[0].ended && f.uses[0].is_new);
    assert_int_equal(f.uses[0].client_port, 5000);
}

static void nothing_is_kept_of_people_who_are_nobodys(void **state)
{
    const struct inspector_options options = {
        .accounts = true, .evidence = true, .owner_of = only_the_client};

    (void)state;
    feed_begin_with(&f, &options);
    put_hello_stream(&message, &stream, "adult.example", 0, 16384);
    feed_tcp(&f, RESOLVER, 5000, SERVER, 443, 100, 1, FLAG_ACK, built(&stream));
    make_question(7, "adult.example", 1);
    feed_udp(&f, RESOLVER, 4000, SERVER, 53, built(&message));
    feed_end(&f);
    assert_int_equal(f.n_said, 0);
    assert_int_equal(f.n_uses, 0);
}

static void a_flow_that_says_no_name_has_the_one_that_answers_bound(void **state)
{
    const struct inspector_options options = {
        .accounts = true, .evidence = true, .site_of = site_of, .owner_of = only_the_client};

    (void)state;
    feed_begin_with(&f, &options);
    ask(7, "www.example.com");
    answer(4000, 7, RESOLVER, "www.example.com");
    feed_udp(&f, CLIENT, 6000, SERVER, 443, bytes_of("@ a short header of QUIC", 24)); /* QUIC-9 */
    feed_end(&f);
    assert_int_equal(f.n_uses, 1);
    assert_string_equal(f.bound[0], "www.example.com");
    assert_false(f.uses[0].was_named);
}

static void what_cannot_be_read_is_said_to_be_so(void **state)
{
    const struct inspector_options options = {
        .accounts = true, .evidence = true, .site_of = site_of, .owner_of = only_the_client};
    uint8_t copy[1200];

    (void)state;
    memcpy(copy, rfc9001_a2, sizeof(copy));
    copy[600] ^= 1; /* does not authenticate */
    feed_begin_with(&f, &options);
    feed_udp(&f, CLIENT, 5000, SERVER, 443, bytes_of(copy, 1200));
    feed_end(&f);
    assert_int_equal(f.n_uses, 1);
    assert_true(f.uses[0].is_unreadable);

    memcpy(copy, rfc9001_a2, sizeof(copy));
    copy[1] = 0x77; /* a version of another day */
    feed_begin_with(&f, &options);
    feed_udp(&f, CLIENT, 5000, SERVER, 443, bytes_of(copy, 1200));
    feed_end(&f);
    assert_true(f.uses[0].is_unreadable);

    feed_begin_with(&f, &options);
    feed_udp(&f, CLIENT, 5000, SERVER, 443, bytes_of(rfc9001_a2, 1200));
    feed_end(&f);
    assert_false(f.uses[0].is_unreadable);
}

static void memory_stays_under_its_ceiling_and_what_is_forgotten_is_counted(void **state)
{
    const struct inspector_options options = {.memory_bytes = 1 << 20};
    struct inspector_losses losses;

    (void)state;
    feed_begin_with(&f, &options);
    put_hello_stream(&message, &stream, "many.example", 0, 16384);
    for (unsigned i = 0; i < 20000; i++)
        feed_up(&f, 1024 + i, 100, bytes_head(built(&stream), 60));
    losses = inspector_losses(f.in);
    assert_true(losses.flows_forgotten > 0);
    assert_true(losses.streams_dropped > 0);
    feed_up(&f, 40000, 100, built(&stream)); /* and it still works */
    feed_said_once(&f, SIGHTING_TLS, "many.example");
    feed_end(&f);
}

static void damaged_packets_are_counted_and_say_nothing(void **state)
{
    (void)state;
    feed_begin(&f);
    feed_ipv4(&f, CLIENT, SERVER, 6, 1, 0, 4);
    put_u32(&f.frame, 0);
    feed_frame(&f);
    assert_true(inspector_losses(f.in).packets_unreadable == 1);
    assert_int_equal(f.n_said, 0);
    feed_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_behind_their_length_are_read_from_segments_of_any_size),
        cmocka_unit_test(what_else_is_said_to_the_port_of_dns_is_read),
        cmocka_unit_test(packets_whose_times_go_back_a_little_are_of_the_same_minute),
        cmocka_unit_test(a_name_that_an_answer_bound_to_the_address_is_said),
        cmocka_unit_test(a_forged_answer_teaches_nothing),
        cmocka_unit_test(the_name_outside_an_encrypted_hello_is_the_providers),
        cmocka_unit_test(the_initial_of_rfc_9001_is_named),
        cmocka_unit_test(an_initial_that_does_not_authenticate_says_nothing),
        cmocka_unit_test(a_dtls_hello_in_fragments_is_joined),
        cmocka_unit_test(a_datagram_in_fragments_is_put_together),
        cmocka_unit_test(names_in_every_packet_of_an_aggregate_are_said),
        cmocka_unit_test(bytes_are_counted_by_their_direction),
        cmocka_unit_test(nothing_is_kept_of_people_who_are_nobodys),
        cmocka_unit_test(a_flow_that_says_no_name_has_the_one_that_answers_bound),
        cmocka_unit_test(what_cannot_be_read_is_said_to_be_so),
        cmocka_unit_test(memory_stays_under_its_ceiling_and_what_is_forgotten_is_counted),
        cmocka_unit_test(damaged_packets_are_counted_and_say_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
