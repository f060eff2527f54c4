/* uses: base catalogue catalogue_compile */
#include "base/text.h"
#include "catalogue/list_include.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
    const char *name, *text;
} shelf_lists[] = {
    {"games", "a.com\nfull:b.com @ads\nc.com @ads @cn\nd.com @cn\nnot:a name\n"},
    {"shops", "e.com\ninclude:games @cn\n"},
    {"round", "f.com\ninclude:about\n"},
    {"about", "g.com\ninclude:round\n"},
    {"wide", "include:games\ninclude:games\ninclude:games\ninclude:games\n"},
    {"wider",
     "include:wide\ninclude:wide\ninclude:wide\ninclude:wide\ninclude:wide\ninclude:wide\n"},
    {"widest", "include:wider\ninclude:wider\ninclude:wider\ninclude:wider\ninclude:wider\n"
               "include:wider\ninclude:wider\ninclude:wider\ninclude:wider\ninclude:wider\n"},
};

static struct bytes find(const char *name, void *user)
{
    (void)user;
    for (size_t i = 0; i < ARRAY_LEN(shelf_lists); i++)
        if (strcmp(shelf_lists[i].name, name) == 0)
            return bytes_of(shelf_lists[i].text, strlen(shelf_lists[i].text));
    return bytes_of(NULL, 0);
}

static int take_item(const struct list_item *item, void *user)
{
    text_addf(user, " %zu:%s%s", item->line, item->text, item->is_exact ? "=" : "");
    return 0;
}

static void take_left(size_t line, enum list_left why, struct bytes what, void *user)
{
    (void)what;
    text_addf(user, " %zu:%s", line, list_left_name(why));
}

static int read_whole(const char *list, struct text *said)
{
    const struct list_taker taker = {take_item, take_left, said};
    const struct list_shelf shelf = {.find = find};

    return list_read_whole(bytes_of(list, strlen(list)), &shelf, &taker, NULL);
}

static void says(const char *list, const char *what)
{
    AUTO_TEXT struct text said = {.at = NULL};

    assert_int_equal(read_whole(list, &said), 0);
    assert_string_equal(text_string(&said), what);
}

static void entries_of_another_list_have_the_line_of_the_include(void **state)
{
    (void)state;
    says("x.com\ninclude:games\ny.com\n", " 1:x.com 2:a.com 2:b.com= 2:c.com 2:d.com 3:y.com");
    says("include:games # why\n", " 1:a.com 1:b.com= 1:c.com 1:d.com");
}

static void attributes_choose_what_is_let_by(void **state)
{
    (void)state;
    says("include:games @ads\n", " 1:b.com= 1:c.com");
    says("include:games @ads @cn\n", " 1:c.com");
    says("include:games @-ads\n", " 1:a.com 1:d.com");
    says("include:games @cn @-ads\n", " 1:d.com");
    says("include:shops\n", " 1:e.com 1:c.com 1:d.com");
    says("include:shops @ads\n", " 1:c.com"); /* through both */
    says("include:games @other\n", "");
}

static void an_include_that_leads_nowhere_is_told(void **state)
{
    (void)state;
    says("a.com\ninclude:nobody\n", " 1:a.com 2:include");
    says("include:\n", " 1:include");
    says("include:round\n", " 1:f.com 1:g.com 1:include"); /* and not round for ever */
}

static void lists_that_include_each_other_too_often_are_refused(void **state)
{
    AUTO_TEXT struct text said = {.at = NULL};
    AUTO_TEXT struct text list = {.at = NULL};

    (void)state;
    for (int i = 0; i < 30; i++)
        text_add(&list, "include:widest\n");
    assert_int_equal(read_whole(text_string(&list), &said), -E2BIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_of_another_list_have_the_line_of_the_include),
        cmocka_unit_test(attributes_choose_what_is_let_by),
        cmocka_unit_test(an_include_that_leads_nowhere_is_told),
        cmocka_unit_test(lists_that_include_each_other_too_often_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
