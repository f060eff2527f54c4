/* uses: base wire */
#include "build.h"

#include "wire/tls.h"

static struct build body, extensions, message, stream;
static struct tls_hello hello;
static uint8_t scratch[TLS_HELLO_MAX];

static enum tls_hello_answer read_hello(void)
{
    uint8_t *copy;
    enum tls_hello_answer answer;

    body.len = 0;
    put_hello_body(&body, &extensions);
    copy = exact_copy(built(&body));
    answer = tls_hello_read(bytes_of(copy, body.len), false, &hello);
    free(copy);
    return answer;
}

static enum tls_hello_answer read_name(struct bytes name)
{
    extensions.len = 0;
    put_server_name(&extensions, name);
    return read_hello();
}

static void the_host_name_is_read_in_lower_case_without_its_last_dot(void **state)
{
    static const char *const forms[] = {"www.example.com", "WWW.Example.COM", "www.example.com."};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        assert_int_equal(read_name(bytes_of(forms[i], strlen(forms[i]))), TLS_HELLO_NAMED);
        assert_string_equal(hello.server_name.at, "www.example.com");
    }
}

/* TLS-4 */
static void a_name_is_written_as_bytes_whatever_they_are(void **state)
{
    (void)state;
    assert_int_equal(read_name(bytes_of("192.0.2.1", 9)), TLS_HELLO_NAMED);
    assert_string_equal(hello.server_name.at, "192.0.2.1");
    assert_int_equal(read_name(bytes_of("a\xff\0b", 4)), TLS_HELLO_NAMED);
    assert_string_equal(hello.server_name.at, "a\\xff\\x00b");
}

static void an_empty_name_or_list_says_nothing(void **state)
{
    (void)state;
    assert_int_equal(read_name(bytes_of("", 0)), TLS_HELLO_NAMELESS);
    extensions.len = 0;
    put_extension(&extensions, 0, "", 0);
    assert_int_equal(read_hello(), TLS_HELLO_NAMELESS);
    extensions.len = 0;
    put_extension(&extensions, 0, "\0\0", 2);
    assert_int_equal(read_hello(), TLS_HELLO_NAMELESS);
    assert_int_equal(hello.server_name.len, 0);
}

static void the_first_host_name_of_several_counts(void **state)
{
    static const char list[] = "\0\x10\1\0\1x\0\0\3a.b\0\0\3c.d";

    (void)state;
    extensions.len = 0;
    put_extension(&extensions, 0, list, sizeof(list) - 1);
    assert_int_equal(read_hello(), TLS_HELLO_NAMED);
    assert_string_equal(hello.server_name.at, "a.b");
}

static void a_name_is_long_or_too_long(void **state)
{
    static char text[NAME_BYTES_MAX + 1];

    (void)state;
    memset(text, 'x', sizeof(text));
    assert_int_equal(read_name(bytes_of(text, 300)), TLS_HELLO_NAMED);
    assert_int_equal(hello.server_name.len, 300);
    assert_int_equal(read_name(bytes_of(text, NAME_BYTES_MAX)), TLS_HELLO_NAMED);
    assert_int_equal(read_name(bytes_of(text, NAME_BYTES_MAX + 1)), TLS_HELLO_MALFORMED);
    memset(text, 0xff, sizeof(text)); /* each byte becomes four */
    assert_int_equal(read_name(bytes_of(text, NAME_BYTES_MAX)), TLS_HELLO_NAMED);
    assert_int_equal(hello.server_name.len, 4 * NAME_BYTES_MAX);
}

static void lengths_that_disagree_are_malformed(void **state)
{
    (void)state;
    extensions.len = 0;
    put_server_name(&extensions, bytes_of("a.b", 3));
    set_u16(&extensions, 7, 4); /* the name beyond its list */
    assert_int_equal(read_hello(), TLS_HELLO_MALFORMED);
    set_u16(&extensions, 7, 3);
    set_u16(&extensions, 4, 7); /* the list beyond its extension */
    assert_int_equal(read_hello(), TLS_HELLO_MALFORMED);
    set_u16(&extensions, 4, 6);
    set_u16(&extensions, 2, 9); /* the extension beyond its list */
    assert_int_equal(read_hello(), TLS_HELLO_MALFORMED);
    set_u16(&extensions, 2, 8);
    assert_int_equal(read_hello(), TLS_HELLO_NAMED);
}

/* TLS-5 */
static void a_second_server_name_is_malformed_and_grease_is_walked_over(void **state)
{
    (void)state;
    extensions.len = 0;
    put_extension(&extensions, 0x0a0a, "", 0);
    put_server_name(&extensions, bytes_of("a.b", 3));
    put_extension(&extensions, 0xeaea, "\0", 1);
    assert_int_equal(read_hello(), TLS_HELLO_NAMED);
    put_server_name(&extensions, bytes_of("a.b", 3));
    assert_int_equal(read_hello(), TLS_HELLO_MALFORMED);
}

