/* uses: report insight store policy catalogue base */
/* Reports of several children, and of a whole week on a disk without room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../report/sample_week.c"

#include "report/report.h"

#include <errno.h>
#include <jansson.h>

static void several_children_stand_one_after_the_other(void **state)
{
    const struct week *weeks[] = {sample_week_rich(), sample_week_calm()};
    const struct report_input in = {.weeks = weeks, .n_weeks = 2};
    char *at = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&at, &len);
    json_t *root;

    (void)state;
    assert_int_equal(report_write(&in, REPORT_JSON, out, NULL), 0);
    fclose(out);
    root = json_loads(at, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(root, "reports")), 2);
    assert_string_equal(json_string_value(json_object_get(
                            json_array_get(json_object_get(root, "reports"), 1), "child")),
                        "Jonas");
    json_decref(root);
    free(at);
}

static void a_full_disk_is_an_error(void **state)
{
    const struct week *week = sample_week_rich();
    const struct report_input in = {.weeks = &week, .n_weeks = 1};
    FILE *out = fopen("/dev/full", "w");

    (void)state;
    assert_non_null(out);
    for (int f = REPORT_TEXT; f <= REPORT_CSV; f++)
        assert_int_equal(report_write(&in, (enum report_format)f, out, NULL), -ENOSPC);
    fclose(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several_children_stand_one_after_the_other),
        cmocka_unit_test(a_full_disk_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
