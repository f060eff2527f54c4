/* uses: base notify */
#include "notify/settings.h"

#include "../base/unit.h"

#include <fcntl.h>
#include <string.h>

struct read_back {
    struct settings s;
    struct text problems;
};

static void read_back_done(struct read_back *r)
{
    text_done(&r->problems);
}

#define AUTO_READ __attribute__((cleanup(read_back_done)))

static struct read_back of_file(const char *text)
{
    char path[] = "/tmp/kindward-settings-XXXXXX";
    int fd = mkstemp(path);
    struct read_back r = {.problems.at = NULL};

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    settings_read(path, &r.s, &r.problems);
    unlink(path);
    return r;
}

static void no_file_is_as_usual(void **state)
{
    AUTO_READ struct read_back r = {.problems.at = NULL};

    (void)state;
    settings_read("/nonexistent/notify.conf", &r.s, &r.problems);
    assert_int_equal(r.s.per_hour, 4);
    assert_int_equal(r.s.quiet_from, 22 * 60);
    assert_int_equal(r.s.quiet_to, 7 * 60);
    assert_string_equal(text_string(&r.problems), "");
}

static void what_is_set_holds(void **state)
{
    AUTO_READ struct read_back r =
        of_file("[notify]\nat-most-per-hour=2\nquiet-from=21:30\nquiet-to=06:05\n");

    (void)state;
    assert_int_equal(r.s.per_hour, 2);
    assert_int_equal(r.s.quiet_from, 21 * 60 + 30);
    assert_int_equal(r.s.quiet_to, 6 * 60 + 5);
    assert_string_equal(text_string(&r.problems), "");
}

static void what_cannot_be_is_said_and_stays_as_usual(void **state)
{
    static const struct {
        const char *text, *said;
    } known[] = {
        {"at-most-per-hour=0", "at-most-per-hour is a whole number from 1 to 60"},
        {"at-most-per-hour=61", "at-most-per-hour is a whole number from 1 to 60"},
        {"at-most-per-hour=many", "at-most-per-hour is a whole number from 1 to 60"},
        {"quiet-from=24:00", "quiet-from is a time of the day, as 22:00"},
        {"quiet-from=22:60", "quiet-from is a time of the day, as 22:00"},
        {"quiet-to=7", "quiet-to is a time of the day, as 22:00"},
        {"quiet-to=07:00pm", "quiet-to is a time of the day, as 22:00"},
        {"hide=true", "[notify] has no key \"hide\""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        AUTO_TEXT struct text text = {.at = NULL};

        text_addf(&text, "[notify]\n%s\n", known[i].text);
        AUTO_READ struct read_back r = of_file(text_string(&text));

        assert_non_null(strstr(text_string(&r.problems), known[i].said));
        assert_int_equal(r.s.per_hour, 4);
        assert_int_equal(r.s.quiet_from, 22 * 60);
        assert_int_equal(r.s.quiet_to, 7 * 60);
    }
}

static void a_file_that_is_none_is_said(void **state)
{
    AUTO_READ struct read_back r = of_file("this is no key file\n");

    (void)state;
    assert_true(r.problems.len > 0);
    assert_int_equal(r.s.per_hour, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_file_is_as_usual),
        cmocka_unit_test(what_is_set_holds),
        cmocka_unit_test(what_cannot_be_is_said_and_stays_as_usual),
        cmocka_unit_test(a_file_that_is_none_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
