/* uses: base catalogue policy store */
/* What a store cannot be, and what is then said. */
#include "store_folder.h"

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

/* A file of more pages is "full" to SQLite. */
static void limit_pages(struct store *s, int n)
{
    char pragma[64];

    snprintf(pragma, sizeof(pragma), "PRAGMA max_page_count=%d", n);
    assert_int_equal(sqlite3_exec(s->db, pragma, NULL, NULL, NULL), SQLITE_OK);
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
    int status = -1;

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
int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        TEST(what_is_no_store_is_refused_with_what_to_do),
        TEST(a_newer_version_is_refused),
        TEST(an_older_file_is_migrated_step_by_step_or_not_at_all),
        TEST(a_read_only_store_is_read_and_not_written),
        TEST(a_store_is_made_for_its_owner_only),
        TEST(a_full_disk_is_said_and_what_was_kept_stays),
        TEST(sqlite_full_becomes_no_space_and_names_can_be_added_again),
        TEST(damage_is_an_answer_and_never_a_crash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
