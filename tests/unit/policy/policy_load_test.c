/* uses: base catalogue catalogue_default policy policy_load */
#include "policy/policy_load.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MIA "[child]\naccount=mia\nbirth-year=2013\n" /* three lines */

static struct catalogue *catalogue;

static int set_up(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    return catalogue_of_memory(catalogue_default_image(), &catalogue, &error);
}

static int tear_down(void **state)
{
    (void)state;
    catalogue = catalogue_close(catalogue);
    return 0;
}

/* A policy of at most three texts, and what was said of it. */
struct loaded {
    struct policy *policy;
    struct agent_config config;
    struct policy_problems problems;
    int r;
};

static void forget(struct loaded *l)
{
    policy_free(l->policy);
    policy_problems_done(&l->problems);
}

#define AUTO_LOADED __attribute__((cleanup(forget)))

static struct loaded load(const char *const (*files)[2], size_t n)
{
    struct loaded l = {.policy = NULL};
    struct policy_text texts[3];

    assert_in_range(n, 0, 3);
    for (size_t i = 0; i < n; i++)
        texts[i] = (struct policy_text){(char *)(uintptr_t)files[i][0],
                                        bytes_of(files[i][1], strlen(files[i][1]))};
    l.r = policy_of_texts(texts, n, catalogue, &l.policy, &l.config, &l.problems);
    return l;
}

static struct loaded load_child(const char *text)
{
    const char *const files[][2] = {{"children.d/mia.conf", text}};

    return load(files, 1);
}

static struct loaded load_agent(const char *text)
{
    const char *const files[][2] = {{"kindward.conf", text}};

    return load(files, 1);
}

/* The one problem, as a person reads it. */
static void assert_says(const struct loaded *l, const char *expected)
{
    AUTO_TEXT struct text said = {.at = NULL};

    for (size_t i = 0; i < l->problems.n; i++) {
        text_add(&said, i > 0 ? "\n" : "");
        policy_problem_format(&l->problems.at[i], &said);
    }
    assert_string_equal(text_string(&said), expected);
    assert_int_equal(l->r, l->problems.n_errors > 0 ? -EINVAL : 0);
    assert_int_equal(l->policy == NULL, l->problems.n_errors > 0);
}

static struct decision ask(const struct loaded *l, const char *name)
{
    struct meaning m = catalogue_find(catalogue, name, strlen(name));
    const struct platform *p = catalogue_platform(catalogue, m.platform);
    struct policy_question q = {.name = name,
                                .categories = m.categories,
                                .platform_id = p ? p->id : "",
                                .never_recorded = m.never_recorded};

    return policy_decide(l->policy, 0, &q);
}

static void nothing_at_all_is_a_policy_of_defaults(void **state)
{
    AUTO_LOADED struct loaded l = load(NULL, 0);
    struct agent_config usual = agent_config_usual();

    (void)state;
    assert_says(&l, "");
    assert_int_equal(policy_n_children(l.policy), 0);
    assert_memory_equal(&l.config.firewall, &usual.firewall, sizeof(usual.firewall));
    assert_int_equal(usual.queue, 4710);
    assert_true(usual.alert_gaps);
    assert_false(usual.names_for_nameless);
}

static void a_childs_file_says_who_and_what(void **state)
{
    AUTO_LOADED struct loaded l =
        load_child("# Mia\r\n" MIA "name=Mia K\nblock-by=dns\n"
                   "[block]\ncategories = gambling ; adult;\nplatforms=discord\n"
                   "sites=Example.COM.;b\xc3\xbc"
                   "cher.de\n[allow]\nnames=help.example.com\n");
    const struct child *mia;

    (void)state;
    assert_says(&l, "");
    mia = policy_child(l.policy, 0);
    assert_string_equal(mia->account, "mia");
    assert_string_equal(mia->name, "Mia K");
    assert_int_equal(mia->birth.year, 2013);
    assert_int_equal(mia->birth.month, 0);
    assert_int_equal(mia->block_by, BLOCK_BY_DNS);
    assert_string_equal(ask(&l, "www.example.com").rule, "block site example.com (mia.conf:10)");
    assert_int_equal(ask(&l, "help.example.com").verdict, VERDICT_ALLOW);
    assert_int_equal(ask(&l, "a.xn--bcher-kva.de").verdict, VERDICT_BLOCK);
    assert_string_equal(ask(&l, "discord.com").rule, "block platform discord (mia.conf:9)");
    assert_true(policy_blocks_anything(l.policy, 0));
}

