/* uses: base */
#include "unit.h"

#include "base/bytes.h"

static const uint8_t eight[] = {1, 2, 3, 4, 5, 6, 7, 8};

static void numbers_are_read_in_network_byte_order(void **state)
{
    struct reader in = reader_of(bytes_of(eight, 8));

    (void)state;
    assert_int_equal(read_u8(&in), 0x01);
    assert_int_equal(read_u16(&in), 0x0203);
    assert_int_equal(read_u24(&in), 0x040506);
    assert_int_equal(in.left.len, 2);
    in = reader_of(bytes_of(eight, 8));
    assert_int_equal(read_u32(&in), 0x01020304);
    in = reader_of(bytes_of(eight, 8));
    assert_true(read_u64(&in) == UINT64_C(0x0102030405060708));
    assert_false(in.ended);
    assert_int_equal(in.left.len, 0);
}

static void little_endian_numbers_are_read_from_their_low_byte(void **state)
{
    struct reader in = reader_of(bytes_of(eight, 8));

    (void)state;
    assert_int_equal(read_le16(&in), 0x0201);
    assert_int_equal(read_le32(&in), 0x06050403);
    assert_int_equal(in.left.len, 2);
}

static void a_read_past_the_end_gives_zero_and_stays_ended(void **state)
{
    (void)state;
    for (size_t len = 0; len < 4; len++) {
        struct reader in = reader_of(bytes_of(eight, len));

        assert_int_equal(read_u32(&in), 0);
        assert_true(in.ended);
        assert_int_equal(in.left.len, 0);
        assert_int_equal(read_u8(&in), 0);
        assert_true(in.ended);
        assert_int_equal(read_bytes(&in, 0).len, 0); /* an empty read does not take it back */
        assert_true(in.ended);
    }
}

static void a_length_near_the_largest_number_does_not_wrap(void **state)
{
    struct reader in = reader_of(bytes_of(eight, 8));

    (void)state;
    assert_int_equal(read_bytes(&in, SIZE_MAX).len, 0);
    assert_true(in.ended);
    assert_int_equal(peek_u16(bytes_of(eight, 8), SIZE_MAX), 0);
    assert_int_equal(peek_u32(bytes_of(eight, 8), SIZE_MAX - 2), 0);
}

static void reading_no_bytes_of_nothing_is_no_end(void **state)
{
    struct reader in = reader_of(bytes_of(NULL, 0));

    (void)state;
    assert_int_equal(read_bytes(&in, 0).len, 0);
    assert_false(in.ended);
}

static void a_look_ahead_takes_nothing_and_is_zero_where_there_is_none(void **state)
{
    struct bytes b = bytes_of(eight, 8);

    (void)state;
    assert_int_equal(peek_u8(b, 7), 8);
    assert_int_equal(peek_u8(b, 8), 0);
    assert_int_equal(peek_u16(b, 6), 0x0708);
    assert_int_equal(peek_u16(b, 7), 0);
    assert_int_equal(peek_u32(b, 4), 0x05060708);
    assert_int_equal(peek_u32(b, 5), 0);
    assert_int_equal(b.len, 8);
}

static void head_and_rest_together_are_the_whole(void **state)
{
    struct bytes b = bytes_of(eight, 8);

    (void)state;
    for (size_t n = 0; n <= 12; n++) {
        struct bytes head = bytes_head(b, n), rest = bytes_after(b, n);

        assert_int_equal(head.len + rest.len, 8);
        assert_ptr_equal(head.at, b.at);
        assert_ptr_equal(rest.at, b.at + head.len);
    }
    assert_int_equal(bytes_after(bytes_of(NULL, 0), 3).len, 0);
}

static void bytes_are_equal_by_length_and_content(void **state)
{
    (void)state;
    assert_true(bytes_equal(bytes_of("ab", 2), bytes_of("ab", 2)));
    assert_false(bytes_equal(bytes_of("ab", 2), bytes_of("ac", 2)));
    assert_false(bytes_equal(bytes_of("ab", 2), bytes_of("ab", 1)));
    assert_true(bytes_equal(bytes_of(NULL, 0), bytes_of("x", 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_in_network_byte_order),
        cmocka_unit_test(little_endian_numbers_are_read_from_their_low_byte),
        cmocka_unit_test(a_read_past_the_end_gives_zero_and_stays_ended),
        cmocka_unit_test(a_length_near_the_largest_number_does_not_wrap),
        cmocka_unit_test(reading_no_bytes_of_nothing_is_no_end),
        cmocka_unit_test(a_look_ahead_takes_nothing_and_is_zero_where_there_is_none),
        cmocka_unit_test(head_and_rest_together_are_the_whole),
        cmocka_unit_test(bytes_are_equal_by_length_and_content),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
