/* uses: base catalogue catalogue_compile policy store insight */
#include "insight_house.h"

static const struct week_signal *find(const struct week *w, enum signal_kind kind)
{
    for (size_t i = 0; i < w->n_signals; i++)
        if (w->signals[i].kind == kind)
            return &w->signals[i];
    return NULL;
}

/* Something was watched in each of the four weeks before. */
static void quiet_weeks_before(struct house *h)
{
    for (int week = 1; week <= 4; week++)
        house_visit(h, "school.example", "", 0, at(-7 * week, 12, 0), 10);
}

static void any_use_of_chat_with_strangers_is_told(void **state)
{
    struct house *h = *state;
    struct week *w;
    const struct week_signal *s;

    house_visit(h, "omegle.com", "omegle", STRANGER, at(3, 17, 0), 1);
    house_visit(h, "unknown-chat.example", "", STRANGER, at(4, 17, 0), 1);
    w = house_week(h);
    assert_int_equal(w->n_signals, 2);
    s = find(w, SIGNAL_STRANGER_CHAT);
    assert_string_equal(s->platform->id, "omegle");
    assert_int_equal(s->day, MONDAY + 3);
    assert_int_equal(s->n_days, 1);
    assert_string_equal(w->signals[1].site->site, "unknown-chat.example");
    week_free(w);
}

static void a_first_chat_platform_is_told_once_it_can_be_known(void **state)
{
    struct house *h = *state;
    struct week *w;

    house_visit(h, "tiktok.com", "tiktok", SOCIAL, at(1, 17, 0), 5);
    w = house_week(h);
    assert_int_equal(w->n_signals, 0); /* the first week: everything is seen for the first time */
    week_free(w);
    quiet_weeks_before(h);
    w = house_week(h);
    assert_int_equal(w->n_signals, 1);
    assert_string_equal(find(w, SIGNAL_NEW_CHAT)->platform->id, "tiktok");
    week_free(w);
    house_visit(h, "tiktok.com", "tiktok", SOCIAL, at(-20, 17, 0), 5);
    w = house_week(h);
    assert_null(find(w, SIGNAL_NEW_CHAT));
    week_free(w);
}

static void a_game_and_then_a_first_messenger_is_a_move(void **state)
{
    struct house *h = *state;
    struct week *w;
    const struct week_signal *s;

    quiet_weeks_before(h);
    house_visit(h, "roblox.com", "roblox", GAMES, at(2, 16, 0), 30);
    house_visit(h, "signal.org", "signal", MESSAGING, at(2, 16, 59), 5);
    w = house_week(h);
    s = find(w, SIGNAL_OFF_PLATFORM);
    assert_non_null(s);
    assert_string_equal(s->platform->id, "roblox");
    assert_string_equal(s->other->id, "signal");
    assert_int_equal(s->minute_of_day, 16 * 60 + 59);
    assert_int_equal(s->day, MONDAY + 2);
    week_free(w);
}

static void a_messenger_long_after_or_known_or_before_the_game_is_no_move(void **state)
{
    struct house *h = *state;
    struct week *w;

    quiet_weeks_before(h);
    house_visit(h, "roblox.com", "roblox", GAMES, at(2, 16, 0), 30);
    house_visit(h, "signal.org", "signal", MESSAGING, at(2, 17, 1), 5);
    w = house_week(h);
    assert_null(find(w, SIGNAL_OFF_PLATFORM));
    week_free(w);
    house_visit(h, "discord.com", "discord", MESSAGING, at(2, 15, 50), 5);
    w = house_week(h);
    assert_null(find(w, SIGNAL_OFF_PLATFORM));
    week_free(w);
    house_visit(h, "roblox.com", "roblox", GAMES, at(2, 15, 40), 9);
    house_visit(h, "discord.com", "discord", MESSAGING, at(-9, 15, 50), 5);
    w = house_week(h);
    assert_null(find(w, SIGNAL_OFF_PLATFORM));
    week_free(w);
}

static void a_night_is_told_against_the_familys_own_nights(void **state)
{
    struct house *h = *state;
    struct week *w;
    const struct week_signal *s;

    quiet_weeks_before(h);
    house_visit(h, "a.example", "", 0, at(2, 23, 45), 60);
    w = house_week(h);
    s = find(w, SIGNAL_NIGHT);
    assert_non_null(s);
    assert_int_equal(s->day, MONDAY + 2);
    assert_int_equal(s->n_days, 1);
    assert_int_equal(s->minutes.low, 60);
    assert_int_equal(s->baseline.high, 0);
    assert_int_equal(s->minute_of_day, 24 * 60 + 45);
    week_free(w);
    for (int week = 1; week <= 4; week++)
        house_visit(h, "a.example", "", 0, at(2 - 7 * week, 23, 30), 90);
    w = house_week(h);
    assert_null(find(w, SIGNAL_NIGHT));
    week_free(w);
}