static void without_name_the_file_names_the_child(void **state)
{
    AUTO_LOADED struct loaded l = load_child("\xef\xbb\xbf[child]\naccount=mia\n"
                                             "birth-date=2013-06-14");

    (void)state;
    assert_says(&l, "");
    assert_string_equal(policy_child(l.policy, 0)->name, "mia");
    assert_int_equal(policy_child(l.policy, 0)->birth.day, 14);
    assert_false(policy_blocks_anything(l.policy, 0));
}

static void each_mistake_in_a_childs_file_is_told_with_its_line(void **state)
{
    static const struct {
        const char *text, *said; /* after "children.d/mia.conf" */
    } known[] = {
        {"", ": [child] does not say whose account it is; add account= and the user name\n"
             "children.d/mia.conf: [child] does not say when the child was born; add birth-year=, "
             "for monitoring ends at 18"},
        {"[child]\nbirth-year=2013",
         ": [child] does not say whose account it is; add account= and the user name"},
        {"[child]\naccount=mia", ": [child] does not say when the child was born; add birth-year=, "
                                 "for monitoring ends at 18"},
        {"[child]\nbirth-year=2013\naccount=root",
         ":3: root is no child: it is the machine itself; write the child's user name"},
        {"[child]\nbirth-year=2013\naccount=0",
         ":3: this is no user name; account= takes the name with which the child logs in"},
        {"[child]\nbirth-year=2013\naccount=mia mouse",
         ":3: this is no user name; account= takes the name with which the child logs in"},
        {"[child]\naccount=mia\nbirth-year=13",
         ":3: birth-year is a year of four digits, as in birth-year=2013"},
        {"[child]\naccount=mia\nbirth-date=14.6.2013",
         ":3: birth-date is year, month and day, as in birth-date=2013-06-14"},
        {"[child]\naccount=mia\nbirth-date=2013-02-30",
         ":3: birth-date is year, month and day, as in birth-date=2013-06-14"},
        {MIA "birth-date=2012-06-14", ":3: birth-year and birth-date (line 4) are of different "
                                      "years; birth-date alone is enough"},
        {MIA "block-by=regect", ":4: block-by is reject or dns; write reject instead"},
        {MIA "name=", ":4: a child's name has 1 to 64 bytes"},
        {MIA "name=Mia\\nM", ":4: a child's name is one line of letters"},
        {MIA "name=Mi\xe2\x80\xae", ":4: a child's name is one line of letters"},
        {MIA "name=Mi\\a", ":4: the value of name cannot be read; of backslashes only \\s \\n \\t "
                           "\\r \\\\ are known"},
        {MIA "[blok]\nsites=x.com", ":4: there is no group [blok]; write [block] instead"},
        {MIA "[\x1b]", ":4: there is no group [\\x1b]"},
        {MIA "[child]\naccount[de]=leo", ":5: [child] has no key \"account[de]\"; write account "
                                         "instead"},
        {MIA "acount=leo", ":4: [child] has no key \"acount\"; write account instead"},
        {MIA "[allow]\nhours=x",
         ":5: [allow] has no key \"hours\"; its keys are categories, platforms, sites, names"},
        {MIA "account=leo",
         ":4: account is in line 2 already; put all of it there, parted by \";\""},
        {"account=mia\n" MIA, ":1: a key stands before the first [group]; put its group, such as "
                              "[child], above it"},
        {MIA "nonsense", ":4: this line is no [group], no key=value and no comment; a comment "
                         "begins with #"},
        {MIA "[block] # bad\n", ":4: this line is no [group], no key=value and no comment; a "
                                "comment begins with #"},
        {MIA "name=Mi\xff", ":4: this is no UTF-8 text; save the file as UTF-8"},
        {MIA "[block]\n\ncategories=adult;gamling",
         ":6: there is no category \"gamling\"; write gambling instead"},
        {MIA "[block]\ncategories=Chat with strangers",
         ":5: there is no category \"Chat with strangers\"; write stranger-chat instead"},
        {MIA "[block]\ncategories=discord",
         ":5: \"discord\" is a platform, no category; write platforms=discord instead"},
        {MIA "[block]\nplatforms=gambling",
         ":5: \"gambling\" is a category, no platform; write categories=gambling instead"},
        {MIA "[block]\nplatforms=discort",
         ":5: there is no platform \"discort\"; write discord instead"},
        {MIA "[block]\nplatforms=Discord",
         ":5: there is no platform \"Discord\"; write discord instead"},
        {MIA "[block]\nplatforms=discord.com",
         ":5: \"discord.com\" is a name of the platform Discord; write discord instead"},
        {MIA "[block]\nplatforms=qqqqqqqqqqqqqq",
         ":5: there is no platform \"qqqqqqqqqqqqqq\"; a site goes into sites=, and `kindward why "
         "NAME` says to which platform a name belongs"},
        {MIA "[block]\nsites=https://user@www.Example.com:8443/page?x#y",
         ":5: \"https://user@www.Example.com:8443/page?x#y\" is the address of a page; a site is "
         "its name alone; write example.com instead"},
        {MIA "[block]\nsites=http://[::1]/",
         ":5: \"http://[::1]/\" is the address of a page; a site is its name alone"},
        {MIA "[block]\nsites=*.example.com", ":5: \"*.example.com\" has a star or a dot in front; "
                                             "a site holds for all below it anyway; write "
                                             "sites=example.com instead"},
        {MIA "[block]\nsites=a.com, b.com",
         ":5: names in a list are parted by \";\"; write a.com;b.com instead"},
        {MIA "[block]\nsites=a.com#no", ":5: \"a.com#no\" has a # in it; a comment has a line of "
                                        "its own"},
        {MIA "[block]\nsites=co.uk", ":5: \"co.uk\" is shared by many sites, which have different "
                                     "owners; name one of them"},
        {MIA "[block]\nnames=github.io", ":5: \"github.io\" is shared by many sites, which have "
                                         "different owners; name one of them"},
        {MIA "[block]\nsites=printer.local", ":5: \"printer.local\" is no site of the internet"},
        {MIA "[block]\nsites=192.0.2.1", ":5: \"192.0.2.1\" is an address; rules speak of names"},
        {MIA "[block]\nsites=2001:db8::1",
         ":5: \"2001:db8::1\" is an address; rules speak of names"},
        {MIA "[block]\nsites=a..com", ":5: \"a..com\" is no name of a site"},
        {MIA "[block]\nsites=-\xf0\x9f\x98\x80\xe2\x80\xae.com",
         ":5: \"-\\xf0\\x9f\\x98\\x80\\xe2\\x80\\xae.com\" is no name of a site"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        AUTO_LOADED struct loaded l = load_child(known[i].text);
        AUTO_TEXT struct text said = {.at = NULL};

        text_addf(&said, "children.d/mia.conf%s", known[i].said);
        assert_says(&l, text_string(&said));
    }
}

static void what_may_surprise_is_a_warning_and_the_policy_holds(void **state)
{
    AUTO_LOADED struct loaded www = load_child(MIA "[block]\nsites=www.example.com\n");
    AUTO_LOADED struct loaded both =
        load_child(MIA "[block]\nsites=example.com\n[allow]\nsites=example.com;example.com\n");

    (void)state;
    assert_says(&www, "children.d/mia.conf:5: warning: www.example.com says nothing about "
                      "example.com and the rest of it; write example.com instead");
    assert_says(&both,
                "children.d/mia.conf:5: warning: there is \"allow site example.com (mia.conf:7)\" "
                "too; of the two, allow goes before block, block before alert, alert before log");
    assert_int_equal(ask(&both, "example.com").verdict, VERDICT_ALLOW);
}

static void a_help_line_stays_unseen_whatever_is_written(void **state)
{
    AUTO_LOADED struct loaded l =
        load_child(MIA "[block]\nsites=childline.org.uk\n[alert]\nnames=www.childline.org.uk\n");

    (void)state;
    assert_int_equal(l.r, 0);
    assert_int_equal(l.problems.n, 2);
    assert_non_null(strstr(l.problems.at[0].what, "does nothing"));
    assert_true(l.problems.at[0].is_warning);
    assert_int_equal(ask(&l, "www.childline.org.uk").verdict, VERDICT_ALLOW);
    assert_true(ask(&l, "www.childline.org.uk").is_unseen);
}

static void two_files_about_one_child_are_refused(void **state)
{
    static const char *const account[][2] = {
        {"children.d/a.conf", MIA}, {"children.d/b.conf", "[child]\nbirth-year=2013\naccount=mia"}};
    static const char *const name[][2] = {
        {"children.d/a.conf", MIA},
        {"children.d/b.conf", "[child]\nbirth-year=2013\naccount=leo\nname=a"}};
    static const char *const strange[][2] = {
        {"children.d/../a.conf", MIA}, {"mia.conf", MIA}, {"children.d/.conf", MIA}};
    AUTO_LOADED struct loaded l = load(account, 2), m = load(name, 2), s = load(strange, 3);

    (void)state;
    assert_says(&l, "children.d/b.conf:3: another file before this one has the account mia too; an "
                    "account has one file");
    assert_says(&m, "children.d/b.conf:4: another file before this one has a child of the same "
                    "name; give one of them another name=");
    assert_int_equal(s.problems.n_errors, 3);
}

static void the_agents_settings_are_read(void **state)
{
    AUTO_LOADED struct loaded l =
        load_agent("[agent]\nfirewall=iptables\nwhen-inspector-is-away=block\nqueue=0\n"
                   "log-group=7\nanswer-within-ms=200\nmark-bits=5\nmemory-mib=64\nnames-for-"
                   "nameless=true\n[alerts]\n"
                   "first-stranger-chat=false\nways-around=false\ngaps=false\nat-most-per-hour=1");

    (void)state;
    assert_says(&l, "");
    assert_int_equal(l.config.firewall, CHOICE_IPTABLES);
    assert_string_equal(agent_config_writer(&l.config), "iptables");
    l.config.firewall = CHOICE_NFTABLES;
    assert_string_equal(agent_config_writer(&l.config), "nftables");
    l.config.firewall = CHOICE_OBSERVE_ONLY; /* says what is done, and not who writes it */
    assert_null(agent_config_writer(&l.config));
    l.config.firewall = CHOICE_AUTO;
    assert_null(agent_config_writer(&l.config));
    assert_int_equal(l.config.when_inspector_is_away, AWAY_BLOCK);
    assert_int_equal(l.config.queue, 0);
    assert_int_equal(l.config.log_group, 7);
    assert_int_equal(l.config.answer_within_ms, 200);
    assert_int_equal(l.config.mark_bit, 5);
    assert_int_equal(l.config.memory_mib, 64);
    assert_true(l.config.names_for_nameless);
    assert_false(l.config.alert_first_stranger_chat || l.config.alert_ways_around ||
                 l.config.alert_gaps);
    assert_int_equal(l.config.alerts_per_hour, 1);
}

static void each_mistake_in_the_agents_file_is_told_with_its_line(void **state)
{
    static const struct {
        const char *text, *said;
    } known[] = {
        {"[agent]\nfirewall=nftable",
         ":2: firewall is auto, nftables, iptables or observe-only; write nftables instead"},
        {"[agent]\n\nqueue=70000", ":3: queue is a whole number from 0 to 65535"},
        {"[agent]\nanswer-within-ms=0", ":2: answer-within-ms is a whole number from 10 to 1000"},
        {"[agent]\nmark-bits=30", ":2: mark-bits is a whole number from 0 to 29"},
        {"[agent]\nmemory-mib=-1", ":2: memory-mib is a whole number from 4 to 1024"},
        {"[alerts]\ngaps=Yes", ":2: gaps is true or false; write true instead"},
        {"[alerts]\ngaps=maybe", ":2: gaps is true or false"},
        {"[alert]\ngaps=true", ":1: there is no group [alert]; write [alerts] instead"},
        {"[alerts]\nqueue=1",
         ":2: [alerts] has no key \"queue\"; its keys are first-stranger-chat, ways-around, gaps, "
         "at-most-per-hour"},
        {"[agent]\nfirewal=auto", ":2: [agent] has no key \"firewal\"; write firewall instead"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        AUTO_LOADED struct loaded l = load_agent(known[i].text);
        AUTO_TEXT struct text said = {.at = NULL};

        text_addf(&said, "kindward.conf%s", known[i].said);
        assert_says(&l, text_string(&said));
    }
}

static void all_problems_of_all_files_are_told_at_once(void **state)
{
    static const char *const files[][2] = {
        {"kindward.conf", "[agent]\nqueue=x\nlog-group=0\n"},
        {"children.d/leo.conf", "[child]\naccount=leo\nbirth-year=2015\n[log]\nsites=a b;com\n"},
        {"children.d/mia.conf", "junk\n[block\n"}};
    AUTO_LOADED struct loaded l = load(files, 3);

    (void)state;
    assert_int_equal(l.r, -EINVAL);
    assert_int_equal(l.problems.n_errors, 6);
}

static void ceilings_are_told_and_kept(void **state)
{
    static char big[(1 << 20) + 2], many[200000];
    AUTO_TEXT struct text rules = {.at = NULL};
    size_t n;

    (void)state;
    memset(big, '#', sizeof(big) - 1);
    {
        AUTO_LOADED struct loaded l = load_child(big);

        assert_says(&l, "children.d/mia.conf: the file is larger than 1024 KiB; it is no policy");
    }
    text_add(&rules, MIA "[block]\nsites=");
    for (n = 0; n <= POLICY_RULES_MAX; n++)
        text_addf(&rules, "s%zu.com;", n);
    {
        AUTO_LOADED struct loaded l = load_child(text_string(&rules));

        assert_int_equal(l.r, -EINVAL);
        assert_int_equal(l.problems.n, 1);
        assert_int_equal(l.problems.at[0].line, 5);
        assert_non_null(strstr(l.problems.at[0].what, "more than 4096 rules"));
    }
    memset(many, '\n', sizeof(many) - 1);
    for (n = 0; n < sizeof(many) - 2; n += 2)
        many[n] = 'x';
    {
        AUTO_LOADED struct loaded l = load_child(many);

        assert_int_equal(l.problems.n, POLICY_PROBLEMS_MAX);
        assert_int_equal(l.problems.n_more, l.problems.n_errors - POLICY_PROBLEMS_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_at_all_is_a_policy_of_defaults),
        cmocka_unit_test(a_childs_file_says_who_and_what),
        cmocka_unit_test(without_name_the_file_names_the_child),
        cmocka_unit_test(each_mistake_in_a_childs_file_is_told_with_its_line),
        cmocka_unit_test(what_may_surprise_is_a_warning_and_the_policy_holds),
        cmocka_unit_test(a_help_line_stays_unseen_whatever_is_written),
        cmocka_unit_test(two_files_about_one_child_are_refused),
        cmocka_unit_test(the_agents_settings_are_read),
        cmocka_unit_test(each_mistake_in_the_agents_file_is_told_with_its_line),
        cmocka_unit_test(all_problems_of_all_files_are_told_at_once),
        cmocka_unit_test(ceilings_are_told_and_kept),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
