/* uses: base */
#include "unit.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static void a_text_to_which_nothing_was_added_is_empty(void **state)
{
    AUTO_TEXT struct text t = {.at = NULL};

    (void)state;
    assert_string_equal(text_string(&t), "");
    assert_int_equal(t.len, 0);
}

static void what_is_added_stands_in_its_order(void **state)
{
    AUTO_TEXT struct text t = {.at = NULL};

    (void)state;
    text_add(&t, "ab");
    text_add_char(&t, 'c');
    text_addf(&t, "%d-%s", 42, "x");
    text_add_bytes(&t, "yz!", 2);
    text_add_bytes(&t, NULL, 0);
    assert_string_equal(text_string(&t), "abc42-xyz");
    assert_int_equal(t.len, 9);
    assert_false(t.failed);
}

static void a_text_grows_over_every_size_of_its_room(void **state)
{
    AUTO_TEXT struct text t = {.at = NULL};

    (void)state;
    for (size_t n = 0; n < 5000; n++) {
        if (n % 2)
            text_add_char(&t, (char)('a' + n % 26));
        else
            text_addf(&t, "%c", (char)('a' + n % 26));
        assert_int_equal(t.len, n + 1);
        assert_int_equal(t.at[t.len], 0);
    }
    for (size_t n = 0; n < 5000; n++)
        assert_int_equal(t.at[n], 'a' + n % 26);
}

static void a_cleared_text_is_used_again(void **state)
{
    AUTO_TEXT struct text t = {.at = NULL};

    (void)state;
    text_clear(&t);
    text_add(&t, "long ago");
    text_clear(&t);
    assert_string_equal(text_string(&t), "");
    text_add(&t, "now");
    assert_string_equal(text_string(&t), "now");
}

static void a_string_that_is_taken_leaves_an_empty_text(void **state)
{
    struct text t = {.at = NULL};
    char *taken;

    (void)state;
    text_add(&t, "mine");
    taken = text_take(&t);
    assert_string_equal(taken, "mine");
    assert_null(t.at);
    assert_int_equal(t.len, 0);
    free(taken);
    taken = text_take(&t); /* of nothing: the empty string, not NULL */
    assert_non_null(taken);
    assert_string_equal(taken, "");
    free(taken);
}

static void a_failed_allocation_is_remembered_and_nothing_is_taken(void **state)
{
    struct text t = {.at = NULL};

    (void)state;
    text_add(&t, "kept");
    t.failed = true;
    text_add(&t, " lost");
    text_addf(&t, "%s", "lost");
    assert_string_equal(text_string(&t), "kept");
    assert_true(t.failed);
    assert_null(text_take(&t));
    assert_null(t.at);
}

static void numbers_are_added_as_printf_writes_them(void **state)
{
    static const unsigned long long numbers[] = {
        0, 9, 10, 99, 100, 4294967295u, 10000000000000000000u, 18446744073709551615u};

    (void)state;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        AUTO_TEXT struct text mine = {.at = NULL}, printed = {.at = NULL};

        text_add_number(&mine, numbers[i]);
        text_addf(&printed, "%llu", numbers[i]);
        assert_string_equal(text_string(&mine), text_string(&printed));
    }
}

static void foreign_text_becomes_visible(void **state)
{
    AUTO_TEXT struct text t = {.at = NULL};

    (void)state;
    text_add_visible(&t, "a b~\x1b[31m\\\n\x7f\xc3\xa9<");
    assert_string_equal(text_string(&t), "a b~\\x1b[31m\\x5c\\x0a\\x7f\\xc3\\xa9<");
}

static void every_byte_is_printable_once_it_is_visible(void **state)
{
    (void)state;
    for (int c = 1; c < 256; c++) {
        AUTO_TEXT struct text t = {.at = NULL};
        const char one[] = {(char)c, '\0'};

        text_add_visible(&t, one);
        assert_true(t.len == 1 || t.len == 4);
        for (size_t i = 0; i < t.len; i++)
            assert_in_range((uint8_t)t.at[i], 0x20, 0x7e);
        assert_int_equal(t.len == 1, c >= 0x20 && c < 0x7f && c != '\\');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_to_which_nothing_was_added_is_empty),
        cmocka_unit_test(what_is_added_stands_in_its_order),
        cmocka_unit_test(a_text_grows_over_every_size_of_its_room),
        cmocka_unit_test(a_cleared_text_is_used_again),
        cmocka_unit_test(a_string_that_is_taken_leaves_an_empty_text),
        cmocka_unit_test(a_failed_allocation_is_remembered_and_nothing_is_taken),
        cmocka_unit_test(numbers_are_added_as_printf_writes_them),
        cmocka_unit_test(foreign_text_becomes_visible),
        cmocka_unit_test(every_byte_is_printable_once_it_is_visible),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
