/* uses: base wire */
#include "build.h"

#include "wire/http.h"

static struct http_request r;

static enum http_answer read_text(const char *text)
{
    static uint8_t *kept;

    free(kept);
    kept = exact_copy(bytes_of(text, strlen(text)));
    return http_request_read(bytes_of(kept, strlen(text)), &r);
}

static bool is(struct bytes b, const char *text)
{
    return bytes_equal(b, bytes_of(text, strlen(text)));
}

/* Whom is a request with these lines for? */
static void host_of(const char *request, const char *host, const char *authority)
{
    assert_int_equal(read_text(request), HTTP_REQUEST);
    assert_true(is(r.host, host));
    assert_true(is(r.authority, authority));
    assert_int_equal(r.head_bytes, strlen(request));
}

static void the_host_is_read_without_its_port(void **state)
{
    (void)state;
    host_of("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", "example.com", "");
    host_of("GET / HTTP/1.1\r\nHost:example.com:8080\r\n\r\n", "example.com", "");
    host_of("GET / HTTP/1.1\r\nhOST: \t example.com \t\r\n\r\n", "example.com", "");
    host_of("GET / HTTP/1.1\nHost: example.com\n\n", "example.com", "");
    host_of("GET / HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n", "[2001:db8::1]", "");
    host_of("GET / HTTP/1.1\r\nHost: example.com:\r\n\r\n", "example.com", "");
    host_of("GET / HTTP/1.0\r\n\r\n", "", "");
    host_of("GET / HTTP/1.1\r\nX-Host: a\r\nHosts: b\r\nHost: c\r\n\r\n", "c", "");
}

/* APP-1 */
static void empty_lines_in_front_are_walked_over(void **state)
{
    (void)state;
    host_of("\r\n\r\nGET / HTTP/1.1\r\nHost: example.com\r\n\r\n", "example.com", "");
}

static void an_absolute_target_says_its_host_as_well(void **state)
{
    (void)state;
    host_of("GET http://user@a.example:81/x?y HTTP/1.1\r\nHost: b.example\r\n\r\n", "b.example",
            "a.example");
    host_of("GET http://a.example?x@evil.example HTTP/1.1\r\n\r\n", "", "a.example");
    host_of("GET /http://a.example HTTP/1.1\r\nHost: b\r\n\r\n", "b", "");
    host_of("GET http:/a.example HTTP/1.1\r\nHost: b\r\n\r\n", "b", "");
}

/* APP-2 */
static void connect_says_the_real_target(void **state)
{
    (void)state;
    host_of("CONNECT site.example:443 HTTP/1.1\r\nHost: proxy.example\r\n\r\n", "proxy.example",
            "site.example");
    assert_true(r.is_connect);
    host_of("CONNECTS site.example:443 HTTP/1.1\r\nHost: p\r\n\r\n", "p", "");
    assert_false(r.is_connect);
}

static void two_hosts_that_differ_are_told(void **state)
{
    (void)state;
    host_of("GET / HTTP/1.1\r\nHost: a.example\r\nHost: b.example\r\n\r\n", "a.example", "");
    assert_true(r.hosts_differ);
    host_of("GET / HTTP/1.1\r\nHost: a.example\r\nHost: A.EXAMPLE:80\r\n\r\n", "a.example", "");
    assert_false(r.hosts_differ);
    host_of("GET / HTTP/1.1\r\nHost:\r\nHost: b.example\r\n\r\n", "", "");
    assert_true(r.hosts_differ);
}

static void the_length_of_the_body_is_read(void **state)
{
    (void)state;
    assert_int_equal(read_text("POST / HTTP/1.1\r\nContent-Length: 123\r\n\r\nbody"), HTTP_REQUEST);
    assert_true(r.body_bytes == 123);
    assert_int_equal(r.head_bytes, 40);
    assert_int_equal(
        read_text("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n"),
        HTTP_REQUEST);
    assert_true(r.body_bytes == UINT64_C(999999999999999999)); /* bounded, not wrapped */
    assert_int_equal(read_text("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"), HTTP_REQUEST);
    assert_true(r.body_bytes == 0);
}

/* APP-1: a Host that is split between segments */
static void a_request_cut_at_any_byte_may_still_become_one(void **state)
{
    static const char text[] =
        "\r\nPOST http://a.example/ HTTP/1.1\r\nHost: b.example\r\nContent-Length: 3\r\n\r\n";

    (void)state;
    for (size_t n = 0; n < sizeof(text) - 1; n++) {
        uint8_t *copy = exact_copy(bytes_of(text, n));

        assert_int_equal(http_request_read(bytes_of(copy, n), &r), HTTP_MORE);
        free(copy);
    }
    host_of(text, "b.example", "a.example");
}

