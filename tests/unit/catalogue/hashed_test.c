/* uses: base catalogue catalogue_compile */
#include "made_catalogue.h"

#include <stdio.h>

/* Lines as sha256sum makes them: `printf %s NAME | sha256sum`. */
static const char list[] =
    "# names that nobody should read here\n"
    "5f27109f365226c6fa5208f25b29ac2eb7a210931a0173af3066b691fce21782\n"  /* bad.example.net */
    "1AC1E313A34AB0401699C5FFBFEEB2E62B66C86B2DCD967A7C6C03BFA6CD221B\n"  /* deep.a.unlisted.org */
    "ad4fad2f5e5fb480ff7f9f648c6b20bbd5e44362d86821e29d30e65e626299b0\n"; /* co.uk */

static int set_up(void **state)
{
    AUTO(compiler_free) struct compiler *to = NULL;

    (void)state;
    if (compiler_new(&to) < 0)
        return -1;
    add(to, "hashed", LIST_CATEGORY, CATEGORY_ADULT, list);
    add(to, "games", LIST_CATEGORY, CATEGORY_GAMES, "bad.example.net\nexample.net\n");
    add(to, "abp", LIST_CATEGORY, CATEGORY_ADULT, "||other.org^\n@@||free.bad.example.net^\n");
    return open_made(to, NULL);
}

static void a_name_and_all_below_it_are_found_by_the_digest(void **state)
{
    category_set both = category_bit(CATEGORY_ADULT) | category_bit(CATEGORY_GAMES);

    (void)state;
    assert_int_equal(find("bad.example.net").categories, both);
    assert_int_equal(find("www.a.bad.example.net").categories, both);
    assert_int_equal(find("www.a.bad.example.net").suffix_len, strlen("bad.example.net"));
    assert_int_equal(find("example.net").categories, category_bit(CATEGORY_GAMES));
    assert_int_equal(find("x.deep.a.unlisted.org").categories, category_bit(CATEGORY_ADULT));
    assert_false(find("a.unlisted.org").is_listed);
    assert_false(find("xdeep.a.unlisted.org").is_listed);
}

static void an_exception_of_a_list_in_the_clear_takes_a_hashed_category_away(void **state)
{
    (void)state;
    assert_int_equal(find("free.bad.example.net").categories, category_bit(CATEGORY_GAMES));
}

static void a_hashed_public_suffix_lists_nothing(void **state)
{
    (void)state;
    assert_false(find("co.uk").is_listed);
    assert_false(find("some.co.uk").is_listed);
}

static void a_digest_that_is_asked_for_as_a_name_is_none(void **state)
{
    char name[80];

    (void)state;
    snprintf(name, sizeof(name), "%.64s.sha256.#", strchr(list, '\n') + 1);
    assert_false(find(name).is_listed);
    assert_false(find("sha256.#").is_listed);
}

static void many_at_once_are_answered_as_one_by_one(void **state)
{
    static const char *const names[] = {"bad.example.net", "x.deep.a.unlisted.org", "co.uk",
                                        "nothing.at.all.org", "free.bad.example.net"};
    struct bytes asked[ARRAY_LEN(names)];
    struct meaning meanings[ARRAY_LEN(names)];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        asked[i] = bytes_of(names[i], strlen(names[i]));
    catalogue_find_many(c, asked, ARRAY_LEN(names), meanings);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_int_equal(meanings[i].categories, find(names[i]).categories);
}

static bool count_hashed(const struct list_entry *entry, void *user)
{
    size_t *n = user;

    assert_int_equal(entry->is_hashed, strcmp(entry->list, "hashed") == 0);
    if (entry->is_hashed) {
        assert_int_equal(strspn(entry->suffix, "0123456789abcdef"), 64);
        assert_int_equal(strlen(entry->suffix), 64);
    }
    *n += entry->is_hashed;
    return true;
}

static void all_entries_have_the_digests_of_hashed_names(void **state)
{
    size_t n = 0;

    (void)state;
    catalogue_each(c, count_hashed, &n);
    assert_int_equal(n, 3);
}

struct told {
    char text[256];
};

static bool tell(const struct list_entry *entry, void *user)
{
    struct told *told = user;
    size_t len = strlen(told->text);

    snprintf(told->text + len, sizeof(told->text) - len, "%s %s%s\n", entry->list, entry->suffix,
             entry->wins ? " *" : "");
    return true;
}

static void why_names_the_suffix_that_was_asked_for(void **state)
{
    struct told told = {.text = ""};

    (void)state;
    catalogue_why(c, "x.bad.example.net", strlen("x.bad.example.net"), tell, &told);
    assert_non_null(strstr(told.text, "hashed bad.example.net *\n"));
    assert_non_null(strstr(told.text, "games bad.example.net *\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_and_all_below_it_are_found_by_the_digest),
        cmocka_unit_test(an_exception_of_a_list_in_the_clear_takes_a_hashed_category_away),
        cmocka_unit_test(a_hashed_public_suffix_lists_nothing),
        cmocka_unit_test(a_digest_that_is_asked_for_as_a_name_is_none),
        cmocka_unit_test(many_at_once_are_answered_as_one_by_one),
        cmocka_unit_test(all_entries_have_the_digests_of_hashed_names),
        cmocka_unit_test(why_names_the_suffix_that_was_asked_for),
    };
    return cmocka_run_group_tests(tests, set_up, close_made);
}
