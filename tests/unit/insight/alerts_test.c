/* uses: base catalogue catalogue_compile policy fold record store insight */
#include "insight_house.h"

#include "insight/alerts.h"
#include "store/fold.h"

#define BYPASS category_bit(CATEGORY_BYPASS)
#define BETS   category_bit(CATEGORY_GAMBLING)

/* What came out, a line each: child kind platform-or-site count. */
struct heard {
    struct text lines;
    struct store *store; /* or NULL */
    int answer;
};

static int hear(const struct alert *alert, void *user)
{
    struct heard *h = user;
    AUTO_TEXT struct text error = {.at = NULL};

    if (h->answer < 0)
        return h->answer;
    text_addf(&h->lines, "%s %s %s %llu\n", alert->child, alert_kind_name(alert->kind),
              alert->kind == ALERT_GAP ? gap_kind_name(alert->gap)
              : alert->platform[0]     ? alert->platform
                                       : alert->site,
              (unsigned long long)alert->count);
    return h->store ? store_add_alert(h->store, alert, &error) : 0;
}

static struct alerts *listen(struct heard *h, unsigned per_hour)
{
    struct alerts_options options = {.per_hour = per_hour, .raise = hear, .user = h};
    struct alerts *a = NULL;

    assert_int_equal(alerts_new(&options, &a), 0);
    return a;
}

static void expect(struct heard *h, const char *lines)
{
    assert_string_equal(text_string(&h->lines), lines);
    text_clear(&h->lines);
}

static void see(struct alerts *a, const char *site, const char *platform, category_set set,
                int64_t when_us)
{
    struct visit v = house_make(site, platform, set, when_us, 1);

    v.rule = "";
    assert_int_equal(alerts_visit(a, &v), 0);
}

static void see_marked(struct alerts *a, const char *site, int64_t when_us)
{
    struct visit v = house_make(site, "", BETS, when_us, 1);

    v.verdict = VERDICT_ALERT;
    v.rule = "alert category gambling";
    assert_int_equal(alerts_visit(a, &v), 0);
}

static void the_first_use_of_a_stranger_chat_is_told_once_for_ever(void **state)
{
    struct heard h = {.answer = 0};
    AUTO(alerts_free) struct alerts *a = listen(&h, 0);

    (void)state;
    see(a, "omegle.com", "omegle", STRANGER, at(0, 16, 0));
    see(a, "omegle.com", "omegle", STRANGER, at(0, 16, 0)); /* the same visit, a minute later */
    see(a, "cdn.omegle.com", "omegle", STRANGER, at(1, 16, 0));
    see(a, "chat.example", "", STRANGER | SOCIAL, at(1, 17, 0));
    see(a, "discord.com", "discord", MESSAGING, at(1, 18, 0));
    expect(&h, "alex stranger-chat omegle 1\nalex stranger-chat chat.example 1\n");
    text_done(&h.lines);
}

static void what_the_policy_marked_is_told_once_a_local_day(void **state)
{
    struct heard h = {.answer = 0};
    AUTO(alerts_free) struct alerts *a = listen(&h, 0);

    (void)state;
    see_marked(a, "bet.example", at(0, 22, 0));
    see_marked(a, "bet.example", at(0, 23, 59));
    see_marked(a, "bet.example", at(1, 0, 1));
    see_marked(a, "dice.example", at(1, 0, 2));
    see(a, "poker.example", "", BETS, at(1, 0, 3)); /* not marked */
    expect(&h, "alex rule bet.example 1\nalex rule bet.example 1\nalex rule dice.example 1\n");
    text_done(&h.lines);
}