static void encrypted_hellos_and_protocols_are_noticed(void **state)
{
    (void)state;
    extensions.len = 0;
    put_extension(&extensions, 0xfe0d, "\0", 1);
    assert_int_equal(read_hello(), TLS_HELLO_NAMELESS);
    assert_true(hello.has_ech);
    assert_false(hello.has_esni || hello.offers_h2);
    extensions.len = 0; /* nothing is left from the last one */
    put_extension(&extensions, 0xffce, "\0", 1);
    put_extension(&extensions, 16, "\0\12\2h2\3dot\2h3", 12);
    assert_int_equal(read_hello(), TLS_HELLO_NAMELESS);
    assert_false(hello.has_ech);
    assert_true(hello.has_esni && hello.offers_h2 && hello.offers_dot && hello.offers_h3);
    assert_false(hello.offers_doq);
}

/* TLS-11 */
static void a_hello_without_extensions_is_nameless(void **state)
{
    (void)state;
    body.len = 0;
    put_hello_body(&body, NULL);
    assert_int_equal(tls_hello_read(built(&body), false, &hello), TLS_HELLO_NAMELESS);
}

static void a_dtls_hello_has_a_cookie(void **state)
{
    struct build copy;

    (void)state;
    extensions.len = 0;
    put_server_name(&extensions, bytes_of("a.b", 3));
    assert_int_equal(read_hello(), TLS_HELLO_NAMED);
    copy.len = 0;
    put_bytes(&copy, bytes_head(built(&body), 67));
    put_u8(&copy, 3);
    put_text(&copy, "yum");
    put_bytes(&copy, bytes_after(built(&body), 67));
    assert_int_equal(tls_hello_read(built(&copy), true, &hello), TLS_HELLO_NAMED);
    assert_string_equal(hello.server_name.at, "a.b");
}

static void a_body_cut_at_any_byte_is_never_named(void **state)
{
    (void)state;
    extensions.len = 0;
    put_extension(&extensions, 0x0a0a, "", 0);
    put_server_name(&extensions, bytes_of("www.example.com", 15));
    assert_int_equal(read_hello(), TLS_HELLO_NAMED);
    for (size_t n = 0; n < body.len; n++) {
        uint8_t *copy = exact_copy(bytes_head(built(&body), n));
        bool ends_before_extensions = n == body.len - extensions.len - 2;

        assert_int_equal(tls_hello_read(bytes_of(copy, n), false, &hello),
                         ends_before_extensions ? TLS_HELLO_NAMELESS : TLS_HELLO_MALFORMED);
        free(copy);
    }
}

/* What the first `n` bytes of the stream are. */
static enum tls_stream_answer read_stream(size_t n, struct tls_stream *ret)
{
    static uint8_t *kept;
    enum tls_stream_answer answer;

    free(kept);
    kept = exact_copy(bytes_head(built(&stream), n));
    answer = tls_stream_read(bytes_of(kept, n), scratch, ret);
    if (answer == TLS_STREAM_HELLO) {
        assert_int_equal(tls_hello_read(ret->hello, false, &hello), TLS_HELLO_NAMED);
        assert_string_equal(hello.server_name.at, "www.example.com");
    }
    return answer;
}

/* TLS-1, TLS-2 */
static void a_hello_in_records_of_any_size_is_whole_with_its_last_byte_and_not_before(void **state)
{
    static const size_t each[] = {1, 2, 3, 4, 5, 7, 64, 100, 200, 16384};
    struct tls_stream tls;

    (void)state;
    message.len = 0;
    put_hello(&message, "www.example.com", 0);
    for (size_t i = 0; i < ARRAY_LEN(each); i++) {
        stream.len = 0;
        put_records(&stream, built(&message), each[i]);
        assert_int_equal(read_stream(stream.len, &tls), TLS_STREAM_HELLO);
        assert_int_equal(tls.used, stream.len);
        for (size_t n = 1; n < stream.len; n++)
            assert_int_equal(read_stream(n, &tls), TLS_STREAM_MORE);
    }
}

static void records_without_bytes_do_not_end_a_hello(void **state)
{
    struct tls_stream tls;

    (void)state;
    message.len = stream.len = 0;
    put_hello(&message, "www.example.com", 0);
    put(&stream, "\x16\3\1\0\0", 5);
    put_records(&stream, bytes_head(built(&message), 50), 50);
    put(&stream, "\x16\3\1\0\0", 5);
    put_records(&stream, bytes_after(built(&message), 50), 16384);
    assert_int_equal(read_stream(stream.len, &tls), TLS_STREAM_HELLO);
}

static void a_record_of_another_type_ends_a_hello(void **state)
{
    struct tls_stream tls;

    (void)state;
    message.len = stream.len = 0;
    put_hello(&message, "www.example.com", 0);
    put_records(&stream, bytes_head(built(&message), 50), 50);
    put(&stream, "\x15\3\1\0\2\1\0", 7);
    put_records(&stream, bytes_after(built(&message), 50), 16384);
    assert_int_equal(read_stream(stream.len, &tls), TLS_STREAM_OTHER);
    assert_int_equal(tls.used, 55);
}

