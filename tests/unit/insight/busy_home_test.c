/* uses: base catalogue catalogue_compile policy store fold insight */
/*
 * A week of a busy home: a million connections through fold into a store, and the page from it.
 * Times and memory are printed for who wants to know; what is asserted does not depend on the
 * machine.
 */
#include "insight_house.h"
#include "store/fold.h"

#include <sys/resource.h>
#include <time.h>

enum { CONNECTIONS = 1000000, SITES = 3000 };

static int keep_visit(const struct visit *v, void *user)
{
    struct house *h = user;
    AUTO_TEXT struct text error = {.at = NULL};

    return store_add_visit(h->store, v, &error);
}

static int keep_connection(const char *child, int32_t day, enum evidence evidence,
                           enum nameless nameless, void *user)
{
    struct house *h = user;
    AUTO_TEXT struct text error = {.at = NULL};

    return store_add_connection(h->store, child, day, evidence, nameless, 1, &error);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static long peak_kib(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static int count_visit(const struct visit *v, void *user)
{
    (void)v;
    ++*(size_t *)user;
    return 0;
}

static uint32_t draw(uint32_t *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 17;
    *random ^= *random << 5;
    return *random;
}

static void play(struct house *h, struct fold *f)
{
    static const int64_t step_us = 7 * DAY_US / CONNECTIONS;
    uint32_t random = 99;
    char host[64];

    (void)h;
    for (int i = 0; i < CONNECTIONS; i++) {
        int64_t when = at(0, 0, 0) + i * step_us;
        uint32_t site = draw(&random) % SITES, handle;
        int n = snprintf(host, sizeof(host), "h%u.", draw(&random) % 3);

        snprintf(host + n, sizeof(host) - (size_t)n, "site%u.example", site);
        struct observation o = {.when_us = when,
                                .child = (uint32_t)i % 2,
                                .name = host,
                                .site = host + n,
                                .evidence = EVIDENCE_SAID,
                                .platform_id = site < 5 ? "discord" : "",
                                .categories = site < 5 ? MESSAGING : 0,
                                .is_machinery = site % 10 == 9,
                                .rule = ""};
        struct usage u = {.from_us = when,
                          .to_us = when + draw(&random) % (30 * SECOND_US),
                          .up_bytes = 3000,
                          .down_bytes = 30000,
                          .up_packets = 10,
                          .down_packets = 20};

        if (fold_open_flow(f, &o, &handle) < 0 || fold_use(f, handle, &u) < 0 ||
            fold_close_flow(f, handle) < 0 || (i % 100 == 0 && fold_advance(f, when) < 0))
            fail();
    }
}

static void a_million_connections_become_a_week(void **state)
{
    static const char *const children[] = {"alex", "kim"};
    struct house *h = *state;
    struct fold_output output = {.visit = keep_visit, .connection = keep_connection, .user = h};
    AUTO(fold_free) struct fold *f = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    double begin = seconds();
    struct week *w;
    size_t n_visits = 0;

    setenv("TZ", "Etc/GMT-1", 1);
    tzset();
    assert_int_equal(fold_new(children, 2, &output, &f), 0);
    play(h, f);
    assert_int_equal(fold_finish(f), 0);
    assert_int_equal(store_commit(h->store, &error), 0);
    assert_int_equal(
        store_each_visit(h->store, "alex", MONDAY, MONDAY + 7, count_visit, &n_visits, &error), 0);
    print_message(
        "%d connections folded and stored in %.1f s of CPU, peak memory %ld MiB, %zu visits of"
        " alex\n",
        CONNECTIONS, seconds() - begin, peak_kib() / 1024, n_visits);
    begin = seconds();
    w = house_week(h);
    print_message("week_compute: %.2f s of CPU, peak memory %ld MiB\n", seconds() - begin,
                  peak_kib() / 1024);
    assert_true(w->coverage.n_connections == CONNECTIONS / 2);
    assert_int_equal(w->coverage.n_days_watched, 7);
    assert_int_equal(w->n_platforms, 1);
    assert_true(w->n_sites > 100 && w->n_sites <= SITES);
    assert_true(w->total.low <= 7 * 24 * 60);
    assert_true(w->total.high <= 7 * 24 * 60);
    assert_true(w->total.low > 6 * 24 * 60); /* somebody was always on something */
    assert_true(peak_kib() < 512 * 1024);
    week_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_million_connections_become_a_week, house_open,
                                        house_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