static void a_short_night_is_none(void **state)
{
    struct house *h = *state;
    struct week *w;

    quiet_weeks_before(h);
    house_visit(h, "a.example", "", 0, at(2, 22, 0), 20);
    w = house_week(h);
    assert_null(find(w, SIGNAL_NIGHT));
    week_free(w);
}

static void more_than_before_needs_double_and_an_hour_and_two_weeks(void **state)
{
    struct house *h = *state;
    struct week *w;
    const struct week_signal *s;

    house_visit(h, "roblox.com", "roblox", GAMES, at(1, 14, 0), 180);
    house_visit(h, "roblox.com", "roblox", GAMES, at(-6, 14, 0), 60);
    w = house_week(h);
    assert_null(find(w, SIGNAL_MORE_THAN_BEFORE)); /* one week is no baseline */
    week_free(w);
    house_visit(h, "roblox.com", "roblox", GAMES, at(-13, 14, 0), 60);
    w = house_week(h);
    s = find(w, SIGNAL_MORE_THAN_BEFORE);
    assert_non_null(s);
    assert_string_equal(s->platform->id, "roblox");
    assert_int_equal(s->baseline.low, 60);
    assert_int_equal(s->minutes.low, 180);
    week_free(w);
    house_visit(h, "roblox.com", "roblox", GAMES, at(-12, 14, 0), 120);
    w = house_week(h);
    assert_null(find(w, SIGNAL_MORE_THAN_BEFORE)); /* the mean is now above 90 */
    week_free(w);
}

static void each_told_category_is_one_signal_with_its_most_used_site(void **state)
{
    struct house *h = *state;
    struct week *w;
    const struct week_signal *s;

    for (int i = 0; i < 5; i++) {
        char site[32];

        snprintf(site, sizeof(site), "bets%d.example", i);
        house_visit(h, site, "", category_bit(CATEGORY_GAMBLING), at(i, 12, 0), 5 + i);
    }
    house_visit(h, "vpn.example", "", category_bit(CATEGORY_BYPASS), at(6, 12, 0), 5);
    house_visit(h, "replika.com", "replika", category_bit(CATEGORY_AI_COMPANION), at(6, 13, 0), 5);
    house_visit(h, "maths.example", "", category_bit(CATEGORY_EDUCATION), at(6, 14, 0), 500);
    w = house_week(h);
    s = find(w, SIGNAL_CATEGORY);
    assert_int_equal(w->n_signals, 3);
    assert_int_equal(s->category, CATEGORY_GAMBLING);
    assert_string_equal(s->site->site, "bets4.example");
    assert_int_equal(s->n_days, 5);
    assert_int_equal(s->minutes.low, 35);
    assert_string_equal(find(w, SIGNAL_BYPASS)->site->site, "vpn.example");
    assert_string_equal(find(w, SIGNAL_AI_COMPANION)->platform->id, "replika");
    week_free(w);
}

static void an_embedded_first_is_no_first_and_raises_nothing(void **state)
{
    struct house *h = *state;
    struct week *w;
    struct visit v = house_make("tiktok.com", "tiktok", SOCIAL, at(-10, 12, 0), 60);

    quiet_weeks_before(h);
    v.is_embedded = true;
    house_add(h, v);
    v.first_us = at(1, 12, 0);
    v.last_us = at(1, 23, 59);
    house_add(h, v);
    w = house_week(h);
    assert_int_equal(w->n_signals, 0);
    week_free(w);
    /* A frame of two weeks ago does not take away that this week's own use is the first. */
    house_visit(h, "tiktok.com", "tiktok", SOCIAL, at(2, 17, 0), 5);
    w = house_week(h);
    assert_non_null(find(w, SIGNAL_NEW_CHAT));
    week_free(w);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, house_open, house_close)
    const struct CMUnitTest tests[] = {
        TEST(any_use_of_chat_with_strangers_is_told),
        TEST(a_first_chat_platform_is_told_once_it_can_be_known),
        TEST(a_game_and_then_a_first_messenger_is_a_move),
        TEST(a_messenger_long_after_or_known_or_before_the_game_is_no_move),
        TEST(a_night_is_told_against_the_familys_own_nights),
        TEST(a_short_night_is_none),
        TEST(more_than_before_needs_double_and_an_hour_and_two_weeks),
        TEST(each_told_category_is_one_signal_with_its_most_used_site),
        TEST(an_embedded_first_is_no_first_and_raises_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
