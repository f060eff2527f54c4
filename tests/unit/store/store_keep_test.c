/* uses: base catalogue policy store */
#include "store/store_keep.h"
#include "store_folder.h"

#include <dirent.h>

/* Is the word in the bytes of any file of the folder? */
static bool is_left(const char *word)
{
    DIR *d = opendir(folder);
    const struct dirent *entry;
    bool found = false;

    assert_non_null(d);
    while ((entry = readdir(d))) {
        AUTO_TEXT struct text name = {.at = NULL};
        AUTO(close_stream) FILE *f = NULL;
        static char bytes[1 << 22];
        size_t n;

        text_addf(&name, "%s/%s", folder, entry->d_name);
        f = fopen(name.at, "rb");
        n = f ? fread(bytes, 1, sizeof(bytes), f) : 0;
        found |= n > 0 && memmem(bytes, n, word, strlen(word));
    }
    closedir(d);
    return found;
}

static void add_visit_of(struct store *s, const char *child, const char *host, int64_t when_us)
{
    struct visit v = visit_of(host, when_us, when_us + MINUTE_US);

    v.child = child;
    v.platform = "discord";
    must_add(s, v);
}

/* Of everything something, for two children, over many days; the names are long, so that pages are
 * parted and joined. */
static struct store *fill(void)
{
    struct store *s = open_store(STORE_WRITE);
    AUTO_TEXT struct text error = {.at = NULL};

    for (int i = 0; i < 600; i++) {
        AUTO_TEXT struct text host = {.at = NULL};

        text_addf(&host, "%s-%d-%060d.example", i % 2 ? "zoes-secret" : "alex-secret", i, i);
        add_visit_of(s, i % 2 ? "zoe" : "alex", host.at, t0 + (i / 100) * DAY_US + i * SECOND_US);
        if (i % 50 == 0)
            must_commit(s);
    }
    for (int c = 0; c < 2; c++) {
        const char *child = c ? "zoe" : "alex", *site = c ? "zoes-block.example" : "alex-b.example";
        struct block b = {.child = child,
                          .host = site,
                          .site = site,
                          .platform = "",
                          .when_us = t0,
                          .rule = c ? "block zoes-rule" : "block alex-rule",
                          .n = 1};
        struct alert a = {.child = child,
                          .when_us = t0 + c,
                          .platform = "",
                          .site = c ? "zoes-alert.example" : "alex-alert.example",
                          .category = CATEGORY_OTHER,
                          .rule = ""};

        assert_int_equal(store_add_block(s, &b, &error), 0);
        assert_int_equal(store_add_alert(s, &a, &error), 0);
        assert_int_equal(
            store_add_guess(s, child, DAY0, c ? "zoes-guess.example" : "alex-g.example", 3, &error),
            0);
        assert_int_equal(store_add_period(s, child, t0 - DAY_US, t0 + 9 * DAY_US, 0, &error), 0);
        assert_int_equal(
            store_add_connection(s, child, DAY0, EVIDENCE_SAID, NAMELESS_NOT, 1, &error), 0);
    }
    must_commit(s);
    assert_true(is_left("zoes-secret"));
    return s;
}

static void erase(struct store *s, const char *child, int32_t from_day, int32_t to_day)
{
    const struct erasing what = {child, from_day, to_day};
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_erase(s, &what, &error) != 0)
        fail_msg("%s", text_string(&error));
}

static void of_an_erased_child_no_byte_is_left(void **state)
{
    AUTO(store_close) struct store *s = fill();

    (void)state;
    erase(s, "zoe", ERASE_FROM, ERASE_TO);
    assert_false(is_left("zoe"));
    assert_true(is_left("alex-secret"));
    assert_int_equal(see_all(s, "alex").n, 300);
    add_visit_of(s, "zoe", "new.example", t0); /* and one goes on */
    must_commit(s);
    assert_int_equal(see_all(s, "zoe").n, 1);
}

static void of_everybody_no_byte_is_left(void **state)
{
    AUTO(store_close) struct store *s = fill();

    (void)state;
    erase(s, NULL, ERASE_FROM, ERASE_TO);
    assert_false(is_left("zoe"));
    assert_false(is_left("alex"));
    assert_false(is_left("discord"));
}

struct watched {
    int64_t total_us;
    size_t n;
};

static int add_watched(int64_t from_us, int64_t to_us, void *user)
{
    struct watched *w = user;

    w->total_us += to_us - from_us;
    w->n++;
    return 0;
}

