/* uses: base wire */
/* Packets inside packets: tunnels, aggregates, what is compressed, pseudowires, parts of links. */
#include "frames.h"

static void a_tunnel_is_followed_to_the_inner_packet(void **state)
{
    (void)state;
    frame.len = 0;
    put_ipv4(41, 0, 40 + 8); /* 6in4 */
    put_ipv6(17, 8);
    put_udp(1, 2, "");
    assert_int_equal(read_frame(RAW), PACKET_UDP);
    assert_int_equal(p.ip_len, 16);
    assert_int_equal(p.way, WAY_TUNNEL);
    frame.len = 0;
    put_ipv4(17, 0, 8 + 8 + 14 + 28); /* VXLAN */
    put_u16(&frame, 40000);
    put_u16(&frame, 4789);
    put_u16(&frame, 8 + 8 + 14 + 28);
    put_u16(&frame, 0);
    put(&frame, "\x08\0\0\0\0\0\1\0aaaaaabbbbbb\x08\0", 22);
    put_ipv4(17, 0, 8);
    put_udp(5, 6, "");
    assert_int_equal(read_frame(RAW), PACKET_UDP);
    assert_int_equal(p.destination_port, 6);
    assert_int_equal(p.way, WAY_TUNNEL);
}

static void what_only_looks_like_a_tunnel_stays_a_datagram(void **state)
{
    (void)state;
    frame.len = 0;
    put_ipv4(17, 0, 8 + 30);
    put_udp(40000, 4789, "\x08 this is no Ethernet at all!");
    assert_int_equal(read_frame(RAW), PACKET_UDP);
    assert_int_equal(p.destination_port, 4789);
    assert_true(payload_is("\x08 this is no Ethernet at all!"));
    assert_int_equal(p.way, 0);
    assert_int_equal(p.n_layers, 3);
    frame.len = 0; /* the tunnel's header is there, and nothing that it could hold */
    put_ipv4(17, 0, 8 + 8);
    put_u16(&frame, 2152);
    put_u16(&frame, 40000);
    put_u16(&frame, 8 + 8);
    put_u16(&frame, 0);
    put(&frame, "\x30\xff\0\0\0\0\0\1", 8);
    assert_int_equal(read_frame(RAW), PACKET_UDP);
    assert_int_equal(p.n_layers, 3);
    assert_int_equal(p.layers[2], LAYER_UDP);
    assert_int_equal(p.payload.len, 8);
}

static void a_tunnel_in_itself_without_end_is_given_up(void **state)
{
    (void)state;
    frame.len = 0;
    for (int n = 60; n > 0; n--)
        put_ipv4(4, 0, (size_t)n * 20);
    assert_int_equal(read_frame(RAW), PACKET_MALFORMED);
    assert_true(p.n_layers <= PACKET_LAYERS_MAX);
    put_ethernet(0x8100);
    for (int n = 0; n < 100; n++)
        put_u32(&frame, 0x00018100);
    assert_int_equal(read_frame(ETHERNET), PACKET_MALFORMED);
}

/* An 802.11 data frame up to its subframes, in front of which `n` bytes may be padding. */
static void put_wlan_aggregate(size_t n)
{
    put(&frame, "\x88\1\0\0aaaaaabbbbbbcccccc\0\0\x80\0", 26);
    put_fill(&frame, 0, n);
}

static void put_subframe(unsigned type, unsigned port, const char *payload, bool is_last)
{
    size_t len = 8 + 20 + 8 + strlen(payload);

    put_text(&frame, "DDDDDDSSSSSS");
    put_u16(&frame, (unsigned)len);
    put(&frame, "\xaa\xaa\3\0\0\0", 6);
    put_u16(&frame, type);
    put_ipv4(17, 0, 8 + strlen(payload));
    put_udp(7, port, payload);
    put_fill(&frame, 0, is_last ? 0 : (4 - (14 + len) % 4) % 4);
}

/* Ports of the datagrams in a frame, each a digit; those that are none are a dot. What `p` points
 * to is there until the next call. */
static const char *ports_of(int link_type, struct bytes b, uint32_t wire_bytes)
{
    static char text[16];
    static uint8_t *copy;
    enum packet_answer answer;
    size_t n = 0;

    free(copy);
    copy = exact_copy(b);
    answer = packet_read(link_type, bytes_of(copy, b.len), wire_bytes, &p);
    for (;;) {
        text[n++] = answer == PACKET_UDP ? (char)('0' + p.destination_port % 10) : '.';
        assert_true(n < sizeof(text));
        if (!p.next_at)
            break;
        answer = packet_next(link_type, bytes_of(copy, b.len), wire_bytes, &p);
    }
    text[n] = 0;
    return text;
}

