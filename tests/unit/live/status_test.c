/* uses: base catalogue policy record store insight report live */
#include "live/status.h"

#include "../base/unit.h"

#include <stdlib.h>
#include <string.h>

#define ROLE(name, pid, more)                                                                      \
    "{\"name\":\"" name "\",\"pid\":" pid ",\"starts\":1,\"since\":1794935100.5" more "}"
#define ROLES                                                                                      \
    ROLE("supervisor", "10", "")                                                                   \
    "," ROLE("gate", "11", ",\"waiting\":3") "," ROLE("inspector", "12", "") "," ROLE("recorder",  \
                                                                                      "13", "")
#define MIA                                                                                        \
    "{\"name\":\"Mia\",\"account\":\"mia\",\"watched\":true,\"has_blocks\":true,\"held\":true}"
#define STATUS(more, children, roles)                                                              \
    "{\"version\":1,\"now\":1794935160,\"heard\":1794935159.5,\"started\":1794935100,"             \
    "\"firewall\":\"iptables\",\"names_last_minute\":12,"                                          \
    "\"today\":{\"connections\":250,\"named\":231}," more "\"children\":[" children "],"           \
    "\"roles\":[" roles "]}"

struct shown {
    json_t *json;
    struct status status;
    struct status_problems problems;
    struct text out;
};

static struct shown shown_of(const char *text)
{
    struct shown s = {.json = json_loads(text, 0, NULL)};
    struct lines l = {.out = &s.out, .width = 80, .utf8 = true};

    assert_non_null(s.json);
    assert_true(status_read(s.json, &s.status));
    status_judge(&s.status, &s.problems);
    status_text(&s.status, &s.problems, &l);
    assert_false(s.out.failed);
    return s;
}

static void shown_done(struct shown *s)
{
    json_decref(s->json);
    status_problems_done(&s->problems);
    text_done(&s->out);
}

static void assert_says(const struct shown *s, const char *words)
{
    if (!strstr(text_string(&s->out), words))
        fail_msg("\"%s\" is not in:\n%s", words, text_string(&s->out));
}

static void all_well_is_said_in_plain_words(void **state)
{
    struct shown s = shown_of(STATUS("\"rules_in_force\":true,", MIA, ROLES));

    (void)state;
    assert_int_equal(s.problems.n, 0);
    assert_says(&s, "Kindward is on, since 17:05.\n");
    assert_says(&s, "  Mia            held: what is to be blocked is stopped (account mia)\n");
    assert_says(&s, "  Rules          in force, by iptables\n");
    assert_says(&s, "  Names          12 in the last minute\n");
    assert_says(&s, "  Today          231 of 250 connections had a name (92 %)\n");
    assert_says(&s, "  Queue          3 packets wait for an answer\n");
    assert_says(&s, "  Losses         none since the start\n");
    assert_says(&s, "  gate           process 11, since 17:05\n");
    assert_null(strstr(text_string(&s.out), "Not assigned"));
    shown_done(&s);
}

static void a_role_that_is_away_is_a_problem(void **state)
{
    struct shown s = shown_of(STATUS("\"rules_in_force\":true,", MIA,
                                     ROLE("gate", "0", "") "," ROLE("recorder", "13", "")));

    (void)state;
    assert_int_equal(s.problems.n, 1);
    assert_says(&s, "! The gate is away; ");
    assert_says(&s, "  gate           away\n");
    shown_done(&s);
}

static void rules_out_of_force_are_a_problem_where_a_child_is_watched(void **state)
{
    struct shown s = shown_of(STATUS("\"rules_in_force\":false,", MIA, ROLES));

    (void)state;
    assert_int_equal(s.problems.n, 1);
    assert_says(&s, "but not all is well");
    assert_says(&s, "The rules are not in force");
    shown_done(&s);
    s = shown_of(STATUS("\"rules_in_force\":false,", "", ROLES));
    assert_int_equal(s.problems.n, 0);
    assert_says(&s, "No child is named");
    shown_done(&s);
}

static void a_child_without_an_account_is_a_problem(void **state)
{
    struct shown s =
        shown_of(STATUS("\"rules_in_force\":true,",
                        MIA ",{\"name\":\"Ben\",\"account\":\"ben\",\"watched\":false}", ROLES));

    (void)state;
    assert_int_equal(s.problems.n, 1);
    assert_says(&s, "Ben is not watched: there is no account \"ben\" here");
    shown_done(&s);
}

