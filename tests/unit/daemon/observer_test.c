/* uses: base wire flow catalogue catalogue_default policy policy_load fold daemon */
#include "../wire/build.h"

#include "daemon/observer.h"
#include "policy/policy_load.h"

#define CHILD  "\xc0\xa8\1\7"
#define SERVER "\xc0\0\2\x50"
#define DNS    "\xc0\xa8\1\1"

enum { LINK_TYPE_RAW_IP = 101, FLAG_SYN = 2, FLAG_ACK = 16 };

static struct catalogue *lists;
static struct policy *policy;
static struct observer *o;
static struct build frame, message;
static int64_t now_us;
static uint64_t n_frames;
static uint32_t owner; /* of the next packets, where they are live */

/* What came out. */
static struct {
    size_t n_open, n_use, n_close, n_unrecorded, n_look, n_answers;
    connection_id id, closed_id;
    enum verdict verdict, looked_verdict;
    enum nameless nameless;
    uint64_t n_packets;
    int64_t when_us;
    category_set looked_categories;
    char name[128], looked[128], rule[128];
} got;

static void on_open(connection_id id, const struct observation *ob, void *user)
{
    (void)user;
    got.n_open++;
    got.id = id;
    got.verdict = ob->verdict;
    got.nameless = ob->nameless;
    got.when_us = ob->when_us;
    snprintf(got.name, sizeof(got.name), "%s", ob->name);
    snprintf(got.rule, sizeof(got.rule), "%s", ob->rule);
}

static void on_use(connection_id id, const struct usage *u, void *user)
{
    (void)user;
    assert_true(u->up_packets + u->down_packets > 0);
    assert_true(id >= 1 && id <= got.n_open);
    got.n_use++;
    got.n_packets += u->up_packets + u->down_packets;
}

static void on_close(connection_id id, void *user)
{
    (void)user;
    got.closed_id = id;
    got.n_close++;
}

static void on_unrecorded(uint32_t child, int64_t when_us, void *user)
{
    (void)user;
    (void)when_us;
    assert_int_equal(child, 0);
    got.n_unrecorded++;
}

static void on_minute(int64_t minute_us, void *user)
{
    (void)minute_us;
    (void)user;
}

static void on_look(const struct observation *ob, bool is_answer, void *user)
{
    (void)user;
    got.n_look++;
    got.n_answers += is_answer;
    got.looked_verdict = ob->verdict;
    got.looked_categories = ob->categories;
    snprintf(got.looked, sizeof(got.looked), "%s", ob->name);
}

static void take_policy(const char *text)
{
    AUTO_PROBLEMS struct policy_problems problems = {.n = 0};
    struct policy_text file = {(char *)(uintptr_t) "children.d/mia.conf",
                               bytes_of(text, strlen(text))};
    struct agent_config config;

    policy = policy_free(policy);
    assert_int_equal(policy_of_texts(&file, 1, lists, &policy, &config, &problems), 0);
}

static void begin(const char *policy_text, struct observer_options options)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (!lists)
        assert_int_equal(catalogue_of_memory(catalogue_default_image(), &lists, &error), 0);
    o = observer_free(o);
    policy = policy_free(policy);
    if (policy_text)
        take_policy(policy_text);
    memset(&got, 0, sizeof(got));
    now_us = INT64_C(1764072000000000);
    owner = 0;
    options.catalogue = lists;
    options.policy = policy;
    options.output = (struct observer_output){.open = on_open,
                                              .use = on_use,
                                              .close = on_close,
                                              .unrecorded = on_unrecorded,
                                              .minute = on_minute,
                                              .look = on_look};
    assert_int_equal(observer_new(&options, &o), 0);
}

static struct observer_verdict feed(void)
{
    uint8_t *copy = exact_copy(built(&frame));
    struct frame f = {.when_us = now_us,
                      .number = ++n_frames,
                      .link_type = LINK_TYPE_RAW_IP,
                      .bytes = bytes_of(copy, frame.len),
                      .wire_bytes = (uint32_t)frame.len,
                      .owner = owner};
    struct observer_verdict v = observer_feed(o, &f);

    free(copy);
    now_us += 1000;
    return v;
}

static void put_ip(const char *from, const char *to, unsigned protocol, size_t n)
{
    frame.len = 0;
    put_u16(&frame, 0x4500);
    put_u16(&frame, (unsigned)(20 + n));
    put_u32(&frame, 0x00010000);
    put_u8(&frame, 64);
    put_u8(&frame, protocol);
    put_u16(&frame, 0);
    put(&frame, from, 4);
    put(&frame, to, 4);
}

static struct observer_verdict tcp(bool is_up, unsigned port, uint32_t seq, unsigned flags,
                                   const char *payload)
{
    size_t n = strlen(payload);

    put_ip(is_up ? CHILD : SERVER, is_up ? SERVER : CHILD, 6, 20 + n);
    put_u16(&frame, is_up ? port : 80);
    put_u16(&frame, is_up ? 80 : port);
    put_u32(&frame, seq);
    put_u32(&frame, 1);
    put_u8(&frame, 0x50);
    put_u8(&frame, flags);
    put_fill(&frame, 0, 6);
    put(&frame, payload, n);
    return feed();
}

static struct observer_verdict request(unsigned port, const char *host)
{
    char text[256];

    snprintf(text, sizeof(text), "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", host);
    (void)tcp(true, port, 99, FLAG_SYN, "");
    return tcp(true, port, 100, FLAG_ACK, text);
}

static struct observer_verdict dns(const char *name, bool is_answer)
{
    message.len = 0;
    put_dns_header(&message, 7, is_answer ? 0x8180 : 0x0100, 1, is_answer);
    put_dns_question(&message, name, 1);
    if (is_answer)
        put_dns_record(&message, name, 1, 300, SERVER, 4);
    put_ip(is_answer ? DNS : CHILD, is_answer ? CHILD : DNS, 17, 8 + message.len);
    put_u16(&frame, is_answer ? 53 : 40000);
    put_u16(&frame, is_answer ? 40000 : 53);
    put_u16(&frame, (unsigned)(8 + message.len));
    put_u16(&frame, 0);
    put_bytes(&frame, built(&message));
    return feed();
}

static const char blocks[] = "[child]\naccount=mia\nbirth-year=2015\n"
                             "[block]\nsites=blocked.example.com\n";
static const char denies[] = "[child]\naccount=mia\nbirth-year=2015\nblock-by=dns\n"
                             "[block]\nsites=blocked.example.com\n";
static const struct observer_options usual = {.memory_bytes = 4 << 20};

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

static int free_all(void **state)
{
    (void)state;
    o = observer_free(o);
    policy = policy_free(policy);
    lists = catalogue_close(lists);
    return 0;
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
