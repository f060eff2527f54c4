/* uses: base catalogue policy fold */
#include "fold_kept.h"

static void one_connection_is_one_visit_from_first_to_last_activity(void **state)
{
    struct fold *f = begin();
    uint32_t h = open_flow(f, named("cdn.discord.com", "discord.com", "discord", t0));

    (void)state;
    use(f, h, t0, t0 + 10 * SECOND_US);
    use(f, h, t0 + 100 * SECOND_US, t0 + 110 * SECOND_US);
    assert_int_equal(fold_close_flow(f, h), 0);
    finish(f);
    assert_int_equal(out.n_visits, 1);
    assert_string_equal(out.visits[0].host, "cdn.discord.com");
    assert_string_equal(out.visits[0].site, "discord.com");
    assert_string_equal(out.visits[0].platform, "discord");
    assert_string_equal(out.visits[0].child, "alex");
    assert_true(out.visits[0].visit.first_us == t0);
    assert_true(out.visits[0].visit.last_us == t0 + 110 * SECOND_US);
    assert_true(out.visits[0].visit.up_bytes == 8000);
    assert_true(out.visits[0].visit.down_bytes == 40000);
    assert_int_equal(out.visits[0].visit.n_flows, 1);
    assert_int_equal(out.visits[0].visit.evidence, EVIDENCE_SAID);
    assert_false(out.visits[0].visit.is_embedded);
}

static void parallel_connections_are_one_visit(void **state)
{
    struct fold *f = begin();
    uint32_t h[6];

    (void)state;
    for (int i = 0; i < 6; i++)
        h[i] = open_flow(f, page("video.test.example", t0));
    for (int i = 0; i < 6; i++)
        use(f, h[i], t0 + i * SECOND_US, t0 + 50 * SECOND_US);
    finish(f);
    assert_int_equal(out.n_visits, 1);
    assert_int_equal(out.visits[0].visit.n_flows, 6);
    assert_true(out.visits[0].visit.last_us - out.visits[0].visit.first_us == 50 * SECOND_US);
}

static void a_gap_longer_than_visit_gap_begins_another_visit(void **state)
{
    struct fold *f = begin();
    uint32_t h = open_flow(f, page("a.example", t0));

    (void)state;
    use(f, h, t0, t0);
    use(f, h, t0 + VISIT_GAP_US, t0 + VISIT_GAP_US);
    use(f, h, t0 + 2 * VISIT_GAP_US + 1, t0 + 2 * VISIT_GAP_US + 1);
    finish(f);
    assert_int_equal(out.n_visits, 2);
}

static void an_idle_tab_of_a_day_is_no_use(void **state)
{
    struct fold *f = begin();
    uint32_t h = open_flow(f, page("tab.example", t0));

    (void)state;
    use(f, h, t0, t0 + SECOND_US);
    for (int i = 1; i < 24 * 60; i++) {
        /* A keep-alive and its answer twice a minute, 66 bytes each, or a WebSocket's ping. */
        struct usage u = {.from_us = t0 + i * MINUTE_US,
                          .to_us = t0 + i * MINUTE_US + 30 * SECOND_US,
                          .up_bytes = 2 * 92,
                          .down_bytes = 2 * 92,
                          .up_packets = 2,
                          .down_packets = 2};

        assert_int_equal(fold_use(f, h, &u), 0);
        assert_int_equal(fold_advance(f, u.to_us), 0);
    }
    finish(f);
    assert_int_equal(out.n_visits, 1);
    assert_true(out.visits[0].visit.last_us - out.visits[0].visit.first_us == SECOND_US);
}

static void bytes_in_one_direction_are_no_use(void **state)
{
    struct fold *f = begin();
    uint32_t h = open_flow(f, page("scan.example", t0));
    struct usage u = {.from_us = t0, .to_us = t0, .up_bytes = 90000, .up_packets = 60};

    (void)state;
    assert_int_equal(fold_use(f, h, &u), 0);
    finish(f);
    assert_int_equal(out.n_visits, 0);
    assert_int_equal(out.n_connections, 1);
}

static void claimed_and_outer_names_and_nameless_are_counted_and_no_visit(void **state)
{
    static const enum evidence weak[] = {EVIDENCE_NONE, EVIDENCE_OUTER, EVIDENCE_CLAIMED,
                                         EVIDENCE_ASKED};
    struct fold *f = begin();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(weak); i++) {
        struct observation o = page("lie.example", t0 + (int64_t)i * MINUTE_US);

        o.evidence = weak[i];
        if (weak[i] == EVIDENCE_NONE) {
            o.name = "";
            o.site = NULL;
            o.nameless = NAMELESS_SAYS_NONE;
        }
        use_minutes(f, open_flow(f, o), o.when_us, 10);
    }
    finish(f);
    assert_int_equal(out.n_visits, 0);
    assert_int_equal(out.n_connections, 4);
    for (size_t i = 0; i < ARRAY_LEN(weak); i++)
        assert_int_equal(out.by_evidence[weak[i]], 1);
}

static void a_child_that_is_none_is_refused(void **state)
{
    struct fold *f = begin();
    struct observation o = page("a.example", t0);
    uint32_t handle;

    (void)state;
    o.child = 2;
    assert_int_equal(fold_open_flow(f, &o, &handle), -EINVAL);
    fold_unrecorded(f, 2, t0);
    finish(f);
    assert_int_equal(out.n_connections, 0);
}

