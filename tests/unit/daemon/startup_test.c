/* uses: base wire flow catalogue catalogue_default policy policy_load fold agent */
#include "../wire/build.h"

#include "base/clock.h"
#include "daemon/startup.h"

#include <errno.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int32_t day(int year, int month, int of_month)
{
    return day_from_date((struct date){.year = year, .month = month, .day = of_month});
}

static void a_day_differs_where_somebody_comes_of_age(void **state)
{
    static const char mia[] = "[child]\naccount=mia\nbirth-date=2008-06-14\n";
    static const char tom[] = "[child]\naccount=tom\nbirth-date=2012-06-14\n";
    struct policy_text texts[] = {
        {(char *)(uintptr_t) "children.d/mia.conf", bytes_of(mia, sizeof(mia) - 1)},
        {(char *)(uintptr_t) "children.d/tom.conf", bytes_of(tom, sizeof(tom) - 1)}};
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_PROBLEMS struct policy_problems problems = {.n = 0};
    AUTO(policy_free) struct policy *policy = NULL;
    struct catalogue *lists = NULL;
    struct agent_config config;

    (void)state;
    assert_int_equal(catalogue_of_memory(catalogue_default_image(), &lists, &error), 0);
    assert_int_equal(policy_of_texts(texts, 2, lists, &policy, &config, &problems), 0);
    assert_false(startup_days_differ(policy, day(2026, 6, 12), day(2026, 6, 13)));
    assert_true(startup_days_differ(policy, day(2026, 6, 13), day(2026, 6, 14)));
    assert_true(startup_days_differ(policy, day(2026, 6, 14), day(2026, 6, 13))); /* set back */
    assert_false(startup_days_differ(policy, day(2026, 6, 14), day(2026, 6, 15)));
    assert_true(startup_days_differ(policy, day(2026, 6, 15), day(2031, 1, 1)));
    catalogue_close(lists);
}

static void a_folder_is_made_for_us_alone(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    char dir[64] = "/tmp/kindward-startup-XXXXXX", path[96], below[128];
    struct stat st;

    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/state", dir);
    snprintf(below, sizeof(below), "%s/not/there", dir);
    assert_int_equal(startup_make_dir(path, "", &error), 0);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_int_equal(startup_make_dir(path, "", &error), 0); /* it is there */
    assert_int_equal(error.len, 0);
    assert_true(startup_make_dir(below, "", &error) < 0);
    assert_non_null(strstr(error.at, below));
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(dir), 0);
}

/* This thread's capabilities in force, without @without or with all that it may have. */
static void use_capabilities(uint32_t without)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[2];

    assert_int_equal(syscall(SYS_capget, &head, sets), 0);
    sets[0].effective = sets[0].permitted & ~without;
    assert_int_equal(syscall(SYS_capset, &head, sets), 0);
}

/* As under the unit, where a drop-in names another folder. */
static void a_folder_that_cannot_be_given_away_says_what_to_do(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_TEXT struct text line = {.at = NULL};
    char dir[] = "/tmp/kindward-startup-XXXXXX";
    int r;

    (void)state;
    if (geteuid() != 0 || !getpwnam("nobody"))
        skip();
    assert_non_null(mkdtemp(dir));
    use_capabilities(UINT32_C(1) << CAP_CHOWN);
    r = startup_make_dir(dir, "nobody", &error);
    use_capabilities(0);
    assert_int_equal(rmdir(dir), 0);
    assert_int_equal(r, -EPERM);
    text_addf(&line, "`d %s 0700 nobody -` in /etc/tmpfiles.d/kindward-folders.conf", dir);
    assert_non_null(strstr(text_string(&error), text_string(&line)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_differs_where_somebody_comes_of_age),
        cmocka_unit_test(a_folder_is_made_for_us_alone),
        cmocka_unit_test(a_folder_that_cannot_be_given_away_says_what_to_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
