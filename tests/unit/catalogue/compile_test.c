/* uses: base catalogue catalogue_compile */
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_compile.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A list alone: what compiler_add_list() answers. */
static int add(struct bytes text, struct list_counts *ret_counts, struct text *error)
{
    AUTO(compiler_free) struct compiler *c = NULL;

    assert_int_equal(compiler_new(&c), 0);
    return compiler_add_list(c, "some list", LIST_CATEGORY, CATEGORY_ADULT, text, ret_counts,
                             error);
}

static void is_refused(const char *list, const char *where, const char *what)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts = {.names = 99};

    assert_int_equal(add(bytes_of(list, strlen(list)), &counts, &error), -EINVAL);
    assert_int_equal(counts.names, 99);
    assert_non_null(strstr(text_string(&error), "some list"));
    assert_non_null(strstr(text_string(&error), where));
    assert_non_null(strstr(text_string(&error), what));
}

static void has_suffixes(const char *list, size_t names, size_t suffixes)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts;

    assert_int_equal(add(bytes_of(list, strlen(list)), &counts, &error), 0);
    assert_int_equal(counts.names, names);
    assert_int_equal(counts.suffixes, suffixes);
}

static void is_taken(const char *list, size_t names, size_t skipped)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts;

    assert_int_equal(add(bytes_of(list, strlen(list)), &counts, &error), 0);
    assert_int_equal(counts.names, names);
    assert_int_equal(counts.skipped, skipped);
}

static void a_public_suffix_is_left_out_and_counted(void **state)
{
    (void)state;
    has_suffixes("good.com\ncom\n", 1, 1);
    has_suffixes("# a\n\nco.uk\ngood.co.uk\n", 1, 1);
    has_suffixes("||xyz^\n||a.xyz^\n", 1, 1);
    has_suffixes("*.com\n*.a.com\n*.b.com\n", 2, 1);
    has_suffixes("0.0.0.0 com\n0.0.0.0 a.com\n", 1, 1);
    is_refused("com\nco.uk\n", "2 lines", "no name");
}

static void a_rule_that_takes_another_back_is_heeded(void **state)
{
    (void)state;
    is_taken("||a.com^\n||b.com^\n||a.com^$badfilter\n", 1, 0);
    is_taken("||a.com^$badfilter\n||a.com^\n||b.com^\n@@||a.com^\n", 2, 0);
}

static void an_error_page_is_refused_as_one(void **state)
{
    (void)state;
    is_refused("<!DOCTYPE html><html><body>404</body></html>", "line 1", "web page");
    is_refused("\xef\xbb\xbf<html>\n", "line 1", "web page");
    is_refused("# mirror\n\n <HTML>\n", "line 3", "web page");
}

static void a_list_without_a_name_is_refused(void **state)
{
    (void)state;
    is_refused("", "", "no name");
    is_refused("# retired\n! and empty\n", "", "no name");
    is_refused("127.0.0.1 localhost\n", "", "no name");
    is_refused("example.com##.ad\n/banner/\n", "2 lines", "no name");
    is_refused("The job ran at nine.\nIt wrote example.com and went home.\n", "", "no name");
}

static void what_is_skipped_is_counted(void **state)
{
    (void)state;
    is_taken("a.com\nb.com\n", 2, 0);
    is_taken("\xef\xbb\xbf"
             "a.com\r\nb.com\r\n",
             2, 0);
    is_taken("a.com", 1, 0);
    is_taken("0.0.0.0 a.com b.com\n0.0.0.0 10.0.0.1\n0.0.0.0 http://c.com/x\n", 2, 1);
    is_taken("||a.com^\n||b.com/x^\na.com##.ad\n@@||c.com^\n", 2, 2);
    is_taken("a.com\nb.com is bad\n", 1, 1);
}

static void bytes_that_are_no_text_are_survived(void **state)
{
    static const char odd[] = "a.com\0b.com\n\0\0\0\n\xff\xfe.com\nc.com\n";
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts;

    (void)state;
    assert_int_equal(add(bytes_of(odd, sizeof(odd) - 1), &counts, &error), 0);
    assert_int_equal(counts.names, 1);
    assert_int_equal(counts.skipped, 3);
}

static int add_platforms(const char *table, struct text *error)
{
    AUTO(compiler_free) struct compiler *c = NULL;

    assert_int_equal(compiler_new(&c), 0);
    return compiler_add_platforms(c, "table", bytes_of(table, strlen(table)), error);
}

static void a_platform_row_that_cannot_be_used_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *table, *says;
    } bad[] = {
        {"a\tA\tvideo\ta.com\n\nb\tB\tnonsense\tb.com\n", "line 3"},
        {"a\tA\tvideo\ta.com com\n", "line 1"},
        {"a\tA\tvideo\thttps://a.com/\n", "line 1"},
        {"\tA\tvideo\ta.com\n", "line 1"},
        {"a\t\tvideo\ta.com\n", "line 1"},
        {"a\tA\tvideo\ta.com\nb\tB\tvideo\tA.com\n", "line 2"},
        {"a\tA\tvideo\ta.com\na\tB\tvideo\tb.com\n", "line 2"},
        {"a\tA\tvideo\ta.com\tyes\tn\t13\n", "line 1"},
        {"a\tA\tvideo\ta.com\ty\tn\tthirteen\n", "line 1"},
        {"a\tA\tvideo\ta.com\ty\tn\t300\n", "line 1"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        AUTO_TEXT struct text error = {.at = NULL};

        assert_int_equal(add_platforms(bad[i].table, &error), -EINVAL);
        assert_non_null(strstr(text_string(&error), bad[i].says));
    }
}

static void an_empty_catalogue_is_one_that_knows_nothing(void **state)
{
    AUTO(compiler_free) struct compiler *c = NULL;
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct bytes image;

    (void)state;
    assert_int_equal(compiler_new(&c), 0);
    assert_int_equal(compiler_finish(c, NULL, &image), 0);
    assert_int_equal(catalogue_of_memory(image, &catalogue, &error), 0);
    assert_false(catalogue_find(catalogue, "example.com", 11).is_listed);
    assert_int_equal(catalogue_n_names(catalogue), 0);
    catalogue = catalogue_close(catalogue);
    free((void *)image.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_public_suffix_is_left_out_and_counted),
        cmocka_unit_test(a_rule_that_takes_another_back_is_heeded),
        cmocka_unit_test(an_error_page_is_refused_as_one),
        cmocka_unit_test(a_list_without_a_name_is_refused),
        cmocka_unit_test(what_is_skipped_is_counted),
        cmocka_unit_test(bytes_that_are_no_text_are_survived),
        cmocka_unit_test(a_platform_row_that_cannot_be_used_is_refused_with_its_line),
        cmocka_unit_test(an_empty_catalogue_is_one_that_knows_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
