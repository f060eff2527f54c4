/* uses: base catalogue catalogue_compile */
#include "made_catalogue.h"

#include <errno.h>

static const struct siphash_key key = {1, 2};

/* Two platforms and a list of each meaning. */
static const char platforms[] =
    "video\tVideo\tvideo\tvideo.com cdn-video.net\ty\tn\t13\tits terms\tA card.\tA question?\n"
    "mail\tMail\tmessaging\tmail.video.com\tn\ty\t0\t\t\t\n";

static int set_up(void **state)
{
    AUTO(compiler_free) struct compiler *to = NULL;
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    if (compiler_new(&to) < 0)
        return -1;
    assert_int_equal(
        compiler_add_platforms(to, "platforms", bytes_of(platforms, sizeof(platforms) - 1), &error),
        0);
    add(to, "g", LIST_CATEGORY, CATEGORY_GAMBLING,
        "||bets.com^\n||deep.a.b.c.bets.com^\n||abp.com^\n@@||good.abp.com^\n");
    add(to, "games", LIST_CATEGORY, CATEGORY_GAMES, "bets.com\nvideo.com\nabp.com\n");
    add(to, "hosts", LIST_CATEGORY, CATEGORY_ADULT, "0.0.0.0 exact.com\n0.0.0.0 x.bets.com\n");
    add(to, "never", LIST_NEVER_RECORDED, CATEGORY_OTHER, "help.org\nhelp.video.com\n");
    add(to, "machinery", LIST_MACHINERY, CATEGORY_OTHER,
        "cdn.net\nupdate.video.com\ncdn-video.net\n");
    add(to, "allow", LIST_ALLOW, CATEGORY_OTHER, "fine.bets.com\n");
    return open_made(to, &key);
}

static void a_name_has_what_its_listed_suffixes_say(void **state)
{
    category_set both = category_bit(CATEGORY_GAMBLING) | category_bit(CATEGORY_GAMES);

    (void)state;
    assert_int_equal(find("bets.com").categories, both);
    assert_int_equal(find("www.bets.com").categories, both);
    assert_int_equal(find("a.b.c.d.e.f.bets.com").categories, both);
    assert_int_equal(find("www.bets.com").suffix_len, strlen("bets.com"));
    assert_int_equal(find("z.deep.a.b.c.bets.com").suffix_len, strlen("deep.a.b.c.bets.com"));
    assert_int_equal(find("b.c.bets.com").suffix_len, strlen("bets.com"));
}

static void what_only_looks_like_a_suffix_is_not_listed(void **state)
{
    static const char *const names[] = {"mybets.com", "bets.com.evil.org", "bets.co", "com",
                                        "ets.com",    "bets.comm",         "",        ".",
                                        "..",         "bets.com.",         ".com",    "bets..com"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct meaning m = find(names[i]);

        assert_false(m.is_listed);
        assert_int_equal(m.categories, 0);
        assert_int_equal(m.platform, 0);
        assert_int_equal(m.suffix_len, 0);
    }
}

static void exact_entry_holds_for_the_name_and_its_www_only(void **state)
{
    (void)state;
    assert_int_equal(find("exact.com").categories, category_bit(CATEGORY_ADULT));
    assert_int_equal(find("www.exact.com").categories, category_bit(CATEGORY_ADULT));
    assert_false(find("api.exact.com").is_listed);
    assert_false(find("www2.exact.com").is_listed);
}

static void below_an_exact_entry_the_shorter_suffix_speaks(void **state)
{
    struct meaning at = find("x.bets.com"), below = find("y.x.bets.com");

    (void)state;
    assert_true(at.categories & category_bit(CATEGORY_ADULT));
    assert_int_equal(at.suffix_len, strlen("x.bets.com"));
    assert_int_equal(below.categories, find("bets.com").categories);
    assert_int_equal(below.suffix_len, strlen("bets.com"));
}

static void longest_platform_wins_and_brings_its_own_category(void **state)
{
    struct meaning video = find("www.video.com"), mail = find("x.mail.video.com");

    (void)state;
    assert_string_equal(catalogue_platform(c, video.platform)->id, "video");
    assert_int_equal(video.categories, category_bit(CATEGORY_VIDEO) | category_bit(CATEGORY_GAMES));
    assert_string_equal(catalogue_platform(c, mail.platform)->id, "mail");
    assert_int_equal(mail.categories,
                     category_bit(CATEGORY_MESSAGING) | category_bit(CATEGORY_GAMES));
}

static void machinery_below_a_platform_is_not_its_use(void **state)
{
    struct meaning m = find("a.update.video.com");

    (void)state;
    assert_true(m.is_machinery);
    assert_int_equal(m.platform, 0);
    assert_true(find("cdn.net").is_machinery);
    assert_false(find("cdn-video.net").is_machinery); /* at equal length the platform wins */
    assert_string_equal(catalogue_platform(c, find("cdn-video.net").platform)->id, "video");
}

static void allow_beats_block_at_equal_length_and_below(void **state)
{
    (void)state;
    assert_int_equal(find("fine.bets.com").categories, 0);
    assert_int_equal(find("a.fine.bets.com").categories, 0);
    assert_int_not_equal(find("other.bets.com").categories, 0);
    assert_int_equal(find("good.abp.com").categories, category_bit(CATEGORY_GAMES));
    assert_int_equal(find("abp.com").categories,
                     category_bit(CATEGORY_GAMES) | category_bit(CATEGORY_GAMBLING));
}

