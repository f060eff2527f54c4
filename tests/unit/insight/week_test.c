/* uses: base catalogue catalogue_compile policy store insight */
#include "insight_house.h"

static void an_empty_store_is_a_week_of_zeros(void **state)
{
    struct house *h = *state;
    struct week *w = house_week(h);

    assert_int_equal(w->total.low, 0);
    assert_int_equal(w->total.high, 0);
    assert_int_equal(w->n_platforms, 0);
    assert_int_equal(w->n_sites, 0);
    assert_int_equal(w->n_signals, 0);
    assert_int_equal(w->n_days, 7);
    assert_int_equal(w->latest_minute, -1);
    assert_true(w->is_iso_week);
    assert_int_equal(w->coverage.n_days_watched, 0);
    week_free(w);
}

static void a_span_that_is_none_is_refused(void **state)
{
    struct house *h = *state;
    struct week *w = NULL;
    AUTO_TEXT struct text error = {.at = NULL};

    assert_int_equal(week_compute(h->store, h->catalogue, "alex", MONDAY, MONDAY, &w, &error),
                     -EINVAL);
    assert_int_equal(week_compute(h->store, h->catalogue, "alex", INT32_MIN, INT32_MAX, &w, &error),
                     -EINVAL);
    assert_non_null(strstr(text_string(&error), "ask for"));
    assert_null(w);
}

static void parallel_visits_are_a_union_for_each_key(void **state)
{
    struct house *h = *state;
    struct week *w;

    house_visit(h, "discord.com", "discord", MESSAGING, at(0, 16, 0), 60);
    house_visit(h, "discordapp.com", "discord", MESSAGING, at(0, 16, 30), 60);
    house_visit(h, "roblox.com", "roblox", GAMES, at(0, 16, 0), 60);
    w = house_week(h);
    assert_int_equal(w->n_platforms, 2);
    assert_string_equal(w->platforms[0].id, "discord");
    assert_string_equal(w->platforms[0].platform->name, "Discord");
    assert_int_equal(w->platforms[0].use.minutes.low, 90);
    assert_int_equal(w->platforms[0].use.minutes.high, 93); /* half before, two and a half after */
    assert_int_equal(w->platforms[1].use.minutes.low, 60);
    assert_int_equal(w->total.low, 90);
    assert_int_equal(w->chat.low, 90);
    assert_int_equal(w->n_sites, 3);
    assert_int_equal(w->categories[CATEGORY_MESSAGING].use.minutes.low, 90);
    assert_int_equal(w->categories[CATEGORY_MESSAGING].n_sites, 2);
    assert_int_equal(w->categories[CATEGORY_GAMES].use.minutes.low, 60);
    assert_int_equal(w->platforms[0].use.n_visits, 2);
    week_free(w);
}

static void embedded_machinery_ads_and_claims_appear_nowhere(void **state)
{
    struct house *h = *state;
    struct week *w;
    struct visit v = house_make("omegle.com", "omegle", STRANGER, at(1, 12, 0), 60);

    v.is_embedded = true;
    house_add(h, v);
    v = house_make("update.example", "", 0, at(1, 12, 0), 60);
    v.is_machinery = true;
    house_add(h, v);
    house_visit(h, "ads.example", "", category_bit(CATEGORY_ADS_TRACKERS), at(1, 12, 0), 60);
    v = house_make("lie.example", "discord", MESSAGING, at(1, 12, 0), 60);
    v.evidence = EVIDENCE_CLAIMED;
    house_add(h, v);
    w = house_week(h);
    assert_int_equal(w->total.high, 0);
    assert_int_equal(w->n_platforms, 0);
    assert_int_equal(w->n_sites, 0);
    assert_int_equal(w->n_signals, 0);
    assert_int_equal(w->n_noise_sites, 4);
    for (int c = 0; c < CATEGORY_COUNT; c++)
        assert_int_equal(w->categories[c].use.minutes.high, 0);
    week_free(w);
}

static void use_over_midnight_is_split_between_days_and_hours(void **state)
{
    struct house *h = *state;
    struct week *w;

    house_visit(h, "a.example", "", 0, at(2, 23, 30), 60); /* Wednesday to Thursday */
    w = house_week(h);
    assert_int_equal(w->days[2].minutes.low, 30);
    assert_int_equal(w->days[3].minutes.low, 30);
    assert_int_equal(w->heat[2][23], 30);
    assert_int_equal(w->heat[3][0], 30);
    assert_int_equal(w->heat[3][1], 0);
    assert_int_equal(w->sites[0].use.n_days, 2);
    assert_int_equal(w->sites[0].use.first_day, MONDAY + 2);
    assert_int_equal(w->sites[0].use.last_day, MONDAY + 3);
    /* The evening of Wednesday went on until half past midnight. */
    assert_int_equal(w->days[2].latest_minute, 24 * 60 + 30);
    assert_int_equal(w->days[3].latest_minute, -1);
    assert_int_equal(w->latest_minute, 24 * 60 + 30);
    assert_int_equal(w->sites[0].use.night_minutes_high, 63);
    week_free(w);
}

