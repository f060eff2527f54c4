/* uses: report insight store policy catalogue base */
#include "base/clock.h"
#include "report/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_minutes(uint32_t low, uint32_t high, const char *words)
{
    AUTO_TEXT struct text t = {.at = NULL};

    words_minutes(&t, (struct minutes){low, high});
    assert_string_equal(text_string(&t), words);
}

static void minutes_are_said_as_a_person_says_them(void **state)
{
    (void)state;
    assert_minutes(0, 0, "no time");
    assert_minutes(0, 1, "under a minute");
    assert_minutes(3, 5, "3 to 5 minutes");
    assert_minutes(120, 150, "about 2 to 2½ hours");
}

/* Reads "1½" or "20" and moves behind it; hours as minutes. */
static uint32_t read_amount(const char **at, bool is_hours)
{
    char *end;
    uint32_t n = (uint32_t)strtoul(*at, &end, 10) * (is_hours ? 60 : 1);
    size_t half = strlen("½");

    if (strncmp(end, "½", half) == 0) {
        n += 30;
        end += half;
    }
    *at = end;
    return n;
}

static void read_range(const char *words, uint32_t *ret_low, uint32_t *ret_high)
{
    bool is_hours = strstr(words, " hour") && !strstr(words, "minutes");
    const char *to = strstr(words, " to ");
    const char *low = strpbrk(words, "0123456789");
    const char *high = to ? to + strlen(" to ") : low;

    assert_non_null(low);
    if (strstr(words, "up to"))
        *ret_low = 0;
    else if (strstr(words, "a quarter of an hour to"))
        *ret_low = 15;
    else if (strstr(words, "half an hour to"))
        *ret_low = 30;
    else
        *ret_low = read_amount(&low, is_hours);
    *ret_high = read_amount(&high, is_hours);
    assert_null(strstr(words, "about up"));
}

/* Whatever the words round away, the true range lies in what they say. */
static void true_time_stays_inside_the_words(void **state)
{
    static const uint32_t widths[] = {0, 1, 2, 7, 13, 31, 59, 60, 95, 400};

    (void)state;
    for (uint32_t low = 0; low < 3000; low++)
        for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
            AUTO_TEXT struct text t = {.at = NULL};
            uint32_t high = low + widths[i], said_low, said_high;

            words_minutes(&t, (struct minutes){low, high});
            if (high <= 1)
                continue; /* "a minute", "no time" */
            read_range(text_string(&t), &said_low, &said_high);
            if (said_low > low || said_high < high)
                fail_msg("%u to %u was said as: %s", low, high, text_string(&t));
        }
}

static void assert_time(int32_t minute, const char *words)
{
    AUTO_TEXT struct text t = {.at = NULL};

    words_time(&t, minute);
    assert_string_equal(text_string(&t), words);
}

static void time_past_midnight_is_a_time_of_day(void **state)
{
    (void)state;
    assert_time(-1, "");
    assert_time(0, "00:00");
    assert_time(1300, "21:40");
    assert_time(1470, "00:30");
    assert_time(1799, "05:59");
}

static void assert_span(const char *from, const char *to, bool is_iso_week, const char *words)
{
    AUTO_TEXT struct text t = {.at = NULL};
    int32_t from_day = 0, to_day = 0;

    assert_int_equal(day_from_text(from, &from_day), 0);
    assert_int_equal(day_from_text(to, &to_day), 0);
    words_span(&t, from_day, to_day, is_iso_week);
    assert_string_equal(text_string(&t), words);
}

static void span_names_its_last_day_and_its_week(void **state)
{
    (void)state;
    assert_span("2026-11-16", "2026-11-23", true, "16 to 22 November 2026 (week 47)");
    assert_span("2026-11-18", "2026-11-19", false, "Wednesday 18 November 2026");
}

static void span_over_a_turn_of_month_or_year_names_both(void **state)
{
    AUTO_TEXT struct text t = {.at = NULL};
    int32_t from_day = 0;

    (void)state;
    assert_int_equal(day_from_text("2026-12-28", &from_day), 0);
    words_span(&t, from_day, from_day + 7, true);
    assert_non_null(strstr(text_string(&t), "28 December 2026"));
    assert_non_null(strstr(text_string(&t), "3 January 2027"));
    assert_non_null(strstr(text_string(&t), "(week 53)"));
    text_clear(&t);
    assert_int_equal(day_from_text("2026-11-30", &from_day), 0);
    words_span(&t, from_day, from_day + 7, true);
    assert_non_null(strstr(text_string(&t), "30 November"));
    assert_non_null(strstr(text_string(&t), "6 December 2026"));
}

static void one_day_is_not_one_days(void **state)
{
    AUTO_TEXT struct text t = {.at = NULL};

    (void)state;
    words_many(&t, 1, "day", "days");
    text_add(&t, ", ");
    words_many(&t, 3, "day", "days");
    assert_string_equal(text_string(&t), "1 day, 3 days");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minutes_are_said_as_a_person_says_them),
        cmocka_unit_test(true_time_stays_inside_the_words),
        cmocka_unit_test(time_past_midnight_is_a_time_of_day),
        cmocka_unit_test(span_names_its_last_day_and_its_week),
        cmocka_unit_test(span_over_a_turn_of_month_or_year_names_both),
        cmocka_unit_test(one_day_is_not_one_days),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
