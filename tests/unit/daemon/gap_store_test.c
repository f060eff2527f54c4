/* uses: base wire flow catalogue policy fold store insight daemon agent */
#include "../wire/build.h"

#include "daemon/gap_store.h"

#include <unistd.h>

#define T0 (INT64_C(1764072000) * SECOND_US)

static const char *const children[] = {"Mia"};
static char folder[64], path[96];
static struct store *store;
static struct gap_store g;
static struct gap last;
static size_t n_gaps;

static int on_gap(const struct gap *gap, void *user)
{
    (void)user;
    n_gaps++;
    last = *gap;
    return 0;
}

static void begin(void)
{
    AUTO_TEXT struct text error = {.at = NULL};

    snprintf(folder, sizeof(folder), "/tmp/gap_store_test.XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/kindward.db", folder);
    assert_int_equal(store_open(path, STORE_WRITE, &store, &error), 0);
    g = (struct gap_store){.store = store};
    n_gaps = 0;
}

static void watched(int64_t from_s, int64_t to_s)
{
    AUTO_TEXT struct text error = {.at = NULL};

    assert_int_equal(
        store_add_period(store, "Mia", T0 + from_s * SECOND_US, T0 + to_s * SECOND_US, 0, &error),
        0);
    assert_int_equal(store_commit(store, &error), 0);
}

static void starts_at(int64_t now_s)
{
    AUTO_TEXT struct text error = {.at = NULL};

    gap_store_add_time_off(&g, children, 1, T0 + now_s * SECOND_US);
    assert_int_equal(store_each_gap(store, 0, INT64_MAX, on_gap, NULL, &error), 0);
}

static void end(void)
{
    char command[128];

    store = store_close(store);
    snprintf(command, sizeof(command), "rm -r %s", folder);
    assert_int_equal(system(command), 0); // NOLINT(cert-env33-c)
}

static void time_without_anybody_is_a_gap(void **state)
{
    (void)state;
    begin();
    watched(0, 100);
    watched(200, 300);
    starts_at(400);
    assert_int_equal(n_gaps, 1);
    assert_int_equal(last.kind, GAP_AGENT_OFF);
    assert_int_equal(last.from_us, T0 + 300 * SECOND_US);
    assert_int_equal(last.to_us, T0 + 400 * SECOND_US);
    end();
}

static void a_quick_restart_and_a_first_start_are_none(void **state)
{
    (void)state;
    begin();
    starts_at(0);
    watched(0, 100);
    starts_at(104);
    assert_int_equal(n_gaps, 0);
    end();
}

/* The clock ran hours ahead and was set right: what ended in that future hides no gap until then.
 */
static void a_clock_that_was_set_back_hides_no_gap(void **state)
{
    (void)state;
    begin();
    watched(0, 100);
    watched(20000, 20100); /* by the wrong clock */
    watched(200, 300);
    starts_at(400);
    assert_int_equal(n_gaps, 1);
    assert_int_equal(last.from_us, T0 + 300 * SECOND_US);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_without_anybody_is_a_gap),
        cmocka_unit_test(a_quick_restart_and_a_first_start_are_none),
        cmocka_unit_test(a_clock_that_was_set_back_hides_no_gap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
