/* uses: base catalogue policy policy_load */
/* One item more in a child's file, and nothing else changed. */
#include "policy/policy_edit.h"
#include "policy/wish.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void expect(const char *text, const char *what, bool at_end, int answer, const char *result)
{
    AUTO_TEXT struct text new = {.at = NULL};
    struct bytes b = bytes_of(text, strlen(text));
    int r = at_end ? policy_edit_append(b, VERDICT_ALLOW, SUBJECT_SITE, what, &new)
                   : policy_edit_add(b, VERDICT_BLOCK, SUBJECT_SITE, what, &new);

    assert_int_equal(r, answer);
    assert_string_equal(text_string(&new), result);
}

static void a_line_that_is_there_grows_and_all_else_stays(void **state)
{
    (void)state;
    expect("# mine\n[block]\n# why\nsites = a.example ; b.example  \r\nnames=x\n", "c.example",
           false, 1,
           "# mine\n[block]\n# why\nsites = a.example ; b.example;c.example  \r\nnames=x\n");
    expect("[block]\nsites=a.example;\n", "c.example", false, 1,
           "[block]\nsites=a.example;c.example\n");
    expect("[block]\nsites=", "c.example", false, 1, "[block]\nsites=c.example");
    expect("[block]\nsites=a=", "c.example", false, 1, "[block]\nsites=a=;c.example");
}

static void what_is_there_is_not_added_again(void **state)
{
    (void)state;
    expect("[block]\nsites=a.example; c.example\n", "c.example", false, 0,
           "[block]\nsites=a.example; c.example\n");
}

static void a_key_and_a_group_that_are_missing_are_made(void **state)
{
    (void)state;
    expect("[block]\ncategories=adult\n", "c.example", false, 1,
           "[block]\nsites=c.example\ncategories=adult\n");
    expect("[child]\naccount=mia", "c.example", false, 1,
           "[child]\naccount=mia\n\n[block]\nsites=c.example\n");
    expect("", "c.example", false, 1, "\n[block]\nsites=c.example\n");
    expect("[block]", "c.example", false, 1, "[block]\nsites=c.example\n");
}

static void the_key_of_another_group_is_another(void **state)
{
    (void)state;
    expect("[allow]\nsites=c.example\n[block]\nnames=x\n", "c.example", false, 1,
           "[allow]\nsites=c.example\n[block]\nsites=c.example\nnames=x\n");
}

static void at_the_end_no_line_changes_its_number(void **state)
{
    (void)state;
    expect("[allow]\nnames=x\n[block]\nsites=c.example\n", "c.example", true, 1,
           "[allow]\nnames=x\n[block]\nsites=c.example\n[allow]\nsites=c.example\n");
    expect("[allow]\nsites=a.example\n[block]\n", "c.example", true, 1,
           "[allow]\nsites=a.example;c.example\n[block]\n");
}

static void what_parts_or_ends_an_item_is_none(void **state)
{
    static const char *const bad[] = {"", "a;b", "a\nb", "a b", "[a]", "a=b", "A.example", "a#"};

    (void)state;
    assert_true(policy_edit_is_item("xn--bcher-kva.example"));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(policy_edit_is_item(bad[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_is_there_grows_and_all_else_stays),
        cmocka_unit_test(what_is_there_is_not_added_again),
        cmocka_unit_test(a_key_and_a_group_that_are_missing_are_made),
        cmocka_unit_test(the_key_of_another_group_is_another),
        cmocka_unit_test(at_the_end_no_line_changes_its_number),
        cmocka_unit_test(what_parts_or_ends_an_item_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
