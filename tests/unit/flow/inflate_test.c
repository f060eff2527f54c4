/* uses: base wire flow */
#include "feed.h"

#include "base/scope.h"
#include "flow/inflate.h"

#include <zlib.h>

enum { IPCOMP = 108, IPIP = 4, UDP = 17, DEFLATE = 2, NEGOTIATED = 25436 };

static struct feed f;
static struct inflate *inflater;
static struct build plain, squeezed, datagram;

static int set_up(void **state)
{
    (void)state;
    return inflate_new(&inflater);
}

static int tear_down(void **state)
{
    (void)state;
    inflater = inflate_free(inflater);
    return 0;
}

/* What is in `plain`, raw as in RFC 2394, to the end of `squeezed`. */
static void squeeze(void)
{
    z_stream z = {.next_in = plain.at, .avail_in = (uInt)plain.len};

    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_out = squeezed.at + squeezed.len;
    z.avail_out = (uInt)(sizeof(squeezed.at) - squeezed.len);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    squeezed.len = sizeof(squeezed.at) - z.avail_out;
    deflateEnd(&z);
}

static bool inflates(struct bytes compressed, struct bytes *ret)
{
    uint8_t *copy = exact_copy(compressed);
    bool is_whole = inflate_read(inflater, bytes_of(copy, compressed.len), ret);

    free(copy);
    return is_whole;
}

static void what_was_deflated_comes_back_again_and_again(void **state)
{
    struct bytes got;

    (void)state;
    for (size_t n = 0; n < 5000; n = n * 2 + 1) {
        plain.len = squeezed.len = 0;
        for (size_t i = 0; i < n; i++)
            put_u8(&plain, (unsigned)(i * i % 251));
        squeeze();
        assert_true(inflates(built(&squeezed), &got));
        assert_true(bytes_equal(got, built(&plain)));
    }
}

static void what_is_cut_or_goes_on_is_refused(void **state)
{
    struct bytes got = {.at = NULL};

    (void)state;
    plain.len = squeezed.len = 0;
    put_text(&plain, "GET / HTTP/1.1\r\nHost: a.example\r\nAccept: text/html, text/plain\r\n\r\n");
    squeeze();
    for (size_t n = 0; n < squeezed.len; n++)
        assert_false(inflates(bytes_head(built(&squeezed), n), &got));
    assert_null(got.at);
    put_u8(&squeezed, 0);
    assert_false(inflates(built(&squeezed), &got));
    squeezed.len--;
    assert_true(inflates(built(&squeezed), &got));
}

static void no_more_comes_out_than_a_payload_can_hold(void **state)
{
    struct bytes got;

    (void)state;
    plain.len = squeezed.len = 0;
    put_fill(&plain, 0, 65535);
    squeeze();
    assert_true(inflates(built(&squeezed), &got));
    assert_int_equal(got.len, 65535);
    put_u8(&plain, 0);
    squeezed.len = 0;
    squeeze();
    assert_true(squeezed.len < 200);
    assert_false(inflates(built(&squeezed), &got));
}

/* A question, as UDP carries it, into `datagram`. */
static void make_question(void)
{
    datagram.len = 0;
    put_u16(&datagram, 4000);
    put_u16(&datagram, 53);
    put_u16(&datagram, 0);
    put_u16(&datagram, 0);
    put_dns_header(&datagram, 7, 0x0100, 1, 0);
    put_dns_question(&datagram, "www.example.com", 1);
    set_u16(&datagram, 4, (unsigned)datagram.len);
}

/* A packet of IPComp into f.frame, around what is in `plain`. */
static void make_ipcomp(unsigned inner, unsigned index)
{
    squeezed.len = 0;
    put_u8(&squeezed, inner);
    put_u8(&squeezed, 0);
    put_u16(&squeezed, index);
    squeeze();
    feed_ipv4(&f, CLIENT, SERVER, IPCOMP, 1, 0, squeezed.len);
    put_bytes(&f.frame, built(&squeezed));
}

static void a_datagram_is_read_whatever_the_parameter_index(void **state)
{
    static const unsigned indices[] = {DEFLATE, NEGOTIATED, 3};

    (void)state;
    make_question();
    for (size_t i = 0; i < ARRAY_LEN(indices); i++) {
        feed_begin(&f);
        plain = datagram;
        make_ipcomp(UDP, indices[i]);
        feed_frame(&f);
        feed_said_once(&f, SIGHTING_DNS, "www.example.com");
        assert_int_equal(f.said[0].way, WAY_TUNNEL);
        feed_end(&f);
    }
}

static void a_packet_in_fragments_is_put_together_first(void **state)
{
    (void)state;
    make_question();
    feed_begin(&f);
    plain = datagram;
    make_ipcomp(UDP, DEFLATE);
    plain = squeezed;
    feed_ipv4(&f, CLIENT, SERVER, IPCOMP, 9, 0x2000, 16);
    put_bytes(&f.frame, bytes_head(built(&plain), 16));
    feed_frame(&f);
    feed_ipv4(&f, CLIENT, SERVER, IPCOMP, 9, 2, plain.len - 16);
    put_bytes(&f.frame, bytes_after(built(&plain), 16));
    feed_frame(&f);
    feed_said_once(&f, SIGHTING_DNS, "www.example.com");
    assert_int_equal(f.said[0].way, WAY_TUNNEL | WAY_FRAGMENTS);
    feed_end(&f);
}

static void what_does_not_inflate_is_damage_only_if_it_said_deflate(void **state)
{
    (void)state;
    make_question();
    feed_begin(&f);
    for (int is_deflate = 0; is_deflate < 2; is_deflate++) {
        plain = datagram;
        make_ipcomp(UDP, is_deflate ? DEFLATE : NEGOTIATED);
        f.frame.len--;
        set_u16(&f.frame, 2, (unsigned)f.frame.len);
        feed_frame(&f);
        assert_int_equal(inspector_losses(f.in).packets_unreadable, is_deflate);
    }
    feed_end(&f);
    assert_int_equal(f.n_said, 0);
}

static void a_packet_is_inflated_once_and_no_more(void **state)
{
    (void)state;
    make_question();
    feed_begin(&f);
    plain.len = 0;
    feed_ipv4(&f, CLIENT, SERVER, UDP, 1, 0, datagram.len);
    put_bytes(&f.frame, built(&datagram));
    plain = f.frame;
    make_ipcomp(IPIP, NEGOTIATED); /* a tunnel */
    feed_frame(&f);
    feed_said_once(&f, SIGHTING_DNS, "www.example.com");
    f.n_said = 0;
    plain = f.frame;
    make_ipcomp(IPIP, NEGOTIATED); /* and that in another one */
    feed_frame(&f);
    plain = datagram;
    make_ipcomp(UDP, DEFLATE);
    plain = squeezed;
    make_ipcomp(IPCOMP, DEFLATE);
    feed_frame(&f);
    feed_end(&f);
    assert_int_equal(f.n_said, 0);
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        EACH(what_was_deflated_comes_back_again_and_again),
        EACH(what_is_cut_or_goes_on_is_refused),
        EACH(no_more_comes_out_than_a_payload_can_hold),
        EACH(a_datagram_is_read_whatever_the_parameter_index),
        EACH(a_packet_in_fragments_is_put_together_first),
        EACH(what_does_not_inflate_is_damage_only_if_it_said_deflate),
        EACH(a_packet_is_inflated_once_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
