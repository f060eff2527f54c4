/* uses: base catalogue catalogue_compile policy record store insight */
/* Gaps and blocks of a week. */
#include "insight_house.h"

static void gap(struct house *h, enum gap_kind kind, int64_t from_us, int64_t to_us)
{
    struct gap g = {
        .kind = kind, .from_us = from_us, .to_us = to_us, .utc_offset_s = OFFSET_S, .n_lost = 2};
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_add_gap(h->store, &g, &error) < 0)
        fail_msg("%s", text_string(&error));
}

static void block(struct house *h, const char *site, int64_t when_us, bool is_embedded)
{
    struct block b = {.child = "alex",
                      .host = site,
                      .site = site,
                      .platform = "",
                      .categories = GAMES,
                      .when_us = when_us,
                      .utc_offset_s = OFFSET_S,
                      .protocol = PROTOCOL_TLS,
                      .evidence = EVIDENCE_SAID,
                      .is_embedded = is_embedded,
                      .rule = "block category games",
                      .n = 9};
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_add_block(h->store, &b, &error) < 0)
        fail_msg("%s", text_string(&error));
}

static void gaps_are_clipped_to_the_span_and_close_ones_are_one(void **state)
{
    struct house *h = *state;
    AUTO(week_free) struct week *w = NULL;

    house_visit(h, "a.example", "", 0, at(2, 12, 0), 5); /* so that the zone is known */
    gap(h, GAP_AGENT_OFF, at(-1, 23, 0), at(0, 1, 0));
    gap(h, GAP_QUEUE_FULL, at(1, 14, 0), at(1, 14, 1));
    gap(h, GAP_GATE_AWAY, at(1, 14, 2), at(1, 14, 3));
    gap(h, GAP_QUEUE_FULL, at(1, 14, 4), at(1, 14, 9));
    gap(h, GAP_QUEUE_FULL, at(1, 15, 0), at(1, 15, 1));
    gap(h, GAP_MACHINE_ASLEEP, at(1, 22, 0), at(2, 7, 0));
    gap(h, GAP_AGENT_OFF, at(7, 0, 0), at(7, 1, 0));
    w = house_week(h);
    assert_int_equal(w->n_gaps, 4);
    assert_int_equal(w->gaps[0].kind, GAP_AGENT_OFF);
    assert_true(w->gaps[0].from_us == at(0, 0, 0) && w->gaps[0].to_us == at(0, 1, 0));
    assert_int_equal(w->gaps[1].kind, GAP_QUEUE_FULL);
    assert_true(w->gaps[1].from_us == at(1, 14, 0) && w->gaps[1].to_us == at(1, 14, 9));
    assert_int_equal(w->gaps[1].n_lost, 4);
    assert_int_equal(w->gaps[2].kind, GAP_GATE_AWAY);
    assert_true(w->gaps[3].from_us == at(1, 15, 0));
}

static void blocks_are_counted_by_moments_and_not_what_pages_embed(void **state)
{
    struct house *h = *state;
    AUTO(week_free) struct week *w = NULL;

    block(h, "rare.example", at(0, 16, 0), false);
    for (int i = 0; i < 3; i++) {
        block(h, "often.example", at(i, 16, 0), false);
        block(h, "often.example", at(i, 16, 0) + 20 * SECOND_US, false);
        block(h, "often.example", at(i, 17, 0), false);
        block(h, "frame.example", at(i, 17, 0), true);
    }
    block(h, "often.example", at(-1, 17, 0), false);
    block(h, "often.example", at(7, 0, 0), false);
    w = house_week(h);
    assert_int_equal(w->n_blocks, 2);
    assert_string_equal(w->blocks[0].site, "often.example");
    assert_int_equal(w->blocks[0].n_times, 6);
    assert_int_equal(w->blocks[0].n_days, 3);
    assert_true(w->blocks[0].categories == GAMES);
    assert_string_equal(w->blocks[1].site, "rare.example");
    assert_int_equal(w->n_sites, 0); /* no use */
}

static void guess(struct house *h, int32_t day, const char *site, uint64_t n)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_add_guess(h->store, "alex", day, site, n, &error) < 0)
        fail_msg("%s", text_string(&error));
}

static void guesses_are_added_up_and_are_no_use(void **state)
{
    struct house *h = *state;
    AUTO(week_free) struct week *w = NULL;
    char site[32];

    guess(h, MONDAY, "cloud.example", 2);
    guess(h, MONDAY + 6, "cloud.example", 3);
    guess(h, MONDAY + 1, "games.example", 4);
    guess(h, MONDAY - 1, "cloud.example", 100);
    guess(h, MONDAY + 7, "cloud.example", 100);
    w = house_week(h);
    assert_int_equal(w->n_guesses, 2);
    assert_string_equal(w->guesses[0].site, "cloud.example");
    assert_int_equal(w->guesses[0].n, 5);
    assert_int_equal(w->coverage.n_guessed, 9);
    assert_int_equal(w->n_sites, 0);
    assert_int_equal(w->n_signals, 0);
    assert_int_equal(w->total.high, 0);
    for (int i = 0; i < 2 * WEEK_GUESSES_MAX; i++) {
        snprintf(site, sizeof(site), "n%d.example", i);
        guess(h, MONDAY + 2, site, 1);
    }
    w = week_free(w);
    w = house_week(h);
    assert_int_equal(w->n_guesses, WEEK_GUESSES_MAX);
    assert_int_equal(w->coverage.n_guessed, 9 + 2 * WEEK_GUESSES_MAX);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, house_open, house_close)
    const struct CMUnitTest tests[] = {
        TEST(gaps_are_clipped_to_the_span_and_close_ones_are_one),
        TEST(blocks_are_counted_by_moments_and_not_what_pages_embed),
        TEST(guesses_are_added_up_and_are_no_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
