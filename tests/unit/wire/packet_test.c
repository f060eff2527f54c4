/* uses: base wire */
#include "build.h"

#include "base/scope.h"
#include "wire/packet.h"

enum { ETHERNET = 1, RAW = 101 };

static struct build frame;
static struct packet p;

static enum packet_answer read_frame(int link_type)
{
    static uint8_t *kept;

    free(kept);
    kept = exact_copy(built(&frame));
    return packet_read(link_type, bytes_of(kept, frame.len), (uint32_t)frame.len, &p);
}

static void put_ethernet(unsigned type)
{
    frame.len = 0;
    put_fill(&frame, 2, 12);
    put_u16(&frame, type);
}

/* An IPv4 header for `n` bytes behind it. */
static void put_ipv4(unsigned protocol, unsigned fragment, size_t n)
{
    put_u16(&frame, 0x4500);
    put_u16(&frame, (unsigned)(20 + n));
    put_u16(&frame, 7);
    put_u16(&frame, fragment);
    put_u8(&frame, 64);
    put_u8(&frame, protocol);
    put_u16(&frame, 0); /* PKT-4: no checksum yet */
    put(&frame, "\xc0\0\2\1\xc0\0\2\2", 8);
}

static void put_ipv6(unsigned next, size_t n)
{
    put_u32(&frame, 0x60000000);
    put_u16(&frame, (unsigned)n);
    put_u8(&frame, next);
    put_u8(&frame, 64);
    put_fill(&frame, 0xfd, 16);
    put_fill(&frame, 0xfe, 16);
}

static void put_udp(unsigned from, unsigned to, const char *payload)
{
    put_u16(&frame, from);
    put_u16(&frame, to);
    put_u16(&frame, (unsigned)(8 + strlen(payload)));
    put_u16(&frame, 0);
    put_text(&frame, payload);
}

static void put_tcp(unsigned flags, unsigned header_words, const char *payload)
{
    put_u16(&frame, 1000);
    put_u16(&frame, 443);
    put_u32(&frame, 0xfffffff0);
    put_u32(&frame, 0x11223344);
    put_u8(&frame, header_words << 4);
    put_u8(&frame, flags);
    put_fill(&frame, 0, 6);
    put_text(&frame, payload);
}

static bool payload_is(const char *text)
{
    return bytes_equal(p.payload, bytes_of(text, strlen(text)));
}

static void a_datagram_is_read_down_to_its_payload(void **state)
{
    (void)state;
    put_ethernet(0x0800);
    put_ipv4(17, 0, 11);
    put_udp(1234, 53, "abc");
    put_fill(&frame, 0xee, 9); /* padding of the frame is no payload */
    assert_int_equal(read_frame(ETHERNET), PACKET_UDP);
    assert_true(payload_is("abc"));
    assert_int_equal(p.payload_missing, 0);
    assert_int_equal(p.source_port, 1234);
    assert_int_equal(p.destination_port, 53);
    assert_int_equal(p.ip_len, 4);
    assert_memory_equal(p.source, "\xc0\0\2\1", 4);
    assert_memory_equal(p.destination, "\xc0\0\2\2", 4);
    assert_int_equal(p.ip_bytes, 31);
    assert_int_equal(p.n_layers, 3);
    assert_int_equal(p.layers[0], LAYER_ETH);
    assert_int_equal(p.layers[1], LAYER_IP);
    assert_int_equal(p.layers[2], LAYER_UDP);
    assert_int_equal(p.way, 0);
}

static void a_segment_has_its_numbers_and_flags(void **state)
{
    (void)state;
    frame.len = 0;
    put_ipv6(6, 23);
    put_tcp(TCP_SYN | TCP_ACK, 5, "abc"); /* PKT-3: data in a SYN */
    assert_int_equal(read_frame(RAW), PACKET_TCP);
    assert_true(p.seq == 0xfffffff0 && p.ack == 0x11223344);
    assert_int_equal(p.tcp_flags, TCP_SYN | TCP_ACK);
    assert_true(payload_is("abc"));
    assert_int_equal(p.ip_len, 16);
}

