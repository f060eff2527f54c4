/* uses: base catalogue policy fold */
#include "base/clock.h"
#include "store/fold.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { KEPT_MAX = 64 };

struct kept {
    char host[64], site[64], platform[32], child[16];
    struct visit visit;
};

static struct {
    struct kept visits[KEPT_MAX];
    size_t n_visits, n_connections;
    size_t by_evidence[EVIDENCE_SAID + 1];
    int answer;
} out;

static const char *const children[] = {"alex", "kim"};
/* Far from midnight in every zone's eyes of a test: each test sets TZ itself where it matters. */
static const int64_t t0 = INT64_C(1764072000) * SECOND_US; /* 2025-11-25 12:00 UTC */

static int keep_visit(const struct visit *v, void *user)
{
    (void)user;
    if (out.answer < 0)
        return out.answer;
    if (out.n_visits < KEPT_MAX) {
        struct kept *k = &out.visits[out.n_visits];

        k->visit = *v;
        snprintf(k->host, sizeof(k->host), "%s", v->host);
        snprintf(k->site, sizeof(k->site), "%s", v->site);
        snprintf(k->platform, sizeof(k->platform), "%s", v->platform);
        snprintf(k->child, sizeof(k->child), "%s", v->child);
    }
    out.n_visits++;
    return 0;
}

static int keep_connection(const char *child, int32_t day, enum evidence evidence,
                           enum nameless nameless, void *user)
{
    (void)child, (void)day, (void)nameless, (void)user;
    out.n_connections++;
    out.by_evidence[evidence]++;
    return 0;
}

static struct fold *begin(void)
{
    static const struct fold_output output = {.visit = keep_visit, .connection = keep_connection};
    struct fold *f = NULL;

    memset(&out, 0, sizeof(out));
    assert_int_equal(fold_new(children, 2, &output, &f), 0);
    return f;
}

static void finish(struct fold *f)
{
    assert_int_equal(fold_finish(f), 0);
    fold_free(f);
}

static struct observation named(const char *name, const char *site, const char *platform,
                                int64_t when_us)
{
    return (struct observation){.when_us = when_us,
                                .protocol = PROTOCOL_TLS,
                                .name = name,
                                .site = site,
                                .evidence = EVIDENCE_SAID,
                                .platform_id = platform,
                                .rule = ""};
}

static uint32_t open_flow(struct fold *f, struct observation o)
{
    uint32_t handle;

    assert_int_equal(fold_open_flow(f, &o, &handle), 0);
    return handle;
}

/* Ten packets and some kilobytes, both ways. */
static void use(struct fold *f, uint32_t handle, int64_t from_us, int64_t to_us)
{
    struct usage u = {.from_us = from_us,
                      .to_us = to_us,
                      .up_bytes = 4000,
                      .down_bytes = 20000,
                      .up_packets = 10,
                      .down_packets = 20};

    assert_int_equal(fold_use(f, handle, &u), 0);
}

static void use_minutes(struct fold *f, uint32_t handle, int64_t from_us, int n)
{
    for (int i = 0; i < n; i++)
        use(f, handle, from_us + i * MINUTE_US, from_us + i * MINUTE_US + 55 * SECOND_US);
}

static const struct kept *kept(const char *host)
{
    for (size_t i = 0; i < out.n_visits && i < KEPT_MAX; i++)
        if (strcmp(out.visits[i].host, host) == 0)
            return &out.visits[i];
    return NULL;
}

static struct observation page(const char *site, int64_t when_us)
{
    return named(site, site, "", when_us);
}

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

static void a_page_with_fifty_frames_is_one_own_site(void **state)
{
    struct fold *f = begin();
    char name[50][32];
    uint32_t first = open_flow(f, page("news.example", t0));

    (void)state;
    use(f, first, t0, t0 + 3 * SECOND_US);
    for (int i = 0; i < 50; i++) {
        int64_t when = t0 + 200000 + i * 180000; /* the last one 9.02 s after the page */

        snprintf(name[i], sizeof(name[i]), "frame%d.example", i);
        use(f, open_flow(f, named(name[i], name[i], i % 2 ? "" : "chat", when)), when,
            when + SECOND_US);
    }
    finish(f);
    assert_int_equal(out.n_visits, 51);
    assert_false(kept("news.example")->visit.is_embedded);
    for (int i = 0; i < 50; i++)
        assert_true(kept(name[i])->visit.is_embedded);
}

