/* uses: base catalogue policy */
#include "policy/policy.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Of each subject one that speaks of the name asked about, the narrowest first. */
static const struct {
    enum subject subject;
    const char *what;
} narrowest_first[] = {
    {SUBJECT_NAME, "www.chat.example.com"}, {SUBJECT_NAME, "chat.example.com"},
    {SUBJECT_SITE, "www.chat.example.com"}, {SUBJECT_SITE, "chat.example.com"},
    {SUBJECT_SITE, "example.com"},          {SUBJECT_PLATFORM, "chatter"},
    {SUBJECT_CATEGORY, "messaging"},
};
enum { N_LINES = ARRAY_LEN(narrowest_first) };

static const enum verdict strongest_first[] = {VERDICT_ALLOW, VERDICT_BLOCK, VERDICT_ALERT,
                                               VERDICT_LOG};

static struct policy_question asked(void)
{
    return (struct policy_question){
        .name = "www.chat.example.com",
        .categories = category_bit(CATEGORY_MESSAGING) | category_bit(CATEGORY_GAMES),
        .platform_id = "chatter",
    };
}

static struct policy *policy_of_mia(void)
{
    static const struct child mia = {.name = "Mia", .account = "mia", .birth = {.year = 2013}};
    struct policy *p = NULL;
    uint32_t child;

    assert_int_equal(policy_new(&p), 0);
    assert_int_equal(policy_add_child(p, &mia, &child), 0);
    assert_int_equal(child, 0);
    return p;
}

static void add(struct policy *p, enum verdict verdict, enum subject subject, const char *what)
{
    assert_int_equal(policy_add_rule(p, 0, verdict, subject, what, "mia.conf:7"), 0);
}

static void without_a_rule_everything_is_logged(void **state)
{
    AUTO(policy_free) struct policy *p = policy_of_mia();
    struct policy_question q = asked(), nameless = {.name = "", .platform_id = ""};

    (void)state;
    assert_int_equal(policy_decide(p, 0, &q).verdict, VERDICT_LOG);
    assert_string_equal(policy_decide(p, 0, &q).rule, "");
    assert_false(policy_decide(p, 0, &q).is_unseen);
    assert_int_equal(policy_decide(p, 0, &nameless).verdict, VERDICT_LOG);
    assert_false(policy_blocks_anything(p, 0));
}

static void a_rule_that_decides_is_told_with_its_place(void **state)
{
    AUTO(policy_free) struct policy *p = policy_of_mia();
    struct policy_question q = asked();

    (void)state;
    add(p, VERDICT_BLOCK, SUBJECT_CATEGORY, "messaging");
    assert_int_equal(policy_decide(p, 0, &q).verdict, VERDICT_BLOCK);
    assert_string_equal(policy_decide(p, 0, &q).rule, "block category messaging (mia.conf:7)");
}

/* The whole table: each pair of lines with each pair of verdicts, added in both orders. */
static void the_narrower_subject_decides_whatever_the_verdicts_are(void **state)
{
    struct policy_question q = asked();

    (void)state;
    for (size_t narrow = 0; narrow < N_LINES; narrow++)
        for (size_t wide = narrow + 1; wide < N_LINES; wide++)
            for (int pair = 0; pair < 32; pair++) {
                AUTO(policy_free) struct policy *p = policy_of_mia();
                enum verdict mine = (enum verdict)(pair & 3), other = (enum verdict)(pair >> 2 & 3);
                size_t first = pair & 16 ? wide : narrow, second = pair & 16 ? narrow : wide;

                add(p, first == narrow ? mine : other, narrowest_first[first].subject,
                    narrowest_first[first].what);
                add(p, second == narrow ? mine : other, narrowest_first[second].subject,
                    narrowest_first[second].what);
                assert_int_equal(policy_decide(p, 0, &q).verdict, mine);
                assert_non_null(strstr(policy_decide(p, 0, &q).rule, narrowest_first[narrow].what));
            }
}

