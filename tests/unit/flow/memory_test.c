/* uses: base wire flow */
#include "../wire/build.h"

#include "base/scope.h"
#include "flow/memory.h"

#include <stdio.h>

#define SECOND INT64_C(1000000)

static const struct siphash_key key = {3, 4};
static const int64_t start = 1700000000 * SECOND;
static struct memory *m;
static struct build message;

/* The last two labels, which serves for names made up. */
static const char *site_of(const char *name, void *user)
{
    const char *last = strrchr(name, '.'), *at = last;

    (void)user;
    while (at && at > name && at[-1] != '.')
        at--;
    return at;
}

static int set_up(void **state)
{
    (void)state;
    return memory_new(key, site_of, NULL, &m);
}

static int tear_down(void **state)
{
    (void)state;
    m = memory_free(m);
    return 0;
}

static struct ip four(unsigned a, unsigned b, unsigned c, unsigned d)
{
    const uint8_t bytes[] = {(uint8_t)a, (uint8_t)b, (uint8_t)c, (uint8_t)d};

    return ip_from_bytes(bytes_of(bytes, 4));
}

static struct lookup lookup_of(const char *name, unsigned type)
{
    return (struct lookup){.owner = 1,
                           .client = four(10, 0, 0, 2),
                           .server = four(10, 0, 0, 1),
                           .client_port = 4000,
                           .server_port = 53,
                           .id = 99,
                           .type = (uint16_t)type,
                           .name = name};
}

static void begin_answer(const char *name, unsigned type, unsigned rcode, unsigned answers)
{
    message.len = 0;
    put_dns_header(&message, 99, 0x8180 | rcode, 1, answers);
    put_dns_question(&message, name, type);
}

static void put_address(const char *owner, uint32_t ttl, unsigned last)
{
    const uint8_t address[] = {192, 0, 2, (uint8_t)last};

    put_dns_record(&message, owner, 1, ttl, address, 4);
}

static void put_alias(const char *owner, const char *target)
{
    struct build data = {.len = 0};

    put_dns_name(&data, target);
    put_dns_record(&message, owner, 5, 300, data.at, data.len);
}

static bool answer_after(const char *name, unsigned type, int64_t wait_us)
{
    struct lookup l = lookup_of(name, type);
    uint8_t *copy = exact_copy(built(&message));
    bool matched;

    memory_ask(m, &l, start);
    matched = memory_answer(m, &l, bytes_of(copy, message.len), start + wait_us);
    free(copy);
    return matched;
}

static enum evidence evidence(unsigned last, const char *name, int64_t at_us)
{
    struct ip ip = four(192, 0, 2, last);

    return memory_evidence(m, 1, &ip, name, at_us);
}

static const char *bound(unsigned last, int64_t at_us)
{
    struct ip ip = four(192, 0, 2, last);
    const char *name = memory_bound(m, 1, &ip, at_us);

    return name ? name : "";
}

static void an_answer_binds_the_name_asked_for(void **state)
{
    (void)state;
    begin_answer("www.example.com", 1, 0, 2);
    put_address("www.example.com", 300, 1);
    put_address("www.example.com", 300, 2);
    assert_true(answer_after("www.example.com", 1, SECOND));
    assert_int_equal(evidence(1, "www.example.com", start), EVIDENCE_SAID);
    assert_int_equal(evidence(2, "www.example.com", start), EVIDENCE_SAID);
    assert_int_equal(evidence(2, "cdn.example.com", start), EVIDENCE_SAID); /* of its site */
    assert_int_equal(evidence(2, "www.example.org", start), EVIDENCE_CLAIMED);
    assert_int_equal(evidence(3, "www.example.com", start), EVIDENCE_CLAIMED);
    assert_string_equal(bound(1, start), "www.example.com");
    assert_string_equal(bound(3, start), "");
}

static void what_one_person_asked_is_not_anothers(void **state)
{
    struct ip ip = four(192, 0, 2, 1);

    (void)state;
    begin_answer("www.example.com", 1, 0, 1);
    put_address("www.example.com", 300, 1);
    assert_true(answer_after("www.example.com", 1, 0));
    assert_int_equal(memory_evidence(m, 2, &ip, "www.example.com", start), EVIDENCE_CLAIMED);
    assert_null(memory_bound(m, 2, &ip, start));
}

