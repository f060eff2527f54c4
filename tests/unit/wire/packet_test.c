/* uses: base wire */
#include "frames.h"

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
        cmocka_unit_test(every_layer_has_a_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