static void among_equals_allow_beats_block_beats_alert_beats_log(void **state)
{
    struct policy_question q = asked();

    (void)state;
    for (size_t line = 0; line < N_LINES; line++)
        for (size_t strong = 0; strong < 4; strong++)
            for (size_t weak = strong + 1; weak < 4; weak++)
                for (int turned = 0; turned < 2; turned++) {
                    AUTO(policy_free) struct policy *p = policy_of_mia();

                    add(p, strongest_first[turned ? weak : strong], narrowest_first[line].subject,
                        narrowest_first[line].what);
                    add(p, strongest_first[turned ? strong : weak], narrowest_first[line].subject,
                        narrowest_first[line].what);
                    assert_int_equal(policy_decide(p, 0, &q).verdict, strongest_first[strong]);
                }
}

static void two_categories_of_a_name_are_equals(void **state)
{
    struct policy_question q = asked();

    (void)state;
    for (size_t strong = 0; strong < 4; strong++)
        for (size_t weak = strong + 1; weak < 4; weak++)
            for (int turned = 0; turned < 2; turned++) {
                AUTO(policy_free) struct policy *p = policy_of_mia();

                add(p, strongest_first[strong], SUBJECT_CATEGORY, turned ? "games" : "messaging");
                add(p, strongest_first[weak], SUBJECT_CATEGORY, turned ? "messaging" : "games");
                assert_int_equal(policy_decide(p, 0, &q).verdict, strongest_first[strong]);
            }
}

static void nothing_speaks_of_what_is_never_recorded(void **state)
{
    struct policy_question q = asked();

    (void)state;
    q.never_recorded = true;
    for (size_t line = 0; line < N_LINES; line++)
        for (size_t v = 0; v < 4; v++) {
            AUTO(policy_free) struct policy *p = policy_of_mia();
            struct decision d;

            add(p, strongest_first[v], narrowest_first[line].subject, narrowest_first[line].what);
            d = policy_decide(p, 0, &q);
            assert_int_equal(d.verdict, VERDICT_ALLOW);
            assert_true(d.is_unseen);
            assert_string_equal(d.rule, "");
        }
}

static void a_rule_does_not_speak_of_other_names(void **state)
{
    static const struct {
        enum subject subject;
        const char *what;
    } others[] = {
        {SUBJECT_NAME, "example.com"},        {SUBJECT_NAME, "a.www.chat.example.com"},
        {SUBJECT_SITE, "ample.com"},          {SUBJECT_SITE, "hat.example.com"},
        {SUBJECT_SITE, "x.chat.example.com"}, {SUBJECT_PLATFORM, "chatte"},
        {SUBJECT_PLATFORM, "chatter2"},       {SUBJECT_CATEGORY, "gambling"},
    };
    AUTO(policy_free) struct policy *p = policy_of_mia();
    struct policy_question q = asked();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        add(p, VERDICT_BLOCK, others[i].subject, others[i].what);
    assert_int_equal(policy_decide(p, 0, &q).verdict, VERDICT_LOG);
}

static void a_childs_rules_are_theirs_alone(void **state)
{
    static const struct child leo = {.name = "Leo", .account = "leo", .birth = {.year = 2015}};
    AUTO(policy_free) struct policy *p = policy_of_mia();
    struct policy_question q = asked();
    uint32_t child;

    (void)state;
    assert_int_equal(policy_add_child(p, &leo, &child), 0);
    assert_int_equal(child, 1);
    assert_int_equal(
        policy_add_rule(p, 1, VERDICT_BLOCK, SUBJECT_SITE, "example.com", "leo.conf:5"), 0);
    assert_int_equal(policy_decide(p, 0, &q).verdict, VERDICT_LOG);
    assert_int_equal(policy_decide(p, 1, &q).verdict, VERDICT_BLOCK);
    assert_false(policy_blocks_anything(p, 0));
    assert_true(policy_blocks_anything(p, 1));
    assert_string_equal(policy_child(p, 1)->account, "leo");
    assert_true(policy_child_find(p, "Leo", &child) && child == 1);
    assert_true(policy_child_find(p, "mia", &child) && child == 0);
    assert_false(policy_child_find(p, "eve", &child));
}