/* DNS-9: each part of a question has to match */
static void what_somebody_was_answered_binds_for_all(void **state)
{
    struct lookup l = lookup_of("www.example.com", 1);
    struct ip address = four(192, 0, 2, 7);

    (void)state;
    l.owner = MEMORY_OWNER_ALL;
    memory_ask(m, &l, start);
    begin_answer("www.example.com", 1, 0, 1);
    put_address("www.example.com", 300, 7);
    assert_int_equal(memory_evidence(m, 1, &address, "www.example.com", start), EVIDENCE_CLAIMED);
    assert_true(memory_answer(m, &l, bytes_of(message.at, message.len), start));
    assert_int_equal(memory_evidence(m, 1, &address, "www.example.com", start), EVIDENCE_SAID);
    assert_int_equal(memory_evidence(m, 2, &address, "cdn.example.com", start), EVIDENCE_SAID);
    assert_int_equal(memory_evidence(m, 1, &address, "other.example.net", start), EVIDENCE_CLAIMED);
    assert_string_equal(memory_bound(m, 2, &address, start), "www.example.com");
}

static void an_answer_that_matches_no_question_teaches_nothing(void **state)
{
    (void)state;
    for (int part = 0; part < 8; part++) {
        struct lookup asked = lookup_of("www.example.com", 1), l = asked;

        begin_answer("www.example.com", 1, 0, 1);
        put_address("www.example.com", 300, (unsigned)part);
        memory_ask(m, &asked, start);
        switch (part) {
        case 0:
            l.id++;
            break;
        case 1:
            l.client_port++;
            break;
        case 2:
            l.server_port++;
            break;
        case 3:
            l.client = four(10, 0, 0, 3);
            break;
        case 4:
            l.server = four(10, 0, 0, 3);
            break;
        case 5:
            l.type = 28;
            break;
        case 6:
            l.name = "www.example.net";
            break;
        }
        assert_int_equal(memory_answer(m, &l, built(&message), start), part == 7);
        assert_int_equal(evidence((unsigned)part, "www.example.com", start),
                         part == 7 ? EVIDENCE_SAID : EVIDENCE_CLAIMED);
    }
}

static void an_answer_is_waited_for_ten_seconds(void **state)
{
    (void)state;
    begin_answer("a.example", 1, 0, 1);
    put_address("a.example", 300, 1);
    assert_false(answer_after("a.example", 1, 10 * SECOND + 1));
    assert_string_equal(bound(1, start), "");
    assert_true(answer_after("a.example", 1, 10 * SECOND));
    assert_string_equal(bound(1, start), "a.example");
}

/* DNS-10 */
static void aliases_are_followed_in_any_order_and_the_asked_name_is_the_name(void **state)
{
    (void)state;
    begin_answer("www.example.com", 1, 0, 3);
    put_address("edge.cdn.example", 300, 1);
    put_alias("x.cdn.example", "edge.cdn.example");
    put_alias("www.example.com", "x.cdn.example");
    assert_true(answer_after("www.example.com", 1, 0));
    assert_string_equal(bound(1, start), "www.example.com");
    assert_int_equal(evidence(1, "edge.cdn.example", start), EVIDENCE_CLAIMED);
}

static void an_address_of_a_name_nobody_asked_for_teaches_nothing(void **state)
{
    (void)state;
    begin_answer("www.example.com", 1, 0, 2);
    put_address("www.bank.example", 300, 1);
    put_alias("other.example.com", "www.bank.example");
    assert_true(answer_after("www.example.com", 1, 0));
    assert_string_equal(bound(1, start), "");
    assert_int_equal(evidence(1, "www.example.com", start), EVIDENCE_CLAIMED);
}

static void a_loop_of_aliases_ends(void **state)
{
    (void)state;
    begin_answer("a.example", 1, 0, 3);
    put_alias("a.example", "b.example");
    put_alias("b.example", "a.example");
    put_address("b.example", 300, 1);
    assert_true(answer_after("a.example", 1, 0));
    assert_string_equal(bound(1, start), "a.example");
}

static void at_most_sixteen_aliases_are_followed(void **state)
{
    (void)state;
    for (unsigned n = 15; n <= 30; n++) {
        char from[16] = "a0.example", to[16];

        begin_answer("a0.example", 1, 0, n + 1);
        for (unsigned i = 1; i <= n; i++) {
            snprintf(to, sizeof(to), "a%u.example", i);
            put_alias(from, to);
            memcpy(from, to, sizeof(from));
        }
        put_address(from, 300, n);
        assert_true(answer_after("a0.example", 1, 0));
        assert_string_equal(bound(n, start), n <= 16 ? "a0.example" : "");
    }
}