static void a_way_around_is_told_by_use_by_block_and_by_shape(void **state)
{
    struct heard h = {.answer = 0};
    AUTO(alerts_free) struct alerts *a = listen(&h, 0);
    struct block b = {.child = "alex",
                      .host = "vpn.example",
                      .site = "vpn.example",
                      .platform = "",
                      .categories = BYPASS,
                      .when_us = at(0, 17, 0),
                      .utc_offset_s = OFFSET_S,
                      .evidence = EVIDENCE_SAID,
                      .rule = "block category bypass",
                      .n = 1};

    (void)state;
    see(a, "doh.example", "", BYPASS, at(0, 16, 0));
    assert_int_equal(alerts_block(a, &b), 0);
    assert_int_equal(alerts_block(a, &b), 0);
    assert_int_equal(alerts_tunnel(a, "alex", at(0, 18, 0), OFFSET_S), 0);
    assert_int_equal(alerts_tunnel(a, "alex", at(0, 19, 0), OFFSET_S), 0);
    b.site = "bet.example";
    b.categories = BETS; /* stopped, and no way around */
    assert_int_equal(alerts_block(a, &b), 0);
    expect(&h, "alex bypass doh.example 1\nalex bypass vpn.example 1\nalex bypass  1\n");
    text_done(&h.lines);
}

