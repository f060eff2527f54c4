/* uses: base wire */
#include "build.h"

#include "quic_vectors.h"
#include "wire/quic.h"
#include "wire/tls.h"

static uint8_t plain[QUIC_PACKET_MAX];
static struct quic_keys keys;

/* Open the first packet of a datagram with keys of its own id. */
static bool opens(struct bytes datagram, struct quic_header *h, struct bytes *ret_frames)
{
    struct bytes rest;

    if (quic_header_read(datagram, h, &rest) != QUIC_OK || !h->version || h->type != QUIC_INITIAL)
        return false;
    quic_client_keys(h->version, h->dcid, &keys);
    return quic_open(&keys, h, plain, ret_frames);
}

static void opens_as_printed(const uint8_t *vector, uint32_t number)
{
    struct quic_header h;
    struct quic_crypto crypto;
    struct reader frames;
    struct bytes plain_frames;
    static struct tls_hello hello;

    assert_true(opens(bytes_of(vector, 1200), &h, &plain_frames));
    assert_int_equal(h.version_number, number);
    assert_true(bytes_equal(h.dcid, bytes_of("\x83\x94\xc8\xf0\x3e\x51\x57\x08", 8)));
    assert_int_equal(h.scid.len, 0);
    assert_int_equal(plain_frames.len, 1162);
    assert_memory_equal(plain_frames.at, rfc9001_a2_crypto, sizeof(rfc9001_a2_crypto));
    frames = reader_of(plain_frames);
    assert_true(quic_next_crypto(&frames, h.version, &crypto));
    assert_int_equal(crypto.offset, 0);
    assert_int_equal(crypto.data.len, 241);
    assert_int_equal(tls_hello_read(bytes_after(crypto.data, 4), false, &hello), TLS_HELLO_NAMED);
    assert_string_equal(hello.server_name.at, "example.com");
    assert_false(quic_next_crypto(&frames, h.version, &crypto));
    assert_int_equal(frames.left.len, 0);
}

/* QUIC-1 */
static void the_initial_of_rfc_9001_opens_to_the_printed_hello(void **state)
{
    (void)state;
    opens_as_printed(rfc9001_a2, 1);
}

static void the_initial_of_rfc_9369_opens_to_the_printed_hello(void **state)
{
    (void)state;
    opens_as_printed(rfc9369_a2, 0x6b3343cf);
}

/* QUIC-8: every byte is authenticated, the header's as well */
static void no_packet_with_a_changed_byte_opens(void **state)
{
    static uint8_t copy[1200];
    struct quic_header h;
    struct bytes frames;

    (void)state;
    memcpy(copy, rfc9001_a2, sizeof(copy));
    for (size_t i = 0; i < sizeof(copy); i++) {
        copy[i] ^= 1u << (i % 8);
        assert_false(opens(bytes_of(copy, sizeof(copy)), &h, &frames));
        copy[i] ^= 1u << (i % 8);
    }
    assert_true(opens(bytes_of(copy, sizeof(copy)), &h, &frames));
}

static void no_packet_that_is_cut_opens(void **state)
{
    (void)state;
    for (size_t n = 0; n < 1200; n++) {
        uint8_t *copy = exact_copy(bytes_of(rfc9001_a2, n));
        struct quic_header h;
        struct bytes frames, rest;

        assert_int_equal(quic_header_read(bytes_of(copy, n), &h, &rest),
                         n == 0 ? QUIC_SHORT : QUIC_MALFORMED);
        assert_false(opens(bytes_of(copy, n), &h, &frames));
        free(copy);
    }
}

static void keys_of_another_id_do_not_open(void **state)
{
    struct quic_header h;
    struct bytes rest, frames;

    (void)state;
    assert_int_equal(quic_header_read(bytes_of(rfc9001_a2, 1200), &h, &rest), QUIC_OK);
    quic_client_keys(h.version, bytes_of("\x83\x94\xc8\xf0\x3e\x51\x57\x09", 8), &keys);
    assert_false(quic_open(&keys, &h, plain, &frames));
    quic_client_keys(quic_version_find(0xff00001d), h.dcid, &keys);
    assert_false(quic_open(&keys, &h, plain, &frames));
    quic_client_keys(h.version, h.dcid, &keys); /* and the right ones serve twice */
    assert_true(quic_open(&keys, &h, plain, &frames));
    assert_true(quic_open(&keys, &h, plain, &frames));
}