static void a_hello_with_the_largest_key_shares_is_read(void **state)
{
    struct tls_stream tls;

    (void)state;
    message.len = stream.len = 0;
    put_hello(&message, "www.example.com", 60000);
    put_records(&stream, built(&message), 16384);
    assert_int_equal(read_stream(stream.len, &tls), TLS_STREAM_HELLO);
    assert_int_equal(read_stream(stream.len - 1, &tls), TLS_STREAM_MORE);
}

static void a_hello_longer_than_the_ceiling_is_walked_over(void **state)
{
    struct tls_stream tls;

    (void)state;
    stream.len = 0;
    put(&stream, "\x16\3\1\1\0\1\1\0\0", 9); /* 65,536 bytes and its head */
    put_fill(&stream, 0, 252);
    assert_int_equal(read_stream(stream.len, &tls), TLS_STREAM_OTHER);
    assert_int_equal(tls.used, stream.len);
}

static void what_follows_a_hello_in_its_record_is_used_with_it(void **state)
{
    struct tls_stream tls;
    size_t body_bytes;

    (void)state;
    message.len = stream.len = 0;
    put_hello(&message, "www.example.com", 0);
    body_bytes = message.len;
    put_text(&message, "more");
    put_records(&stream, built(&message), 16384);
    put_text(&stream, "next");
    assert_int_equal(read_stream(stream.len, &tls), TLS_STREAM_HELLO);
    assert_int_equal(tls.hello.len, body_bytes - 4);
    assert_int_equal(tls.used, stream.len - 4);
}

static void a_server_hello_shows_the_side_that_never_asks(void **state)
{
    struct tls_stream tls;

    (void)state;
    stream.len = 0;
    put(&stream, "\x16\3\3\0\x5a\2\0\0\x56", 9);
    assert_int_equal(read_stream(9, &tls), TLS_STREAM_SERVER);
    assert_int_equal(read_stream(6, &tls), TLS_STREAM_SERVER);
    stream.len = 0; /* its head in records of its own */
    put(&stream, "\x16\3\3\0\0\x16\3\3\0\1\2\x16\3\3\0\3\0\0\x56", 19);
    assert_int_equal(read_stream(19, &tls), TLS_STREAM_SERVER);
}

static void other_records_are_walked_over_by_their_length(void **state)
{
    struct tls_stream tls;

    (void)state;
    stream.len = 0;
    put(&stream, "\x17\3\3\x40\0....", 9);
    assert_int_equal(read_stream(9, &tls), TLS_STREAM_OTHER);
    assert_int_equal(tls.used, 5 + 0x4000);
    assert_int_equal(read_stream(4, &tls), TLS_STREAM_MORE);
}

static void what_is_no_record_is_not_tls(void **state)
{
    static const char *const wrong[] = {"GET / HTTP",           "\x19\3\3\0\1aaaa",
                                        "\x16\2\1\0\1aaaa",     "\x16\3\5\0\1aaaa",
                                        "\x16\3\3\xff\xffzzzz", "\x80\x2e\1\3\1aaaa"};
    struct tls_stream tls;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        stream.len = 0;
        put(&stream, wrong[i], 9);
        assert_int_equal(read_stream(9, &tls), TLS_STREAM_NOT_TLS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_host_name_is_read_in_lower_case_without_its_last_dot),
        cmocka_unit_test(a_name_is_written_as_bytes_whatever_they_are),
        cmocka_unit_test(an_empty_name_or_list_says_nothing),
        cmocka_unit_test(the_first_host_name_of_several_counts),
        cmocka_unit_test(a_name_is_long_or_too_long),
        cmocka_unit_test(lengths_that_disagree_are_malformed),
        cmocka_unit_test(a_second_server_name_is_malformed_and_grease_is_walked_over),
        cmocka_unit_test(encrypted_hellos_and_protocols_are_noticed),
        cmocka_unit_test(a_hello_without_extensions_is_nameless),
        cmocka_unit_test(a_dtls_hello_has_a_cookie),
        cmocka_unit_test(a_body_cut_at_any_byte_is_never_named),
        cmocka_unit_test(a_hello_in_records_of_any_size_is_whole_with_its_last_byte_and_not_before),
        cmocka_unit_test(records_without_bytes_do_not_end_a_hello),
        cmocka_unit_test(a_record_of_another_type_ends_a_hello),
        cmocka_unit_test(a_hello_with_the_largest_key_shares_is_read),
        cmocka_unit_test(a_hello_longer_than_the_ceiling_is_walked_over),
        cmocka_unit_test(what_follows_a_hello_in_its_record_is_used_with_it),
        cmocka_unit_test(a_server_hello_shows_the_side_that_never_asks),
        cmocka_unit_test(other_records_are_walked_over_by_their_length),
        cmocka_unit_test(what_is_no_record_is_not_tls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