static void never_recorded_names_are_told_whatever_else_is_listed(void **state)
{
    (void)state;
    assert_true(find("help.org").never_recorded);
    assert_true(find("chat.help.org").never_recorded);
    assert_true(find("help.video.com").never_recorded);
    assert_false(find("video.com").never_recorded);
    assert_false(find("nohelp.org").never_recorded);
}

static void platforms_read_back_as_the_table_says(void **state)
{
    const struct platform *p = catalogue_platform_by_id(c, "video");

    (void)state;
    assert_non_null(p);
    assert_string_equal(p->name, "Video");
    assert_int_equal(p->kind, PLATFORM_VIDEO);
    assert_int_equal(p->strangers_can_write, KNOWN_YES);
    assert_int_equal(p->end_to_end_encrypted, KNOWN_NO);
    assert_int_equal(p->minimum_age, 13);
    assert_string_equal(p->age_source, "its terms");
    assert_string_equal(p->card, "A card.");
    assert_string_equal(p->question, "A question?");
    assert_null(catalogue_platform_by_id(c, "nobody"));
    assert_null(catalogue_platform(c, 0));
    assert_null(catalogue_platform(c, 3));
    assert_int_equal(catalogue_n_platforms(c), 2);
    assert_int_equal(catalogue_n_names(c), 14);
}

static bool note(const struct list_entry *e, void *user)
{
    text_addf(user, "%s %s%s%s%s%s%s%s;", e->list, e->suffix, e->platform_id ? " platform " : "",
              e->platform_id ? e->platform_id : "", e->is_exact ? " exact" : "",
              e->is_allow ? " allow" : "", e->never_recorded ? " never" : "",
              e->wins ? " wins" : "");
    return true;
}

static bool only_one(const struct list_entry *e, void *user)
{
    (void)e;
    ++*(int *)user;
    return false;
}

static const char *why(const char *name, struct text *t)
{
    text_clear(t);
    catalogue_why(c, name, strlen(name), note, t);
    return text_string(t);
}

static void why_tells_every_entry_longest_first(void **state)
{
    AUTO_TEXT struct text t = {.at = NULL};
    int n = 0;

    (void)state;
    assert_string_equal(why("x.bets.com", &t),
                        "hosts x.bets.com exact wins;g bets.com wins;games bets.com wins;");
    assert_string_equal(why("y.x.bets.com", &t),
                        "hosts x.bets.com exact;g bets.com wins;games bets.com wins;");
    assert_string_equal(why("fine.bets.com", &t),
                        "allow fine.bets.com allow wins;g bets.com;games bets.com;");
    assert_string_equal(why("mail.video.com", &t), "platforms mail.video.com platform mail wins;"
                                                   "platforms video.com platform video;"
                                                   "games video.com wins;");
    assert_string_equal(why("help.org", &t), "never help.org never wins;");
    assert_string_equal(why("unknown.org", &t), "");
    catalogue_why(c, "bets.com", strlen("bets.com"), only_one, &n);
    assert_int_equal(n, 1);
}

static bool take_each(const struct list_entry *e, void *user)
{
    struct text *t = user;

    assert_string_equal(e->list, catalogue_list_name(c, e->list_number));
    text_addf(t, "%s %s;", e->list, e->suffix);
    return strcmp(e->suffix, "help.org") != 0;
}

static void all_entries_come_in_the_order_of_names_back_to_front(void **state)
{
    AUTO_TEXT struct text t = {.at = NULL};

    (void)state;
    catalogue_each(c, take_each, &t); /* until it says no */
    assert_string_equal(text_string(&t), "never help.org;");
    assert_int_equal(catalogue_n_lists(c), 7);
    assert_string_equal(catalogue_list_name(c, 7), "");
}

static void a_name_longer_than_names_can_be_has_no_meaning(void **state)
{
    char name[400];

    (void)state;
    memset(name, 'a', sizeof(name));
    memcpy(name + sizeof(name) - 9, ".bets.com", 9);
    assert_false(catalogue_find(c, name, sizeof(name)).is_listed);
    assert_true(catalogue_find(c, name + sizeof(name) - 70, 70).is_listed);
}

static void same_lists_and_key_give_the_same_bytes(void **state)
{
    struct bytes first = image;
    struct catalogue *before = c;

    assert_int_equal(set_up(state), 0);
    assert_true(bytes_equal(first, image));
    catalogue_close(before);
    free((void *)first.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_has_what_its_listed_suffixes_say),
        cmocka_unit_test(what_only_looks_like_a_suffix_is_not_listed),
        cmocka_unit_test(exact_entry_holds_for_the_name_and_its_www_only),
        cmocka_unit_test(below_an_exact_entry_the_shorter_suffix_speaks),
        cmocka_unit_test(longest_platform_wins_and_brings_its_own_category),
        cmocka_unit_test(machinery_below_a_platform_is_not_its_use),
        cmocka_unit_test(allow_beats_block_at_equal_length_and_below),
        cmocka_unit_test(never_recorded_names_are_told_whatever_else_is_listed),
        cmocka_unit_test(platforms_read_back_as_the_table_says),
        cmocka_unit_test(why_tells_every_entry_longest_first),
        cmocka_unit_test(all_entries_come_in_the_order_of_names_back_to_front),
        cmocka_unit_test(a_name_longer_than_names_can_be_has_no_meaning),
        cmocka_unit_test(same_lists_and_key_give_the_same_bytes),
    };

    return cmocka_run_group_tests(tests, set_up, close_made);
}
