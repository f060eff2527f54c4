/* uses: base notify */
#include "notify/wording.h"

#include "../base/unit.h"

#include <string.h>

static const struct telling three[] = {
    {.id = 1, .child = "Mia", .kind = "rule", .site = "example.com", .words = "Mia used example."},
    {.id = 2, .child = "Mia", .kind = "rule", .platform = "discord", .words = "Mia used Discord."},
    {.id = 3, .child = "Ben", .kind = "bypass", .site = "vpn.example", .words = "Ben used a VPN."},
};

static void one_alert_is_said_as_it_is(void **state)
{
    AUTO_WORDING struct wording w = {.body.at = NULL};

    (void)state;
    wording_alerts(&w, three, 1, false, true);
    assert_string_equal(text_string(&w.summary), "Kindward: Mia");
    assert_string_equal(text_string(&w.body), "Mia used example.");
}

static void several_of_one_child_are_counted(void **state)
{
    AUTO_WORDING struct wording w = {.body.at = NULL};

    (void)state;
    wording_alerts(&w, three, 2, false, true);
    assert_string_equal(text_string(&w.summary), "Kindward: Mia, 2 things");
    assert_string_equal(text_string(&w.body), "• Mia used example.\n• Mia used Discord.");
}

static void of_several_children_none_is_in_the_title(void **state)
{
    AUTO_WORDING struct wording w = {.body.at = NULL};

    (void)state;
    wording_alerts(&w, three, 3, false, true);
    assert_string_equal(text_string(&w.summary), "Kindward: 3 things");
}

static void more_than_some_lines_are_a_number(void **state)
{
    AUTO_WORDING struct wording w = {.body.at = NULL};
    struct telling many[7];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(many); i++)
        many[i] = three[0];
    wording_alerts(&w, many, ARRAY_LEN(many), false, true);
    assert_non_null(strstr(text_string(&w.body), "\nand 3 more"));
}

static void without_buttons_a_command_is_named(void **state)
{
    AUTO_WORDING struct wording alerts = {.body.at = NULL};
    AUTO_WORDING struct wording week = {.body.at = NULL};
    AUTO_WORDING struct wording on = {.body.at = NULL};
    AUTO_WORDING struct wording blocked = {.body.at = NULL};

    (void)state;
    wording_alerts(&alerts, three, 1, false, false);
    wording_week(&week, "16 November to 22 November", false, false);
    wording_on(&on, true, false);
    wording_blocked(&blocked, "discord.com", "block platform discord", false);
    assert_non_null(strstr(text_string(&alerts.body), "`kindward alerts`"));
    assert_non_null(strstr(text_string(&week.body), "`kindward report --open`"));
    assert_non_null(strstr(text_string(&on.body), "`kindward mine`"));
    assert_non_null(strstr(text_string(&blocked.body), "`kindward mine`"));
    assert_non_null(strstr(text_string(&blocked.body), "block platform discord"));
}

static void a_locked_screen_names_nobody_and_nothing(void **state)
{
    static const char *const secrets[] = {"Mia", "Ben", "example", "discord",
                                          "VPN", "vpn", "November"};
    AUTO_WORDING struct wording w = {.body.at = NULL};

    (void)state;
    for (size_t n = 1; n <= ARRAY_LEN(three); n++) {
        wording_alerts(&w, three, n, true, n & 1);
        wording_week(&w, "16 November to 22 November", true, n & 1);
    }
    for (size_t i = 0; i < ARRAY_LEN(secrets); i++) {
        assert_null(strcasestr(text_string(&w.summary), secrets[i]));
        assert_null(strcasestr(text_string(&w.body), secrets[i]));
    }
}

static void an_answer_says_what_happened(void **state)
{
    AUTO_WORDING struct wording yes = {.body.at = NULL};
    AUTO_WORDING struct wording no = {.body.at = NULL};

    (void)state;
    wording_answer(&yes, "allowed", "");
    wording_answer(&no, "blocked", "mia.conf: the disk is full");
    assert_string_equal(text_string(&yes.summary), "Allowed for an hour");
    assert_string_equal(text_string(&no.body), "mia.conf: the disk is full");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_alert_is_said_as_it_is),
        cmocka_unit_test(several_of_one_child_are_counted),
        cmocka_unit_test(of_several_children_none_is_in_the_title),
        cmocka_unit_test(more_than_some_lines_are_a_number),
        cmocka_unit_test(without_buttons_a_command_is_named),
        cmocka_unit_test(a_locked_screen_names_nobody_and_nothing),
        cmocka_unit_test(an_answer_says_what_happened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
