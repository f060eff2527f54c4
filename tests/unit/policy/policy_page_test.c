/* uses: base catalogue catalogue_default policy policy_load */
/*
 * docs/policy.md against the code: its examples load, and say what the page says they do.
 */
#include "policy/policy_load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char page[1 << 16];
static struct catalogue *catalogue;
static struct policy *policy;
static struct agent_config config;

/* The block of code on the page whose first line is "# NAME". */
static struct policy_text example(const char *name)
{
    char first[128];
    const char *from, *to;

    snprintf(first, sizeof(first), "```ini\n# %s\n", name);
    from = strstr(page, first);
    assert_non_null(from);
    from += strlen("```ini\n");
    to = strstr(from, "\n```");
    assert_non_null(to);
    return (struct policy_text){(char *)(uintptr_t)name, bytes_of(from, (size_t)(to + 1 - from))};
}

static int set_up(void **state)
{
    AUTO(close_stream) FILE *in = fopen(SOURCE_DIR "/docs/policy.md", "r");
    AUTO_PROBLEMS struct policy_problems problems = {.at = NULL};
    AUTO_TEXT struct text said = {.at = NULL};
    struct policy_text texts[2];

    (void)state;
    if (!in || fread(page, 1, sizeof(page) - 1, in) == 0 ||
        catalogue_of_memory(catalogue_default_image(), &catalogue, &said) < 0)
        return -1;
    texts[0] = example("kindward.conf");
    texts[1] = example("children.d/mia.conf");
    (void)!policy_of_texts(texts, 2, catalogue, &policy, &config, &problems);
    for (size_t i = 0; i < problems.n; i++) {
        policy_problem_format(&problems.at[i], &said);
        print_error("%s\n", text_string(&said));
    }
    return policy && problems.n == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    policy = policy_free(policy);
    catalogue = catalogue_close(catalogue);
    return 0;
}

static enum verdict verdict_on(const char *name)
{
    struct meaning m = catalogue_find(catalogue, name, strlen(name));
    const struct platform *p = catalogue_platform(catalogue, m.platform);
    struct policy_question q = {.name = name,
                                .categories = m.categories,
                                .platform_id = p ? p->id : "",
                                .never_recorded = m.never_recorded};

    return policy_decide(policy, 0, &q).verdict;
}

static void the_example_of_a_child_does_what_its_comments_say(void **state)
{
    (void)state;
    assert_string_equal(policy_child(policy, 0)->name, "Mia");
    assert_int_equal(verdict_on("www.example.com"), VERDICT_BLOCK);
    assert_int_equal(verdict_on("a.school.example.com"), VERDICT_ALLOW);
    assert_int_equal(verdict_on("help.example.com"), VERDICT_ALLOW);
    assert_int_equal(verdict_on("www.help.example.com"), VERDICT_ALLOW);
    assert_int_equal(verdict_on("x.help.example.com"), VERDICT_BLOCK);
    assert_int_equal(verdict_on("omegle.com"), VERDICT_BLOCK);
    assert_int_equal(verdict_on("tinder.com"), VERDICT_ALERT);
    assert_int_equal(verdict_on("bumble.com"), VERDICT_LOG);
    assert_int_equal(verdict_on("wikipedia.org"), VERDICT_LOG);
    assert_int_equal(verdict_on("childline.org.uk"), VERDICT_ALLOW);
}

static void the_example_of_the_agent_has_each_setting_at_its_default(void **state)
{
    struct policy_text text = example("kindward.conf");
    struct agent_config usual = agent_config_usual();
    size_t n;
    const struct setting *s = agent_settings(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        char line[128];

        assert_int_equal(setting_value(&s[i], &config), setting_value(&s[i], &usual));
        if (s[i].kind == SETTING_SWITCH)
            snprintf(line, sizeof(line), "\n%s=%s\n", s[i].key, s[i].usual ? "true" : "false");
        else if (s[i].kind == SETTING_NUMBER)
            snprintf(line, sizeof(line), "\n%s=%u\n", s[i].key, s[i].usual);
        else
            snprintf(line, sizeof(line), "\n%s=%s\n", s[i].key,
                     s[i].kind == SETTING_TEXT ? "" : s[i].words[s[i].usual]);
        if (!memmem(text.text.at, text.text.len, line, strlen(line)))
            print_error("the page's kindward.conf lacks %s", line + 1);
        assert_non_null(memmem(text.text.at, text.text.len, line, strlen(line)));
    }
}

static void a_child_of_the_page_is_monitored_as_long_as_it_says(void **state)
{
    char day[DATE_TEXT_MAX];

    (void)state;
    assert_string_equal(day_format(child_ends_on(policy_child(policy, 0)) - 1, day), "2030-12-31");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_a_child_does_what_its_comments_say),
        cmocka_unit_test(the_example_of_the_agent_has_each_setting_at_its_default),
        cmocka_unit_test(a_child_of_the_page_is_monitored_as_long_as_it_says),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
