/* uses: report insight store policy catalogue base */
#include "report/report.h"

#include "report/clean.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static char mia[] = "Mia", long_site[] = "a-site-with-a-name-that-goes-on-and-on.and-on.example",
            none[] = "";

/* A small week with a name too long for a column. */
static void with_week(void (*each)(const struct report_input *in))
{
    struct week_site site = {.site = long_site,
                             .platform_id = none,
                             .use = {.minutes = {100, 131}, .n_days = 3, .latest_minute = 1300}};
    struct week_day days[7];
    struct week week = {.child = mia,
                        .from_day = 20408,
                        .to_day = 20415,
                        .is_iso_week = true,
                        .total = {100, 131},
                        .latest_minute = 1300,
                        .sites = &site,
                        .n_sites = 1,
                        .days = days,
                        .n_days = ARRAY_LEN(days),
                        .coverage = {.n_connections = 3, .n_days_watched = 7}};
    const struct week *weeks[] = {&week};

    for (size_t i = 0; i < ARRAY_LEN(days); i++)
        days[i] = (struct week_day){.day = 20408 + (int32_t)i,
                                    .minutes = {10, 20},
                                    .latest_minute = 1300,
                                    .was_watched = true};
    each(&(struct report_input){.weeks = weeks, .n_weeks = 1});
}

static char *text_of(const struct report_input *in, const struct report_style *style)
{
    char *at = NULL;
    size_t len;
    FILE *out = open_memstream(&at, &len);

    assert_non_null(out);
    assert_int_equal(report_write(in, REPORT_TEXT, out, style), 0);
    fclose(out);
    assert_int_equal(strlen(at), len);
    return at;
}

static void check_full_disk(const struct report_input *in)
{
    for (int format = REPORT_TEXT; format <= REPORT_CSV; format++) {
        FILE *full = fopen("/dev/full", "w");

        assert_non_null(full);
        assert_int_equal(report_write(in, (enum report_format)format, full, NULL), -ENOSPC);
        fclose(full);
    }
}

static void full_disk_is_an_error(void **state)
{
    (void)state;
    with_week(check_full_disk);
}

static void check_closed_pipe(const struct report_input *in)
{
    FILE *in_only = fopen("/dev/null", "r");

    assert_non_null(in_only);
    assert_true(report_write(in, REPORT_JSON, in_only, NULL) < 0);
    fclose(in_only);
}

static void stream_that_takes_no_writes_is_an_error(void **state)
{
    (void)state;
    with_week(check_closed_pipe);
}

static void check_widths(const struct report_input *in)
{
    for (int width = 40; width <= 120; width++) {
        struct report_style style = {.utf8 = width % 2, .width = width};
        char *text = text_of(in, &style), *rest = text, *line;

        while ((line = strsep(&rest, "\n")))
            if (clean_width(line) > (size_t)width)
                fail_msg("at %d columns, %zu wide: %s", width, clean_width(line), line);
        free(text);
    }
}

static void no_line_is_wider_than_asked(void **state)
{
    (void)state;
    with_week(check_widths);
}

static void check_colour(const struct report_input *in)
{
    char *plain = text_of(in, &(struct report_style){.utf8 = true, .width = 80});
    char *bright = text_of(in, &(struct report_style){.utf8 = true, .width = 80, .colour = true});
    char *to = bright;

    assert_null(strchr(plain, '\033'));
    assert_non_null(strchr(bright, '\033'));
    for (char *from = bright; *from;) { /* without its colours it is the same page */
        if (*from == '\033')
            from = strchr(from, 'm') + 1;
        else
            *to++ = *from++;
    }
    *to = '\0';
    assert_string_equal(plain, bright);
    free(plain);
    free(bright);
}

static void colour_comes_only_when_told_and_changes_no_word(void **state)
{
    (void)state;
    with_week(check_colour);
}

static void no_child_gives_a_page_that_says_so(void **state)
{
    struct report_input in = {.weeks = NULL};

    (void)state;
    for (int format = REPORT_TEXT; format <= REPORT_CSV; format++) {
        char *at = NULL;
        size_t len;
        FILE *out = open_memstream(&at, &len);

        assert_non_null(out);
        assert_int_equal(report_write(&in, (enum report_format)format, out, NULL), 0);
        fclose(out);
        assert_true(len > 0);
        free(at);
    }
}

static void check_first_week(const struct report_input *in)
{
    static char id[] = "someplace";
    struct week week = *in->weeks[0];
    struct week_platform first = {
        .id = id, .use = {.minutes = {100, 131}, .n_days = 3}, .is_first_seen = true};
    const struct week *weeks[] = {&week};
    char *text;

    week.platforms = &first;
    week.n_platforms = 1;
    text = text_of(&(struct report_input){.weeks = weeks, .n_weeks = 1}, NULL);
    assert_non_null(strstr(text, "had not looked before"));
    assert_null(strstr(text, "No platform was used for the first time"));
    free(text);
    first.is_first_seen = false;
    text = text_of(&(struct report_input){.weeks = weeks, .n_weeks = 1}, NULL);
    assert_non_null(strstr(text, "No platform was used for the first time"));
    free(text);
}

static void first_look_calls_nothing_new_and_says_why(void **state)
{
    (void)state;
    with_week(check_first_week);
}

static void formats_have_their_words(void **state)
{
    static const char *const words[] = {"text", "html", "json", "csv"};
    enum report_format format = REPORT_TEXT;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        assert_true(report_format_from_name(words[i], &format));
        assert_int_equal(format, i);
    }
    assert_false(report_format_from_name("pdf", &format));
    assert_false(report_format_from_name("", &format));
    assert_int_equal(format, REPORT_CSV);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_disk_is_an_error),
        cmocka_unit_test(stream_that_takes_no_writes_is_an_error),
        cmocka_unit_test(no_line_is_wider_than_asked),
        cmocka_unit_test(colour_comes_only_when_told_and_changes_no_word),
        cmocka_unit_test(no_child_gives_a_page_that_says_so),
        cmocka_unit_test(first_look_calls_nothing_new_and_says_why),
        cmocka_unit_test(formats_have_their_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
