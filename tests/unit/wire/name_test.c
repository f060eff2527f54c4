/* uses: base wire */
#include "build.h"

#include "wire/name.h"

#include <stdlib.h>

static struct name n;

/* The bytes that a text stands for: what the form is for. */
static size_t decode(const char *text, uint8_t *to)
{
    size_t len = 0;

    while (*text) {
        if (text[0] == '\\' && text[1] == 'x') {
            char hex[3] = {text[2], text[3], '\0'};

            to[len++] = (uint8_t)strtoul(hex, NULL, 16);
            text += 4;
        } else {
            to[len++] = (uint8_t)*text++;
        }
    }
    return len;
}

static void every_byte_is_written_printable_and_means_itself(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        uint8_t byte = (uint8_t)c, back[4];

        name_clear(&n);
        assert_true(name_add(&n, bytes_of(&byte, 1), false));
        assert_int_equal(n.len, strlen(n.at));
        for (size_t i = 0; i < n.len; i++)
            assert_in_range((uint8_t)n.at[i], 0x21, 0x7e);
        assert_int_equal(decode(n.at, back), 1);
        assert_int_equal(back[0], c >= 'A' && c <= 'Z' ? c + 32 : c);
        assert_int_equal(n.len == 1, c >= 0x21 && c <= 0x7e && c != '\\');
    }
}

static void a_dot_inside_a_label_is_told_from_one_between_labels(void **state)
{
    (void)state;
    name_clear(&n);
    assert_true(name_add(&n, bytes_of("a.b", 3), true));
    assert_true(name_add(&n, bytes_of(".c", 2), false));
    assert_string_equal(n.at, "a\\x2eb.c");
}

/* DNS-16 */
static void an_a_label_and_utf8_are_never_decoded(void **state)
{
    (void)state;
    assert_true(name_from_host(bytes_of("XN--NXASMQ6B.example", 20), &n));
    assert_string_equal(n.at, "xn--nxasmq6b.example");
    assert_true(name_from_host(bytes_of("\xc3\xa9.fr", 5), &n));
    assert_string_equal(n.at, "\\xc3\\xa9.fr");
}

static void one_trailing_dot_is_removed_and_no_second(void **state)
{
    (void)state;
    assert_true(name_from_host(bytes_of("a.b.", 4), &n));
    assert_string_equal(n.at, "a.b");
    assert_true(name_from_host(bytes_of("a.b..", 5), &n));
    assert_string_equal(n.at, "a.b.");
    assert_true(name_from_host(bytes_of(".", 1), &n));
    assert_string_equal(n.at, ".");
    assert_false(name_from_host(bytes_of("", 0), &n));
    assert_int_equal(n.len, 0);
}

static void a_name_has_a_ceiling_and_fits_at_it_whatever_its_bytes(void **state)
{
    static uint8_t bytes[NAME_BYTES_MAX + 2];

    (void)state;
    memset(bytes, 0xff, sizeof(bytes));
    assert_true(name_from_host(bytes_of(bytes, NAME_BYTES_MAX), &n));
    assert_int_equal(n.len, 4 * NAME_BYTES_MAX);
    assert_int_equal(strlen(n.at), n.len);
    assert_false(name_from_host(bytes_of(bytes, NAME_BYTES_MAX + 1), &n));
    assert_true(name_from_host(bytes_of(bytes, NAME_BYTES_MAX), &n));
    assert_false(name_add(&n, bytes_of(bytes, 1), false)); /* and stays as it was */
    assert_int_equal(n.len, 4 * NAME_BYTES_MAX);
}

static void an_address_is_no_site(void **state)
{
    (void)state;
    assert_true(name_is_address("192.0.2.1"));
    assert_true(name_is_address("[2001:db8::1]"));
    assert_true(name_is_address("2001:db8::1"));
    assert_false(name_is_address("example.com"));
    assert_false(name_is_address("1.2.3"));
    assert_false(name_is_address("1.2.3.4.example"));
    assert_false(name_is_address("256.1.1.1"));
    assert_false(name_is_address(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_is_written_printable_and_means_itself),
        cmocka_unit_test(a_dot_inside_a_label_is_told_from_one_between_labels),
        cmocka_unit_test(an_a_label_and_utf8_are_never_decoded),
        cmocka_unit_test(one_trailing_dot_is_removed_and_no_second),
        cmocka_unit_test(a_name_has_a_ceiling_and_fits_at_it_whatever_its_bytes),
        cmocka_unit_test(an_address_is_no_site),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