/* DNS-12 */
static void a_binding_lives_a_minute_at_least_an_hour_at_most_and_five_minutes_more(void **state)
{
    static const struct {
        uint32_t ttl;
        int64_t life_s;
    } cases[] = {
        {0, 60 + 300},       {60, 60 + 300},           {600, 600 + 300},       {3600, 3600 + 300},
        {86400, 3600 + 300}, {0x7fffffff, 3600 + 300}, {0x80000000, 60 + 300},
    };

    (void)state;
    for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
        begin_answer("a.example", 1, 0, 1);
        put_address("a.example", cases[i].ttl, i);
        assert_true(answer_after("a.example", 1, 0));
        assert_int_equal(evidence(i, "a.example", start + cases[i].life_s * SECOND), EVIDENCE_SAID);
        assert_string_equal(bound(i, start + cases[i].life_s * SECOND), "a.example");
        assert_int_equal(evidence(i, "a.example", start + (cases[i].life_s + 1) * SECOND),
                         EVIDENCE_CLAIMED);
        assert_string_equal(bound(i, start + (cases[i].life_s + 1) * SECOND), "");
    }
}

static void a_negative_answer_teaches_nothing(void **state)
{
    (void)state;
    begin_answer("a.example", 1, 3, 1);
    put_address("a.example", 300, 1);
    assert_false(answer_after("a.example", 1, 0));
    assert_string_equal(bound(1, start), "");
}

/* DNS-4 */
static void an_answer_with_two_questions_teaches_nothing(void **state)
{
    (void)state;
    message.len = 0;
    put_dns_header(&message, 99, 0x8180, 2, 1);
    put_dns_question(&message, "a.example", 1);
    put_dns_question(&message, "b.example", 1);
    put_address("a.example", 300, 1);
    assert_false(answer_after("a.example", 1, 0));
    assert_string_equal(bound(1, start), "");
}

/* DNS-14 */
static void of_several_names_of_different_sites_none_is_the_name(void **state)
{
    (void)state;
    begin_answer("www.one.example", 1, 0, 1);
    put_address("www.one.example", 300, 1);
    assert_true(answer_after("www.one.example", 1, 0));
    begin_answer("api.one.example", 1, 0, 1); /* site_of() says "one.example" for both */
    put_address("api.one.example", 300, 1);
    assert_true(answer_after("api.one.example", 1, 0));
    assert_string_equal(bound(1, start), "www.one.example");
    begin_answer("www.two.test", 1, 0, 1);
    put_address("www.two.test", 300, 1);
    assert_true(answer_after("www.two.test", 1, 0));
    assert_string_equal(bound(1, start), "");
    assert_int_equal(evidence(1, "www.one.example", start), EVIDENCE_SAID); /* each was said */
    assert_int_equal(evidence(1, "www.two.test", start), EVIDENCE_SAID);
}

/* DNS-11 */
static void hints_of_an_https_record_bind_and_its_public_name_is_known(void **state)
{
    /* A list of one ECHConfig: version, length, id, KEM, key, suites, a limit, "pub.example". */
    static const char ech[] = "\0\x20\xfe\x0d\0\x1c\7\0\x20\0\2kk\0\4\0\1\0\1\0\x0bpub.example\0\0";
    struct build data = {.len = 0};

    (void)state;
    put_u16(&data, 1);
    put_u8(&data, 0);
    put_u16(&data, 4);
    put_u16(&data, 4);
    put(&data, "\xc0\0\2\x09", 4);
    put_u16(&data, 5);
    put_u16(&data, sizeof(ech) - 1);
    put(&data, ech, sizeof(ech) - 1);
    assert_false(memory_is_public_name(m, 1, "pub.example", start));
    begin_answer("www.example.com", 65, 0, 1);
    put_dns_record(&message, "www.example.com", 65, 300, data.at, data.len);
    assert_true(answer_after("www.example.com", 65, 0));
    assert_string_equal(bound(9, start), "www.example.com");
    assert_true(memory_is_public_name(m, 1, "pub.example", start));
    assert_false(memory_is_public_name(m, 2, "pub.example", start)); /* whom nobody told */
    assert_false(memory_is_public_name(m, 1, "www.example.com", start));
    assert_true(memory_is_public_name(m, 1, "cloudflare-ech.com", start));
}

