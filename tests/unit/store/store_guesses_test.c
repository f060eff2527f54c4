/* uses: base catalogue policy record store */
/* What connections without a name may have been, and a file of the version before. */
#include "store_folder.h"

static void must_guess(struct store *s, const char *child, int32_t day, const char *site,
                       uint64_t n)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_add_guess(s, child, day, site, n, &error) < 0)
        fail_msg("%s", text_string(&error));
}

static int say_guess(int32_t day, const char *site, uint64_t n, void *user)
{
    text_addf(user, "%d %s %llu\n", day - DAY0, site, (unsigned long long)n);
    return 0;
}

static void expect_guesses(struct store *s, const char *child, int32_t from, int32_t to,
                           const char *lines)
{
    AUTO_TEXT struct text said = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_each_guess(s, child, DAY0 + from, DAY0 + to, say_guess, &said, &error) < 0)
        fail_msg("%s", text_string(&error));
    assert_string_equal(text_string(&said), lines);
}

static void guesses_of_a_child_and_day_are_added_up(void **state)
{
    struct store *s = open_store(STORE_WRITE);

    (void)state;
    must_guess(s, "alex", DAY0, "cloud.example", 1);
    must_guess(s, "alex", DAY0, "games.example", 5);
    must_guess(s, "alex", DAY0, "cloud.example", 2);
    must_guess(s, "alex", DAY0 + 1, "cloud.example", 4);
    must_guess(s, "kim", DAY0, "cloud.example", 9);
    must_commit(s);
    expect_guesses(s, "alex", 0, 2, "0 games.example 5\n0 cloud.example 3\n1 cloud.example 4\n");
    expect_guesses(s, "alex", 1, 2, "1 cloud.example 4\n");
    expect_guesses(s, "kim", -5, 5, "0 cloud.example 9\n");
    expect_guesses(s, "nobody", -5, 5, "");
    store_close(s);
}

static void a_guess_is_no_visit_and_no_first(void **state)
{
    struct store *s = open_store(STORE_WRITE);
    AUTO_TEXT struct text error = {.at = NULL};
    int32_t first, last;

    (void)state;
    must_guess(s, "alex", DAY0, "cloud.example", 1);
    must_commit(s);
    assert_int_equal(see_all(s, "alex").n, 0);
    assert_int_equal(store_days(s, "alex", &first, &last, &error), -ENODATA);
    store_close(s);
}

static void what_was_not_committed_is_gone(void **state)
{
    struct store *s = open_store(STORE_WRITE);

    (void)state;
    must_guess(s, "alex", DAY0, "cloud.example", 1);
    store_close(s);
    s = open_store(STORE_WRITE);
    expect_guesses(s, "alex", -5, 5, "");
    store_close(s);
}

static void a_store_of_the_second_version_is_brought_up_to_date(void **state)
{
    struct store *s;

    (void)state;
    write_old_store(2);
    s = open_store(STORE_WRITE);
    assert_string_equal(see_all(s, "alex").host, "www.a.example");
    expect_guesses(s, "alex", -5, 5, "");
    must_guess(s, "alex", DAY0, "a.example", 2);
    must_commit(s);
    expect_guesses(s, "alex", -5, 5, "0 a.example 2\n");
    assert_int_equal(see_all(s, "alex").n, 1);
    store_close(s);
}

static void rows_that_nobody_wrote_are_damage(void **state)
{
    struct store *s = open_store(STORE_WRITE);
    AUTO_TEXT struct text said = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    must_guess(s, "alex", DAY0, "cloud.example", 1);
    assert_int_equal(sqlite3_exec(s->db, "UPDATE guesses SET n=-1", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(store_each_guess(s, "alex", DAY0, DAY0 + 1, say_guess, &said, &error),
                     -EUCLEAN);
    store_close(s);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        TEST(guesses_of_a_child_and_day_are_added_up),
        TEST(a_guess_is_no_visit_and_no_first),
        TEST(what_was_not_committed_is_gone),
        TEST(a_store_of_the_second_version_is_brought_up_to_date),
        TEST(rows_that_nobody_wrote_are_damage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
