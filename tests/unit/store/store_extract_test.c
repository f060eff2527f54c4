/* uses: base catalogue policy record store */
/* A part of a store, and who looked. */
#include "store_folder.h"

static int count_look(const struct lookup *look, void *user)
{
    text_addf(user, "%u %s %u\n", look->uid, lookup_kind_name(look->kind), look->n);
    return 0;
}

static void must_look(struct store *s, uint32_t uid, enum lookup_kind kind, int64_t when_us)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct lookup look = {.uid = uid, .kind = kind, .from_us = when_us, .to_us = when_us, .n = 1};

    assert_int_equal(store_add_lookup(s, "alex", &look, &error), 0);
}

static void looks_within_an_hour_are_one_row(void **state)
{
    AUTO(store_close) struct store *s = open_store(STORE_WRITE);
    AUTO_TEXT struct text said = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    must_look(s, 1000, LOOKUP_LOG, t0);
    must_look(s, 1000, LOOKUP_LOG, t0 + MINUTE_US);
    must_look(s, 1001, LOOKUP_LOG, t0 + MINUTE_US);
    must_look(s, 1000, LOOKUP_ALERTS, t0 + MINUTE_US);
    must_look(s, 1000, LOOKUP_LOG, t0 + 3 * HOUR_US);
    must_commit(s);
    assert_int_equal(store_each_lookup(s, "alex", t0 + 2 * HOUR_US, count_look, &said, &error), 0);
    assert_string_equal(text_string(&said), "1000 log 1\n");
    text_clear(&said);
    assert_int_equal(store_each_lookup(s, "alex", 0, count_look, &said, &error), 0);
    assert_non_null(strstr(text_string(&said), "1000 log 2\n"));
    assert_non_null(strstr(text_string(&said), "1001 log 1\n"));
}

static void an_older_store_learns_it(void **state)
{
    (void)state;
    write_old_store(3);
    looks_within_an_hour_are_one_row(state);
}

static void a_childs_part_speaks_of_nobody_else(void **state)
{
    AUTO(store_close) struct store *s = open_store(STORE_WRITE), *part = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct visit hers = visit_of("only-hers.example", t0, t0 + MINUTE_US);
    struct store_part what = {.child = "alex", .from_day = INT32_MIN, .to_day = INT32_MAX};
    AUTO(close_fd) int fd = -1;
    char bytes[1 << 18];
    ssize_t n;

    (void)state;
    hers.child = "sam";
    must_add(s, hers);
    must_add(s, visit_of("alexs.example", t0, t0 + MINUTE_US));
    must_commit(s);
    assert_int_equal(store_extract(s, &what, &fd, &error), 0);
    assert_int_equal(write(fd, "x", 1), -1); /* sealed */
    n = pread(fd, bytes, sizeof(bytes), 0);
    assert_true(n > 0);
    assert_null(memmem(bytes, (size_t)n, "only-hers", 9));
    assert_null(memmem(bytes, (size_t)n, "sam", 3));
    assert_int_equal(store_open_extract(fd, &part, &error), 0);
    assert_int_equal(see_all(part, "alex").n, 1);
    assert_int_equal(see_all(part, "sam").n, 0);
}

static void what_is_no_store_is_refused(void **state)
{
    AUTO(store_close) struct store *part = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(close_fd) int fd = open("/proc/self/exe", O_RDONLY), none = open("/dev/null", O_RDONLY);

    (void)state;
    assert_true(store_open_extract(fd, &part, &error) < 0);
    assert_true(store_open_extract(none, &part, &error) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(looks_within_an_hour_are_one_row, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(an_older_store_learns_it, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_childs_part_speaks_of_nobody_else, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(what_is_no_store_is_refused, make_folder, remove_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
