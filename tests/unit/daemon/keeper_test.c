/* uses: base wire flow catalogue policy fold store daemon */
#include "../wire/build.h"

#include "daemon/keeper.h"

#include <errno.h>

#define T0 (INT64_C(1764072000) * SECOND_US) /* 2025-11-25 12:00 UTC */

static const char *const children[] = {"Mia", "Tom"};
static struct keeper *k;
static struct visit last;
static char host[64];
static size_t n_visits, n_blocks;
static struct store *store;
static char folder[64], path[96];

static void on_visit(const struct visit *v, void *user)
{
    (void)user;
    n_visits++;
    last = *v;
    snprintf(host, sizeof(host), "%s", v->host);
}

static void on_block(const struct block *b, void *user)
{
    (void)user;
    n_blocks++;
    assert_string_equal(b->rule, "block site blocked.example.com (mia.conf:9)");
}

static void begin(struct store *s)
{
    struct keeper_options options = {.store = s,
                                     .children = children,
                                     .n_children = ARRAY_LEN(children),
                                     .visit = on_visit,
                                     .block = on_block};

    n_visits = n_blocks = 0;
    k = keeper_free(k);
    assert_int_equal(keeper_new(&options, &k), 0);
}

static struct observation named(const char *name)
{
    return (struct observation){.when_us = T0,
                                .protocol = PROTOCOL_TLS,
                                .name = name,
                                .site = name,
                                .evidence = EVIDENCE_SAID,
                                .platform_id = "",
                                .verdict = VERDICT_LOG,
                                .rule = ""};
}

static void open_as(connection_id id, const char *name)
{
    struct observation o = named(name);

    keeper_open(k, id, &o);
}

static void use(connection_id id, int64_t at_us)
{
    struct usage u = {.from_us = at_us,
                      .to_us = at_us + SECOND_US,
                      .up_bytes = 2000,
                      .down_bytes = 90000,
                      .up_packets = 20,
                      .down_packets = 70};

    keeper_use(k, id, &u);
}

static void check_is_well(void)
{
    const char *what;

    assert_int_equal(keeper_error(k, &what), 0);
    assert_string_equal(what, "");
}

static void a_connection_becomes_a_visit(void **state)
{
    (void)state;
    begin(NULL);
    open_as(1, "site.example.com");
    use(1, T0);
    keeper_close(k, 1);
    assert_int_equal(keeper_finish(k), 0);
    assert_int_equal(n_visits, 1);
    assert_string_equal(host, "site.example.com");
    assert_string_equal(last.child, "Mia");
    assert_int_equal(keeper_counts(k).connections, 1);
    assert_int_equal(keeper_counts(k).named, 1);
    assert_int_equal(keeper_counts(k).visits, 1);
}

static void numbers_that_are_not_open_are_nothing(void **state)
{
    static const connection_id none[] = {0, 1, 255, 256, 70000, UINT32_MAX};

    (void)state;
    begin(NULL);
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        use(none[i], T0);
        keeper_close(k, none[i]);
    }
    open_as(7, "site.example.com");
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        use(none[i], T0);
        keeper_close(k, none[i]);
    }
    keeper_unrecorded(k, 2, T0); /* there are two children */
    keeper_unrecorded(k, UINT32_MAX, T0);
    check_is_well();
    assert_int_equal(keeper_finish(k), 0);
    assert_int_equal(n_visits, 0);
}

static void a_number_opened_again_belongs_to_the_new_name(void **state)
{
    (void)state;
    begin(NULL);
    open_as(4000, "one.example.com");
    open_as(4000, "two.example.net");
    use(4000, T0);
    keeper_close(k, 4000);
    use(4000, T0 + MINUTE_US); /* closed: nobody's */
    assert_int_equal(keeper_finish(k), 0);
    assert_int_equal(n_visits, 1);
    assert_string_equal(host, "two.example.net");
    assert_int_equal(last.up_bytes, 2000);
    assert_int_equal(keeper_counts(k).connections, 2);
}

static void an_observer_that_is_gone_leaves_nothing_open(void **state)
{
    (void)state;
    begin(NULL);
    for (connection_id id = 1; id < 600; id++)
        open_as(id, "site.example.com");
    keeper_close_all(k);
    for (connection_id id = 1; id < 600; id++)
        use(id, T0);
    assert_int_equal(keeper_finish(k), 0);
    assert_int_equal(n_visits, 0);
}

static void a_block_comes_out_and_is_no_visit(void **state)
{
    struct observation o = named("blocked.example.com");

    (void)state;
    begin(NULL);
    o.verdict = VERDICT_BLOCK;
    o.rule = "block site blocked.example.com (mia.conf:9)";
    keeper_open(k, 0, &o);
    keeper_close(k, 0);
    assert_int_equal(keeper_finish(k), 0);
    assert_int_equal(n_blocks, 1);
    assert_int_equal(n_visits, 0);
    assert_int_equal(keeper_counts(k).blocks, 1);
}