/* PKT-3 */
static void header_lengths_that_cannot_be_are_malformed(void **state)
{
    (void)state;
    for (unsigned words = 0; words < 16; words++) {
        frame.len = 0;
        put_ipv4(6, 0, 40);
        put_tcp(TCP_ACK, words, "twenty bytes of data");
        assert_int_equal(read_frame(RAW),
                         words >= 5 && words <= 10 ? PACKET_TCP : PACKET_MALFORMED);
        if (words >= 5 && words <= 10)
            assert_int_equal(p.payload.len, 40 - 4 * words);
    }
    for (unsigned words = 0; words < 5; words++) {
        frame.len = 0;
        put_ipv4(17, 0, 8);
        put_udp(1, 2, "");
        frame.at[0] = (uint8_t)(0x40 | words);
        assert_int_equal(read_frame(RAW), PACKET_MALFORMED);
    }
    frame.len = 0;
    put_ipv4(17, 0, 8);
    put_udp(1, 2, "");
    set_u16(&frame, 2, 19); /* a packet shorter than its header */
    assert_int_equal(read_frame(RAW), PACKET_MALFORMED);
    set_u16(&frame, 2, 28);
    set_u16(&frame, 24, 7); /* a datagram, too */
    assert_int_equal(read_frame(RAW), PACKET_MALFORMED);
}

static void a_frame_cut_at_any_byte_says_what_is_missing_or_that_it_is_cut(void **state)
{
    (void)state;
    put_ethernet(0x0800);
    put_ipv4(6, 0, 20 + 9);
    put_tcp(TCP_ACK, 5, "nine more");
    for (size_t n = 0; n < frame.len; n++) {
        uint8_t *copy = exact_copy(bytes_head(built(&frame), n));
        enum packet_answer answer =
            packet_read(ETHERNET, bytes_of(copy, n), (uint32_t)frame.len, &p);

        if (n < 14 + 20 + 20) {
            assert_int_equal(answer, PACKET_MALFORMED);
        } else {
            assert_int_equal(answer, PACKET_TCP);
            assert_int_equal(p.payload.len, n - 54);
            assert_int_equal(p.payload_missing, 9 - (n - 54));
            assert_int_equal(p.ip_bytes, 49);
        }
        free(copy);
    }
}

static void tags_and_labels_are_walked_over_and_remembered(void **state)
{
    (void)state;
    put_ethernet(0x88a8);
    put_u16(&frame, 0xe123);
    put_u16(&frame, 0x8100);
    put_u16(&frame, 0x0456);
    put_u16(&frame, 0x8847);
    put_u32(&frame, 0x00010040); /* a label, then the bottom of the stack */
    put_u32(&frame, 0x00020140);
    put_ipv4(17, 0, 8);
    put_udp(1, 2, "");
    assert_int_equal(read_frame(ETHERNET), PACKET_UDP);
    assert_int_equal(p.way, WAY_VLAN | WAY_MPLS);
    assert_true(p.vlan_tags == 0x123456);
    assert_int_equal(p.n_layers, 7);
}

static void pppoe_ends_where_it_says(void **state)
{
    (void)state;
    put_ethernet(0x8864);
    put_u16(&frame, 0x1100);
    put_u16(&frame, 9);
    put_u16(&frame, 2 + 28);
    put_u16(&frame, 0x0021);
    put_ipv4(17, 0, 8);
    put_udp(1, 2, "");
    assert_int_equal(read_frame(ETHERNET), PACKET_UDP);
    assert_int_equal(p.way, WAY_PPPOE);
    frame.at[14 + 1] = 0xa7; /* discovery */
    assert_int_equal(read_frame(ETHERNET), PACKET_NOT_IP);
}