/* PKT-5 */
static void a_nat64_address_is_bound_like_its_ipv4_address(void **state)
{
    static const uint8_t nat64[16] = {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 5};
    struct ip ip = ip_from_bytes(bytes_of(nat64, 16));

    (void)state;
    begin_answer("a.example", 28, 0, 1);
    put_dns_record(&message, "a.example", 28, 300, nat64, 16);
    assert_true(answer_after("a.example", 28, 0));
    assert_string_equal(bound(5, start), "a.example");
    assert_int_equal(memory_evidence(m, 1, &ip, "a.example", start), EVIDENCE_SAID);
}

static void an_address_of_the_wrong_size_or_of_nobody_binds_nothing(void **state)
{
    static const struct ip zero = {.len = 4};

    (void)state;
    begin_answer("a.example", 1, 0, 3);
    put_dns_record(&message, "a.example", 1, 300, "\xc0\0\2\1\0", 5);
    put_dns_record(&message, "a.example", 1, 300, "0123456789abcdef", 16);
    put_dns_record(&message, "a.example", 1, 300, "\0\0\0\0", 4);
    assert_true(answer_after("a.example", 1, 0));
    assert_string_equal(bound(1, start), "");
    assert_null(memory_bound(m, 1, &zero, start));
}

static void what_a_cut_answer_held_whole_is_learnt(void **state)
{
    size_t first;

    (void)state;
    begin_answer("a.example", 1, 0, 2);
    put_address("a.example", 300, 1);
    first = message.len;
    put_address("a.example", 300, 2);
    for (size_t n = message.len - 1; n >= 12; n--) {
        message.len = n;
        (void)tear_down(NULL);
        assert_int_equal(set_up(NULL), 0);
        assert_true(answer_after("a.example", 1, 0));
        assert_string_equal(bound(1, start), n >= first ? "a.example" : "");
        assert_string_equal(bound(2, start), "");
    }
}

static void what_is_still_asked_for_outlives_a_flood_of_other_names(void **state)
{
    char name[32];

    (void)state;
    begin_answer("kept.example", 1, 0, 1);
    put_address("kept.example", 3600, 250);
    assert_true(answer_after("kept.example", 1, 0));
    begin_answer("lost.example", 1, 0, 1);
    put_address("lost.example", 3600, 251);
    assert_true(answer_after("lost.example", 1, 0));
    for (unsigned i = 0; i < 60000; i++) {
        const uint8_t address[] = {10, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i};

        snprintf(name, sizeof(name), "n%u.flood.test", i);
        begin_answer(name, 1, 0, 1);
        put_dns_record(&message, name, 1, 3600, address, 4);
        assert_true(answer_after(name, 1, 0));
        if (i % 1000 == 0)
            assert_string_equal(bound(250, start), "kept.example");
    }
    assert_string_equal(bound(250, start), "kept.example");
    assert_string_equal(bound(251, start), "");
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        EACH(an_answer_binds_the_name_asked_for),
        EACH(what_one_person_asked_is_not_anothers),
        EACH(what_somebody_was_answered_binds_for_all),
        EACH(an_answer_that_matches_no_question_teaches_nothing),
        EACH(an_answer_is_waited_for_ten_seconds),
        EACH(aliases_are_followed_in_any_order_and_the_asked_name_is_the_name),
        EACH(an_address_of_a_name_nobody_asked_for_teaches_nothing),
        EACH(a_loop_of_aliases_ends),
        EACH(at_most_sixteen_aliases_are_followed),
        EACH(a_binding_lives_a_minute_at_least_an_hour_at_most_and_five_minutes_more),
        EACH(a_negative_answer_teaches_nothing),
        EACH(an_answer_with_two_questions_teaches_nothing),
        EACH(of_several_names_of_different_sites_none_is_the_name),
        EACH(hints_of_an_https_record_bind_and_its_public_name_is_known),
        EACH(a_nat64_address_is_bound_like_its_ipv4_address),
        EACH(an_address_of_the_wrong_size_or_of_nobody_binds_nothing),
        EACH(what_a_cut_answer_held_whole_is_learnt),
        EACH(what_is_still_asked_for_outlives_a_flood_of_other_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