static void blocks_that_this_kernel_cannot_hold_are_a_problem(void **state)
{
    struct shown s = shown_of(STATUS(
        "\"rules_in_force\":true,\"observe_only\":true,",
        "{\"name\":\"Mia\",\"account\":\"mia\",\"watched\":true,\"has_blocks\":true}", ROLES));

    (void)state;
    assert_int_equal(s.problems.n, 1);
    assert_says(&s, "Nothing is blocked for Mia");
    assert_says(&s, "only observed: nothing is stopped");
    shown_done(&s);
}

static void a_store_that_cannot_be_written_is_a_problem(void **state)
{
    struct shown s =
        shown_of(STATUS("\"rules_in_force\":true,", MIA, ROLE("recorder", "13", ",\"error\":28")));

    (void)state;
    assert_int_equal(s.problems.n, 1);
    assert_says(&s, "No space left on device. Make room on");
    shown_done(&s);
}

static void many_losses_are_a_problem_and_a_few_are_not(void **state)
{
    struct shown s =
        shown_of(STATUS("\"rules_in_force\":true,\"losses_last_minute\":4711,", MIA, ROLES));

    (void)state;
    assert_int_equal(s.problems.n, 1);
    assert_says(&s, "In the last minute 4711 packets and messages were lost");
    shown_done(&s);
    s = shown_of(STATUS("\"rules_in_force\":true,\"losses_last_minute\":9,", MIA, ROLES));
    assert_int_equal(s.problems.n, 0);
    shown_done(&s);
}

static void a_silent_supervisor_is_a_problem(void **state)
{
    struct shown s = shown_of("{\"version\":1,\"now\":1794935160,\"heard\":1794935150,"
                              "\"started\":1794935100,\"rules_in_force\":true,\"children\":[],"
                              "\"roles\":[" ROLES "]}");

    (void)state;
    assert_int_equal(s.problems.n, 1);
    assert_says(&s, "The supervisor does not speak");
    shown_done(&s);
}

static void losses_and_restarts_and_strangers_are_told(void **state)
{
    struct shown s = shown_of(
        STATUS("\"rules_in_force\":true,\"not_assigned\":2,", MIA,
               "{\"name\":\"gate\",\"pid\":11,\"starts\":3,\"since\":1794848700,\"lost\":4,"
               "\"late\":2}"));

    (void)state;
    assert_says(&s, "  Losses         4 packets and messages since the start; 2 packets let go");
    assert_says(&s, "  Not assigned   2 accounts of people here are no child's");
    assert_says(&s, "  gate           process 11, since Mon 16 Nov, 17:05, started anew 2 times\n");
    shown_done(&s);
}

static void foreign_text_is_escaped(void **state)
{
    struct shown s = shown_of(
        STATUS("\"rules_in_force\":true,",
               "{\"name\":\"\\u001b[2J\",\"account\":\"\\u202ea\",\"watched\":true}", ROLES));

    (void)state;
    assert_null(strchr(text_string(&s.out), '\x1b'));
    assert_says(&s, "\\x1b[2J");
    assert_says(&s, "\\u202Ea");
    shown_done(&s);
}

static void what_is_no_status_is_refused(void **state)
{
    static const char *const wrong[] = {"{}", "[]", "{\"version\":2,\"children\":[],\"roles\":[]}",
                                        "{\"version\":1,\"roles\":[]}",
                                        "{\"version\":\"1\",\"children\":[],\"roles\":[]}"};
    struct status s;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        json_t *json = json_loads(wrong[i], 0, NULL);

        assert_non_null(json);
        assert_false(status_read(json, &s));
        json_decref(json);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_well_is_said_in_plain_words),
        cmocka_unit_test(a_role_that_is_away_is_a_problem),
        cmocka_unit_test(rules_out_of_force_are_a_problem_where_a_child_is_watched),
        cmocka_unit_test(a_child_without_an_account_is_a_problem),
        cmocka_unit_test(blocks_that_this_kernel_cannot_hold_are_a_problem),
        cmocka_unit_test(a_store_that_cannot_be_written_is_a_problem),
        cmocka_unit_test(many_losses_are_a_problem_and_a_few_are_not),
        cmocka_unit_test(a_silent_supervisor_is_a_problem),
        cmocka_unit_test(losses_and_restarts_and_strangers_are_told),
        cmocka_unit_test(foreign_text_is_escaped),
        cmocka_unit_test(what_is_no_status_is_refused),
    };

    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
