/* uses: base catalogue policy store */
#include "store/store_state.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

static const int64_t t0 = INT64_C(1764072000) * SECOND_US; /* 2025-11-25 12:00 UTC, day 20417 */
enum { DAY0 = 20417 };

/* A file of more pages is "full" to SQLite. */
static void limit_pages(struct store *s, int n)
{
    char pragma[64];

    snprintf(pragma, sizeof(pragma), "PRAGMA max_page_count=%d", n);
    assert_int_equal(sqlite3_exec(s->db, pragma, NULL, NULL, NULL), SQLITE_OK);
}

static char folder[64], path[96];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/kindward-store-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof(path), "%s/a b%%20?#.db", folder); /* what a URI has to escape */
    return 0;
}

static int remove_folder(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof(command), "chmod -R u+rwx %s; rm -rf %s", folder, folder);
    return system(command);
}

static struct store *open_store(enum store_mode mode)
{
    struct store *s = NULL;
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_open(path, mode, &s, &error) < 0)
        fail_msg("%s", text_string(&error));
    return s;
}

/* Opening fails so, and says the path and a word of the remedy. */
static void expect_refusal(const char *at, enum store_mode mode, int errno_expected,
                           const char *word)
{
    struct store *s = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    int r = store_open(at, mode, &s, &error);

    if (r != errno_expected)
        fail_msg("%d instead of %d: %s", r, errno_expected, text_string(&error));
    assert_null(s);
    assert_non_null(strstr(text_string(&error), at));
    if (!strstr(text_string(&error), word))
        fail_msg("\"%s\" does not say \"%s\"", text_string(&error), word);
}

static struct visit visit_of(const char *host, int64_t first_us, int64_t last_us)
{
    return (struct visit){.child = "alex",
                          .host = host,
                          .site = host,
                          .platform = "",
                          .first_us = first_us,
                          .last_us = last_us,
                          .up_bytes = 10,
                          .down_bytes = 20,
                          .n_flows = 1,
                          .evidence = EVIDENCE_SAID};
}

static void must_add(struct store *s, struct visit v)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_add_visit(s, &v, &error) < 0)
        fail_msg("%s", text_string(&error));
}

static void must_commit(struct store *s)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_commit(s, &error) < 0)
        fail_msg("%s", text_string(&error));
}

struct seen {
    size_t n;
    struct visit last;
    char host[64];
};

static int see(const struct visit *v, void *user)
{
    struct seen *seen = user;

    seen->n++;
    seen->last = *v;
    snprintf(seen->host, sizeof(seen->host), "%s", v->host);
    return 0;
}

static struct seen see_all(struct store *s, const char *child)
{
    struct seen seen = {.n = 0};
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_each_visit(s, child, DAY0 - 400, DAY0 + 400, see, &seen, &error) < 0)
        fail_msg("%s", text_string(&error));
    return seen;
}

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