static void every_packet_of_an_aggregate_is_read(void **state)
{
    size_t end[3];

    (void)state;
    frame.len = 0;
    put_wlan_aggregate(0);
    put_subframe(0x0806, 1, "no IP at all", false);
    end[0] = frame.len;
    put_subframe(0x0800, 2, "a", false);
    end[1] = frame.len;
    put_subframe(0x0800, 3, "abcd", true);
    end[2] = frame.len;
    put_fill(&frame, 0x99, 4); /* the checksum of the frame is no subframe */
    assert_string_equal(ports_of(105, built(&frame), (uint32_t)frame.len), ".23");
    assert_true(payload_is("abcd"));
    for (size_t n = 0; n < frame.len; n++) { /* as the capture cut it */
        const char *got = ports_of(105, bytes_head(built(&frame), n), (uint32_t)frame.len);

        assert_int_equal(strlen(got), 1 + (n >= end[0] + 14 + 8) + (n >= end[1] + 14 + 8));
        if (n >= end[2])
            assert_string_equal(got, ".23");
    }
    frame.len = 0; /* radiotap whose header is padded to four bytes */
    put(&frame, "\0\0\x09\0\2\0\0\0\x20", 9);
    put_wlan_aggregate(2);
    put_subframe(0x0800, 4, "", false);
    put_subframe(0x0800, 5, "", true);
    assert_string_equal(ports_of(127, built(&frame), (uint32_t)frame.len), "45");
}

static void an_aggregate_behind_an_access_points_tunnel_is_read(void **state)
{
    size_t len = 8 + 26 + 2 * 52 - 2; /* the last is not padded */

    (void)state;
    frame.len = 0;
    put_ipv4(17, 0, 8 + len);
    put_u16(&frame, 40000);
    put_u16(&frame, 5247);
    put_u16(&frame, (unsigned)(8 + len));
    put_u16(&frame, 0);
    put(&frame, "\0\x10\3\0\0\0\0\0", 8); /* two words of header, and T */
    put_wlan_aggregate(0);
    put_subframe(0x0806, 1, "", false);
    put_subframe(0x0800, 2, "", true);
    assert_int_equal(frame.len, 28 + len);
    assert_string_equal(ports_of(RAW, built(&frame), (uint32_t)frame.len), ".2");
    assert_int_equal(p.way, WAY_TUNNEL);
}

static void what_is_compressed_is_given_out(void **state)
{
    (void)state;
    frame.len = 0;
    put_ipv4(108, 0, 9);
    put(&frame, "\6\0\0\2abcde", 9);
    assert_int_equal(read_frame(RAW), PACKET_COMPRESSED);
    assert_true(bytes_equal(p.inside, bytes_of("abcde", 5)));
    assert_true(p.is_deflate);
    assert_int_equal(p.protocol, 6);
    frame.at[23] = 77;
    assert_int_equal(read_frame(RAW), PACKET_COMPRESSED);
    assert_false(p.is_deflate);
    frame.len--; /* the capture cut it */
    assert_int_equal(packet_read(RAW, built(&frame), 29, &p), PACKET_MALFORMED);
}

/* Ethernet over MPLS: RFC 4448, with the control word and without. */
static void an_address_that_begins_with_zeros_is_no_control_word(void **state)
{
    static const unsigned types[] = {0x0800, 0x86dd, 0x8100};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        for (int has_word = 0; has_word < 2; has_word++) {
            put_ethernet(0x8847);
            put_u32(&frame, 0x00020140);
            if (has_word)
                put_u32(&frame, 0x00001234);
            put(&frame, "\0\0\x5e\1\2\3\0\0\x5e\4\5\6", 12);
            put_u16(&frame, types[i]);
            if (types[i] == 0x8100)
                put_u32(&frame, 0x00050800);
            if (types[i] == 0x86dd)
                put_ipv6(17, 8);
            else
                put_ipv4(17, 0, 8);
            put_udp(1, 2, "");
            assert_int_equal(read_frame(ETHERNET), PACKET_UDP);
            assert_int_equal(p.destination_port, 2);
        }
}

/* RFC 1990 §3: numbers of 24 bits, and of 12 */
static void multilink_is_read_with_numbers_of_either_length(void **state)
{
    static const struct {
        const char *head;
        size_t len;
    } heads[] = {
        {"\xff\3\0\x3d\xc0\0\0\5\0\x21", 10}, {"\xff\3\0\x3d\xc0\5\0\x21", 8},
        {"\xff\3\0\x3d\xc7\x21\0\x21", 8},    {"\x3d\xc0\5\x21", 4},
        {"\x3d\xc0\0\x21\5\x21", 6},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
        frame.len = 0;
        put(&frame, heads[i].head, heads[i].len);
        put_ipv4(17, 0, 8);
        put_udp(1, 2, "");
        assert_int_equal(read_frame(9), PACKET_UDP);
        assert_int_equal(p.destination_port, 2);
    }
    frame.at[1] = 0x80; /* a part of a packet */
    assert_int_equal(read_frame(9), PACKET_NOT_IP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tunnel_is_followed_to_the_inner_packet),
        cmocka_unit_test(what_only_looks_like_a_tunnel_stays_a_datagram),
        cmocka_unit_test(a_tunnel_in_itself_without_end_is_given_up),
        cmocka_unit_test(every_packet_of_an_aggregate_is_read),
        cmocka_unit_test(an_aggregate_behind_an_access_points_tunnel_is_read),
        cmocka_unit_test(what_is_compressed_is_given_out),
        cmocka_unit_test(an_address_that_begins_with_zeros_is_no_control_word),
        cmocka_unit_test(multilink_is_read_with_numbers_of_either_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
