/* uses: base agent */
#include "daemon/accountwatch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/accountwatchXXXXXX", passwd[64], other[64], fresh[64];
static const char *const paths[ACCOUNTWATCH_FILES] = {passwd, other};

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void what_stays_is_no_change(void **state)
{
    struct accountwatch w = {.is_begun = false};

    (void)state;
    write_file(passwd, "mia:x:1001:1001\n");
    assert_false(accountwatch_look(&w, paths)); /* the first look */
    assert_false(accountwatch_look(&w, paths));
}

static void a_file_put_in_its_place_is_a_change(void **state)
{
    struct accountwatch w = {.is_begun = false};

    (void)state;
    write_file(passwd, "mia:x:1001:1001\n");
    assert_false(accountwatch_look(&w, paths));
    write_file(fresh, "sam:x:1001:1001\n"); /* as long as it was */
    assert_int_equal(rename(fresh, passwd), 0);
    assert_true(accountwatch_look(&w, paths));
    assert_false(accountwatch_look(&w, paths)); /* told once */
}

static void a_file_that_comes_or_goes_is_a_change(void **state)
{
    struct accountwatch w = {.is_begun = false};

    (void)state;
    write_file(passwd, "mia:x:1001:1001\n");
    assert_false(accountwatch_look(&w, paths));
    write_file(other, "mia:100000:65536\n");
    assert_true(accountwatch_look(&w, paths));
    assert_int_equal(unlink(other), 0);
    assert_true(accountwatch_look(&w, paths));
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(passwd, sizeof(passwd), "%s/passwd", folder);
    snprintf(other, sizeof(other), "%s/subuid", folder);
    snprintf(fresh, sizeof(fresh), "%s/passwd-", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(passwd);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stays_is_no_change),
        cmocka_unit_test(a_file_put_in_its_place_is_a_change),
        cmocka_unit_test(a_file_that_comes_or_goes_is_a_change),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