static void a_link_followed_after_the_page_is_quiet_is_own(void **state)
{
    struct fold *f = begin();

    (void)state;
    use(f, open_flow(f, page("news.example", t0)), t0, t0 + SECOND_US);
    use(f, open_flow(f, page("shop.example", t0 + 4 * SECOND_US)), t0 + 4 * SECOND_US,
        t0 + 5 * SECOND_US);
    finish(f);
    assert_false(kept("shop.example")->visit.is_embedded);
}

static void a_slow_page_ends_its_burst_after_ten_seconds(void **state)
{
    struct fold *f = begin();

    (void)state;
    for (int i = 0; i <= 10; i++) {
        int64_t when = t0 + i * SECOND_US * 11 / 10;
        static char name[11][32];

        snprintf(name[i], sizeof(name[i]), "slow%d.example", i);
        use(f, open_flow(f, page(name[i], when)), when, when);
    }
    finish(f);
    assert_true(kept("slow9.example")->visit.is_embedded);
    assert_false(kept("slow10.example")->visit.is_embedded);
}

static void names_of_the_same_platform_are_own_in_the_burst(void **state)
{
    struct fold *f = begin();
    static const char *const hosts[][2] = {{"discord.com", "discord.com"},
                                           {"cdn.discordapp.com", "discordapp.com"},
                                           {"gateway.discord.gg", "discord.gg"}};

    (void)state;
    for (int i = 0; i < 3; i++) {
        int64_t when = t0 + i * SECOND_US / 2;

        use(f, open_flow(f, named(hosts[i][0], hosts[i][1], "discord", when)), when, when);
    }
    finish(f);
    assert_int_equal(out.n_visits, 3);
    for (int i = 0; i < 3; i++)
        assert_false(kept(hosts[i][0])->visit.is_embedded);
}

static void machinery_and_ads_never_lead(void **state)
{
    struct fold *f = begin();
    struct observation update = page("update.example", t0);
    struct observation ad = page("ads.example", t0 + 100000);

    (void)state;
    update.is_machinery = true;
    ad.categories = category_bit(CATEGORY_ADS_TRACKERS);
    use(f, open_flow(f, update), t0, t0);
    use(f, open_flow(f, ad), t0 + 100000, t0 + 100000);
    use(f, open_flow(f, page("real.example", t0 + 200000)), t0 + 200000, t0 + 200000);
    finish(f);
    assert_false(kept("real.example")->visit.is_embedded);
    assert_true(kept("update.example")->visit.is_machinery);
}

static void a_site_in_use_is_not_embedded_by_the_next_page(void **state)
{
    struct fold *f = begin();
    int64_t later = t0 + 4 * MINUTE_US;

    (void)state;
    use(f, open_flow(f, page("chat.example", t0)), t0, t0 + SECOND_US);
    use(f, open_flow(f, page("news.example", later)), later, later);
    use(f, open_flow(f, page("chat.example", later + 500000)), later + 500000, later + SECOND_US);
    finish(f);
    for (size_t i = 0; i < out.n_visits; i++)
        assert_false(out.visits[i].visit.is_embedded);
}

static void a_frame_that_reconnects_stays_a_frame(void **state)
{
    struct fold *f = begin();
    uint32_t news = open_flow(f, page("news.example", t0));
    int64_t again = t0 + 40 * SECOND_US;

    (void)state;
    use(f, news, t0, t0 + SECOND_US);
    use(f, open_flow(f, page("frame.example", t0 + SECOND_US)), t0 + SECOND_US, t0 + SECOND_US);
    use(f, news, t0 + 30 * SECOND_US, t0 + 39 * SECOND_US);
    use(f, open_flow(f, page("frame.example", again)), again, again);
    finish(f);
    assert_int_equal(out.n_visits, 2);
    assert_true(kept("frame.example")->visit.is_embedded);
}

