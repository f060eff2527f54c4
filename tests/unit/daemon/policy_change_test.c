/* uses: base wire flow catalogue catalogue_default policy policy_load fold agent */
/*
 * A guardian's block in a child's file: the one line more, and nothing else.
 */
#include "../wire/build.h"

#include "daemon/policy_change.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIA "[child]\naccount=mia\nbirth-year=2015\n# ours\n"

static char dir[64];
static struct catalogue *lists;

static const char *in_dir(const char *name)
{
    static char path[128];

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    return path;
}

static void write_mia(const char *text)
{
    FILE *f = fopen(in_dir("children.d/mia.conf"), "we");

    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(chmod(in_dir("children.d/mia.conf"), 0640), 0);
}

static const char *mia_now(void)
{
    static char text[4096];
    FILE *f = fopen(in_dir("children.d/mia.conf"), "re");

    assert_non_null(f);
    text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
    (void)fclose(f);
    return text;
}

static int block(const char *account, const char *what, const char *said)
{
    AUTO_TEXT struct text error = {.at = NULL};
    int r = policy_change_block(dir, lists, account, SUBJECT_SITE, what, &error);

    if (said)
        assert_non_null(strstr(text_string(&error), said));
    assert_int_not_equal(access(in_dir("children.d/.mia.conf.new"), F_OK), 0);
    return r;
}

static int begin(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    snprintf(dir, sizeof(dir), "/tmp/kindward-change-XXXXXX");
    assert_non_null(mkdtemp(dir));
    assert_int_equal(mkdir(in_dir("children.d"), 0750), 0);
    return catalogue_of_memory(catalogue_default_image(), &lists, &error);
}

static int end(void **state)
{
    (void)state;
    lists = catalogue_close(lists);
    (void)unlink(in_dir("children.d/mia.conf"));
    (void)unlink(in_dir("elsewhere"));
    (void)rmdir(in_dir("children.d"));
    return rmdir(dir);
}

static void is_added_and_all_else_stays(void **state)
{
    struct stat st;

    (void)state;
    write_mia(MIA);
    assert_int_equal(block("mia", "example.com", NULL), 0);
    assert_memory_equal(mia_now(), MIA, strlen(MIA));
    assert_non_null(strstr(mia_now(), "[block]\nsites=example.com\n"));
    assert_int_equal(stat(in_dir("children.d/mia.conf"), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
    assert_int_equal(block("mia", "example.com", NULL), 0); /* again */
    assert_non_null(strstr(mia_now(), "sites=example.com\n"));
}

static void of_nobody_s_account_is_none(void **state)
{
    (void)state;
    write_mia(MIA);
    assert_int_equal(block("tom", "example.com", NULL), -ENOENT);
    assert_string_equal(mia_now(), MIA);
}

static void is_refused_where_the_file_has_a_mistake(void **state)
{
    (void)state;
    write_mia(MIA "nonsense\n");
    assert_int_equal(block("mia", "example.com", "mistakes"), -EINVAL);
    assert_string_equal(mia_now(), MIA "nonsense\n");
}

static void is_refused_where_it_would_be_a_mistake(void **state)
{
    (void)state;
    write_mia(MIA);
    assert_true(block("mia", "not a site", NULL) < 0);
    assert_string_equal(mia_now(), MIA);
}

static void is_refused_where_the_file_allows_it(void **state)
{
    (void)state;
    write_mia(MIA "[allow]\nsites=example.com\n");
    assert_int_equal(block("mia", "example.com", "take it out of"), -EEXIST);
    assert_string_equal(mia_now(), MIA "[allow]\nsites=example.com\n");
}

/* Of another file, by way of the folder: it stays what it was, and so does the link. */
static void does_not_follow_a_link(void **state)
{
    char elsewhere[128];
    struct stat st;

    (void)state;
    write_mia(MIA);
    snprintf(elsewhere, sizeof(elsewhere), "%s", in_dir("elsewhere"));
    assert_int_equal(rename(in_dir("children.d/mia.conf"), elsewhere), 0);
    assert_int_equal(symlink(elsewhere, in_dir("children.d/mia.conf")), 0);
    assert_int_equal(block("mia", "example.com", "write the line by hand"), -EPERM);
    assert_string_equal(mia_now(), MIA);
    assert_int_equal(lstat(in_dir("children.d/mia.conf"), &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(unlink(in_dir("children.d/mia.conf")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_added_and_all_else_stays),
        cmocka_unit_test(of_nobody_s_account_is_none),
        cmocka_unit_test(is_refused_where_the_file_has_a_mistake),
        cmocka_unit_test(is_refused_where_it_would_be_a_mistake),
        cmocka_unit_test(is_refused_where_the_file_allows_it),
        cmocka_unit_test(does_not_follow_a_link),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