static void of_erased_days_nothing_is_left_and_the_others_stay(void **state)
{
    AUTO(store_close) struct store *s = fill();
    AUTO_TEXT struct text error = {.at = NULL};
    struct watched w = {.n = 0};

    (void)state;
    erase(s, "zoe", DAY0, DAY0 + 2);
    assert_int_equal(see_all(s, "zoe").n, 200);
    assert_int_equal(see_all(s, "alex").n, 300);
    assert_false(is_left("zoes-secret-1-"));
    assert_false(is_left("zoes-secret-199-"));
    assert_true(is_left("zoes-secret-201-"));
    assert_false(is_left("zoes-block"));
    assert_false(is_left("zoes-alert"));
    assert_false(is_left("zoes-guess"));
    assert_true(is_left("alex-alert"));
    assert_int_equal(store_each_period(s, "zoe", INT64_MIN, INT64_MAX, add_watched, &w, &error), 0);
    assert_int_equal(w.n, 2);
    assert_int_equal(w.total_us, 8 * DAY_US);
}

static void who_is_not_there_cannot_be_erased(void **state)
{
    AUTO(store_close) struct store *s = fill();
    const struct erasing what = {"eve", ERASE_FROM, ERASE_TO};
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    assert_int_equal(store_erase(s, &what, &error), -ENOENT);
    assert_non_null(strstr(error.at, "no child \"eve\""));
    assert_true(is_left("zoes-secret"));
}

static void who_still_reads_is_told_of(void **state)
{
    AUTO(store_close) struct store *s = fill();
    const struct erasing what = {"zoe", ERASE_FROM, ERASE_TO};
    AUTO_TEXT struct text error = {.at = NULL};
    sqlite3 *reader;

    (void)state;
    assert_int_equal(sqlite3_open_v2(path, &reader, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM visits", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(store_erase(s, &what, &error), -EBUSY);
    assert_non_null(strstr(error.at, "erase again"));
    sqlite3_close(reader);
    assert_int_equal(store_erase(s, &(struct erasing){NULL, ERASE_FROM, ERASE_TO}, &error), 0);
    assert_false(is_left("zoe"));
}

static void pages_of_erased_weeks_go(void **state)
{
    static const char *const names[] = {"2025-W47.html", "2025-W48.html", "2025-W48.html.new",
                                        "2025-W49.html", "notes.html"};
    AUTO_TEXT struct text error = {.at = NULL};
    char name[128];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        snprintf(name, sizeof(name), "%s/%s", folder, names[i]);
        fclose(fopen(name, "w"));
    }
    assert_int_equal(pages_erase(folder, DAY0, DAY0 + 1, &error), 0); /* a Tuesday of W48 */
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        snprintf(name, sizeof(name), "%s/%s", folder, names[i]);
        assert_int_equal(access(name, F_OK), strstr(name, "W48") ? -1 : 0);
    }
    assert_int_equal(pages_erase("/nowhere/at/all", DAY0, DAY0 + 1, &error), 0);
}

static int sum_up(const struct sum *sum, void *user)
{
    struct sum *all = user;

    all->low += sum->low;
    all->high += sum->high;
    all->n_visits++;
    return 0;
}

static void sums_are_kept_and_old_ones_go(void **state)
{
    AUTO(store_close) struct store *s = fill();
    AUTO_TEXT struct text error = {.at = NULL};
    struct sum all = {.n_visits = 0};
    int32_t first, until;

    (void)state;
    for (int i = 0; i < 3; i++)
        for (enum sum_kind kind = 0; kind < SUM_KIND_COUNT; kind++) {
            struct sum sum = {.day = DAY0 + i,
                              .kind = kind,
                              .platform = "zoes-platform",
                              .site = "zoes-site.example",
                              .low = 1,
                              .high = 4,
                              .latest_minute = 1200,
                              .n_visits = 1};

            assert_int_equal(store_add_sum(s, "zoe", &sum, &error), 0);
            assert_int_equal(store_add_sum(s, "zoe", &sum, &error), 0);
        }
    assert_int_equal(store_drop_details(s, "zoe", DAY0 + 3, &error), 0);
    assert_int_equal(store_aging_days(s, "zoe", &first, &until, &error), 0);
    assert_int_equal(first, DAY0 + 3);
    assert_int_equal(until, DAY0 + 3);
    assert_int_equal(store_each_sum(s, "zoe", DAY0, DAY0 + 9, sum_up, &all, &error), 0);
    assert_int_equal(all.n_visits, 3 * SUM_KIND_COUNT);
    assert_int_equal(all.high, 12 * SUM_KIND_COUNT);
    assert_int_equal(see_all(s, "alex").n, 300);

    assert_int_equal(store_drop_old(s, DAY0 + 4, &error), 0);
    must_commit(s);
    assert_int_equal(store_rewrite(s, &error), 0);
    assert_false(is_left("zoes-site"));
    assert_false(is_left("alex-secret-0-"));
    assert_true(is_left("zoes-secret-401-"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(of_an_erased_child_no_byte_is_left, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(of_everybody_no_byte_is_left, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(of_erased_days_nothing_is_left_and_the_others_stay,
                                        make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(who_is_not_there_cannot_be_erased, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(who_still_reads_is_told_of, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(pages_of_erased_weeks_go, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(sums_are_kept_and_old_ones_go, make_folder, remove_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
