/* uses: base catalogue policy mail */
/* A message of mail: its head, its parts, its lines. */
#include "mail/message.h"

#include "../base/unit.h"

#include <string.h>

static struct message of(const char *plain)
{
    return (struct message){.from = "mum@example.org",
                            .to = "mum@example.org; dad@example.net",
                            .subject = "Kindward: a week",
                            .id = "2026-W47",
                            .chance = UINT64_C(0x0123456789abcdef),
                            .when_us = INT64_C(1795392900000000), /* 2026-11-23 00:15 UTC */
                            .utc_offset_s = -5400,
                            .plain = plain,
                            .html = "<p>"};
}

static void expect(const char *plain, const char *line)
{
    AUTO_TEXT struct text out = {.at = NULL};
    const struct message m = of(plain);

    message_write(&m, &out);
    assert_false(out.failed);
    if (!strstr(text_string(&out), line))
        print_error("%s", text_string(&out));
    assert_non_null(strstr(text_string(&out), line));
}

static void the_head_says_from_whom_to_whom_and_when(void **state)
{
    (void)state;
    expect("", "From: Kindward <mum@example.org>\nTo: mum@example.org,\n dad@example.net\n"
               "Subject: Kindward: a week\nDate: Sun, 22 Nov 2026 22:45:00 -0130\n"
               "Message-ID: <kindward-2026-W47-0123456789abcdef@example.org>\n");
}

static void what_was_drawn_has_sixteen_digits(void **state)
{
    AUTO_TEXT struct text out = {.at = NULL};
    struct message m = of("");

    (void)state;
    m.chance = 1;
    m.from = "root";
    message_write(&m, &out);
    assert_non_null(strstr(text_string(&out),
                           "\nMessage-ID: <kindward-2026-W47-0000000000000001@localhost>\n"));
}

static void the_words_are_in_base64_of_rfc_4648(void **state)
{
    (void)state;
    expect("f", "base64\n\nZg==\n--kindward-2026-W47\n");
    expect("fo", "base64\n\nZm8=\n--kindward");
    expect("foo", "base64\n\nZm9v\n--kindward");
    expect("foobar", "base64\n\nZm9vYmFy\n--kindward");
    expect("\xc2\xbd", "base64\n\nwr0=\n");
    expect("", "base64\n\n--kindward-2026-W47\nContent-Type: text/html");
}

static void no_line_is_longer_than_a_server_takes(void **state)
{
    AUTO_TEXT struct text out = {.at = NULL};
    char plain[5000];
    struct message m;

    (void)state;
    memset(plain, 'x', sizeof(plain) - 1);
    plain[sizeof(plain) - 1] = '\0';
    m = of(plain);
    message_write(&m, &out);
    for (const char *at = text_string(&out); *at;) {
        size_t len = strcspn(at, "\n");

        assert_in_range(len, 0, 78);
        at += len + (at[len] == '\n');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_says_from_whom_to_whom_and_when),
        cmocka_unit_test(what_was_drawn_has_sixteen_digits),
        cmocka_unit_test(the_words_are_in_base64_of_rfc_4648),
        cmocka_unit_test(no_line_is_longer_than_a_server_takes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
