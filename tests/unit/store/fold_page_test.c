/* uses: base catalogue policy fold */
/* What a page embeds is no site of the child's (APP-6). */
#include "fold_kept.h"

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

static void a_connection_named_late_does_not_end_the_page_load_of_now(void **state)
{
    struct fold *f = begin();
    char name[8][32];

    (void)state;
    use(f, open_flow(f, page("news.example", t0)), t0, t0);
    for (int i = 0; i < 8; i++) {
        int64_t when = t0 - (i + 1) * 20 * SECOND_US;

        snprintf(name[i], sizeof(name[i]), "late%d.example", i);
        use(f, open_flow(f, page(name[i], when)), when, when);
        when = t0 + (i + 1) * SECOND_US;
        use(f, open_flow(f, page("frame.example", when)), when, when);
    }
    finish(f);
    assert_true(kept("frame.example")->visit.is_embedded);
    for (int i = 0; i < 8; i++)
        assert_false(kept(name[i])->visit.is_embedded);
}

static void an_open_tab_that_was_own_once_is_embedded_again_after_a_long_rest(void **state)
{
    struct fold *f = begin();
    int64_t later = t0 + 3 * HOUR_US;
    uint32_t frame;

    (void)state;
    use(f, open_flow(f, page("news.example", t0)), t0, t0 + SECOND_US);
    frame = open_flow(f, page("frame.example", t0 + SECOND_US));
    use_minutes(f, frame, t0 + SECOND_US, 12);
    assert_int_equal(fold_advance(f, later), 0);
    use(f, frame, later, later + SECOND_US);
    finish(f);
    assert_true(out.visits[out.n_visits - 1].visit.first_us == later);
    assert_true(out.visits[out.n_visits - 1].visit.is_embedded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
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
        cmocka_unit_test(a_connection_named_late_does_not_end_the_page_load_of_now),
        cmocka_unit_test(an_open_tab_that_was_own_once_is_embedded_again_after_a_long_rest),
    };

    setenv("TZ", "UTC", 1);
    tzset();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