/* QUIC-6 */
static void packets_in_one_datagram_are_told_apart(void **state)
{
    struct build b = {.len = 0};
    struct quic_header h;
    struct bytes rest;

    (void)state;
    put(&b, rfc9001_a2, 1200);
    put(&b, "\xe0\0\0\0\1\0\0\x04....tail", 16);
    assert_int_equal(quic_header_read(built(&b), &h, &rest), QUIC_OK);
    assert_int_equal(h.packet.len, 1200);
    assert_int_equal(rest.len, 16);
    assert_int_equal(quic_header_read(rest, &h, &rest), QUIC_OK);
    assert_int_equal(h.type, QUIC_HANDSHAKE);
    assert_int_equal(h.packet.len, 12);
    assert_true(bytes_equal(rest, bytes_of("tail", 4)));
    assert_int_equal(quic_header_read(rest, &h, &rest), QUIC_SHORT);
}

static void versions_have_their_own_type_bits(void **state)
{
    static const enum quic_type v1[] = {QUIC_INITIAL, QUIC_ZERO_RTT, QUIC_HANDSHAKE, QUIC_RETRY};
    static const enum quic_type v2[] = {QUIC_RETRY, QUIC_INITIAL, QUIC_ZERO_RTT, QUIC_HANDSHAKE};

    (void)state;
    for (unsigned bits = 0; bits < 4; bits++) {
        struct build b = {.len = 0};
        struct quic_header h;
        struct bytes rest;

        put_u8(&b, 0xc0 | bits << 4);
        put_u32(&b, 1);
        put_fill(&b, 0, 32);
        assert_int_equal(quic_header_read(built(&b), &h, &rest), QUIC_OK);
        assert_int_equal(h.type, v1[bits]);
        memcpy(b.at + 1, "\x6b\x33\x43\xcf", 4);
        assert_int_equal(quic_header_read(built(&b), &h, &rest), QUIC_OK);
        assert_int_equal(h.type, v2[bits]);
        b.at[0] &= 0xbf; /* QUIC-9: the fixed bit is greased */
        assert_int_equal(quic_header_read(built(&b), &h, &rest), QUIC_OK);
        assert_int_equal(h.type, v2[bits]);
    }
}

static void a_version_that_is_not_known_gives_its_ids_only(void **state)
{
    struct quic_header h;
    struct bytes rest;

    (void)state;
    assert_int_equal(quic_header_read(bytes_of("\xc0\x1a\x2a\x3a\x4a\2ab\1cxyz", 12), &h, &rest),
                     QUIC_OK);
    assert_null(h.version);
    assert_int_equal(h.version_number, 0x1a2a3a4a);
    assert_true(bytes_equal(h.dcid, bytes_of("ab", 2)));
    assert_true(bytes_equal(h.scid, bytes_of("c", 1)));
    assert_int_equal(rest.len, 0);
    assert_int_equal(quic_header_read(bytes_of("\x80\0\0\0\0\0\0\0\0\0\1", 11), &h, &rest),
                     QUIC_OK);
    assert_int_equal(h.type, QUIC_NEGOTIATION);
}

/* QUIC-7 */
static void lengths_are_checked_before_they_are_added(void **state)
{
    struct quic_header h;
    struct bytes rest;
    struct build b = {.len = 0};

    (void)state;
    put(&b, "\xc0\0\0\0\1", 5);
    put_u8(&b, 21); /* an id longer than a known version has */
    put_fill(&b, 0, 64);
    assert_int_equal(quic_header_read(built(&b), &h, &rest), QUIC_MALFORMED);
    b.len = 5;
    put_u16(&b, 0);
    put_fill(&b, 0xff, 8); /* a token of 2^62 - 1 bytes */
    put_fill(&b, 0, 64);
    assert_int_equal(quic_header_read(built(&b), &h, &rest), QUIC_MALFORMED);
    b.len = 7;
    put_u8(&b, 0);
    put_fill(&b, 0xff, 8); /* and a packet of as many */
    put_fill(&b, 0, 64);
    assert_int_equal(quic_header_read(built(&b), &h, &rest), QUIC_MALFORMED);
    b.len = 8;
    put_u16(&b, 0x4040);
    put_fill(&b, 0, 64);
    assert_int_equal(quic_header_read(built(&b), &h, &rest), QUIC_OK);
    assert_int_equal(h.packet.len, b.len);
    b.len--;
    assert_int_equal(quic_header_read(built(&b), &h, &rest), QUIC_MALFORMED);
}

static void a_packet_too_short_for_its_sample_does_not_open(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 40; n++) {
        struct build b = {.len = 0};
        struct quic_header h;
        struct bytes frames;
        uint8_t *copy;

        put(&b, "\xc3\0\0\0\1\0\0\0", 8);
        put_u8(&b, n);
        put_fill(&b, 0x77, n);
        copy = exact_copy(built(&b));
        assert_false(opens(bytes_of(copy, b.len), &h, &frames));
        free(copy);
    }
}