/* The same error for every call, until it is tried again. */
static void an_error_stays_until_it_is_tried_again(void **state)
{
    struct observation o = named("site.example.com");
    const char *what;

    (void)state;
    begin(NULL);
    o.child = 2;
    keeper_open(k, 1, &o);
    assert_int_equal(keeper_error(k, &what), -EINVAL);
    assert_true(what[0] != '\0');
    assert_int_equal(keeper_save(k), -EINVAL);
    assert_int_equal(keeper_finish(k), -EINVAL);
    keeper_retry(k);
    check_is_well();
    open_as(1, "site.example.com");
    use(1, T0);
    assert_int_equal(keeper_finish(k), 0);
    assert_int_equal(n_visits, 1);
}

static int count_visit(const struct visit *v, void *user)
{
    (void)v;
    ++*(size_t *)user;
    return 0;
}

static int keep_period(int64_t from_us, int64_t to_us, void *user)
{
    int64_t *span = user;

    span[0] = from_us;
    span[1] = to_us;
    return 0;
}

static void what_goes_on_is_kept_as_it_is_now(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    size_t n = 0;
    int64_t span[2] = {0, 0};

    (void)state;
    assert_int_equal(store_open(path, STORE_WRITE, &store, &error), 0);
    begin(store);
    open_as(1, "site.example.com");
    use(1, T0);
    keeper_period(k, T0, T0 + MINUTE_US);
    assert_int_equal(keeper_save(k), 0);
    use(1, T0 + MINUTE_US);
    keeper_period(k, T0, T0 + 2 * MINUTE_US);
    assert_int_equal(keeper_save(k), 0);
    k = keeper_free(k); /* killed: what was saved is there */
    store = store_close(store);
    assert_int_equal(store_open(path, STORE_READ, &store, &error), 0);
    assert_int_equal(store_each_visit(store, "Mia", 0, INT32_MAX, count_visit, &n, &error), 0);
    assert_int_equal(n, 1);
    assert_int_equal(store_each_period(store, "Tom", 0, INT64_MAX, keep_period, span, &error), 0);
    assert_true(span[0] == T0 && span[1] == T0 + 2 * MINUTE_US);
    store = store_close(store);
}

static int say_guess(int32_t day, const char *site, uint64_t count, void *user)
{
    text_addf(user, "%d %s %llu\n", day, site, (unsigned long long)count);
    return 0;
}

static void a_guess_is_counted_and_is_no_visit(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_TEXT struct text said = {.at = NULL};
    char name[300];

    (void)state;
    assert_int_equal(store_open(path, STORE_WRITE, &store, &error), 0);
    begin(store);
    keeper_guess(k, 0, 20417, "cloud.example");
    keeper_guess(k, 0, 20417, "cloud.example");
    keeper_guess(k, 2, 20417, "nobody.example"); /* there is no such child */
    memset(name, 'a', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    keeper_guess(k, 0, 20417, name); /* no name is so long */
    for (int i = 0; i < 200; i++) {  /* more than wait at a time */
        snprintf(name, sizeof(name), "n%03d.example", i);
        keeper_guess(k, 1, 20418, name);
    }
    keeper_commit(k);
    check_is_well();
    assert_int_equal(store_each_guess(store, "Mia", 0, INT32_MAX, say_guess, &said, &error), 0);
    assert_string_equal(text_string(&said), "20417 cloud.example 2\n");
    text_clear(&said);
    assert_int_equal(store_each_guess(store, "Tom", 0, INT32_MAX, say_guess, &said, &error), 0);
    assert_int_equal(said.len, 200 * strlen("20418 n000.example 1\n"));
    assert_int_equal(n_visits, 0);
    store = store_close(store);
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/kindward-keeper-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof(path), "%s/kindward.db", folder);
    return 0;
}

static int remove_folder(void **state)
{
    char command[128];

    (void)state;
    k = keeper_free(k);
    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_connection_becomes_a_visit),
        cmocka_unit_test(numbers_that_are_not_open_are_nothing),
        cmocka_unit_test(a_number_opened_again_belongs_to_the_new_name),
        cmocka_unit_test(an_observer_that_is_gone_leaves_nothing_open),
        cmocka_unit_test(a_block_comes_out_and_is_no_visit),
        cmocka_unit_test(an_error_stays_until_it_is_tried_again),
        cmocka_unit_test(what_goes_on_is_kept_as_it_is_now),
        cmocka_unit_test(a_guess_is_counted_and_is_no_visit),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
