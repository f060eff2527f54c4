/* uses: base wire flow catalogue policy policy_load store fold report daemon agent live */
/*
 * What the recorder says of the agent, read again by who asks.
 */
#include "daemon/status_json.h"
#include "live/status.h"

#include "../base/unit.h"

#include <string.h>

static struct policy *policy_of_two(void)
{
    struct child mia = {.name = "Mia", .account = "mia", .birth = {.year = 2014}};
    struct child ben = {.name = "Ben", .account = "ben", .birth = {.year = 2012}};
    struct policy *p = NULL;
    uint32_t number;

    assert_int_equal(policy_new(&p), 0);
    assert_int_equal(policy_add_child(p, &mia, &number), 0);
    assert_int_equal(policy_add_rule(p, number, VERDICT_BLOCK, SUBJECT_SITE, "example.org", "x:1"),
                     0);
    assert_int_equal(policy_add_child(p, &ben, &number), 0);
    return p;
}

static void what_is_said_is_read(void **state)
{
    static struct family family;
    struct message_status status = {
        .started_us = 1794935100 * SECOND_US,
        .n_not_assigned = 3,
        .rules_in_force = true,
        .writer = "iptables",
        .roles = {[ROLE_GATE] = {.pid = 11,
                                 .n_starts = 2,
                                 .since_us = 1794935130 * SECOND_US,
                                 .state = {.is_confined = true}}},
    };
    struct status_facts facts = {
        .status = &status,
        .family = &family,
        .counts = {.blocks = 5},
        .connections_today = 250,
        .connections_named = 231,
        .names_last_minute = 12,
        .losses_last_minute = 4,
        .now_us = 1794935160 * SECOND_US,
        .heard_us = 1794935159 * SECOND_US,
    };
    struct status s;
    json_t *json;

    (void)state;
    for (enum role r = 0; r < ROLE_NAMER; r++) /* who is not wanted is not told of */
        status.roles[r].is_wanted = true;
    status.roles[ROLE_GATE].state.counts[STATE_WAITING] = 7;
    status.roles[ROLE_GATE].state.counts[STATE_LATE] = 2;
    status.roles[ROLE_GATE].state.counts[STATE_PROBED] = 9;
    family = (struct family){.policy = policy_of_two(), .n_accounts = 1};
    family.accounts[0] = (struct message_account){1000, 1000, 0};
    json = status_json(&facts);
    assert_non_null(json);
    assert_true(status_read(json, &s));
    assert_int_equal(json_integer_value(json_object_get(
                         json_array_get(json_object_get(json, "roles"), ROLE_GATE), "probed")),
                     9);
    assert_int_equal(s.now_us, facts.now_us);
    assert_int_equal(s.heard_us, facts.heard_us);
    assert_int_equal(s.started_us, status.started_us);
    assert_true(s.rules_in_force && !s.observe_only);
    assert_string_equal(s.firewall, "iptables");
    assert_int_equal(s.n_not_assigned, 3);
    assert_int_equal(s.names_last_minute, 12);
    assert_int_equal(s.losses_last_minute, 4);
    assert_int_equal(s.blocks, 5);
    assert_int_equal(s.connections_today, 250);
    assert_int_equal(s.connections_named, 231);
    assert_int_equal(s.n_roles, ROLE_NAMER);
    assert_int_equal(status_role(&s, "gate")->waiting, 7);
    assert_int_equal(status_role(&s, "gate")->late, 2);
    assert_int_equal(status_role(&s, "gate")->starts, 2);
    assert_true(status_role(&s, "gate")->is_confined);
    assert_int_equal(status_role(&s, "recorder")->pid, 0);
    assert_int_equal(s.n_children, 2);
    assert_string_equal(s.children[0].name, "Mia");
    assert_true(s.children[0].is_watched && s.children[0].has_blocks && s.children[0].is_held);
    assert_string_equal(s.children[1].account, "ben");
    assert_false(s.children[1].is_watched || s.children[1].has_blocks || s.children[1].is_held);
    json_decref(json);

    status.observe_only = true;
    json = status_json(&facts);
    assert_true(status_read(json, &s));
    assert_true(s.observe_only && s.children[0].has_blocks && !s.children[0].is_held);
    json_decref(json);
    family.policy = policy_free(family.policy);
}

static void before_a_policy_there_is_nobody(void **state)
{
    static struct family family;
    struct message_status status = {.started_us = 0};
    struct status_facts facts = {.status = &status, .family = &family};
    json_t *json = status_json(&facts);
    struct status s;

    (void)state;
    assert_true(status_read(json, &s));
    assert_int_equal(s.n_children, 0);
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_said_is_read),
        cmocka_unit_test(before_a_policy_there_is_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
