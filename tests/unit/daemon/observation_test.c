/* uses: base wire flow catalogue policy fold agent */
#include "../wire/build.h"

#include "daemon/message.h"

static uint8_t body[MESSAGE_OBSERVATION_MAX];
static size_t len;

static struct observation usual(void)
{
    static const char name[] = "www.site.example";

    return (struct observation){
        .when_us = INT64_C(1764072000000000),
        .child = 3,
        .protocol = PROTOCOL_QUIC,
        .client = ip_from_bytes(bytes_of("\xc0\xa8\1\7", 4)),
        .server = ip_from_bytes(bytes_of("\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16)),
        .client_port = 5000,
        .server_port = 443,
        .is_udp = true,
        .name = name,
        .site = name + 4,
        .evidence = EVIDENCE_SAID,
        .categories = category_bit(CATEGORY_SOCIAL) | category_bit(CATEGORY_VIDEO),
        .platform_id = "site",
        .is_machinery = true,
        .verdict = VERDICT_BLOCK,
        .rule = "block category video",
    };
}

static bool read_back(connection_id *id, struct observation *o, bool *is_answer)
{
    return message_observation_read(bytes_of(body, len), id, o, is_answer);
}

static bool reads(void)
{
    uint8_t *copy = exact_copy(bytes_of(body, len));
    connection_id id;
    struct observation o;
    bool is_answer, ok = message_observation_read(bytes_of(copy, len), &id, &o, &is_answer);

    free(copy);
    return ok;
}

static void write_usual(void)
{
    struct observation o = usual();

    len = message_observation_write(77, &o, true, body);
}

static void what_is_written_is_read_back(void **state)
{
    struct observation o = usual(), got;
    connection_id id;
    bool is_answer;

    (void)state;
    write_usual();
    assert_true(read_back(&id, &got, &is_answer));
    assert_int_equal(id, 77);
    assert_true(is_answer);
    assert_int_equal(got.when_us, o.when_us);
    assert_int_equal(got.child, 3);
    assert_int_equal(got.protocol, PROTOCOL_QUIC);
    assert_true(ip_equal(&got.client, &o.client) && ip_equal(&got.server, &o.server));
    assert_int_equal(got.client_port, 5000);
    assert_int_equal(got.server_port, 443);
    assert_true(got.is_udp && got.is_machinery && !got.through_proxy);
    assert_string_equal(got.name, o.name);
    assert_ptr_equal(got.site, got.name + 4);
    assert_int_equal(got.evidence, EVIDENCE_SAID);
    assert_int_equal(got.categories, o.categories);
    assert_string_equal(got.platform_id, "site");
    assert_int_equal(got.verdict, VERDICT_BLOCK);
    assert_string_equal(got.rule, o.rule);
}

static void a_connection_without_a_name_is_read_back(void **state)
{
    struct observation o = usual(), got;
    connection_id id;
    bool is_answer;

    (void)state;
    o.name = o.platform_id = o.rule = "";
    o.site = NULL;
    o.nameless = NAMELESS_TUNNEL;
    o.client.len = o.server.len = 0;
    len = message_observation_write(0, &o, false, body);
    assert_true(read_back(&id, &got, &is_answer));
    assert_string_equal(got.name, "");
    assert_null(got.site);
    assert_int_equal(got.nameless, NAMELESS_TUNNEL);
    assert_false(is_answer);
}

static void longer_texts_than_there_are_are_cut(void **state)
{
    static char lengthy[5000];
    struct observation o = usual(), got;
    connection_id id;
    bool is_answer;

    (void)state;
    memset(lengthy, 'a', sizeof(lengthy) - 1);
    o.name = o.platform_id = o.rule = lengthy;
    o.site = lengthy + 4000; /* behind the cut: the name is no site any more */
    len = message_observation_write(1, &o, false, body);
    assert_true(len <= MESSAGE_OBSERVATION_MAX);
    assert_true(read_back(&id, &got, &is_answer));
    assert_int_equal(strlen(got.name), 1024);
    assert_int_equal(strlen(got.platform_id), 128);
    assert_int_equal(strlen(got.rule), 512);
    assert_null(got.site);
}

static void a_body_cut_at_any_byte_is_none(void **state)
{
    size_t whole;

    (void)state;
    write_usual();
    whole = len;
    for (len = 0; len < whole; len++)
        assert_false(reads());
    assert_true(reads());
    body[len++] = 0; /* nor with a byte too many */
    assert_false(reads());
}

/* Where a text stands in the body. */
static uint8_t *at(const char *text)
{
    uint8_t *found = memmem(body, len, text, strlen(text));

    assert_non_null(found);
    return found;
}

static void a_text_with_what_a_terminal_obeys_is_none(void **state)
{
    static const uint8_t bad[] = {0, 1, '\n', 0x1b, ' ', 0x7f, 0x80, 0xff};

    (void)state;
    for (size_t i = 0; i < sizeof(bad); i++) {
        write_usual();
        *at("www.site") = bad[i];
        assert_false(reads());
        write_usual();
        *at("block ") = bad[i];
        assert_int_equal(reads(),
                         bad[i] == ' ' || bad[i] >= 0x80); /* a rule may be in any tongue */
    }
}

static void numbers_that_mean_nothing_are_none(void **state)
{
    struct observation o;

    (void)state;
    for (int i = 0; i < 6; i++) {
        o = usual();
        if (i == 0)
            o.when_us = -1;
        else if (i == 1)
            o.when_us = INT64_MAX;
        else if (i == 2)
            o.categories = UINT32_MAX;
        else if (i == 3)
            o.client.len = 5;
        else if (i == 4)
            o.server.len = 17;
        else
            o.site = o.name + strlen(o.name); /* no site begins at the end */
        len = message_observation_write(1, &o, false, body);
        assert_false(reads());
    }
}

/* Whatever byte is changed: it is none, or all that is read can be used. */
static void no_changed_byte_reads_past_the_end(void **state)
{
    (void)state;
    write_usual();
    for (size_t i = 0; i < len; i++)
        for (int bit = 0; bit < 8; bit++) {
            connection_id id;
            struct observation o;
            bool is_answer;

            body[i] ^= (uint8_t)(1 << bit);
            (void)reads();
            if (read_back(&id, &o, &is_answer)) {
                assert_true(strlen(o.name) < len && strlen(o.rule) < len);
                assert_true(o.protocol <= PROTOCOL_FLOW && o.evidence <= EVIDENCE_SAID);
                assert_true(o.nameless < NAMELESS_COUNT && o.verdict <= VERDICT_BLOCK);
                assert_true(!o.site || strlen(o.site) <= strlen(o.name));
            }
            body[i] ^= (uint8_t)(1 << bit);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_connection_without_a_name_is_read_back),
        cmocka_unit_test(longer_texts_than_there_are_are_cut),
        cmocka_unit_test(a_body_cut_at_any_byte_is_none),
        cmocka_unit_test(a_text_with_what_a_terminal_obeys_is_none),
        cmocka_unit_test(numbers_that_mean_nothing_are_none),
        cmocka_unit_test(no_changed_byte_reads_past_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
