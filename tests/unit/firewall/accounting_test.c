/* uses: base firewall */
#include "../base/unit.h"

#include "firewall/accounting.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char dir[] = "/tmp/kindward-accounting-XXXXXX";

static void put(const char *name, const char *content)
{
    char path[200];

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    if (!content) {
        remove(path);
        return;
    }
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(content, f);
    fclose(f);
}

static char get(const char *name) /* the first character; 0 without a file */
{
    char path[200], c = 0;
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    f = fopen(path, "r");
    if (!f)
        return 0;
    if (fread(&c, 1, 1, f) != 1)
        c = 0;
    fclose(f);
    return c;
}

static int setup(void **state)
{
    (void)state;
    put(ACCOUNTING_FILE, NULL);
    put("nf_conntrack_acct", "0\n");
    put("nf_conntrack_timestamp", "0\n");
    return 0;
}

static int on(void)
{
    AUTO_TEXT struct text why = {.at = NULL};
    return accounting_on(dir, dir, &why);
}

static int restore(void)
{
    AUTO_TEXT struct text why = {.at = NULL};
    return accounting_restore(dir, dir, &why);
}

static void what_was_off_is_switched_on_and_off_again(void **state)
{
    (void)state;
    assert_int_equal(on(), 0);
    assert_int_equal(get("nf_conntrack_acct"), '1');
    assert_int_equal(get("nf_conntrack_timestamp"), '1');
    assert_int_equal(restore(), 0);
    assert_int_equal(get("nf_conntrack_acct"), '0');
    assert_int_equal(get("nf_conntrack_timestamp"), '0');
    assert_int_equal(get(ACCOUNTING_FILE), 0);
    assert_int_equal(restore(), 0);
}

static void what_was_on_stays_on(void **state)
{
    (void)state;
    put("nf_conntrack_acct", "1\n");
    assert_int_equal(on(), 0);
    assert_int_equal(restore(), 0);
    assert_int_equal(get("nf_conntrack_acct"), '1');
    assert_int_equal(get("nf_conntrack_timestamp"), '0');
}

static void a_killed_run_does_not_make_our_switch_the_original(void **state)
{
    (void)state;
    assert_int_equal(on(), 0); /* and killed: nothing put back */
    assert_int_equal(on(), 0);
    assert_int_equal(restore(), 0);
    assert_int_equal(get("nf_conntrack_acct"), '0');
}

static void a_torn_file_is_written_anew(void **state)
{
    (void)state;
    put(ACCOUNTING_FILE, "0");
    put("nf_conntrack_acct", "1\n");
    assert_int_equal(on(), 0);
    assert_int_equal(restore(), 0);
    assert_int_equal(get("nf_conntrack_acct"), '1');
    put(ACCOUNTING_FILE, "xyz\n");
    assert_int_equal(restore(), 0);
    assert_int_equal(get(ACCOUNTING_FILE), 0);
}

static void a_kernel_without_timestamps_still_counts(void **state)
{
    (void)state;
    put("nf_conntrack_timestamp", NULL);
    assert_int_equal(on(), 0);
    assert_int_equal(get("nf_conntrack_acct"), '1');
    assert_int_equal(restore(), 0);
    assert_int_equal(get("nf_conntrack_acct"), '0');
}

static void a_kernel_without_counting_is_said(void **state)
{
    AUTO_TEXT struct text why = {.at = NULL};

    (void)state;
    put("nf_conntrack_acct", NULL);
    assert_int_equal(accounting_on(dir, dir, &why), -ENOENT);
    assert_non_null(strstr(text_string(&why), "nf_conntrack_acct"));
    put("nf_conntrack_acct", NULL);
    assert_int_equal(restore(), 0); /* there is nothing to put back */
    assert_int_equal(get(ACCOUNTING_FILE), 0);
}

static void what_came_switched_on_with_our_first_rule_was_off(void **state)
{
    (void)state;
    put("nf_conntrack_acct", NULL);
    assert_int_equal(on(), -ENOENT);
    put("nf_conntrack_acct", "1\n"); /* the module, brought by a rule that looks at counters */
    assert_int_equal(on(), 0);
    assert_int_equal(restore(), 0);
    assert_int_equal(get("nf_conntrack_acct"), '0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_was_off_is_switched_on_and_off_again, setup),
        cmocka_unit_test_setup(what_was_on_stays_on, setup),
        cmocka_unit_test_setup(a_killed_run_does_not_make_our_switch_the_original, setup),
        cmocka_unit_test_setup(a_torn_file_is_written_anew, setup),
        cmocka_unit_test_setup(a_kernel_without_timestamps_still_counts, setup),
        cmocka_unit_test_setup(a_kernel_without_counting_is_said, setup),
        cmocka_unit_test_setup(what_came_switched_on_with_our_first_rule_was_off, setup),
    };
    int failed;

    if (!mkdtemp(dir))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    setup(NULL);
    put("nf_conntrack_acct", NULL);
    put("nf_conntrack_timestamp", NULL);
    rmdir(dir);
    return failed;
}