static void a_visit_that_began_last_week_counts_from_monday(void **state)
{
    struct house *h = *state;
    struct week *w;

    house_visit(h, "a.example", "", 0, at(-1, 23, 30), 60);
    w = house_week(h);
    assert_int_equal(w->total.low, 30);
    assert_int_equal(w->total_earlier[0].low, 30);
    assert_true(w->had_earlier[0]);
    assert_false(w->had_earlier[1]);
    assert_false(w->sites[0].is_first_seen);
    week_free(w);
}

static void summer_time_ends_and_no_minute_is_lost_or_doubled(void **state)
{
    struct house *h = *state;
    struct week *w = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    /* 2025-10-26, a Sunday, day 20387; Berlin goes back at 01:00 UTC. */
    int64_t midnight = 20387 * DAY_US;
    struct visit v = house_make("a.example", "", 0, midnight, 60); /* 02:00 to 03:00 summer time */

    v.utc_offset_s = 7200;
    house_add(h, v);
    v = house_make("b.example", "", 0, midnight + HOUR_US, 60); /* 02:00 to 03:00 again */
    v.utc_offset_s = 3600;
    house_add(h, v);
    assert_int_equal(week_compute(h->store, h->catalogue, "alex", 20381, 20388, &w, &error), 0);
    assert_int_equal(w->total.low, 120);
    assert_int_equal(w->days[6].minutes.low, 120);
    assert_int_equal(w->heat[6][2], 60); /* two hours are named two: no more than 60 of each */
    assert_int_equal(w->heat[6][1], 0);
    week_free(w);
}

static void days_without_us_and_days_without_use_differ(void **state)
{
    struct house *h = *state;
    struct week *w;
    AUTO_TEXT struct text error = {.at = NULL};

    assert_int_equal(store_add_period(h->store, "alex", at(1, 8, 0), at(3, 8, 0), 3600, &error), 0);
    house_visit(h, "a.example", "", 0, at(5, 12, 0), 5);
    w = house_week(h);
    static const bool expected[7] = {false, true, true, true, false, true, false};
    for (int i = 0; i < 7; i++)
        assert_int_equal(w->days[i].was_watched, expected[i]);
    assert_int_equal(w->coverage.n_days_watched, 4);
    week_free(w);
}

static void coverage_counts_connections_by_evidence_and_reason(void **state)
{
    struct house *h = *state;
    struct week *w;
    AUTO_TEXT struct text error = {.at = NULL};

    assert_int_equal(
        store_add_connection(h->store, "alex", MONDAY, EVIDENCE_SAID, NAMELESS_NOT, 90, &error), 0);
    assert_int_equal(store_add_connection(h->store, "alex", MONDAY + 6, EVIDENCE_NONE,
                                          NAMELESS_TUNNEL, 10, &error),
                     0);
    assert_int_equal(store_add_connection(h->store, "alex", MONDAY + 7, EVIDENCE_NONE,
                                          NAMELESS_TUNNEL, 1000, &error),
                     0);
    w = house_week(h);
    assert_true(w->coverage.n_connections == 100);
    assert_true(w->coverage.by_evidence[EVIDENCE_SAID] == 90);
    assert_true(w->coverage.nameless[NAMELESS_TUNNEL] == 10);
    week_free(w);
}

static void new_is_said_only_where_something_was_watched_before(void **state)
{
    struct house *h = *state;
    struct week *w;

    house_visit(h, "discord.com", "discord", MESSAGING, at(1, 12, 0), 5);
    w = house_week(h);
    assert_true(w->platforms[0].is_first_seen);
    assert_false(w->platforms[0].is_new);
    week_free(w);
    house_visit(h, "old.example", "", 0, at(-3, 12, 0), 5);
    w = house_week(h);
    assert_true(w->platforms[0].is_new);
    assert_true(w->sites[0].is_new);
    week_free(w);
    house_visit(h, "discord.com", "discord", MESSAGING, at(-60, 12, 0), 5);
    w = house_week(h);
    assert_false(w->platforms[0].is_new);
    assert_false(w->platforms[0].is_first_seen);
    week_free(w);
}

static void another_childs_visits_are_not_in_it(void **state)
{
    struct house *h = *state;
    struct week *w;
    struct visit v = house_make("kim.example", "", 0, at(1, 12, 0), 60);

    v.child = "kim";
    house_add(h, v);
    w = house_week(h);
    assert_int_equal(w->total.high, 0);
    week_free(w);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, house_open, house_close)
    const struct CMUnitTest tests[] = {
        TEST(an_empty_store_is_a_week_of_zeros),
        TEST(a_span_that_is_none_is_refused),
        TEST(parallel_visits_are_a_union_for_each_key),
        TEST(embedded_machinery_ads_and_claims_appear_nowhere),
        TEST(use_over_midnight_is_split_between_days_and_hours),
        TEST(a_visit_that_began_last_week_counts_from_monday),
        TEST(summer_time_ends_and_no_minute_is_lost_or_doubled),
        TEST(days_without_us_and_days_without_use_differ),
        TEST(coverage_counts_connections_by_evidence_and_reason),
        TEST(new_is_said_only_where_something_was_watched_before),
        TEST(another_childs_visits_are_not_in_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