static void what_is_no_store_is_refused_with_what_to_do(void **state)
{
    FILE *file;
    sqlite3 *db;

    (void)state;
    expect_refusal(path, STORE_READ, -ENOENT, "replay");
    expect_refusal(folder, STORE_READ, -EISDIR, "directory");
    expect_refusal(folder, STORE_WRITE, -EISDIR, "directory");
    expect_refusal("/nowhere/at/all.db", STORE_WRITE, -ENOENT, "folder");
    expect_refusal("/dev/null", STORE_WRITE, -EINVAL, "name another");
    file = fopen(path, "w");
    expect_refusal(path, STORE_READ, -EINVAL, "empty");
    fputs("hello, I am a letter and long enough to be one", file);
    fclose(file);
    expect_refusal(path, STORE_READ, -EINVAL, "not a Kindward store");
    expect_refusal(path, STORE_WRITE, -EINVAL, "not a Kindward store");
    unlink(path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE songs(x)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    expect_refusal(path, STORE_WRITE, -EINVAL, "another program");
    expect_refusal(path, STORE_READ, -EINVAL, "another program");
}

static void a_newer_version_is_refused(void **state)
{
    sqlite3 *db;

    (void)state;
    store_close(open_store(STORE_WRITE));
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version=99", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    expect_refusal(path, STORE_READ, -ENOTSUP, "update Kindward");
    expect_refusal(path, STORE_WRITE, -ENOTSUP, "update Kindward");
}

static void an_older_file_is_migrated_step_by_step_or_not_at_all(void **state)
{
    static const char *const steps[] = {"CREATE TABLE one(x)", "ALTER TABLE one ADD COLUMN y",
                                        "CREATE TABLE three(x)"};
    static const char *const broken[] = {"", "", "", "CREATE TABLE four(x)", "NOT SQL"};
    sqlite3 *db;
    int value = 0;

    (void)state;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(schema_migrate(db, steps, 1), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "INSERT INTO one VALUES(7)", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(schema_migrate(db, steps, 3), SQLITE_OK);
    assert_int_equal(schema_integer(db, "PRAGMA user_version", &value), SQLITE_OK);
    assert_int_equal(value, 3);
    assert_int_equal(schema_integer(db, "SELECT x FROM one WHERE y IS NULL", &value), SQLITE_OK);
    assert_int_equal(value, 7);
    assert_int_equal(schema_migrate(db, broken, 5), SQLITE_ERROR);
    assert_int_equal(schema_integer(db, "PRAGMA user_version", &value), SQLITE_OK);
    assert_int_equal(value, 3);
    assert_int_equal(
        schema_integer(db, "SELECT count(*) FROM sqlite_schema WHERE name='four'", &value),
        SQLITE_OK);
    assert_int_equal(value, 0);
    sqlite3_close(db);
}

/* As a user without privileges, in a process of its own; 0: the check held. */
static int as_nobody(void (*check)(void))
{
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
            _exit(99);
        check();
        _exit(0);
    }
    assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
    return status;
}

static int open_quietly(enum store_mode mode, const char *word)
{
    AUTO(store_close) struct store *s = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    int r = store_open(path, mode, &s, &error);

    return r < 0 && !strstr(text_string(&error), word) ? -EPROTO : r;
}

static void check_read_only(void)
{
    AUTO(store_close) struct store *s = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct seen seen = {.n = 0};
    int r = open_quietly(STORE_WRITE, "read-only");

    if (r != -EROFS)
        _exit(1);
    if (store_open(path, STORE_READ, &s, &error) < 0)
        _exit(2);
    if (store_each_visit(s, "alex", DAY0, DAY0 + 1, see, &seen, &error) < 0 || seen.n != 1)
        _exit(3);
}

static void check_forbidden(void)
{
    if (open_quietly(STORE_READ, "who may use") != -EACCES)
        _exit(1);
    if (open_quietly(STORE_WRITE, "who may use") != -EACCES)
        _exit(2);
}

static void a_read_only_store_is_read_and_not_written(void **state)
{
    struct store *s = open_store(STORE_WRITE);

    (void)state;
    must_add(s, visit_of("a.example", t0, t0));
    must_commit(s);
    store_close(s);
    assert_int_equal(chmod(path, 0444), 0);
    assert_int_equal(chmod(folder, 0555), 0);
    assert_int_equal(as_nobody(check_read_only), 0);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(chmod(folder, 0755), 0);
    if (geteuid() == 0)
        assert_int_equal(as_nobody(check_forbidden), 0);
}

static void a_store_is_made_for_its_owner_only(void **state)
{
    struct stat status;

    (void)state;
    store_close(open_store(STORE_WRITE));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void a_full_disk_is_said_and_what_was_kept_stays(void **state)
{
    struct store *s = open_store(STORE_WRITE);
    struct visit v = visit_of("", t0, t0);
    AUTO_TEXT struct text error = {.at = NULL};
    struct rlimit old, small = {.rlim_cur = 600 * 1024};
    char host[600];
    int r = 0;

    (void)state;
    must_add(s, visit_of("kept.example", t0, t0));
    must_commit(s);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small.rlim_max = old.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    for (int i = 0; r == 0 && i < 5000; i++) {
        memset(host, 'a', sizeof(host));
        snprintf(host + 500, sizeof(host) - 500, "%d.example", i);
        v.host = v.site = host;
        r = store_add_visit(s, &v, &error);
        if (r == 0 && i % 100 == 0)
            r = store_commit(s, &error);
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    /* A limit of size reads as a failed write; a full disk itself is the next test's. */
    assert_true(r == -ENOSPC || r == -EIO);
    assert_non_null(strstr(text_string(&error), "disk"));
    s = store_close(s);
    s = open_store(STORE_READ);
    assert_true(see_all(s, "alex").n >= 1);
    store_close(s);
}

static void sqlite_full_becomes_no_space_and_names_can_be_added_again(void **state)
{
    struct store *s = open_store(STORE_WRITE);
    AUTO_TEXT struct text error = {.at = NULL};
    char host[64];
    int r = 0;

    (void)state;
    limit_pages(s, 40);
    for (int i = 0; r == 0 && i < 20000; i++) {
        snprintf(host, sizeof(host), "host-with-a-long-name-%d.example", i);
        struct visit v = visit_of(host, t0, t0);

        r = store_add_visit(s, &v, &error);
    }
    assert_int_equal(r, -ENOSPC);
    assert_non_null(strstr(text_string(&error), "make room"));
    limit_pages(s, 4000);
    must_add(s, visit_of("host-with-a-long-name-1.example", t0, t0));
    must_commit(s);
    assert_string_equal(see_all(s, "alex").host, "host-with-a-long-name-1.example");
    store_close(s);
}

static void damage_is_an_answer_and_never_a_crash(void **state)
{
    struct store *s = open_store(STORE_WRITE);
    struct stat status;
    uint32_t random = 7;
    size_t n_refused = 0;
    char host[64];

    (void)state;
    for (int i = 0; i < 2000; i++) {
        snprintf(host, sizeof(host), "h%d.example", i);
        must_add(s, visit_of(host, t0 + i * SECOND_US, t0 + i * SECOND_US));
    }
    must_commit(s);
    store_close(s);
    assert_int_equal(stat(path, &status), 0);
    for (int round = 0; round < 100; round++) {
        AUTO_TEXT struct text error = {.at = NULL};
        struct seen seen = {.n = 0};
        int fd = open(path, O_RDWR);
        char old[64], junk[64];
        off_t at;
        int r;

        random = random * 1664525 + 1013904223;
        at = (off_t)(random % (uint32_t)(status.st_size - 64));
        memset(junk, (int)(random >> 24), sizeof(junk));
        assert_int_equal(pread(fd, old, sizeof(old), at), sizeof(old));
        assert_int_equal(pwrite(fd, junk, sizeof(junk), at), sizeof(junk));
        s = NULL;
        r = store_open(path, STORE_READ, &s, &error);
        if (r == 0)
            r = store_each_visit(s, "alex", DAY0, DAY0 + 1, see, &seen, &error);
        if (r < 0) {
            n_refused++;
            assert_true(error.len > 0);
        }
        store_close(s);
        assert_int_equal(pwrite(fd, old, sizeof(old), at), sizeof(old));
        close(fd);
    }
    assert_true(n_refused > 0);
}

/* Does any file of the store's hold these bytes? */
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
        TEST(what_is_no_store_is_refused_with_what_to_do),
        TEST(a_newer_version_is_refused),
        TEST(an_older_file_is_migrated_step_by_step_or_not_at_all),
        TEST(a_read_only_store_is_read_and_not_written),
        TEST(a_store_is_made_for_its_owner_only),
        TEST(a_full_disk_is_said_and_what_was_kept_stays),
        TEST(sqlite_full_becomes_no_space_and_names_can_be_added_again),
        TEST(damage_is_an_answer_and_never_a_crash),
        TEST(deleted_names_leave_no_byte_in_the_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