static void only_a_block_rule_blocks_anything(void **state)
{
    AUTO(policy_free) struct policy *p = policy_of_mia();

    (void)state;
    add(p, VERDICT_ALERT, SUBJECT_CATEGORY, "adult");
    add(p, VERDICT_ALLOW, SUBJECT_SITE, "example.com");
    add(p, VERDICT_LOG, SUBJECT_PLATFORM, "chatter");
    assert_false(policy_blocks_anything(p, 0));
    add(p, VERDICT_BLOCK, SUBJECT_NAME, "example.org");
    assert_true(policy_blocks_anything(p, 0));
}

struct told {
    size_t n;
    const struct rule *rules[N_LINES * 4];
};

static bool note(const struct rule *rule, void *user)
{
    struct told *t = user;

    t->rules[t->n++] = rule;
    return true;
}

static void why_tells_all_in_the_order_of_the_table(void **state)
{
    AUTO(policy_free) struct policy *p = policy_of_mia();
    struct policy_question q = asked();
    struct told told = {.n = 0};

    (void)state;
    for (size_t i = N_LINES * 4; i-- > 0;)
        add(p, strongest_first[i % 4], narrowest_first[i / 4].subject, narrowest_first[i / 4].what);
    policy_why(p, 0, &q, note, &told);
    assert_int_equal(told.n, N_LINES * 4);
    for (size_t i = 0; i < told.n; i++) {
        assert_int_equal(told.rules[i]->verdict, strongest_first[i % 4]);
        assert_int_equal(told.rules[i]->subject, narrowest_first[i / 4].subject);
        assert_string_equal(told.rules[i]->what, narrowest_first[i / 4].what);
    }
    told.n = 0;
    q.never_recorded = true;
    policy_why(p, 0, &q, note, &told);
    assert_int_equal(told.n, 0);
}

static void the_same_rule_twice_is_there_once(void **state)
{
    AUTO(policy_free) struct policy *p = policy_of_mia();
    size_t n;

    (void)state;
    add(p, VERDICT_BLOCK, SUBJECT_SITE, "example.com");
    assert_int_equal(
        policy_add_rule(p, 0, VERDICT_BLOCK, SUBJECT_SITE, "example.com", "mia.conf:9"), -EEXIST);
    (void)policy_rules(p, 0, &n);
    assert_int_equal(n, 1);
    assert_non_null(policy_rule_find(p, 0, VERDICT_BLOCK, SUBJECT_SITE, "example.com"));
    assert_null(policy_rule_find(p, 0, VERDICT_ALLOW, SUBJECT_SITE, "example.com"));
}

static void ceilings_refuse_what_is_past_them(void **state)
{
    AUTO(policy_free) struct policy *p = policy_of_mia();
    struct child more = {.birth = {.year = 2013}};
    uint32_t child;
    char name[64];

    (void)state;
    for (int i = 1; i < POLICY_CHILDREN_MAX; i++)
        assert_int_equal(policy_add_child(p, &more, &child), 0);
    assert_int_equal(policy_add_child(p, &more, &child), -ENOSPC);
    for (int i = 0; i < POLICY_RULES_MAX; i++) {
        snprintf(name, sizeof(name), "s%d.example.com", i * 2654 % 8191);
        assert_int_equal(
            policy_add_rule(p, (uint32_t)i % 64, VERDICT_BLOCK, SUBJECT_SITE, name, "a.conf:1"), 0);
    }
    assert_int_equal(policy_add_rule(p, 0, VERDICT_LOG, SUBJECT_SITE, "one.more", "a.conf:2"),
                     -ENOSPC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_rule_everything_is_logged),
        cmocka_unit_test(a_rule_that_decides_is_told_with_its_place),
        cmocka_unit_test(the_narrower_subject_decides_whatever_the_verdicts_are),
        cmocka_unit_test(among_equals_allow_beats_block_beats_alert_beats_log),
        cmocka_unit_test(two_categories_of_a_name_are_equals),
        cmocka_unit_test(nothing_speaks_of_what_is_never_recorded),
        cmocka_unit_test(a_rule_does_not_speak_of_other_names),
        cmocka_unit_test(a_childs_rules_are_theirs_alone),
        cmocka_unit_test(only_a_block_rule_blocks_anything),
        cmocka_unit_test(why_tells_all_in_the_order_of_the_table),
        cmocka_unit_test(the_same_rule_twice_is_there_once),
        cmocka_unit_test(ceilings_refuse_what_is_past_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