static void a_long_token_is_walked_over_and_one_past_our_head_is_not_opened(void **state)
{
    static struct build b;
    struct quic_header h;
    struct bytes frames, rest;

    (void)state;
    b.len = 0;
    put(&b, "\xc3\0\0\0\1\0\0", 7);
    put_u16(&b, 0x4000 | 4000);
    put_fill(&b, 't', 4000);
    put_u8(&b, 40);
    put_fill(&b, 0x77, 40);
    assert_int_equal(quic_header_read(built(&b), &h, &rest), QUIC_OK);
    assert_int_equal(h.pn_at, 7 + 2 + 4000 + 1);
    assert_false(opens(built(&b), &h, &frames));
}

/* QUIC-2 */
static void crypto_is_found_between_padding_ping_and_acknowledgements(void **state)
{
    static const uint8_t bytes[] = {
        0,    0,    0, 1,                   /* PADDING, PING */
        6,    0x40, 5, 2,   'a', 'b',       /* CRYPTO at 5 */
        2,    0x41, 0, 0,   1,   0,   3, 4, /* ACK of two ranges */
        3,    1,    1, 0,   0,   9,   9, 9, /* ACK with counters */
        6,    0,    3, 'x', 'y', 'z',       /* CRYPTO at 0 */
        0x1c, 0,    6, 0,   1,   '!',       /* CONNECTION_CLOSE ends reading */
    };
    const struct quic_version *v1 = quic_version_find(1);
    struct reader in = reader_of(bytes_of(bytes, sizeof(bytes)));
    struct quic_crypto crypto;

    (void)state;
    assert_true(quic_next_crypto(&in, v1, &crypto));
    assert_int_equal(crypto.offset, 5);
    assert_true(bytes_equal(crypto.data, bytes_of("ab", 2)));
    assert_true(quic_next_crypto(&in, v1, &crypto));
    assert_int_equal(crypto.offset, 0);
    assert_true(bytes_equal(crypto.data, bytes_of("xyz", 3)));
    assert_false(quic_next_crypto(&in, v1, &crypto));
}

static void a_frame_that_is_cut_gives_nothing(void **state)
{
    static const uint8_t crypto_frame[] = {6, 0x40, 5, 2, 'a', 'b'};
    static const uint8_t ack[] = {2, 0, 0, 0x7f, 0xff, 0}; /* 16,383 ranges that are not there */
    const struct quic_version *v1 = quic_version_find(1);

    (void)state;
    for (size_t n = 0; n < sizeof(crypto_frame); n++) {
        uint8_t *copy = exact_copy(bytes_of(crypto_frame, n));
        struct reader in = reader_of(bytes_of(copy, n));
        struct quic_crypto crypto;

        assert_false(quic_next_crypto(&in, v1, &crypto));
        free(copy);
    }
    for (size_t n = 0; n <= sizeof(ack); n++) {
        uint8_t *copy = exact_copy(bytes_of(ack, n));
        struct reader in = reader_of(bytes_of(copy, n));
        struct quic_crypto crypto;

        assert_false(quic_next_crypto(&in, v1, &crypto));
        free(copy);
    }
}

static void versions_are_written_as_people_know_them(void **state)
{
    char text[QUIC_VERSION_TEXT_MAX];

    (void)state;
    assert_string_equal(quic_version_text(1, text), "v1");
    assert_string_equal(quic_version_text(0x6b3343cf, text), "v2");
    assert_string_equal(quic_version_text(0xff00001d, text), "draft-29");
    assert_string_equal(quic_version_text(0x51303433, text), "Q043");
    assert_string_equal(quic_version_text(0x54303531, text), "0x54303531");
    assert_non_null(quic_version_find(0xff00001d));
    assert_null(quic_version_find(0x1a2a3a4a));
    assert_null(quic_version_find(0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_initial_of_rfc_9001_opens_to_the_printed_hello),
        cmocka_unit_test(the_initial_of_rfc_9369_opens_to_the_printed_hello),
        cmocka_unit_test(no_packet_with_a_changed_byte_opens),
        cmocka_unit_test(no_packet_that_is_cut_opens),
        cmocka_unit_test(keys_of_another_id_do_not_open),
        cmocka_unit_test(packets_in_one_datagram_are_told_apart),
        cmocka_unit_test(versions_have_their_own_type_bits),
        cmocka_unit_test(a_version_that_is_not_known_gives_its_ids_only),
        cmocka_unit_test(lengths_are_checked_before_they_are_added),
        cmocka_unit_test(a_packet_too_short_for_its_sample_does_not_open),
        cmocka_unit_test(a_long_token_is_walked_over_and_one_past_our_head_is_not_opened),
        cmocka_unit_test(crypto_is_found_between_padding_ping_and_acknowledgements),
        cmocka_unit_test(a_frame_that_is_cut_gives_nothing),
        cmocka_unit_test(versions_are_written_as_people_know_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
