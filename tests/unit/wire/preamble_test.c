/* uses: base wire */
#include "build.h"

#include "wire/preamble.h"

/* Found with exactly its bytes, also where more follows, and not before. */
static void is_found_whole(const void *at, size_t len)
{
    struct build b = {.len = 0};
    size_t used = 0;

    put(&b, at, len);
    put_text(&b, "\x16\x03\x01GET / HTTP/1.1");
    assert_int_equal(preamble_read(built(&b), &used), PREAMBLE_FOUND);
    assert_int_equal(used, len);
    for (size_t n = 1; n <= len; n++) {
        uint8_t *copy = exact_copy(bytes_of(at, n));

        assert_int_equal(preamble_read(bytes_of(copy, n), &used),
                         n < len ? PREAMBLE_MORE : PREAMBLE_FOUND);
        free(copy);
    }
}

static enum preamble_answer answer_of(const void *at, size_t len)
{
    size_t used;
    uint8_t *copy = exact_copy(bytes_of(at, len));
    enum preamble_answer answer = preamble_read(bytes_of(copy, len), &used);

    free(copy);
    return answer;
}

static void socks_5_methods_are_walked_over(void **state)
{
    (void)state;
    is_found_whole("\5\1\2", 3);
    is_found_whole("\5\4\2\1\2\3", 6);
    assert_int_equal(answer_of("\5\0", 2), PREAMBLE_NOT);
    assert_int_equal(answer_of("\5\x11", 2), PREAMBLE_NOT);
}

static void socks_5_requests_are_walked_over_with_any_address(void **state)
{
    size_t used;
    static const char name[] = "\5\1\0\3\13example.com\1\xbb";

    (void)state;
    assert_int_equal(preamble_read(bytes_of("\5\1\0\1\1\2\3\4\1\xbb", 10), &used), PREAMBLE_FOUND);
    assert_int_equal(used, 10);
    assert_int_equal(preamble_read(bytes_of(name, sizeof(name) - 1), &used), PREAMBLE_FOUND);
    assert_int_equal(used, sizeof(name) - 1);
    assert_int_equal(
        preamble_read(bytes_of("\5\1\0\4\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\1\xbb", 22),
                      &used),
        PREAMBLE_FOUND);
    assert_int_equal(used, 22);
}

static void a_socks_5_request_cut_in_its_address_is_waited_for(void **state)
{
    static const char name[] = "\5\1\0\3\13example.com\1\xbb";

    (void)state;
    for (size_t n = 4; n < sizeof(name) - 1; n++)
        assert_int_equal(answer_of(name, n), PREAMBLE_MORE);
    for (size_t n = 5; n < 10; n++)
        assert_int_equal(answer_of("\5\2\0\1\1\2\3\4\1\xbb", n), PREAMBLE_MORE);
}

static void socks_5_methods_that_look_like_a_request_are_methods(void **state)
{
    size_t used;

    (void)state;
    assert_int_equal(preamble_read(bytes_of("\5\3\0\1\2", 5), &used), PREAMBLE_FOUND);
    assert_int_equal(used, 5);
    assert_int_equal(preamble_read(bytes_of("\5\2\0\1\5\1\0\3", 8), &used), PREAMBLE_FOUND);
    assert_int_equal(used, 4);
}

static void socks_5_user_names_are_walked_over(void **state)
{
    (void)state;
    is_found_whole("\1\4user\4pass", 11);
}

static void socks_4_and_4a_requests_are_walked_over(void **state)
{
    (void)state;
    is_found_whole("\4\1\1\xbb\1\2\3\4me", 11);
    is_found_whole("\4\1\1\xbb\0\0\0\1\0example.com", 21);
    assert_int_equal(answer_of("\4\3", 2), PREAMBLE_NOT);
}

static void a_socks_4_user_without_an_end_is_none(void **state)
{
    struct build b = {.len = 0};

    (void)state;
    put(&b, "\4\1\1\xbb\1\2\3\4", 8);
    put_fill(&b, 'u', 255);
    assert_int_equal(answer_of(b.at, b.len), PREAMBLE_MORE);
    put_fill(&b, 'u', 1);
    assert_int_equal(answer_of(b.at, b.len), PREAMBLE_NOT);
}

static void the_proxy_protocol_is_walked_over_in_both_versions(void **state)
{
    static const char v1[] = "PROXY TCP4 192.0.2.1 192.0.2.2 1234 443\r\n";
    static const char v2[] = "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\1\2\3\4\5\6\7\x08\1\2\3\4";

    (void)state;
    is_found_whole(v1, sizeof(v1) - 1);
    is_found_whole(v2, sizeof(v2) - 1);
}

static void a_proxy_line_ends_within_107_bytes(void **state)
{
    struct build b = {.len = 0};
    size_t used;

    (void)state;
    put_text(&b, "PROXY UNKNOWN ");
    put_fill(&b, 'x', 106 - b.len);
    assert_int_equal(answer_of(b.at, b.len), PREAMBLE_MORE);
    put_text(&b, "\n");
    assert_int_equal(preamble_read(built(&b), &used), PREAMBLE_FOUND);
    assert_int_equal(used, 107);
    b.at[106] = 'x';
    put_text(&b, "\n");
    assert_int_equal(answer_of(b.at, b.len), PREAMBLE_NOT);
}

static void other_beginnings_are_none(void **state)
{
    (void)state;
    assert_int_equal(answer_of("", 0), PREAMBLE_NOT);
    assert_int_equal(answer_of("GET / HTTP/1.1", 14), PREAMBLE_NOT);
    assert_int_equal(answer_of("POST / HTTP/1.1", 15), PREAMBLE_NOT);
    assert_int_equal(answer_of("\r\nGET", 5), PREAMBLE_NOT);
    assert_int_equal(answer_of("\x16\3\1", 3), PREAMBLE_NOT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(socks_5_methods_are_walked_over),
        cmocka_unit_test(socks_5_requests_are_walked_over_with_any_address),
        cmocka_unit_test(a_socks_5_request_cut_in_its_address_is_waited_for),
        cmocka_unit_test(socks_5_methods_that_look_like_a_request_are_methods),
        cmocka_unit_test(socks_5_user_names_are_walked_over),
        cmocka_unit_test(socks_4_and_4a_requests_are_walked_over),
        cmocka_unit_test(a_socks_4_user_without_an_end_is_none),
        cmocka_unit_test(the_proxy_protocol_is_walked_over_in_both_versions),
        cmocka_unit_test(a_proxy_line_ends_within_107_bytes),
        cmocka_unit_test(other_beginnings_are_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