/* PKT-5 */
static void the_same_packet_is_read_from_every_simple_link(void **state)
{
    static const struct {
        int link_type;
        const char *head;
        size_t len;
    } links[] = {
        {0, "\2\0\0\0", 4},
        {0, "\0\0\0\2", 4},
        {9, "\xff\3\0\x21", 4},
        {9, "\x21", 1},
        {12, "", 0},
        {50, "\x0f\0\x08\0", 4},
        {51, "\x11\0\0\1\0\x1e\0\x21", 8},
        {100, "\xaa\xaa\3\0\0\0\x08\0", 8},
        {101, "", 0},
        {104, "\x0f\0\x08\0", 4},
        {108, "\0\0\0\2", 4},
        {113, "\0\0\0\1\0\6\1\2\3\4\5\6\0\0\x08\0", 16},
        {228, "", 0},
        {276, "\x08\0\0\0\0\0\0\1\0\1\0\6\1\2\3\4\5\6\0\0", 20},
        {105, "\x08\0\0\0aaaaaabbbbbbcccccc\0\0\xaa\xaa\3\0\0\0\x08\0", 32},
        {127, "\0\0\x08\0\0\0\0\0\x08\0\0\0aaaaaabbbbbbcccccc\0\0\xaa\xaa\3\0\0\0\x08\0", 40},
        {192, "\0\0\x08\0\1\0\0\0aaaaaabbbbbb\x08\0", 22},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(links); i++) {
        frame.len = 0;
        put(&frame, links[i].head, links[i].len);
        put_ipv4(17, 0, 8);
        put_udp(1, 2, "");
        assert_int_equal(read_frame(links[i].link_type), PACKET_UDP);
        assert_int_equal(p.destination_port, 2);
    }
}

static void what_holds_no_ip_is_no_damage(void **state)
{
    (void)state;
    put_ethernet(0x0806);
    put_fill(&frame, 0, 28);
    assert_int_equal(read_frame(ETHERNET), PACKET_NOT_IP);
    assert_int_equal(read_frame(99999), PACKET_NOT_IP);
    frame.len = 0;
    put(&frame, "\x08\x40\0\0aaaaaabbbbbbcccccc\0\0", 24); /* encrypted Wi-Fi */
    put_fill(&frame, 0x99, 60);
    assert_int_equal(read_frame(105), PACKET_NOT_IP);
}

static void transports_without_names_are_other(void **state)
{
    static const unsigned protocols[] = {1, 2, 50, 58, 132};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(protocols); i++) {
        frame.len = 0;
        put_ipv4(protocols[i], 0, 8);
        put_fill(&frame, 0, 8);
        assert_int_equal(read_frame(RAW), PACKET_OTHER);
        assert_int_equal(p.protocol, protocols[i]);
    }
}

/* PKT-1 */
static void at_most_eight_extension_headers_stand_before_the_transport(void **state)
{
    (void)state;
    for (unsigned n = 0; n <= 12; n++) {
        frame.len = 0;
        put_ipv6(n ? 60 : 17, n * 8 + 8);
        for (unsigned i = 0; i < n; i++) {
            put_u8(&frame, i + 1 < n ? 60 : 17);
            put_fill(&frame, 0, 7);
        }
        put_udp(1, 2, "");
        assert_int_equal(read_frame(RAW), n <= 8 ? PACKET_UDP : PACKET_MALFORMED);
    }
}

static void an_extension_header_beyond_the_packet_is_malformed(void **state)
{
    (void)state;
    frame.len = 0;
    put_ipv6(0, 16);
    put_u16(&frame, 17 << 8 | 200);
    put_fill(&frame, 0, 14);
    assert_int_equal(read_frame(RAW), PACKET_MALFORMED);
}