static void an_embedded_host_used_by_itself_becomes_own_from_then_on(void **state)
{
    struct fold *f = begin();
    uint32_t frame;
    bool was_embedded = false, was_own = false;

    (void)state;
    use(f, open_flow(f, page("news.example", t0)), t0, t0 + SECOND_US);
    frame = open_flow(f, page("frame.example", t0 + SECOND_US));
    use_minutes(f, frame, t0 + SECOND_US, 12);
    finish(f);
    for (size_t i = 0; i < out.n_visits; i++) {
        if (strcmp(out.visits[i].host, "frame.example") != 0)
            continue;
        if (out.visits[i].visit.is_embedded) {
            was_embedded = true;
            assert_true(out.visits[i].visit.last_us >= t0 + FOLD_OWN_USE_US);
        } else {
            was_own = true;
            assert_true(out.visits[i].visit.first_us >= t0 + FOLD_OWN_USE_US);
        }
    }
    assert_true(was_embedded);
    assert_true(was_own);
}

static void a_frame_beside_its_busy_page_stays_embedded(void **state)
{
    struct fold *f = begin();
    uint32_t news = open_flow(f, page("news.example", t0)), frame;

    (void)state;
    use(f, news, t0, t0 + SECOND_US);
    frame = open_flow(f, page("frame.example", t0 + SECOND_US));
    for (int i = 0; i < 40; i++) {
        use_minutes(f, news, t0 + i * MINUTE_US, 1);
        use_minutes(f, frame, t0 + i * MINUTE_US, 1);
    }
    finish(f);
    for (size_t i = 0; i < out.n_visits; i++)
        assert_int_equal(out.visits[i].visit.is_embedded,
                         strcmp(out.visits[i].host, "frame.example") == 0);
}

static void what_an_unrecorded_page_embeds_leaves_nothing(void **state)
{
    struct fold *f = begin();
    struct observation nameless = page("", t0 + SECOND_US);
    int64_t again = t0 + 60 * SECOND_US;

    (void)state;
    nameless.site = NULL;
    nameless.evidence = EVIDENCE_NONE;
    fold_unrecorded(f, 0, t0);
    use_minutes(f, open_flow(f, page("font.example", t0 + 300000)), t0 + 300000, 20);
    use(f, open_flow(f, nameless), t0 + SECOND_US, t0 + SECOND_US);
    /* A frame of it that reconnects must not be taken for a page. */
    use(f, open_flow(f, page("font.example", again)), again, again + SECOND_US);
    finish(f);
    assert_int_equal(out.n_visits, 0);
    assert_int_equal(out.n_connections, 0);
}

static void children_do_not_mix(void **state)
{
    struct fold *f = begin();
    struct observation other = page("kim.example", t0 + 200000);

    (void)state;
    other.child = 1;
    use(f, open_flow(f, page("alex.example", t0)), t0, t0);
    use(f, open_flow(f, other), t0 + 200000, t0 + 200000);
    finish(f);
    assert_false(kept("kim.example")->visit.is_embedded);
    assert_string_equal(kept("kim.example")->child, "kim");
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
        cmocka_unit_test(a_page_with_fifty_frames_is_one_own_site),
        cmocka_unit_test(a_link_followed_after_the_page_is_quiet_is_own),
        cmocka_unit_test(a_slow_page_ends_its_burst_after_ten_seconds),
        cmocka_unit_test(names_of_the_same_platform_are_own_in_the_burst),
        cmocka_unit_test(machinery_and_ads_never_lead),
        cmocka_unit_test(a_site_in_use_is_not_embedded_by_the_next_page),
        cmocka_unit_test(a_frame_that_reconnects_stays_a_frame),
        cmocka_unit_test(an_embedded_host_used_by_itself_becomes_own_from_then_on),
        cmocka_unit_test(a_frame_beside_its_busy_page_stays_embedded),
        cmocka_unit_test(what_an_unrecorded_page_embeds_leaves_nothing),
        cmocka_unit_test(children_do_not_mix),
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