static void a_use_with_several_reasons_is_told_by_the_first(void **state)
{
    struct heard h = {.answer = 0};
    AUTO(alerts_free) struct alerts *a = listen(&h, 0);
    struct visit v = house_make("omegle.com", "omegle", STRANGER | BYPASS, at(0, 16, 0), 1);

    (void)state;
    v.verdict = VERDICT_ALERT;
    v.rule = "alert platform omegle";
    for (int i = 0; i < 3; i++)
        assert_int_equal(alerts_visit(a, &v), 0);
    expect(&h, "alex stranger-chat omegle 1\n");
    v.first_us = at(1, 16, 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(alerts_visit(a, &v), 0);
    expect(&h, "alex rule omegle 1\n");
    text_done(&h.lines);
}

static void long_gaps_are_told_unless_nothing_could_happen(void **state)
{
    struct heard h = {.answer = 0};
    AUTO(alerts_free) struct alerts *a = listen(&h, 60);

    (void)state;
    for (int k = 0; k < GAP_KIND_COUNT; k++) {
        struct gap g = {.kind = (enum gap_kind)k,
                        .from_us = at(0, 10, 0),
                        .to_us = at(0, 10, 10),
                        .utc_offset_s = OFFSET_S};

        assert_int_equal(alerts_gap(a, &g), 0); /* ten minutes are not more than ten */
        g.to_us = at(0, 10, 12);
        assert_int_equal(alerts_gap(a, &g), 0);
        g.to_us = at(0, 10, 40);
        assert_int_equal(alerts_gap(a, &g), 0);
    }
    expect(&h,
           " gap gate-away 12\n gap gate-frozen 12\n gap inspector-away 12\n gap queue-full 12\n"
           " gap messages-lost 12\n gap recorder-stuck 12\n gap rules-flushed 12\n"
           " gap agent-off 12\n gap start 12\n");
    text_done(&h.lines);
}

static void weak_names_embedded_ones_and_machinery_raise_nothing(void **state)
{
    static const enum evidence weak[] = {EVIDENCE_NONE, EVIDENCE_OUTER, EVIDENCE_CLAIMED,
                                         EVIDENCE_ASKED};
    struct heard h = {.answer = 0};
    AUTO(alerts_free) struct alerts *a = listen(&h, 0);
    struct visit v = house_make("omegle.com", "omegle", STRANGER | BYPASS, at(0, 16, 0), 1);
    struct block b = {.child = "alex",
                      .host = "vpn.example",
                      .site = "vpn.example",
                      .platform = "",
                      .categories = BYPASS,
                      .when_us = at(0, 17, 0),
                      .evidence = EVIDENCE_SAID,
                      .is_embedded = true,
                      .rule = "",
                      .n = 1};

    (void)state;
    v.verdict = VERDICT_ALERT;
    v.rule = "alert platform omegle";
    for (size_t i = 0; i < ARRAY_LEN(weak); i++) {
        v.evidence = weak[i];
        assert_int_equal(alerts_visit(a, &v), 0);
    }
    v.evidence = EVIDENCE_SAID;
    v.is_embedded = true;
    assert_int_equal(alerts_visit(a, &v), 0);
    v.is_embedded = false;
    v.is_machinery = true;
    assert_int_equal(alerts_visit(a, &v), 0);
    assert_int_equal(alerts_block(a, &b), 0);
    b.is_embedded = false;
    b.evidence = EVIDENCE_CLAIMED;
    assert_int_equal(alerts_block(a, &b), 0);
    expect(&h, "");
    v.is_machinery = false;
    assert_int_equal(alerts_visit(a, &v), 0); /* and none of it made the first use known */
    expect(&h, "alex stranger-chat omegle 1\n");
    text_done(&h.lines);
}

static int pass_visit(const struct visit *v, void *user)
{
    return alerts_visit(user, v);
}

static int pass_connection(const char *child, int32_t day, enum evidence evidence,
                           enum nameless nameless, void *user)
{
    (void)child, (void)day, (void)evidence, (void)nameless, (void)user;
    return 0;
}

static int pass_block(const struct block *b, void *user)
{
    return alerts_block(user, b);
}

/* A help line's page embeds a chat: nothing of it is told, however it is marked. */
static void what_an_unrecorded_page_embeds_raises_nothing(void **state)
{
    static const char *const children[] = {"alex"};
    struct heard h = {.answer = 0};
    AUTO(alerts_free) struct alerts *a = listen(&h, 0);
    struct fold_output output = {
        .visit = pass_visit, .connection = pass_connection, .block = pass_block, .user = a};
    AUTO(fold_free) struct fold *f = NULL;
    struct observation o = {.when_us = at(0, 16, 0) + SECOND_US,
                            .protocol = PROTOCOL_TLS,
                            .name = "omegle.com",
                            .site = "omegle.com",
                            .evidence = EVIDENCE_SAID,
                            .categories = STRANGER | BYPASS,
                            .platform_id = "omegle",
                            .rule = "a rule"};
    struct usage u = {.from_us = o.when_us,
                      .to_us = o.when_us + 9 * SECOND_US,
                      .up_bytes = 9000,
                      .down_bytes = 9000,
                      .up_packets = 9,
                      .down_packets = 9};

    (void)state;
    assert_int_equal(fold_new(children, 1, &output, &f), 0);
    fold_unrecorded(f, 0, at(0, 16, 0));
    for (int verdict = VERDICT_ALERT; verdict <= VERDICT_BLOCK; verdict++) {
        uint32_t handle;

        o.verdict = (enum verdict)verdict;
        assert_int_equal(fold_open_flow(f, &o, &handle), 0);
        assert_int_equal(fold_use(f, handle, &u), 0);
        assert_int_equal(fold_emit_open(f), 0);
    }
    assert_int_equal(fold_finish(f), 0);
    expect(&h, "");
    text_done(&h.lines);
}

static void more_than_six_in_an_hour_are_counted_in_one(void **state)
{
    struct heard h = {.answer = 0};
    AUTO(alerts_free) struct alerts *a = listen(&h, 0);
    char site[32];

    (void)state;
    for (int i = 0; i < 10; i++) {
        snprintf(site, sizeof(site), "bet%d.example", i);
        see_marked(a, site, at(0, 16, i));
        see_marked(a, site, at(0, 16, i));
    }
    expect(&h, "alex rule bet0.example 1\nalex rule bet1.example 1\nalex rule bet2.example 1\n"
               "alex rule bet3.example 1\nalex rule bet4.example 1\nalex rule bet5.example 1\n"
               "alex more  1\nalex more  2\nalex more  3\nalex more  4\n");
    see_marked(a, "later.example", at(0, 17, 1)); /* the first was more than an hour ago */
    see_marked(a, "bet9.example", at(0, 17, 2));  /* counted already */
    expect(&h, "alex rule later.example 1\n");
    text_done(&h.lines);
}

static void one_childs_alerts_leave_room_for_anothers(void **state)
{
    struct heard h = {.answer = 0};
    AUTO(alerts_free) struct alerts *a = listen(&h, 1);
    struct visit kim = house_make("omegle.com", "omegle", STRANGER, at(0, 16, 2), 1);

    (void)state;
    see_marked(a, "bet.example", at(0, 16, 0));
    see_marked(a, "dice.example", at(0, 16, 1));
    kim.child = "kim";
    kim.rule = "";
    assert_int_equal(alerts_visit(a, &kim), 0);
    expect(&h, "alex rule bet.example 1\nalex more  1\nkim stranger-chat omegle 1\n");
    text_done(&h.lines);
}

static void what_could_not_be_kept_is_offered_again(void **state)
{
    struct heard h = {.answer = -ENOSPC};
    AUTO(alerts_free) struct alerts *a = listen(&h, 0);
    struct visit v = house_make("omegle.com", "omegle", STRANGER, at(0, 16, 0), 1);

    (void)state;
    v.rule = "";
    assert_int_equal(alerts_visit(a, &v), -ENOSPC);
    h.answer = 0;
    assert_int_equal(alerts_visit(a, &v), 0);
    expect(&h, "alex stranger-chat omegle 1\n");
    text_done(&h.lines);
}

static void a_restart_repeats_nothing_and_knows_what_was_used_before(void **state)
{
    struct house *house = *state;
    struct heard h = {.store = house->store};
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(alerts_free) struct alerts *a = listen(&h, 2);

    house_visit(house, "chat.omegle.com", "omegle", STRANGER, at(-9, 16, 0), 5);
    assert_int_equal(alerts_load(a, house->store, house->catalogue, &error), 0);
    see(a, "omegle.com", "omegle", STRANGER, at(0, 16, 0)); /* used last week */
    see_marked(a, "bet.example", at(0, 16, 1));
    see_marked(a, "dice.example", at(0, 16, 2));
    see_marked(a, "poker.example", at(0, 16, 3));
    expect(&h, "alex rule bet.example 1\nalex rule dice.example 1\nalex more  1\n");

    a = alerts_free(a);
    a = listen(&h, 2);
    assert_int_equal(alerts_load(a, house->store, house->catalogue, &error), 0);
    see(a, "omegle.com", "omegle", STRANGER, at(0, 16, 0));
    see_marked(a, "bet.example", at(0, 16, 1));
    see_marked(a, "cards.example", at(0, 16, 4));
    expect(&h, "alex more  2\n");
    text_done(&h.lines);
}

static void a_flood_of_names_is_bounded_and_the_clock_may_step_back(void **state)
{
    struct heard h = {.answer = 0};
    AUTO(alerts_free) struct alerts *a = listen(&h, 0);
    char site[32];

    (void)state;
    for (int i = 0; i < 6000; i++) {
        snprintf(site, sizeof(site), "chat%d.example", i);
        see(a, site, "", STRANGER, at(0, 16, 0) + (i % 2 ? i : -i) * INT64_C(1000));
    }
    assert_int_equal(strncmp(text_string(&h.lines), "alex stranger-chat chat0", 24), 0);
    assert_non_null(strstr(text_string(&h.lines), "alex more  5994\n"));
    text_done(&h.lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_use_of_a_stranger_chat_is_told_once_for_ever),
        cmocka_unit_test(what_the_policy_marked_is_told_once_a_local_day),
        cmocka_unit_test(a_way_around_is_told_by_use_by_block_and_by_shape),
        cmocka_unit_test(a_use_with_several_reasons_is_told_by_the_first),
        cmocka_unit_test(long_gaps_are_told_unless_nothing_could_happen),
        cmocka_unit_test(weak_names_embedded_ones_and_machinery_raise_nothing),
        cmocka_unit_test(what_an_unrecorded_page_embeds_raises_nothing),
        cmocka_unit_test(more_than_six_in_an_hour_are_counted_in_one),
        cmocka_unit_test(one_childs_alerts_leave_room_for_anothers),
        cmocka_unit_test(what_could_not_be_kept_is_offered_again),
        cmocka_unit_test_setup_teardown(a_restart_repeats_nothing_and_knows_what_was_used_before,
                                        house_open, house_close),
        cmocka_unit_test(a_flood_of_names_is_bounded_and_the_clock_may_step_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
