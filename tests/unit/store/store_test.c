/* uses: base catalogue policy store */
#include "store_folder.h"

static void a_visit_reads_back_as_it_was_written(void **state)
{
    struct store *s = open_store(STORE_WRITE);
    struct visit v = visit_of("a'; DROP TABLE visits;--\"\x1b[31m", t0, t0 + MINUTE_US);
    struct seen seen;

    (void)state;
    v.platform = "discord";
    v.site = "b.example";
    v.categories = UINT32_MAX;
    v.utc_offset_s = -43200;
    v.up_bytes = INT64_MAX;
    v.n_flows = UINT32_MAX;
    v.evidence = EVIDENCE_BOUND;
    v.is_embedded = v.is_machinery = true;
    must_add(s, v);
    must_commit(s);
    s = store_close(s);
    s = open_store(STORE_READ);
    seen = see_all(s, "alex");
    assert_int_equal(seen.n, 1);
    assert_string_equal(seen.host, v.host);
    assert_true(seen.last.first_us == v.first_us && seen.last.last_us == v.last_us);
    assert_int_equal(seen.last.categories, UINT32_MAX);
    assert_int_equal(seen.last.utc_offset_s, -43200);
    assert_true(seen.last.up_bytes == INT64_MAX && seen.last.down_bytes == 20);
    assert_true(seen.last.n_flows == UINT32_MAX);
    assert_int_equal(seen.last.evidence, EVIDENCE_BOUND);
    assert_true(seen.last.is_embedded && seen.last.is_machinery);
    store_close(s);
}

static void the_same_visits_twice_are_the_same_rows(void **state)
{
    struct store *s = open_store(STORE_WRITE);

    (void)state;
    for (int i = 0; i < 2; i++) {
        must_add(s, visit_of("a.example", t0, t0 + MINUTE_US));
        must_add(s, visit_of("a.example", t0 + HOUR_US, t0 + HOUR_US));
        must_commit(s);
    }
    assert_int_equal(see_all(s, "alex").n, 2);
    assert_int_equal(see_all(s, "kim").n, 0);
    store_close(s);
}

static void what_was_not_committed_is_not_kept(void **state)
{
    struct store *s = open_store(STORE_WRITE);

    (void)state;
    must_add(s, visit_of("a.example", t0, t0));
    s = store_close(s);
    s = open_store(STORE_READ);
    assert_int_equal(see_all(s, "alex").n, 0);
    store_close(s);
}

static int note_first(const char *platform, const char *site, int32_t day, void *user)
{
    int32_t *first = user;

    if (strcmp(platform, "discord") == 0)
        first[0] = day;
    if (strcmp(site, "own.example") == 0)
        first[1] = day;
    if (strcmp(site, "frame.example") == 0 || strcmp(site, "update.example") == 0)
        first[2] = day;
    return 0;
}

static void firsts_are_the_earliest_own_use(void **state)
{
    struct store *s = open_store(STORE_WRITE);
    struct visit v = visit_of("own.example", t0, t0);
    int32_t first[3] = {0};
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    v.platform = "discord";
    must_add(s, v);
    v.first_us -= 2 * DAY_US;
    v.last_us -= 2 * DAY_US;
    must_add(s, v);
    v = visit_of("frame.example", t0, t0);
    v.is_embedded = true;
    must_add(s, v);
    v = visit_of("update.example", t0, t0);
    v.is_machinery = true;
    must_add(s, v);
    assert_int_equal(store_each_first(s, "alex", note_first, first, &error), 0);
    assert_int_equal(first[0], DAY0 - 2);
    assert_int_equal(first[1], DAY0 - 2);
    assert_int_equal(first[2], 0);
    store_close(s);
}

static int note_period(int64_t from_us, int64_t to_us, void *user)
{
    int64_t *sum = user;

    sum[0]++;
    sum[1] += to_us - from_us;
    return 0;
}

static void periods_that_touch_are_joined(void **state)
{
    struct store *s = open_store(STORE_WRITE);
    static const int64_t hours[][2] = {{0, 2}, {4, 6}, {1, 3}, {10, 12}, {3, 4}, {0, 1}};
    int64_t sum[2] = {0};
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(hours); i++)
        assert_int_equal(store_add_period(s, "alex", t0 + hours[i][0] * HOUR_US,
                                          t0 + hours[i][1] * HOUR_US, 0, &error),
                         0);
    assert_int_equal(
        store_each_period(s, "alex", t0 - DAY_US, t0 + DAY_US, note_period, sum, &error), 0);
    assert_true(sum[0] == 2);
    assert_true(sum[1] == 8 * HOUR_US);
    store_close(s);
}

