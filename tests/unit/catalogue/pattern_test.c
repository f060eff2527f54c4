/* uses: base catalogue catalogue_compile */
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_compile.h"
#include "catalogue/pattern.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool matches(const char *text, const char *name)
{
    AUTO(pattern_free) struct pattern *p = NULL;
    const char *why = "";

    if (pattern_new(text, &p, &why) != 0)
        fail_msg("%s: %s", text, why);
    return pattern_matches(p, name, strlen(name));
}

static void an_expression_is_found_where_it_is_and_not_elsewhere(void **state)
{
    static const struct {
        const char *text, *is_in, *is_not_in; /* names with blanks between */
    } cases[] = {
        {"casino", "casino.com mycasino.net x.casino", "casin.com cas.ino"},
        {"^ads[0-9]+\\.", "ads1.a.com ads007.b", "ads.a.com xads1.a.com ads1"},
        {"\\.xyz$", "a.xyz a.b.xyz", "a.xyz.com axyz"},
        {"(^|\\.)bilibili3(0[1-9]|1[0-2])\\.xyz$", "bilibili301.xyz a.bilibili312.xyz",
         "bilibili313.xyz xbilibili301.xyz bilibili300.xyz"},
        {".+\\.awsdns-cn-[0-9][a-e0-9]\\.cn$", "ns.awsdns-cn-0a.cn",
         ".awsdns-cn-0a.cn ns.awsdns-cn-0f.cn"},
        {"^is[1-5](-ssl)?\\.mzstatic\\.com$", "is1.mzstatic.com is5-ssl.mzstatic.com",
         "is6.mzstatic.com is1-ss.mzstatic.com"},
        {"^[a-z]{3}$", "abc", "ab abcd a1c"},
        {"^a{2,}$", "aa aaaaaaa", "a aab"},
        {"^(ab){1,3}$", "ab abab ababab", "abababab aba a"},
        {"^(a|b)*c$", "c abbac", "abba abcab"},
        {"^a(bc?)+d$", "abd abcd abbcd", "ad acd"},
        {"^x*$", "x xxx", "xxy y"},
        {"^\\d+-\\w\\.\\D$", "12-a.b 3-_.x", "12-a.3 a-a.b 12-..b"},
        {"[^.]+\\.com$", "a.com", ".com com"},
        {"^[a-]$", "a -", "b"},
        {"^[]x]$", "] x", "y"},
        {"^[\\]\\-]$", "] -", "x"},
        {"^(?:a|bc|)d$", "ad bcd d", "abcd bd"},
        {"^a+?b??$", "a aab", "b abb"},
        {"GOOGLE|[A-C]x", "google.com ax", "GOOGL dx"},
        {"a|b|c|d", "xxd xa", "x e"},
        {"^(a(b(c)?)?)?$", "a ab abc", "ac b"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        for (int k = 0; k < 2; k++) {
            char names[200], *rest, *name;

            snprintf(names, sizeof(names), "%s", k ? cases[i].is_not_in : cases[i].is_in);
            for (name = strtok_r(names, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
                if (matches(cases[i].text, name) != !k)
                    fail_msg("%s %s %s", cases[i].text, k ? "is not in" : "is in", name);
        }
    assert_true(matches("^$", ""));
    assert_true(matches("x*", ""));
    assert_false(matches("x", ""));
}

static void what_is_not_known_is_refused_with_a_reason(void **state)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "empty"},
        {"(a", "no end"},
        {"a)", "no ( before"},
        {"[a", "no end"},
        {"*a", "nothing"},
        {"a**", "nothing"},
        {"a{", "{m}"},
        {"a{2", "no end"},
        {"a{3,2}", "ends"},
        {"a{0}", "no use"},
        {"a{999}", "too much"},
        {"a\\", "backslash"},
        {"\\1", "backslash"},
        {"\\bads", "backslash"},
        {"(?=a)", "ahead"},
        {"(?i)a", "ahead"},
        {"[z-a]", "wrong way"},
        {"[a-\\d]", "wrong way"},
        {"[[:alpha:]]", "not known"},
        {"a{1,0}", "ends"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(pattern_free) struct pattern *p = NULL;
        const char *why = NULL;

        assert_int_equal(pattern_new(cases[i].text, &p, &why), -EINVAL);
        assert_null(p);
        if (!strstr(why, cases[i].why))
            fail_msg("\"%s\" is refused because %s", cases[i].text, why);
    }
}

static void what_would_grow_without_bound_is_refused(void **state)
{
    static const char *const texts[] = {"(((a{100}){100}){100}){100}", "(a{1,30}b{1,30}){1,30}",
                                        "((((){255}){255}){255}){255}(a{255}){255}"};
    char deep[201], lengthy[PATTERN_TEXT_MAX + 2];

    (void)state;
    memset(deep, '(', 100);
    memset(deep + 100, ')', 100);
    deep[200] = '\0';
    memset(lengthy, 'a', sizeof(lengthy) - 1);
    lengthy[sizeof(lengthy) - 1] = '\0';
    for (size_t i = 0; i < ARRAY_LEN(texts) + 2; i++) {
        AUTO(pattern_free) struct pattern *p = NULL;
        const char *text = i < ARRAY_LEN(texts) ? texts[i] : i == ARRAY_LEN(texts) ? deep : lengthy;
        const char *why = NULL;

        assert_int_equal(pattern_new(text, &p, &why), -EINVAL);
    }
}

/* What takes longer than the age of the world where somebody goes back and tries again. */
static void what_makes_others_go_back_takes_no_longer(void **state)
{
    static const char *const texts[] = {"^(a*)*b$",
                                        "^(a|a)*b$",
                                        "^(a|aa)+b$",
                                        "(.*)(.*)(.*)(.*)x$",
                                        "^(([a-z])+.)+[A-Z]([a-z])+X$",
                                        "(a?){100}a{100}b"};
    char name[254];

    (void)state;
    memset(name, 'a', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        assert_false(matches(texts[i], name));
}

/* A family's list of rules, beside a subscription. */
static struct catalogue *open_with(const char *local, struct bytes *ret_image)
{
    static const char list[] = "||bets.com^\n||casino.org^\n";
    AUTO(compiler_free) struct compiler *to = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct catalogue *c = NULL;
    struct list_counts counts;

    assert_int_equal(compiler_new(&to), 0);
    assert_int_equal(compiler_add_list(to, "some", LIST_CATEGORY, CATEGORY_GAMBLING,
                                       bytes_of(list, sizeof(list) - 1), &counts, &error),
                     0);
    assert_int_equal(compiler_add_local(to, "ours", LIST_CATEGORY, CATEGORY_GAMES,
                                        bytes_of(local, strlen(local)), &counts, &error),
                     0);
    assert_int_equal(compiler_add_local(to, "fine", LIST_ALLOW, CATEGORY_OTHER,
                                        bytes_of("keyword:school\n", 15), &counts, &error),
                     0);
    assert_int_equal(compiler_finish(to, NULL, ret_image), 0);
    assert_int_equal(catalogue_of_memory(*ret_image, &c, &error), 0);
    return c;
}

static bool note(const struct list_entry *e, void *user)
{
    text_addf(user, "%s %s%s%s;", e->list, e->suffix, e->is_local ? " local" : "",
              e->wins ? " wins" : "");
    return true;
}

static void rules_of_a_family_hold_for_all_that_match(void **state)
{
    struct bytes image, names[] = {bytes_of("x-poker.net", 11), bytes_of("none.net", 8)};
    AUTO(catalogue_close)
    struct catalogue *c =
        open_with("keyword:Poker\nregexp:^g[0-9]+\\.bets\\.com$\nfull:school.games.net\n", &image);
    AUTO_TEXT struct text t = {.at = NULL};
    struct meaning many[2];
    category_set games = category_bit(CATEGORY_GAMES),
                 both = games | category_bit(CATEGORY_GAMBLING);

    (void)state;
    assert_int_equal(catalogue_find(c, "x-poker.net", 11).categories, games);
    assert_int_equal(catalogue_find(c, "g12.bets.com", 12).categories, both);
    assert_int_equal(catalogue_find(c, "gx.bets.com", 11).categories,
                     category_bit(CATEGORY_GAMBLING));
    assert_int_equal(catalogue_find(c, "school.bets.com", 15).categories, 0);
    assert_int_equal(catalogue_find(c, "school.games.net", 16).categories, games); /* more exact */
    assert_false(catalogue_find(c, "none.net", 8).is_listed);
    catalogue_find_many(c, names, 2, many);
    assert_int_equal(many[0].categories, games);
    assert_false(many[1].is_listed);
    catalogue_why(c, "g1.bets.com", 11, note, &t);
    assert_string_equal(text_string(&t),
                        "some bets.com wins;ours regexp:^g[0-9]+\\.bets\\.com$ local wins;");
    text_clear(&t);
    catalogue_each(c, note, &t);
    assert_null(strstr(text_string(&t), "keyword"));
    c = catalogue_close(c);
    free((void *)image.at);
}

/* Of each list of a family by itself: what does a catalogue with it say? */
static void check_each(const char *const *lists, size_t n, void (*check)(const struct catalogue *c))
{
    for (size_t i = 0; i < n; i++) {
        struct bytes image;
        struct catalogue *c = open_with(lists[i], &image);

        check(c);
        catalogue_close(c);
        free((void *)image.at);
    }
}

static void check_names_and_rules(const struct catalogue *c)
{
    category_set games = category_bit(CATEGORY_GAMES);

    assert_int_equal(catalogue_find(c, "a.games.net", 11).categories, games);
    assert_int_equal(catalogue_find(c, "b.games.net", 11).categories, games);
    assert_int_equal(catalogue_find(c, "x-poker.net", 11).categories, games);
    assert_true(catalogue_find(c, "g1.bets.com", 11).categories & games);
    assert_false(catalogue_find(c, "gx.bets.com", 11).categories & games);
}

static void rules_hold_among_lines_of_any_form(void **state)
{
    static const char *const lists[] = {
        "\xef\xbb\xbfkeyword:poker\r\n0.0.0.0 a.games.net\r\n0.0.0.0 b.games.net\r\n"
        "0.0.0.0 c.games.net\r\nregexp:^g[0-9]+\\.bets\\.com$",
        "||a.games.net^\n||b.games.net^\nkeyword:poker\nregexp:^g[0-9]+\\.bets\\.com$\n",
        "address=/a.games.net/0.0.0.0\naddress=/b.games.net/0.0.0.0\n  keyword:poker # ours\n"
        "regexp:^g[0-9]+\\.bets\\.com$\n",
        "a.games.net\n0.0.0.0 b.games.net\nkeyword:poker\nregexp:^g[0-9]+\\.bets\\.com$\n",
        "keyword:poker\na.games.net\nb.games.net\nregexp:^g[0-9]+\\.bets\\.com$\n",
    };

    (void)state;
    check_each(lists, ARRAY_LEN(lists), check_names_and_rules);
}

static void check_domain_and_full(const struct catalogue *c)
{
    category_set games = category_bit(CATEGORY_GAMES);

    assert_int_equal(catalogue_find(c, "a.games.net", 11).categories, games);
    assert_int_equal(catalogue_find(c, "y.b.games.net", 13).categories, games);
    assert_int_equal(catalogue_find(c, "x.games.net", 11).categories, games);
    assert_false(catalogue_find(c, "y.x.games.net", 13).categories & games);
}

static void lines_of_v2fly_hold_among_lines_of_any_form(void **state)
{
    static const char *const lists[] = {
        "0.0.0.0 a.games.net\n0.0.0.0 c.games.net\ndomain:b.games.net\nfull:x.games.net @ads\n",
        "||a.games.net^\n||c.games.net^\n domain:b.games.net # ours\r\nfull:x.games.net\n",
        "a.games.net\nfull:x.games.net\ndomain:b.games.net\n",
    };

    (void)state;
    check_each(lists, ARRAY_LEN(lists), check_domain_and_full);
}

static void check_the_others_hold(const struct catalogue *c)
{
    assert_int_equal(catalogue_find(c, "bets.com", 8).categories, category_bit(CATEGORY_GAMBLING));
}

static void an_empty_list_of_a_family_is_kept_for_later(void **state)
{
    static const char *const lists[] = {"", "\n\n", "# bets.com\n\n! nothing yet\n"};

    (void)state;
    check_each(lists, ARRAY_LEN(lists), check_the_others_hold);
}

static void a_rule_that_cannot_be_read_refuses_the_list(void **state)
{
    AUTO_TEXT struct text many = {.at = NULL};
    static const char bad[] = "domain:a.com\nregexp:^(a\n",
                      mixed[] = "0.0.0.0 a.com\n0.0.0.0 b.com\nregexp:^(a\n",
                      foreign[] = "domain:a.com\nregexp:^(a\n";
    AUTO(compiler_free) struct compiler *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts;

    (void)state;
    assert_int_equal(compiler_new(&c), 0);
    assert_int_equal(compiler_add_list(c, "theirs", LIST_CATEGORY, CATEGORY_GAMES,
                                       bytes_of(foreign, sizeof(foreign) - 1), &counts, &error),
                     0); /* of others, rules are passed over */
    assert_int_equal(counts.skipped, 1);
    assert_int_equal(compiler_add_local(c, "ours", LIST_CATEGORY, CATEGORY_GAMES,
                                        bytes_of(bad, sizeof(bad) - 1), &counts, &error),
                     -EINVAL);
    assert_string_equal(text_string(&error), "ours, line 2: a group, (, has no end");
    text_clear(&error);
    assert_int_equal(compiler_add_local(c, "ours", LIST_CATEGORY, CATEGORY_GAMES,
                                        bytes_of(mixed, sizeof(mixed) - 1), &counts, &error),
                     -EINVAL);
    assert_string_equal(text_string(&error), "ours, line 3: a group, (, has no end");
    text_clear(&error);
    for (int i = 0; i < 300; i++)
        text_addf(&many, "keyword:word%d\n", i);
    assert_int_equal(compiler_add_local(c, "many", LIST_CATEGORY, CATEGORY_GAMES,
                                        bytes_of(many.at, many.len), &counts, &error),
                     -EINVAL);
    assert_non_null(strstr(text_string(&error), "many, line 201: there are too many"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_expression_is_found_where_it_is_and_not_elsewhere),
        cmocka_unit_test(what_is_not_known_is_refused_with_a_reason),
        cmocka_unit_test(what_would_grow_without_bound_is_refused),
        cmocka_unit_test(what_makes_others_go_back_takes_no_longer),
        cmocka_unit_test(rules_of_a_family_hold_for_all_that_match),
        cmocka_unit_test(rules_hold_among_lines_of_any_form),
        cmocka_unit_test(lines_of_v2fly_hold_among_lines_of_any_form),
        cmocka_unit_test(an_empty_list_of_a_family_is_kept_for_later),
        cmocka_unit_test(a_rule_that_cannot_be_read_refuses_the_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
