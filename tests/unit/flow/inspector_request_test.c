/* uses: base wire flow */
/* Requests of HTTP, and what is said to a proxy before the hello behind it. */
#include "feed.h"

#include "base/scope.h"

static struct feed f;
static struct build message, stream, other;

static void a_request_is_read_by_host_and_the_next_one_too(void **state)
{
    static const char requests[] = "POST /secret HTTP/1.1\r\nHost: a.example\r\n\r\n"
                                   "GET http://b.example/x HTTP/1.1\r\nHost: c.example\r\n\r\n";

    (void)state;
    for (size_t each = 1; each <= 60; each += 7) {
        feed_begin(&f);
        feed_syn(&f, 5000, 99);
        for (size_t at = 0; at < sizeof(requests) - 1; at += each)
            feed_up(&f, 5000, (uint32_t)(100 + at),
                    bytes_head(bytes_after(bytes_of(requests, sizeof(requests) - 1), at), each));
        assert_int_equal(f.n_said, 2);
        feed_said(&f, 0, SIGHTING_HTTP, "a.example");
        feed_said(&f, 1, SIGHTING_HTTP, "c.example");
        assert_string_equal(f.said[1].target, "b.example");
        feed_end(&f);
    }
}

/* APP-2 */
static void a_hello_behind_connect_is_read_as_well(void **state)
{
    static const char connect[] = "CONNECT in.example:443 HTTP/1.1\r\nHost: proxy.example\r\n\r\n";

    (void)state;
    feed_begin(&f);
    put_hello_stream(&message, &stream, "in.example", 0, 16384);
    feed_syn(&f, 5000, 99);
    feed_up(&f, 5000, 100, bytes_of(connect, sizeof(connect) - 1));
    feed_up(&f, 5000, 99 + sizeof(connect), built(&stream));
    assert_int_equal(f.n_said, 2);
    feed_said(&f, 0, SIGHTING_HTTP, "proxy.example");
    assert_true(f.said[0].flags & SEEN_CONNECT);
    assert_string_equal(f.said[0].target, "in.example");
    feed_said(&f, 1, SIGHTING_TLS, "in.example");
    feed_end(&f);
}

static void a_hello_behind_socks_is_read(void **state)
{
    (void)state;
    feed_begin(&f);
    put_hello_stream(&message, &stream, "socks.example", 0, 16384);
    feed_syn(&f, 5000, 99);
    feed_up(&f, 5000, 100, bytes_of("\5\1\0", 3));
    feed_up(&f, 5000, 103, bytes_of("\5\1\0\1\1\2\3\4\1\xbb", 10));
    feed_up(&f, 5000, 113, built(&stream));
    feed_said_once(&f, SIGHTING_TLS, "socks.example");
    feed_end(&f);
}

/* What the client says to its proxy, in segments; the hello begins in the last of them. */
static void a_request_to_a_proxy_that_is_split_in_its_address_is_walked_over(void **state)
{
    static const char request[] = "\5\1\0\3\15socks.example\1\xbb";
    size_t len = sizeof(request) - 1;

    (void)state;
    put_hello_stream(&message, &stream, "socks.example", 0, 16384);
    for (size_t n = 5; n < len; n++) {
        other.len = 0;
        put(&other, request + n, len - n);
        put_bytes(&other, built(&stream));
        feed_begin(&f);
        feed_syn(&f, 5000, 99);
        feed_up(&f, 5000, 100, bytes_of("\5\1\0", 3));
        feed_up(&f, 5000, 103, bytes_of(request, n));
        feed_up(&f, 5000, (uint32_t)(103 + n), built(&other));
        feed_said_once(&f, SIGHTING_TLS, "socks.example");
        feed_end(&f);
    }
}

static void of_a_head_that_does_not_end_the_host_is_said_once(void **state)
{
    static const char next[] = "GET / HTTP/1.1\r\nHost: b.example\r\n\r\n";
    uint32_t seq = 100;

    (void)state;
    stream.len = 0;
    put_text(&stream, "GET / HTTP/1.1\r\nHost: a.example\r\nCookie: ");
    put_fill(&stream, 'c', 69000 - stream.len);
    put_text(&stream, "\r\n\r\n");
    feed_begin(&f);
    feed_syn(&f, 5000, 99);
    for (size_t at = 0; at < stream.len; at += 1400) {
        struct bytes part = bytes_head(bytes_after(built(&stream), at), 1400);

        feed_up(&f, 5000, seq, part);
        seq += (uint32_t)part.len;
    }
    feed_said_once(&f, SIGHTING_HTTP, "a.example");
    feed_up(&f, 5000, seq, bytes_of(next, sizeof(next) - 1));
    assert_int_equal(f.n_said, 2);
    feed_said(&f, 1, SIGHTING_HTTP, "b.example");
    feed_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_read_by_host_and_the_next_one_too),
        cmocka_unit_test(a_hello_behind_connect_is_read_as_well),
        cmocka_unit_test(a_hello_behind_socks_is_read),
        cmocka_unit_test(a_request_to_a_proxy_that_is_split_in_its_address_is_walked_over),
        cmocka_unit_test(of_a_head_that_does_not_end_the_host_is_said_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
