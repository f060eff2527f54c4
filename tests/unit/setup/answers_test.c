/* uses: base catalogue policy setup */
#include "setup/answers.h"
#include "setup/child_file.h"

#include <errno.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int read_text(const char *text, struct answers *ret, struct text *reterr)
{
    return answers_read(bytes_of(text, strlen(text)), ret, reterr);
}

static void refused(const char *text, const char *why)
{
    AUTO_TEXT struct text error = {.at = NULL};
    static struct answers a;

    assert_int_equal(read_text(text, &a, &error), -EINVAL);
    if (!strstr(text_string(&error), why))
        fail_msg("said: %s", text_string(&error));
}

static void children_and_guardians_are_read(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    static struct answers a;

    (void)state;
    assert_int_equal(read_text("# the family\n\nchild=mia 2013 Mia Müller\r\n  child=tom\t2010\n"
                               "guardian=mum\nguardian=dad\nguardian=mum",
                               &a, &error),
                     0);
    assert_int_equal(a.n_children, 2);
    assert_string_equal(a.children[0].account, "mia");
    assert_string_equal(a.children[0].name, "Mia Müller");
    assert_int_equal(a.children[0].birth.year, 2013);
    assert_int_equal(a.children[0].birth.month, 0);
    assert_string_equal(a.children[1].account, "tom");
    assert_string_equal(a.children[1].name, "");
    assert_int_equal(a.n_guardians, 2);
    assert_string_equal(a.guardians[1], "dad");
}

static void the_same_child_again_takes_the_place_of_the_one_before(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    static struct answers a;

    (void)state;
    assert_int_equal(read_text("child=mia 2013\nchild=mia 2014\n", &a, &error), 0);
    assert_int_equal(a.n_children, 1);
    assert_int_equal(a.children[0].birth.year, 2014);
}

static void what_is_no_answer_is_refused_with_its_line(void **state)
{
    (void)state;
    refused("child=mia 2013\nchildren=tom 2010\n", "2: this is no answer");
    refused("child=mia\n", "1: \"\" is no year of birth of mia");
    refused("child=mia 13\n", "write four figures");
    refused("child=mia 20133\n", "write four figures");
    refused("child=../../etc/x 2013\n", "is no user name");
    refused("child=-x 2013\n", "is no user name");
    refused("child=0 2013\n", "is no user name");
    refused("guardian=\n", "is no user name");
    refused("child=mia 2013 \033[2J\n", "is no line of letters");
    refused("child=mia 2013 \xff\n", "is no line of letters");
    refused("child=mia 2013 a\\nb\n", "is no line of letters");
    assert_int_equal(answers_read(bytes_of("child=mia\0 2013", 15), &(struct answers){0},
                                  &(struct text){.failed = true}),
                     -EINVAL);
}

static void more_than_fit_are_refused(void **state)
{
    AUTO_TEXT struct text many = {.at = NULL};

    (void)state;
    for (int i = 0; i <= ANSWERS_CHILDREN_MAX; i++)
        text_addf(&many, "child=c%d 2013\n", i);
    refused(many.at, "65: these are more than 64 children");
    text_clear(&many);
    for (int i = 0; i <= ANSWERS_GUARDIANS_MAX; i++)
        text_addf(&many, "guardian=c%d\n", i);
    refused(many.at, "these are more than 16 guardians");
}

static void a_new_file_says_account_and_year(void **state)
{
    AUTO_TEXT struct text t = {.at = NULL};
    const struct child mia = {.account = "mia", .name = "Mia", .birth = {2013, 0, 0}};

    (void)state;
    child_file_new(&mia, &t);
    assert_non_null(strstr(t.at, "[child]\naccount=mia\nname=Mia\nbirth-year=2013\n"));
    assert_true(child_file_is_of(t.at, "mia"));
    assert_false(child_file_is_of(t.at, "mi"));
    assert_false(child_file_is_of("# account=mia\n", "mia"));
    assert_true(child_file_is_of("[child]\n account = mia \n", "mia"));
}

static void of_a_file_that_is_there_only_the_year_changes(void **state)
{
    AUTO_TEXT struct text t = {.at = NULL};

    (void)state;
    child_file_edit("# ours\n[child]\naccount=mia\nbirth-year = 2012\n\n[block]\nsites=x.com", 2013,
                    &t);
    assert_string_equal(t.at,
                        "# ours\n[child]\naccount=mia\nbirth-year=2013\n\n[block]\nsites=x.com");
    text_clear(&t);
    child_file_edit("[child]\nbirth-date=2012-02-03\n", 2013, &t);
    assert_string_equal(t.at, "[child]\nbirth-date=2012-02-03\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_and_guardians_are_read),
        cmocka_unit_test(the_same_child_again_takes_the_place_of_the_one_before),
        cmocka_unit_test(what_is_no_answer_is_refused_with_its_line),
        cmocka_unit_test(more_than_fit_are_refused),
        cmocka_unit_test(a_new_file_says_account_and_year),
        cmocka_unit_test(of_a_file_that_is_there_only_the_year_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