static void time_that_steps_back_harms_nothing(void **state)
{
    struct fold *f = begin();
    uint32_t h = open_flow(f, page("a.example", t0));

    (void)state;
    use(f, h, t0, t0 + SECOND_US);
    use(f, h, t0 - 365 * DAY_US, t0 - 365 * DAY_US + SECOND_US);
    use(f, h, t0 + SECOND_US, t0 - SECOND_US);
    use(f, h, INT64_MIN, INT64_MAX);
    use(f, h, INT64_MAX, INT64_MIN);
    assert_int_equal(fold_advance(f, INT64_MIN), 0);
    assert_int_equal(fold_advance(f, INT64_MAX), 0);
    finish(f);
    assert_true(out.n_visits >= 3);
    for (size_t i = 0; i < out.n_visits; i++)
        assert_true(out.visits[i].visit.first_us <= out.visits[i].visit.last_us);
}

static void a_long_visit_comes_out_by_the_hour_without_a_hole(void **state)
{
    struct fold *f = begin();
    uint32_t h = open_flow(f, page("a.example", t0));

    (void)state;
    use_minutes(f, h, t0, 300);
    finish(f);
    assert_true(out.n_visits >= 4);
    for (size_t i = 1; i < out.n_visits; i++)
        assert_true(out.visits[i].visit.first_us == out.visits[i - 1].visit.last_us);
}

static void the_offset_is_that_of_the_first_moment(void **state)
{
    struct fold *f;
    /* 2025-10-26: Berlin leaves summer time at 01:00 UTC. */
    int64_t before = INT64_C(1761438600) * SECOND_US; /* 00:30 UTC */
    int64_t after = before + 2 * HOUR_US;

    (void)state;
    setenv("TZ", "Europe/Berlin", 1);
    tzset();
    f = begin();
    use(f, open_flow(f, page("a.example", before)), before, before);
    use(f, open_flow(f, page("b.example", after)), after, after);
    finish(f);
    setenv("TZ", "UTC", 1);
    tzset();
    assert_int_equal(kept("a.example")->visit.utc_offset_s, 7200);
    assert_int_equal(kept("b.example")->visit.utc_offset_s, 3600);
}

static void a_million_random_names_are_bounded(void **state)
{
    struct fold *f = begin();
    size_t n = 1000000, known;
    char name[64], site[32];

    (void)state;
    for (size_t i = 0; i < n; i++) {
        int64_t when = t0 + (int64_t)i * 5000; /* well within two hours */
        uint32_t h;

        snprintf(site, sizeof(site), "r%zu.example", i % 2 ? i : 7);
        snprintf(name, sizeof(name), "x%zu.%s", i, site);
        struct observation o = named(name, name + strlen(name) - strlen(site), "", when);
        h = open_flow(f, o);
        use(f, h, when, when);
        assert_int_equal(fold_close_flow(f, h), 0);
        if (i % 10000 == 0)
            assert_int_equal(fold_advance(f, when), 0);
    }
    /* What has a meaning still comes through. */
    use(f, open_flow(f, named("discord.com", "discord.com", "discord", t0 + 6000 * SECOND_US)),
        t0 + 6000 * SECOND_US, t0 + 6000 * SECOND_US);
    assert_int_equal(fold_advance(f, t0 + 3 * HOUR_US), 0);
    known = out.n_visits;
    finish(f);
    /* Own and embedded are places of their own, so twice the ceiling and a little. */
    assert_true(known <= 2 * 2 * FOLD_NAMES_PER_DAY + 400);
    assert_int_equal(out.n_connections, n + 1);
}

static void more_connections_than_the_ceiling_close_the_oldest(void **state)
{
    struct fold *f = begin();
    uint32_t first = open_flow(f, page("a.example", t0)), last = first;

    (void)state;
    for (int i = 0; i < (1 << 20) + 10; i++)
        last = open_flow(f, page("a.example", t0 + i));
    use(f, first, t0, t0 + SECOND_US); /* quietly ignored */
    assert_int_equal(fold_advance(f, t0 + SECOND_US), 0);
    use(f, last, t0 + 2 * SECOND_US, t0 + 3 * SECOND_US);
    finish(f);
    assert_int_equal(out.n_visits, 1);
    assert_true(out.visits[0].visit.first_us == t0 + 2 * SECOND_US);
    assert_int_equal(out.n_connections, (1 << 20) + 11);
}

static void the_error_of_an_output_comes_back(void **state)
{
    struct fold *f = begin();

    (void)state;
    use(f, open_flow(f, page("a.example", t0)), t0, t0);
    out.answer = -ENOSPC;
    assert_int_equal(fold_advance(f, t0 + HOUR_US), -ENOSPC);
    fold_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_connection_is_one_visit_from_first_to_last_activity),
        cmocka_unit_test(parallel_connections_are_one_visit),
        cmocka_unit_test(a_gap_longer_than_visit_gap_begins_another_visit),
        cmocka_unit_test(an_idle_tab_of_a_day_is_no_use),
        cmocka_unit_test(bytes_in_one_direction_are_no_use),
        cmocka_unit_test(claimed_and_outer_names_and_nameless_are_counted_and_no_visit),
        cmocka_unit_test(a_child_that_is_none_is_refused),
        cmocka_unit_test(time_that_steps_back_harms_nothing),
        cmocka_unit_test(a_long_visit_comes_out_by_the_hour_without_a_hole),
        cmocka_unit_test(the_offset_is_that_of_the_first_moment),
        cmocka_unit_test(a_million_random_names_are_bounded),
        cmocka_unit_test(more_connections_than_the_ceiling_close_the_oldest),
        cmocka_unit_test(the_error_of_an_output_comes_back),
    };

    setenv("TZ", "UTC", 1);
    tzset();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
