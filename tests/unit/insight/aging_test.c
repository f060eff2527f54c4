/* uses: base catalogue catalogue_compile policy store insight */
#include "insight/aging.h"
#include "insight_house.h"
#include "store/store_keep.h"

static void fill(struct house *h)
{
    AUTO_TEXT struct text error = {.at = NULL};

    for (int day = -21; day < 14; day++) {
        house_visit(h, "discord.com", "discord", MESSAGING, at(day, 16, 10), 20 + day % 7);
        house_visit(h, "tiktok.com", "tiktok", SOCIAL, at(day, 16, 20), 15);
        house_visit(h, "plain.example", "", 0, at(day, 18, 0), 3);
        if (day % 7 == 6) /* over midnight, into the next week */
            house_visit(h, "roblox.com", "roblox", GAMES, at(day, 23, 40), 40);
    }
    for (int i = 0; i < 3; i++) {
        struct block b = {.child = "alex",
                          .host = "www.bet.example",
                          .site = "bet.example",
                          .platform = "",
                          .categories = category_bit(CATEGORY_GAMBLING),
                          .when_us = at(i / 2, 17, 10 * i),
                          .utc_offset_s = OFFSET_S,
                          .rule = "block category gambling",
                          .n = 4};

        assert_int_equal(store_add_block(h->store, &b, &error), 0);
    }
    assert_int_equal(
        store_add_period(h->store, "alex", at(-21, 0, 0), at(14, 0, 0), OFFSET_S, &error), 0);
    assert_int_equal(store_commit(h->store, &error), 0);
}

static int age(struct house *h, int32_t today, uint32_t detail_days, uint32_t weeks_days)
{
    const struct aging how = {today, detail_days, weeks_days};
    AUTO_TEXT struct text error = {.at = NULL};
    bool more = true;
    int n = 0;

    for (; more; n++)
        if (aging_step(h->store, h->catalogue, &how, &more, &error) < 0)
            fail_msg("%s", text_string(&error));
    return n;
}

static struct week *week_from(struct house *h, int day)
{
    struct week *w = NULL;
    AUTO_TEXT struct text error = {.at = NULL};

    if (week_compute(h->store, h->catalogue, "alex", MONDAY + day, MONDAY + day + 7, &w, &error) <
        0)
        fail_msg("%s", text_string(&error));
    return w;
}

/* The range of the sums holds that of the visits. */
static void holds(struct minutes wide, struct minutes narrow)
{
    assert_true(wide.low <= narrow.low);
    assert_true(wide.high >= narrow.high);
    assert_true(wide.low + 7 >= narrow.low);
}

static const struct week_site *site_of(const struct week *w, const char *name)
{
    for (size_t i = 0; i < w->n_sites; i++)
        if (strcmp(w->sites[i].site, name) == 0)
            return &w->sites[i];
    fail_msg("there is no site %s", name);
    return NULL;
}

static int count(const struct visit *v, void *user)
{
    (void)v;
    ++*(int *)user;
    return 0;
}

static int visits_between(struct house *h, int from, int to)
{
    AUTO_TEXT struct text error = {.at = NULL};
    int n = 0;

    assert_int_equal(
        store_each_visit(h->store, "alex", MONDAY + from, MONDAY + to, count, &n, &error), 0);
    return n;
}

static void an_old_week_is_told_from_its_sums(void **state)
{
    AUTO(week_free) struct week *before = NULL, *after = NULL;
    struct house *h = *state;

    fill(h);
    before = week_from(h, 0);
    assert_int_equal(age(h, MONDAY + 7 + 8, 8, 400), 4);
    assert_true(visits_between(h, -30, 6) == 0);
    after = week_from(h, 0);

    holds(after->total, before->total);
    holds(after->chat, before->chat);
    for (int k = 0; k < 3; k++)
        holds(after->total_earlier[k], before->total_earlier[k]);
    assert_int_equal(after->n_sites, before->n_sites);
    assert_int_equal(after->n_platforms, before->n_platforms);
    for (size_t i = 0; i < before->n_sites; i++) {
        const struct week_site *old = &before->sites[i], *now = site_of(after, old->site);

        holds(now->use.minutes, old->use.minutes);
        assert_int_equal(now->use.n_days, old->use.n_days);
        assert_int_equal(now->use.first_day, old->use.first_day);
        assert_int_equal(now->use.last_day, old->use.last_day);
        assert_string_equal(now->platform_id, old->platform_id);
        assert_int_equal(now->categories, old->categories);
    }
    for (size_t i = 0; i < 7; i++) {
        holds(after->days[i].minutes, before->days[i].minutes);
        assert_true(after->days[i].was_watched);
    }
    assert_int_equal(after->n_blocks, 1);
    assert_int_equal(after->blocks[0].n_times, 3);
    assert_int_equal(after->blocks[0].n_days, 2);
    assert_int_equal(after->coverage.n_days_summed, 7);
    assert_int_equal(before->coverage.n_days_summed, 0);
}

static void a_young_week_stays_as_it_was(void **state)
{
    AUTO(week_free) struct week *before = NULL, *after = NULL;
    struct house *h = *state;

    fill(h);
    before = week_from(h, 7);
    age(h, MONDAY + 7 + 8, 8, 400);
    after = week_from(h, 7);
    assert_int_equal(after->total.low, before->total.low);
    assert_int_equal(after->total.high, before->total.high);
    assert_int_equal(after->n_sites, before->n_sites);
    assert_memory_equal(after->heat, before->heat, sizeof(before->heat));
    assert_int_equal(after->coverage.n_days_summed, 0);
    holds(after->total_earlier[0], before->total_earlier[0]);
    assert_true(after->had_earlier[0]);
}

static void it_can_be_done_again_at_any_time(void **state)
{
    AUTO(week_free) struct week *once = NULL, *again = NULL;
    struct house *h = *state;

    fill(h);
    age(h, MONDAY + 7 + 8, 8, 400);
    once = week_from(h, 0);
    assert_int_equal(age(h, MONDAY + 7 + 8, 8, 400), 1);
    assert_int_equal(age(h, MONDAY + 7 + 9, 8, 400), 1);
    age(h, MONDAY + 14 + 8, 8, 400); /* the next week, with what reached into it */
    again = week_from(h, 0);
    assert_int_equal(again->total.low, once->total.low);
    assert_int_equal(again->total.high, once->total.high);
    assert_int_equal(visits_between(h, -30, 13), 0);
}

static void of_what_is_older_than_sums_are_kept_nothing_is_left(void **state)
{
    AUTO(week_free) struct week *w = NULL;
    struct house *h = *state;

    fill(h);
    age(h, MONDAY + 100, 8, 50);
    w = week_from(h, 0);
    assert_int_equal(w->total.high, 0);
    assert_int_equal(w->n_sites, 0);
    assert_int_equal(w->n_blocks, 0);
    assert_int_equal(w->coverage.n_days_watched, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_old_week_is_told_from_its_sums, house_open, house_close),
        cmocka_unit_test_setup_teardown(a_young_week_stays_as_it_was, house_open, house_close),
        cmocka_unit_test_setup_teardown(it_can_be_done_again_at_any_time, house_open, house_close),
        cmocka_unit_test_setup_teardown(of_what_is_older_than_sums_are_kept_nothing_is_left,
                                        house_open, house_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
