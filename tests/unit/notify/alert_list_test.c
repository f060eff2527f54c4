/* uses: base catalogue policy record store insight report notify */
#include "notify/alert_list.h"

#include "../base/unit.h"

#include <string.h>

#define ROW(id, kind, more)                                                                        \
    "{\"id\":" id ",\"child\":\"Mia\",\"when_us\":1794935207000000,\"utc_offset_s\":0,"            \
    "\"kind\":\"" kind "\",\"category\":\"\",\"count\":1" more "}"
#define ABOUT(platform, site, rule)                                                                \
    ",\"platform\":\"" platform "\",\"site\":\"" site "\",\"rule\":\"" rule "\",\"gap\":\"\""
#define PAGE(rows) "{\"schema\":\"kindward.alerts\",\"version\":1,\"rows\":[" rows "]}"

static void an_alert_has_its_words(void **state)
{
    AUTO(alert_list_free)
    struct alert_list *l = alert_list_read(PAGE(ROW(
        "7", "stranger-chat", ABOUT("omegle", "omegle.com", "") ",\"platform_name\":\"Omegle\"")));

    (void)state;
    assert_non_null(l);
    assert_int_equal(alert_list_n(l), 1);
    assert_int_equal(alert_list_all(l)->id, 7);
    assert_string_equal(alert_list_all(l)->child, "Mia");
    assert_string_equal(alert_list_all(l)->platform, "omegle");
    assert_non_null(strstr(alert_list_all(l)->words, "Mia"));
    assert_non_null(strstr(alert_list_all(l)->words, "Omegle"));
    assert_false(alert_list_all(l)->is_blocked);
}

static void a_rule_that_blocks_is_told_apart(void **state)
{
    AUTO(alert_list_free)
    struct alert_list *l = alert_list_read(
        PAGE(ROW("1", "rule", ABOUT("", "a.example", "block site a.example (mia.conf:6)")) "," ROW(
            "2", "rule", ABOUT("", "b.example", "alert site b.example (mia.conf:8)"))));

    (void)state;
    assert_non_null(l);
    assert_int_equal(alert_list_n(l), 2);
    assert_true(alert_list_all(l)[0].is_blocked);
    assert_false(alert_list_all(l)[1].is_blocked);
}

static void rows_that_make_no_sense_are_left_out(void **state)
{
    static const char page[] =
        PAGE("17,null,{},\"row\"," ROW("0", "rule", ABOUT("", "a.example", "")) "," ROW(
            "3", "no-such-kind",
            ABOUT("", "a.example",
                  "")) "," ROW("4", "gap", ABOUT("", "", "")) "," ROW("5", "rule",
                                                                      ABOUT("", "e.example", "")));
    AUTO(alert_list_free) struct alert_list *l = alert_list_read(page);

    (void)state;
    assert_non_null(l);
    assert_int_equal(alert_list_n(l), 1);
    assert_int_equal(alert_list_all(l)->id, 5);
}

static void what_is_no_page_is_none(void **state)
{
    static const char *const known[] = {"", "[]", "{", "{\"rows\":7}", "null", "{}"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        assert_null(alert_list_read(known[i]));
}

static void there_are_not_more_than_there_is_room_for(void **state)
{
    static const char row[] = ROW("", "rule", ABOUT("", "a.example", ""));
    AUTO_TEXT struct text page = {.at = NULL};
    AUTO(alert_list_free) struct alert_list *l = NULL;

    (void)state;
    text_add(&page, "{\"rows\":[");
    for (int i = 1; i <= ALERT_LIST_MAX + 3; i++) {
        text_addf(&page, "%s{\"id\":%d,", i > 1 ? "," : "", i);
        text_add(&page, &row[strlen("{\"id\":,")]);
    }
    text_add(&page, "]}");
    l = alert_list_read(text_string(&page));
    assert_non_null(l);
    assert_int_equal(alert_list_n(l), ALERT_LIST_MAX);
    assert_int_equal(alert_list_all(l)[ALERT_LIST_MAX - 1].id, ALERT_LIST_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_alert_has_its_words),
        cmocka_unit_test(a_rule_that_blocks_is_told_apart),
        cmocka_unit_test(rows_that_make_no_sense_are_left_out),
        cmocka_unit_test(what_is_no_page_is_none),
        cmocka_unit_test(there_are_not_more_than_there_is_room_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