static int add_count(enum evidence evidence, enum nameless nameless, uint64_t n, void *user)
{
    uint64_t *counts = user;

    (void)nameless;
    counts[evidence] += n;
    return 0;
}

static void counts_add_up_by_day_and_days_are_found(void **state)
{
    struct store *s = open_store(STORE_WRITE);
    uint64_t counts[EVIDENCE_SAID + 1] = {0};
    int32_t first, last;
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    assert_int_equal(store_days(s, NULL, &first, &last, &error), -ENODATA);
    for (int i = 0; i < 5; i++)
        assert_int_equal(
            store_add_connection(s, "alex", DAY0 + i, EVIDENCE_CLAIMED, NAMELESS_NOT, 3, &error),
            0);
    must_add(s, visit_of("a.example", t0 - 9 * DAY_US, t0 - 9 * DAY_US));
    assert_int_equal(
        store_each_connection_count(s, "alex", DAY0, DAY0 + 3, add_count, counts, &error), 0);
    assert_true(counts[EVIDENCE_CLAIMED] == 9);
    assert_int_equal(store_days(s, "alex", &first, &last, &error), 0);
    assert_int_equal(first, DAY0 - 9);
    assert_int_equal(last, DAY0 + 4);
    assert_int_equal(store_days(s, "kim", &first, &last, &error), -ENODATA);
    store_close(s);
}

static void a_reader_reads_while_a_writer_writes(void **state)
{
    struct store *writer = open_store(STORE_WRITE), *reader;

    (void)state;
    must_add(writer, visit_of("a.example", t0, t0));
    must_commit(writer);
    must_add(writer, visit_of("b.example", t0, t0));
    reader = open_store(STORE_READ);
    assert_int_equal(see_all(reader, "alex").n, 1);
    must_commit(writer);
    assert_int_equal(see_all(reader, "alex").n, 2);
    store_close(reader);
    store_close(writer);
}

static void a_second_writer_is_told_that_another_writes(void **state)
{
    struct store *writer = open_store(STORE_WRITE), *second = open_store(STORE_WRITE);
    struct visit v = visit_of("b.example", t0, t0);
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    must_add(writer, visit_of("a.example", t0, t0));
    assert_int_equal(store_add_visit(second, &v, &error), -EBUSY);
    assert_non_null(strstr(text_string(&error), "another program is writing"));
    must_commit(writer);
    must_add(second, v);
    must_commit(second);
    assert_int_equal(see_all(writer, "alex").n, 2);
    store_close(second);
    store_close(writer);
}

static bool is_in_files(const char *word)
{
    static const char *const endings[] = {"", "-wal"};
    bool is_found = false;

    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        char name[128];
        AUTO(close_stream) FILE *file = NULL;
        AUTO(free_memory) char *all = malloc(1 << 22);
        size_t n;

        snprintf(name, sizeof(name), "%s%s", path, endings[i]);
        file = fopen(name, "r");
        n = file ? fread(all, 1, 1 << 22, file) : 0;
        is_found |= n > 0 && memmem(all, n, word, strlen(word)) != NULL;
    }
    return is_found;
}

static void deleted_names_leave_no_byte_in_the_file(void **state)
{
    struct store *s = open_store(STORE_WRITE);

    (void)state;
    must_add(s, visit_of("needle-in-the-file.example", t0, t0));
    must_commit(s);
    assert_true(is_in_files("needle-in-the-file"));
    assert_int_equal(sqlite3_exec(s->db,
                                  "DELETE FROM visits; DELETE FROM site_firsts;"
                                  "DELETE FROM sites; DELETE FROM hosts;"
                                  "PRAGMA wal_checkpoint(TRUNCATE);",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_false(is_in_files("needle-in-the-file"));
    store_close(s);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        TEST(a_visit_reads_back_as_it_was_written),
        TEST(the_same_visits_twice_are_the_same_rows),
        TEST(what_was_not_committed_is_not_kept),
        TEST(firsts_are_the_earliest_own_use),
        TEST(periods_that_touch_are_joined),
        TEST(counts_add_up_by_day_and_days_are_found),
        TEST(a_reader_reads_while_a_writer_writes),
        TEST(a_second_writer_is_told_that_another_writes),
        TEST(deleted_names_leave_no_byte_in_the_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
