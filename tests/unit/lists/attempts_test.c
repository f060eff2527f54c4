/* uses: base catalogue lists lists_update */
#include "../base/unit.h"

#include "lists/attempts.h"
#include "lists/disk.h"
#include "lists/kept.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { LONG_AGO = 1700000000 };

static json_t *noted(const char *text)
{
    json_t *before = json_loads(text, 0, NULL);

    assert_non_null(before);
    return before;
}

static void how_many_names_a_list_had_outlives_it(void **state)
{
    json_t *before = noted("{\"a\": {\"names\": 40}, \"b\": {\"names\": -1}, \"c\": {}, \"d\": 7}");

    (void)state;
    assert_int_equal(attempts_names(before, "a"), 40);
    assert_int_equal(attempts_names(before, "b"), 0);
    assert_int_equal(attempts_names(before, "c"), 0); /* as by a version of before */
    assert_int_equal(attempts_names(before, "d"), 0);
    assert_int_equal(attempts_names(before, "e"), 0);
    assert_int_equal(attempts_names(NULL, "a"), 0);
    json_decref(before);
}

static void a_wrong_clock_makes_it_missed_neither_long_nor_endlessly(void **state)
{
    json_t *before = noted("{\"well\": {\"missed_since\": 1700000000},"
                           " \"late\": {\"missed_since\": 99999999999},"
                           " \"never\": {\"missed_since\": 0}}");
    json_int_t now = (json_int_t)time(NULL);

    (void)state;
    assert_int_equal(attempts_missed_since(before, "well", LONG_AGO - 1), LONG_AGO);
    assert_true(attempts_missed_since(before, "well", LONG_AGO + 1) >= now); /* fetched later */
    assert_true(attempts_missed_since(before, "late", LONG_AGO) >= now);
    assert_true(attempts_missed_since(before, "late", LONG_AGO) < 99999999999);
    assert_true(attempts_missed_since(before, "never", 0) >= now);
    assert_true(attempts_missed_since(NULL, "well", 0) >= now);
    json_decref(before);
}

static json_int_t failing_since(const json_t *before, const char *outcome, enum refusal cause)
{
    struct attempt a = {.id = "a", .outcome = outcome, .why = "", .cause = cause, .names = 3};
    json_t *to = json_object(), *one;
    json_int_t since;
    bool has_cause;

    assert_int_equal(attempts_add(to, before, &a), 0);
    one = json_object_get(to, "a");
    since = json_integer_value(json_object_get(one, "failing_since"));
    has_cause = json_object_get(one, "cause") != NULL;
    assert_int_equal(has_cause, strcmp(outcome, "refused") == 0 && cause != REFUSED_NO_CAUSE);
    assert_int_equal(json_integer_value(json_object_get(one, "names")), 3);
    json_decref(to);
    return since;
}

static void it_fails_since_the_first_time(void **state)
{
    json_t *before = noted("{\"a\": {\"failing_since\": 1700000000}}");
    json_int_t now = (json_int_t)time(NULL);

    (void)state;
    assert_int_equal(failing_since(before, "failed", REFUSED_NO_CAUSE), LONG_AGO);
    assert_int_equal(failing_since(before, "refused", REFUSED_SHRUNK), LONG_AGO);
    assert_int_equal(failing_since(before, "refused", REFUSED_WAITS), 0); /* it is well */
    assert_int_equal(failing_since(before, "new", REFUSED_NO_CAUSE), 0);
    assert_int_equal(failing_since(before, "same", REFUSED_NO_CAUSE), 0);
    assert_true(failing_since(NULL, "failed", REFUSED_NO_CAUSE) >= now);
    json_decref(before);
}

static void what_is_written_is_read(void **state)
{
    char folder[] = "/tmp/kindward-attempts-XXXXXX", path[64];
    json_t *written = noted("{\"a\": {\"names\": 40}}"), *read;
    FILE *f;

    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_null(attempts_before(folder));
    assert_int_equal(attempts_write(folder, written), 0);
    read = attempts_before(folder);
    assert_true(json_equal(read, written));
    json_decref(read);
    json_decref(written);
    snprintf(path, sizeof(path), "%s/" KEPT_ATTEMPTS, folder);
    f = fopen(path, "w");
    assert_non_null(f);
    fputs("[1", f);
    fclose(f);
    assert_null(attempts_before(folder));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(how_many_names_a_list_had_outlives_it),
        cmocka_unit_test(a_wrong_clock_makes_it_missed_neither_long_nor_endlessly),
        cmocka_unit_test(it_fails_since_the_first_time),
        cmocka_unit_test(what_is_written_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
