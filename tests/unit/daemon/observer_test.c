/* uses: base wire flow catalogue catalogue_default policy policy_load fold daemon */
#include "observing.h"

static void a_name_is_opened_used_and_closed(void **state)
{
    struct observer_verdict v;

    (void)state;
    begin(NULL, usual);
    v = request(5000, "www.site.example.com");
    assert_true(v.is_settled);
    assert_false(v.is_blocked || v.is_denied);
    assert_int_equal(got.n_open, 1);
    assert_string_equal(got.name, "www.site.example.com");
    assert_int_equal(got.verdict, VERDICT_LOG);
    observer_finish(o);
    assert_true(got.n_use > 0);
    assert_int_equal(got.n_close, 1);
    assert_int_equal(got.closed_id, got.id);
}

/* It is told of once it is old enough to have said its name, however soon it was over. */
static void what_said_no_name_is_told_of_by_the_clock(void **state)
{
    struct observer_options live = usual;

    (void)state;
    live.is_live = true;
    for (int is_old = 0; is_old < 2; is_old++) {
        struct flow_count count = {.client = ip_from_bytes(bytes_of(CHILD, 4)),
                                   .server = ip_from_bytes(bytes_of(SERVER, 4)),
                                   .client_port = 5000,
                                   .server_port = 80,
                                   .up_bytes = 200,
                                   .down_bytes = 200,
                                   .up_packets = 4,
                                   .down_packets = 4};

        begin(NULL, live);
        (void)tcp(true, 5000, 99, FLAG_SYN, "");
        (void)tcp(true, 5000, 100, FLAG_ACK, "0 hello, and no name at all\n");
        count.active_us = now_us;
        observer_count(o, &count);
        now_us += is_old ? 70000000 : 1000000; /* the minute's word of it comes, or not yet */
        observer_advance(o, now_us);
        assert_int_equal(got.n_open, is_old);
        observer_finish(o);
        assert_int_equal(got.n_open, 1);
        assert_string_equal(got.name, "");
        assert_int_equal(got.n_use, 1);
    }
}

static void datagram(bool is_up, const char *payload, size_t n)
{
    put_ip(is_up ? CHILD : SERVER, is_up ? SERVER : CHILD, 17, 8 + n);
    put_u16(&frame, is_up ? 40001 : 3478);
    put_u16(&frame, is_up ? 3478 : 40001);
    put_u16(&frame, (unsigned)(8 + n));
    put_u16(&frame, 0);
    put(&frame, payload, n);
    (void)feed();
}

/* APP-5: pages ask a server of STUN how they could be reached, and nobody speaks to anybody. */
static void only_what_goes_on_both_ways_looks_like_a_call(void **state)
{
    static const char ask[] = "\0\1\0\0\x21\x12\xa4\x42" /* RFC 8489 §5: a binding request */
                              "abcdefghijkl",
                      answer[] = "\1\1\0\0\x21\x12\xa4\x42"
                                 "abcdefghijkl",
                      media[] = "\x80\x60 a piece of sound"; /* RFC 3550 §5.1 */
    static const struct {
        int for_s, n_up, n_down; /* datagrams each second */
        enum nameless is;
    } cases[] = {
        {0, 0, 0, NAMELESS_OTHER},    /* page probing */
        {90, 50, 50, NAMELESS_CALL},  /* sound, 20 ms each */
        {90, 40, 300, NAMELESS_CALL}, /* more comes than goes */
        {300, 30, 30, NAMELESS_CALL}, /* told once, however long */
        {30, 50, 50, NAMELESS_OTHER}, /* over too soon */
        {90, 1, 50, NAMELESS_OTHER},  /* one talks, the other takes */
        {90, 2, 2, NAMELESS_OTHER},   /* kept open */
        {90, 200, 200, NAMELESS_OTHER},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint64_t n = 2;
        int64_t began_us;

        begin(NULL, usual);
        began_us = now_us;
        datagram(true, ask, 20);
        datagram(false, answer, 20);
        for (int s = 0; s < cases[i].for_s; s++) {
            int64_t second_us = now_us;

            for (int k = 0; k < cases[i].n_up + cases[i].n_down; k++, n++)
                datagram(k < cases[i].n_up, media, sizeof(media));
            now_us = second_us + 1000000;
        }
        observer_finish(o);
        assert_int_equal(got.n_open, 1);
        assert_int_equal(got.nameless, cases[i].is);
        assert_int_equal(got.when_us, began_us);
        assert_int_equal(got.n_packets, n);
        assert_int_equal(got.n_close, 1);
    }
}