/* PKT-2 */
static void a_fragment_is_given_out_with_its_place(void **state)
{
    (void)state;
    frame.len = 0;
    put_ipv4(17, 0x2000 | 3, 8);
    put_fill(&frame, 'f', 8);
    assert_int_equal(read_frame(RAW), PACKET_FRAGMENT);
    assert_int_equal(p.fragment_offset, 24);
    assert_true(p.fragment_more);
    assert_int_equal(p.inside.len, 8);
    assert_int_equal(p.protocol, 17);
    frame.len = 0;
    put_ipv6(44, 16);
    put(&frame, "\x11\0\0\x18\0\0\0\5........", 16);
    assert_int_equal(read_frame(RAW), PACKET_FRAGMENT);
    assert_int_equal(p.fragment_offset, 24);
    assert_false(p.fragment_more);
    assert_int_equal(p.fragment_id, 5);
    assert_int_equal(p.protocol, 17);
}

static void an_atomic_fragment_is_whole(void **state)
{
    (void)state;
    frame.len = 0;
    put_ipv6(44, 16);
    put(&frame, "\x11\0\0\0\0\0\0\5", 8);
    put_udp(1, 2, "");
    assert_int_equal(read_frame(RAW), PACKET_UDP);
}

static void a_datagram_put_together_is_read_on(void **state)
{
    static struct build data;

    (void)state;
    frame.len = 0;
    put_ipv4(17, 0x2000, 8);
    put_udp(7, 8, "");
    assert_int_equal(read_frame(RAW), PACKET_FRAGMENT);
    frame.len = 0;
    put_udp(7, 8, "abc");
    data = frame;
    assert_int_equal(packet_continue(&p, built(&data)), PACKET_UDP);
    assert_int_equal(p.destination_port, 8);
    assert_true(payload_is("abc"));
    assert_true(p.way & WAY_FRAGMENTS);
}

static void lengths_that_the_card_fills_in_later_mean_to_the_end(void **state)
{
    (void)state;
    frame.len = 0;
    put_ipv4(17, 0, 8);
    put_udp(1, 2, "abc");
    set_u16(&frame, 2, 0);
    set_u16(&frame, 24, 0);
    assert_int_equal(read_frame(RAW), PACKET_UDP);
    assert_true(payload_is("abc"));
}

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

static void every_layer_has_a_word(void **state)
{
    (void)state;
    for (int l = 0; l < LAYER_COUNT; l++)
        assert_true(strlen(layer_name((enum layer)l)) > 0);
    assert_string_equal(layer_name(LAYER_ETH), "eth");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_datagram_is_read_down_to_its_payload),
        cmocka_unit_test(a_segment_has_its_numbers_and_flags),
        cmocka_unit_test(header_lengths_that_cannot_be_are_malformed),
        cmocka_unit_test(a_frame_cut_at_any_byte_says_what_is_missing_or_that_it_is_cut),
        cmocka_unit_test(tags_and_labels_are_walked_over_and_remembered),
        cmocka_unit_test(pppoe_ends_where_it_says),
        cmocka_unit_test(the_same_packet_is_read_from_every_simple_link),
        cmocka_unit_test(what_holds_no_ip_is_no_damage),
        cmocka_unit_test(transports_without_names_are_other),
        cmocka_unit_test(at_most_eight_extension_headers_stand_before_the_transport),
        cmocka_unit_test(an_extension_header_beyond_the_packet_is_malformed),
        cmocka_unit_test(a_fragment_is_given_out_with_its_place),
        cmocka_unit_test(an_atomic_fragment_is_whole),
        cmocka_unit_test(a_datagram_put_together_is_read_on),
        cmocka_unit_test(lengths_that_the_card_fills_in_later_mean_to_the_end),
        cmocka_unit_test(a_tunnel_is_followed_to_the_inner_packet),
        cmocka_unit_test(what_only_looks_like_a_tunnel_stays_a_datagram),
        cmocka_unit_test(a_tunnel_in_itself_without_end_is_given_up),
        cmocka_unit_test(every_packet_of_an_aggregate_is_read),
        cmocka_unit_test(an_aggregate_behind_an_access_points_tunnel_is_read),
        cmocka_unit_test(what_is_compressed_is_given_out),
        cmocka_unit_test(an_address_that_begins_with_zeros_is_no_control_word),
        cmocka_unit_test(multilink_is_read_with_numbers_of_either_length),
        cmocka_unit_test(every_layer_has_a_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