static void what_begins_with_no_method_is_no_request(void **state)
{
    static const char *const wrong[] = {
        " GET / HTTP/1.1\r\n\r\n",  "GET / HTTP/2.0\r\n\r\n", "GET / HTTP/1.\r\n\r\n",
        "GET / HTTP/1.x\r\n\r\n",   "GET /\r\n\r\n",          "GET\r\n\r\n",
        "(GET) / HTTP/1.1\r\n\r\n", "\x16\x03\x01",           "<html>",
        "SSH-2.0-OpenSSH_9.2\r\n",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        assert_int_equal(read_text(wrong[i]), HTTP_NOT);
}

static void bytes_that_are_nul_do_not_end_a_target(void **state)
{
    static const char text[] = "GET http://a.ex\0ample/ HTTP/1.1\r\n\r\n";
    static const char method[] = "G\0T / HTTP/1.1\r\n\r\n";

    (void)state;
    assert_int_equal(http_request_read(bytes_of(method, sizeof(method) - 1), &r), HTTP_NOT);
    assert_int_equal(http_request_read(bytes_of(text, sizeof(text) - 1), &r), HTTP_REQUEST);
    assert_true(bytes_equal(r.authority, bytes_of("a.ex\0ample", 10)));
}

static void a_method_may_be_long_and_is_bounded(void **state)
{
    static struct build b;

    (void)state;
    for (size_t n = 30; n <= 300; n++) {
        b.len = 0;
        put_fill(&b, 'M', n);
        assert_int_equal(http_request_read(built(&b), &r), n <= 256 ? HTTP_MORE : HTTP_NOT);
        put_text(&b, " / HTTP/1.1\r\nHost: a.example\r\n\r\n");
        assert_int_equal(http_request_read(built(&b), &r), n <= 256 ? HTTP_REQUEST : HTTP_NOT);
        if (n <= 256)
            assert_true(is(r.host, "a.example"));
    }
}

static void of_a_head_longer_than_the_ceiling_the_lines_up_to_there_count(void **state)
{
    static struct build b;

    (void)state;
    b.len = 0;
    put_text(&b, "GET / HTTP/1.1\r\nCookie: ");
    put_fill(&b, 'c', HTTP_HEAD_MAX - b.len - 4);
    put_text(&b, "\r\n\r\n");
    assert_int_equal(b.len, HTTP_HEAD_MAX);
    assert_int_equal(http_request_read(built(&b), &r), HTTP_REQUEST);
    b.len -= 4;
    assert_int_equal(http_request_read(built(&b), &r), HTTP_MORE);
    put_text(&b, "c\r\n\r\n");
    assert_int_equal(http_request_read(built(&b), &r), HTTP_REQUEST);
    assert_int_equal(r.head_bytes, HTTP_HEAD_MAX);
    assert_int_equal(r.host.len, 0);
    b.len = 0;
    put_text(&b, "GET / HTTP/1.1\r\nHost: a.example\r\nCookie: ");
    put_fill(&b, 'c', HTTP_HEAD_MAX);
    assert_int_equal(http_request_read(built(&b), &r), HTTP_REQUEST);
    assert_true(is(r.host, "a.example"));
    b.len = 0; /* a line of the request alone says nothing before its end */
    put_text(&b, "GET /");
    put_fill(&b, 'p', HTTP_HEAD_MAX);
    assert_int_equal(http_request_read(built(&b), &r), HTTP_NOT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_host_is_read_without_its_port),
        cmocka_unit_test(empty_lines_in_front_are_walked_over),
        cmocka_unit_test(an_absolute_target_says_its_host_as_well),
        cmocka_unit_test(connect_says_the_real_target),
        cmocka_unit_test(two_hosts_that_differ_are_told),
        cmocka_unit_test(the_length_of_the_body_is_read),
        cmocka_unit_test(a_request_cut_at_any_byte_may_still_become_one),
        cmocka_unit_test(what_begins_with_no_method_is_no_request),
        cmocka_unit_test(bytes_that_are_nul_do_not_end_a_target),
        cmocka_unit_test(a_method_may_be_long_and_is_bounded),
        cmocka_unit_test(of_a_head_longer_than_the_ceiling_the_lines_up_to_there_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