/* A child that looks for help finds it unseen: no row, no count, no line for who looks on. */
static void what_is_never_recorded_comes_out_nowhere(void **state)
{
    struct observer_verdict v;

    (void)state;
    for (int i = 0; i < 3; i++) {
        begin(i == 1 ? blocks : i == 2 ? denies : NULL, usual);
        v = dns("www.childline.org.uk", false);
        assert_false(v.is_denied || v.is_blocked);
        v = dns("www.childline.org.uk", true);
        assert_false(v.is_denied || v.is_blocked);
        v = request(5000, "www.childline.org.uk");
        assert_false(v.is_denied || v.is_blocked);
        assert_int_equal(got.n_unrecorded, 1);
        (void)tcp(false, 5000, 1, FLAG_ACK, "HTTP/1.1 200 OK\r\n\r\n");
        now_us += 70000000;
        observer_advance(o, now_us);
        observer_finish(o);
        assert_int_equal(got.n_open + got.n_use + got.n_close + got.n_look, 0);
    }
}

static void a_name_after_one_that_is_never_recorded_stays_unseen(void **state)
{
    static const char next[] = "GET / HTTP/1.1\r\nHost: www.site.example.com\r\n\r\n";

    (void)state;
    begin(NULL, usual);
    (void)request(5000, "www.childline.org.uk");
    (void)tcp(true, 5000, 100 + 46, FLAG_ACK, next);
    observer_finish(o);
    assert_int_equal(got.n_open + got.n_use + got.n_look, 0);
}

static void a_blocked_name_stops_its_connection(void **state)
{
    struct observer_verdict v;

    (void)state;
    begin(blocks, usual);
    v = request(5000, "www.blocked.example.com");
    assert_true(v.is_blocked);
    assert_int_equal(got.verdict, VERDICT_BLOCK);
    assert_non_null(strstr(got.rule, "blocked.example.com"));
    v = request(5001, "www.other.example.com");
    assert_false(v.is_blocked);
    assert_int_equal(got.verdict, VERDICT_LOG);
}

static void where_nothing_can_stop_it_a_block_is_logged(void **state)
{
    struct observer_options options = usual;
    struct observer_verdict v;

    (void)state;
    options.cannot_block = true;
    for (int i = 0; i < 2; i++) {
        begin(i ? denies : blocks, options);
        v = dns("blocked.example.com", false);
        assert_false(v.is_denied);
        v = request(5000, "blocked.example.com");
        assert_false(v.is_blocked || v.is_denied);
        assert_int_equal(got.n_open, 1);
        assert_int_equal(got.verdict, VERDICT_LOG);
        assert_string_equal(got.rule, "");
        assert_int_equal(got.looked_verdict, VERDICT_LOG);
    }
}

static void block_by_dns_denies_the_look_up(void **state)
{
    struct observer_verdict v;

    (void)state;
    begin(denies, usual);
    v = dns("blocked.example.com", false);
    assert_true(v.is_denied);
    assert_int_equal(got.n_open, 1); /* a block, and no more of it */
    assert_int_equal(got.id, 0);
    assert_int_equal(got.verdict, VERDICT_BLOCK);
    assert_int_equal(got.n_close, 1);
    v = dns("blocked.example.com", true);
    assert_true(v.is_denied);
    assert_int_equal(got.n_open, 1); /* it was counted when it was asked */
    assert_int_equal(got.n_answers, 1);
    v = dns("other.example.com", false);
    assert_false(v.is_denied);
    v = dns("other.example.com", true);
    assert_false(v.is_denied);
    assert_int_equal(got.n_open, 1);
}

