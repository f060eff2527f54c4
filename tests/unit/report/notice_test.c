/* uses: report insight record store policy catalogue base */
/* Alerts and gaps in words: each kind has some, none accuses, and names do nothing in them. */
#include "report/notice.h"
#include "report/stamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Tuesday 2026-11-17, 14:02:30 an hour east of UTC. */
static const int64_t when = INT64_C(1794920550) * SECOND_US;

static struct alert alert_of(enum alert_kind kind)
{
    return (struct alert){.child = "Mia",
                          .when_us = when,
                          .utc_offset_s = 3600,
                          .kind = kind,
                          .platform = "ometv",
                          .site = "ome.tv",
                          .category = CATEGORY_STRANGER_CHAT,
                          .count = 12,
                          .rule = ""};
}

static void says(const struct alert *a, const char *name, const char *begin)
{
    AUTO_TEXT struct text t = {.at = NULL};

    notice_alert(&t, a, name);
    if (strncmp(text_string(&t), begin, strlen(begin)) != 0)
        fail_msg("\"%s\" does not begin with \"%s\"", text_string(&t), begin);
    assert_int_equal(t.at[t.len - 1], '.');
}

static void an_alert_says_who_and_what_by_the_name_that_people_know(void **state)
{
    struct alert a = alert_of(ALERT_STRANGER_CHAT);

    (void)state;
    says(&a, "OmeTV", "Mia used OmeTV for the first time, a place for chat with people one does");
    says(&a, NULL, "Mia used ometv for the first time");
    a.platform = "";
    says(&a, NULL, "Mia used ome.tv for the first time");
    a.kind = ALERT_RULE;
    says(&a, NULL, "Mia used ome.tv, which you asked to be told of.");
    a.rule = "alert site ome.tv (mia.conf:3)";
    says(&a, NULL,
         "Mia used ome.tv, which you asked to be told of: alert site ome.tv (mia.conf:3).");
}

static void a_way_around_is_used_blocked_or_only_a_shape(void **state)
{
    struct alert a = alert_of(ALERT_BYPASS);

    (void)state;
    says(&a, "A VPN", "A VPN was used by Mia. It can lead around");
    a.rule = "block category bypass";
    says(&a, "A VPN", "A VPN was blocked for Mia.");
    a.rule = a.platform = a.site = "";
    says(&a, NULL, "A connection of Mia’s looked like a tunnel");
}

static void gaps_and_the_rest_are_counted(void **state)
{
    struct alert a = alert_of(ALERT_GAP);

    (void)state;
    a.child = "";
    a.gap = GAP_RULES_FLUSHED;
    says(&a, NULL, "Kindward did not see anything for 12 minutes or longer: another program had");
    a.kind = ALERT_MORE;
    says(&a, NULL, "And 12 more in that hour, not told one by one.");
    a.child = "Mia";
    says(&a, NULL, "And 12 more of Mia’s in that hour, not told one by one.");
}

static void every_kind_of_gap_has_its_reason(void **state)
{
    (void)state;
    for (int k = 0; k < GAP_KIND_COUNT; k++) {
        AUTO_TEXT struct text t = {.at = NULL};
        struct gap g = {.kind = (enum gap_kind)k,
                        .from_us = when,
                        .to_us = when + 7 * MINUTE_US,
                        .utc_offset_s = 3600};

        notice_gap(&t, &g);
        assert_non_null(strstr(text_string(&t), " on Tuesday 17 November, 14:02–14:09: "));
        assert_null(strstr(text_string(&t), "(null)"));
        assert_string_not_equal(gap_kind_name(g.kind), "");
    }
}

static void names_in_it_do_nothing(void **state)
{
    struct alert a = alert_of(ALERT_STRANGER_CHAT);

    (void)state;
    a.child = "\x1b[31mMia\n";
    says(&a, "gro\xe2\x80\xaemoc", "\\x1b[31mMia\\x0a used gro\\u202Emoc for");
}

static void times_say_a_day_only_where_it_is_another(void **state)
{
    static const struct {
        int64_t length_us;
        const char *words;
    } times[] = {
        {0, "14:02"},
        {20 * SECOND_US, "14:02"},
        {40 * SECOND_US, "14:02–14:03"},
        {11 * HOUR_US, "14:02–01:02"},
        {DAY_US, "14:02–Wed 18 Nov, 14:02"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(times); i++) {
        AUTO_TEXT struct text t = {.at = NULL};

        notice_times(&t, when, when + times[i].length_us, 3600);
        assert_string_equal(text_string(&t), times[i].words);
    }
}

static void stamps_have_the_offset_of_their_place(void **state)
{
    char stamp[STAMP_TEXT_MAX];

    (void)state;
    assert_string_equal(stamp_format(when, 3600, stamp), "2026-11-17T14:02:30+01:00");
    assert_string_equal(stamp_format(when, 0, stamp), "2026-11-17T13:02:30+00:00");
    assert_string_equal(stamp_format(when, -12600, stamp), "2026-11-17T09:32:30-03:30");
    assert_string_equal(stamp_format(when, 50400, stamp), "2026-11-18T03:02:30+14:00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_alert_says_who_and_what_by_the_name_that_people_know),
        cmocka_unit_test(a_way_around_is_used_blocked_or_only_a_shape),
        cmocka_unit_test(gaps_and_the_rest_are_counted),
        cmocka_unit_test(every_kind_of_gap_has_its_reason),
        cmocka_unit_test(names_in_it_do_nothing),
        cmocka_unit_test(times_say_a_day_only_where_it_is_another),
        cmocka_unit_test(stamps_have_the_offset_of_their_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
