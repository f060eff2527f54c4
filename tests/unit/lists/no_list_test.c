/* uses: base lists */
#include "lists/no_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(s) bytes_of(s, sizeof(s) - 1)

static void files_of_other_programs_are_told_by_how_they_begin(void **state)
{
    (void)state;
    assert_non_null(strstr(no_list_at_all(TEXT("SQLite format 3\0\x10")), "SQLite"));
    assert_non_null(strstr(no_list_at_all(TEXT("%PDF-1.4\na.com\n")), "PDF"));
    assert_non_null(strstr(no_list_at_all(TEXT("\x89PNG\r\n\x1a\n")), "picture"));
    assert_null(no_list_at_all(TEXT("SQLite format 3")));
    assert_null(no_list_at_all(TEXT("%PD")));
    assert_null(no_list_at_all(TEXT("")));
}

static void a_text_of_two_bytes_a_letter_is_told_with_its_mark_and_without(void **state)
{
    (void)state;
    assert_non_null(strstr(no_list_at_all(TEXT("\xff\xfe"
                                               "a\0.\0b\0")),
                           "UTF-16"));
    assert_non_null(strstr(no_list_at_all(TEXT("\xfe\xff\0a\0.\0b")), "UTF-16"));
    assert_non_null(strstr(no_list_at_all(TEXT("a\0.\0b\0")), "UTF-16"));
    assert_non_null(strstr(no_list_at_all(TEXT("\0a\0.\0b")), "UTF-16"));
    assert_null(no_list_at_all(TEXT("a.com\0b.com\n")));
    assert_null(no_list_at_all(TEXT("a\0")));
    assert_null(no_list_at_all(TEXT("b\xc3\xbc"
                                    "cher.example\n")));
}

static void what_it_may_be_is_said_of_addresses_and_of_odd_line_ends(void **state)
{
    (void)state;
    assert_non_null(strstr(no_list_perhaps(TEXT("https://a.com/hosts\n")), "sources.d"));
    assert_non_null(strstr(no_list_perhaps(TEXT("a.com\rb.com\r")), "carriage return"));
    assert_null(no_list_perhaps(TEXT("a.com\r\nb.com\r\n")));
    assert_null(no_list_perhaps(TEXT("httpd.example\n")));
    assert_null(no_list_perhaps(TEXT("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_of_other_programs_are_told_by_how_they_begin),
        cmocka_unit_test(a_text_of_two_bytes_a_letter_is_told_with_its_mark_and_without),
        cmocka_unit_test(what_it_may_be_is_said_of_addresses_and_of_odd_line_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