/* ENC-4: who asks where encrypted look-ups could go looks for a way around; who blocks ways around
 * by DNS denies it. */
static void a_look_up_of_an_encrypted_resolver_is_a_way_around(void **state)
{
    static const char around[] = "[child]\naccount=mia\nbirth-year=2015\nblock-by=dns\n"
                                 "[block]\ncategories=bypass\n";

    (void)state;
    begin(NULL, usual);
    (void)dns("_dns.resolver.arpa", false);
    assert_string_equal(got.looked, "_dns.resolver.arpa");
    assert_true(got.looked_categories == category_bit(CATEGORY_BYPASS));
    (void)dns("resolver.example.com", false);
    assert_true(got.looked_categories == 0);
    begin(around, usual);
    assert_true(dns("_dns.resolver.arpa", false).is_denied);
    assert_true(dns("_dns.resolver.arpa", true).is_denied);
    assert_false(dns("resolver.example.com", false).is_denied);
}

static void a_look_up_is_not_denied_where_connections_are_stopped(void **state)
{
    struct observer_verdict v;

    (void)state;
    begin(blocks, usual);
    v = dns("blocked.example.com", false);
    assert_false(v.is_denied || v.is_blocked);
    assert_int_equal(got.n_open, 0);
    assert_int_equal(got.n_look, 1);
    assert_string_equal(got.looked, "blocked.example.com");
    assert_int_equal(got.looked_verdict, VERDICT_LOG); /* the connection will be stopped */
}

static void of_live_packets_the_owner_is_what_they_say(void **state)
{
    struct observer_options options = usual;
    struct observer_verdict v;

    (void)state;
    options.is_live = true;
    begin(blocks, options);
    owner = OWNER_NONE;
    v = request(5000, "www.blocked.example.com");
    assert_false(v.is_blocked);
    assert_true(v.is_settled);
    (void)dns("mum.example.com", false);
    assert_int_equal(got.n_open + got.n_look, 0);
    owner = 0;
    v = request(5001, "www.blocked.example.com");
    assert_true(v.is_blocked);
    assert_int_equal(got.n_open, 1);
}

static void another_policy_is_in_force_for_what_comes_next(void **state)
{
    struct policy *before;

    (void)state;
    begin(blocks, usual);
    assert_true(request(5000, "blocked.example.com").is_blocked);
    before = TAKE(policy);
    take_policy("[child]\naccount=mia\nbirth-year=2015\n");
    observer_set_policy(o, policy);
    policy_free(before);
    assert_false(request(5001, "blocked.example.com").is_blocked);
    observer_finish(o);
    assert_false(observer_failed(o));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_opened_used_and_closed),
        cmocka_unit_test(what_said_no_name_is_told_of_by_the_clock),
        cmocka_unit_test(only_what_goes_on_both_ways_looks_like_a_call),
        cmocka_unit_test(what_is_never_recorded_comes_out_nowhere),
        cmocka_unit_test(a_name_after_one_that_is_never_recorded_stays_unseen),
        cmocka_unit_test(a_blocked_name_stops_its_connection),
        cmocka_unit_test(where_nothing_can_stop_it_a_block_is_logged),
        cmocka_unit_test(block_by_dns_denies_the_look_up),
        cmocka_unit_test(a_look_up_of_an_encrypted_resolver_is_a_way_around),
        cmocka_unit_test(a_look_up_is_not_denied_where_connections_are_stopped),
        cmocka_unit_test(of_live_packets_the_owner_is_what_they_say),
        cmocka_unit_test(another_policy_is_in_force_for_what_comes_next),
    };

    return cmocka_run_group_tests(tests, NULL, free_all);
}
