/* uses: base catalogue catalogue_compile */
#include "catalogue/list_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* One line, read to its end: the names with blanks between, "@" before one that is allowed, "-" for
 * something skipped, "HTML" for a page. */
static const char *read_line(const char *text)
{
    static char got[2048];
    struct list_line line = {.left = bytes_of(text, strlen(text))};
    size_t n = 0;

    got[0] = '\0';
    for (;;) {
        char name[LIST_NAME_ROOM];
        bool is_allow;
        enum list_line_answer a = list_line_next(&line, name, &is_allow);
        const char *word = a == LIST_LINE_NAME || a == LIST_LINE_LABEL ? name
                           : a == LIST_LINE_SKIPPED                    ? "-"
                                                                       : "HTML";

        if (a == LIST_LINE_END)
            return got;
        n += (size_t)snprintf(got + n, sizeof(got) - n, "%s%s%s%s", n ? " " : "",
                              a == LIST_LINE_NAME && is_allow ? "@" : "",
                              a == LIST_LINE_LABEL ? "label " : "", word);
        if (a == LIST_LINE_HTML)
            return got;
    }
}

static void hosts_line_gives_each_of_its_names(void **state)
{
    (void)state;
    assert_string_equal(read_line("0.0.0.0 bad.example.com"), "bad.example.com");
    assert_string_equal(read_line("127.0.0.1\ta.example.com  b.example.com # why"),
                        "a.example.com b.example.com");
    assert_string_equal(read_line("::1 six.example.com"), "six.example.com");
    assert_string_equal(read_line("0.0.0.0 UPPER.Example.COM."), "upper.example.com");
}

static void boilerplate_of_hosts_files_is_no_name(void **state)
{
    (void)state;
    assert_string_equal(read_line("127.0.0.1 localhost"), "");
    assert_string_equal(read_line("127.0.0.1 localhost.localdomain"), "");
    assert_string_equal(read_line("255.255.255.255 broadcasthost"), "");
    assert_string_equal(read_line("::1 ip6-localhost ip6-loopback"), "");
    assert_string_equal(read_line("0.0.0.0 0.0.0.0"), "");
}

static void plain_line_gives_its_name(void **state)
{
    (void)state;
    assert_string_equal(read_line("example.com"), "example.com");
    assert_string_equal(read_line("  example.com.\r"), "example.com");
    assert_string_equal(read_line("example.com # inline"), "example.com");
    assert_string_equal(read_line("b\xc3\xbc"
                                  "cher.example"),
                        "xn--bcher-kva.example");
    assert_string_equal(read_line(".example.com"), "example.com");
    assert_string_equal(read_line("*.example.com"), "example.com");
    assert_string_equal(read_line("_dmarc.ex-ample.com"), "_dmarc.ex-ample.com");
}

static void comments_and_blanks_say_nothing(void **state)
{
    (void)state;
    assert_string_equal(read_line(""), "");
    assert_string_equal(read_line(" \t\r"), "");
    assert_string_equal(read_line("# example.com"), "");
    assert_string_equal(read_line("! example.com"), "");
    assert_string_equal(read_line("[Adblock Plus 2.0]"), "");
}

static void adblock_rule_of_a_whole_name_is_taken(void **state)
{
    (void)state;
    assert_string_equal(read_line("||example.com^"), "example.com");
    assert_string_equal(read_line("||Example.COM^$important"), "example.com");
    assert_string_equal(read_line("||example.com^$all"), "example.com");
    assert_string_equal(read_line("||example.com^$doc,important"), "example.com");
    assert_string_equal(read_line("|example.com^"), "example.com");
    assert_string_equal(read_line("@@||good.example.com^"), "@good.example.com");
}

static void adblock_rule_of_a_part_of_a_site_is_skipped(void **state)
{
    (void)state;
    assert_string_equal(read_line("||example.com/path^"), "-");
    assert_string_equal(read_line("||example.com^*/banner"), "-");
    assert_string_equal(read_line("||example.com^$third-party"), "-");
    assert_string_equal(read_line("||ads*.example.com^"), "-");
    assert_string_equal(read_line("example.com##.banner"), "-");
    assert_string_equal(read_line("/banner[0-9]+/"), "-");
    assert_string_equal(read_line("|https://example.com|"), "-");
    assert_string_equal(read_line("||example.com^$important,third-party"), "-");
    assert_string_equal(read_line("||example.com^$"), "-");
}

static void what_is_no_host_name_is_skipped(void **state)
{
    char longest[300];

    (void)state;
    assert_string_equal(read_line("single"), "label single");
    assert_string_equal(read_line("two..dots.com"), "-");
    assert_string_equal(read_line("..leading.com"), "-");
    assert_string_equal(read_line("a_b!.com"), "-");
    assert_string_equal(read_line("https://example.com/"), "-");
    memset(longest, 'a', sizeof(longest));
    for (size_t i = 49; i < 250; i += 50)
        longest[i] = '.';
    longest[254] = '\0'; /* one byte more than a name can have */
    assert_string_equal(read_line(longest), "-");
    longest[253] = '\0';
    assert_string_equal(read_line(longest), longest);
    longest[249] = 'a'; /* a label of more than 63 bytes */
    longest[199] = 'a';
    assert_string_equal(read_line(longest), "-");
}

static void prose_is_no_list_of_names(void **state)
{
    (void)state;
    assert_string_equal(read_line("example.com was not found on this server"), "-");
    assert_string_equal(read_line("see example.com"), "-");
}

static void a_web_page_is_called_one(void **state)
{
    (void)state;
    assert_string_equal(read_line("<!DOCTYPE html>"), "HTML");
    assert_string_equal(read_line("  <html lang=\"en\">"), "HTML");
    assert_string_equal(read_line("<HEAD>"), "HTML");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_line_gives_each_of_its_names),
        cmocka_unit_test(boilerplate_of_hosts_files_is_no_name),
        cmocka_unit_test(plain_line_gives_its_name),
        cmocka_unit_test(comments_and_blanks_say_nothing),
        cmocka_unit_test(adblock_rule_of_a_whole_name_is_taken),
        cmocka_unit_test(adblock_rule_of_a_part_of_a_site_is_skipped),
        cmocka_unit_test(what_is_no_host_name_is_skipped),
        cmocka_unit_test(prose_is_no_list_of_names),
        cmocka_unit_test(a_web_page_is_called_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
