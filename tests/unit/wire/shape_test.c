/* uses: base wire */
#include "build.h"

#include "base/scope.h"
#include "wire/shape.h"

static struct build b;

static enum shape datagram(void)
{
    uint8_t *copy = exact_copy(built(&b));
    enum shape shape = shape_of_datagram(bytes_of(copy, b.len));

    free(copy);
    return shape;
}

/* ENC-6 */
static void wireguard_opens_with_148_bytes_of_type_1(void **state)
{
    (void)state;
    for (size_t n = 0; n < 160; n++) {
        b.len = 0;
        put_u8(&b, 1);
        put_fill(&b, 0, n);
        assert_int_equal(datagram() == SHAPE_WIREGUARD, n + 1 == 148);
    }
    b.len = 148;
    b.at[0] = 2;
    assert_int_equal(datagram(), SHAPE_NONE);
    b.at[0] = 1;
    b.at[3] = 1;
    assert_int_equal(datagram(), SHAPE_NONE);
}

/* APP-5 */
static void stun_has_its_cookie_and_its_length(void **state)
{
    (void)state;
    b.len = 0;
    put_u16(&b, 0x0001);
    put_u16(&b, 8);
    put_u32(&b, 0x2112a442);
    put_fill(&b, 7, 12 + 8);
    assert_int_equal(datagram(), SHAPE_STUN);
    b.len--;
    assert_int_equal(datagram(), SHAPE_NONE);
    b.len++;
    b.at[4] ^= 1;
    assert_int_equal(datagram(), SHAPE_NONE);
    b.at[4] ^= 1;
    b.at[0] = 0x80; /* RFC 7983: those two bits are zero */
    assert_int_equal(datagram(), SHAPE_NONE);
    for (size_t n = 0; n < 20; n++) {
        b.len = n;
        b.at[0] = 0;
        assert_int_equal(datagram(), SHAPE_NONE);
    }
}

static void openvpn_begins_with_a_hard_reset(void **state)
{
    static const unsigned opcodes[] = {7 << 3, 10 << 3};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(opcodes); i++) {
        b.len = 0;
        put_u8(&b, opcodes[i]);
        put_fill(&b, 0x5a, 8);
        put_fill(&b, 0, 5);
        assert_int_equal(datagram(), SHAPE_OPENVPN);
        b.at[13] = 1; /* not the first packet */
        assert_int_equal(datagram(), SHAPE_NONE);
        b.at[0]++; /* a key that is not the first */
        b.at[13] = 0;
        assert_int_equal(datagram(), SHAPE_NONE);
    }
}

static void openvpn_over_tcp_stands_behind_its_length(void **state)
{
    (void)state;
    b.len = 0;
    put_u16(&b, 14);
    put_u8(&b, 7 << 3);
    put_fill(&b, 0x5a, 8);
    put_fill(&b, 0, 5);
    assert_int_equal(shape_of_stream(built(&b)), SHAPE_OPENVPN);
    b.at[1]++;
    assert_int_equal(shape_of_stream(built(&b)), SHAPE_NONE);
}

static void ssh_says_so_on_any_port(void **state)
{
    (void)state;
    assert_int_equal(shape_of_stream(bytes_of("SSH-2.0-x", 9)), SHAPE_SSH);
    assert_int_equal(shape_of_stream(bytes_of("SSH-2.0", 7)), SHAPE_NONE);
    assert_int_equal(shape_of_stream(bytes_of("SSH-3.0-x", 9)), SHAPE_NONE);
    assert_int_equal(shape_of_stream(bytes_of("", 0)), SHAPE_NONE);
}

static void names_that_tor_makes_up_are_told_by_their_form(void **state)
{
    (void)state;
    assert_true(shape_is_tor_name("www.ab2cd3ef.com"));
    assert_true(shape_is_tor_name("www.abcdefghijklmnopqrst.net"));
    assert_false(shape_is_tor_name("www.abcdefg.com"));
    assert_false(shape_is_tor_name("www.abcdefghijklmnopqrstu.net"));
    assert_false(shape_is_tor_name("www.abcdefg1.com"));
    assert_false(shape_is_tor_name("www.abcdefgh.org"));
    assert_false(shape_is_tor_name("abcdefgh.com"));
    assert_false(shape_is_tor_name("www.abcdefgh.com.de"));
    assert_false(shape_is_tor_name(""));
}

static void every_shape_has_a_word(void **state)
{
    (void)state;
    for (int s = 0; s < SHAPE_COUNT; s++)
        assert_true(strlen(shape_name((enum shape)s)) > 0);
    assert_string_equal(shape_name(SHAPE_STUN), "stun");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wireguard_opens_with_148_bytes_of_type_1),
        cmocka_unit_test(stun_has_its_cookie_and_its_length),
        cmocka_unit_test(openvpn_begins_with_a_hard_reset),
        cmocka_unit_test(openvpn_over_tcp_stands_behind_its_length),
        cmocka_unit_test(ssh_says_so_on_any_port),
        cmocka_unit_test(names_that_tor_makes_up_are_told_by_their_form),
        cmocka_unit_test(every_shape_has_a_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
