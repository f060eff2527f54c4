/* uses: base catalogue policy record store */
/* Alerts, gaps and blocks in the store, and a file of the version before them. */
#include "store_folder.h"

static const struct alert stranger = {.child = "alex",
                                      .when_us = 1764072000000000,
                                      .utc_offset_s = 3600,
                                      .kind = ALERT_STRANGER_CHAT,
                                      .platform = "omegle",
                                      .site = "omegle.com",
                                      .category = CATEGORY_STRANGER_CHAT,
                                      .count = 1,
                                      .rule = "alert category stranger-chat"};

static void must_alert(struct store *s, struct alert a)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_add_alert(s, &a, &error) < 0)
        fail_msg("%s", text_string(&error));
}

static void must_block(struct store *s, struct block b)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_add_block(s, &b, &error) < 0)
        fail_msg("%s", text_string(&error));
}

static void must_gap(struct store *s, struct gap g)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_add_gap(s, &g, &error) < 0)
        fail_msg("%s", text_string(&error));
}

/* One line a row, so that a test reads as what it expects. */
static int say_alert(const struct alert *a, void *user)
{
    text_addf(user, "%lld %s %s %s %s %llu %s%s\n", (long long)a->id, a->child,
              alert_kind_name(a->kind), a->platform, a->site, (unsigned long long)a->count, a->rule,
              a->told_us ? " told" : "");
    return 0;
}

static int say_gap(const struct gap *g, void *user)
{
    text_addf(user, "%s %lld %lld %llu\n", gap_kind_name(g->kind),
              (long long)((g->from_us - t0) / SECOND_US), (long long)((g->to_us - t0) / SECOND_US),
              (unsigned long long)g->n_lost);
    return 0;
}

static int say_block(const struct block *b, void *user)
{
    text_addf(user, "%s %s %lld %u %s %s%s\n", b->host, b->platform,
              (long long)((b->when_us - t0) / SECOND_US), b->n, b->rule, protocol_name(b->protocol),
              b->is_embedded ? " embedded" : "");
    return 0;
}

static void expect_alerts(struct store *s, const char *child, bool only_open, const char *lines)
{
    AUTO_TEXT struct text said = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_each_alert(s, child, INT64_MIN, only_open, say_alert, &said, &error) < 0)
        fail_msg("%s", text_string(&error));
    assert_string_equal(text_string(&said), lines);
}

static void expect_gaps(struct store *s, int64_t from_us, int64_t to_us, const char *lines)
{
    AUTO_TEXT struct text said = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_each_gap(s, from_us, to_us, say_gap, &said, &error) < 0)
        fail_msg("%s", text_string(&error));
    assert_string_equal(text_string(&said), lines);
}

static void expect_blocks(struct store *s, const char *child, const char *lines)
{
    AUTO_TEXT struct text said = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_each_block(s, child, DAY0 - 2, DAY0 + 3, say_block, &said, &error) < 0)
        fail_msg("%s", text_string(&error));
    assert_string_equal(text_string(&said), lines);
}

static void an_alert_is_kept_at_once_and_stays_open_until_someone_is_told(void **state)
{
    struct store *s = open_store(STORE_WRITE);
    struct alert about_us = {.child = "",
                             .when_us = t0 + HOUR_US,
                             .kind = ALERT_GAP,
                             .platform = "",
                             .site = "",
                             .category = CATEGORY_OTHER,
                             .gap = GAP_AGENT_OFF,
                             .count = 12,
                             .rule = ""};
    AUTO_TEXT struct text error = {.at = NULL};
    uint64_t n = 9;

    (void)state;
    must_add(s, visit_of("a.example", t0, t0)); /* not committed by us */
    must_alert(s, about_us);
    must_alert(s, stranger);
    store_close(s);
    s = open_store(STORE_WRITE);
    assert_int_equal(see_all(s, "alex").n, 1);
    expect_alerts(s, NULL, true,
                  "2 alex stranger-chat omegle omegle.com 1 alert category stranger-chat\n"
                  "1  gap   12 \n");
    expect_alerts(s, "alex", true,
                  "2 alex stranger-chat omegle omegle.com 1 alert category stranger-chat\n");
    expect_alerts(s, "nobody", false, "");
    assert_int_equal(store_alert_told(s, 2, t0 + DAY_US, &n, &error), 0);
    assert_int_equal(n, 1);
    assert_int_equal(store_alert_told(s, 2, t0 + DAY_US, &n, &error), 0);
    assert_int_equal(n, 0);
    must_commit(s);
    expect_alerts(s, NULL, true, "1  gap   12 \n");
    assert_int_equal(store_alert_told(s, 0, t0 + DAY_US, &n, &error), 0);
    assert_int_equal(n, 1);
    expect_alerts(s, NULL, true, "");
    store_close(s);
}

static void the_same_alert_again_is_one_row_with_the_larger_count(void **state)
{
    struct store *s = open_store(STORE_WRITE);
    struct alert more = stranger;

    (void)state;
    more.kind = ALERT_MORE;
    more.platform = more.site = more.rule = "";
    more.count = 3;
    must_alert(s, more);
    more.count = 5;
    must_alert(s, more);
    more.child = ""; /* about nobody: another one, and the same again */
    must_alert(s, more);
    must_alert(s, more);
    expect_alerts(s, NULL, false, "1 alex more   5 \n3  more   5 \n");
    store_close(s);
}

static void an_alert_that_grows_after_it_was_told_is_open_again(void **state)
{
    struct store *s = open_store(STORE_WRITE);
    AUTO_TEXT struct text error = {.at = NULL};
    struct alert more = stranger;
    uint64_t n;

    (void)state;
    more.kind = ALERT_MORE;
    more.platform = more.site = more.rule = "";
    must_alert(s, more);
    assert_int_equal(store_alert_told(s, 0, t0 + DAY_US, &n, &error), 0);
    must_alert(s, more);
    expect_alerts(s, NULL, false, "1 alex more   1  told\n");
    more.count = 2;
    must_alert(s, more);
    expect_alerts(s, NULL, true, "1 alex more   2 \n");
    store_close(s);
}

static void a_gap_that_goes_on_is_one_row(void **state)
{
    struct store *s = open_store(STORE_WRITE);
    struct gap g = {.kind = GAP_QUEUE_FULL, .from_us = t0, .to_us = t0 + SECOND_US, .n_lost = 7};

    (void)state;
    must_gap(s, g);
    g.to_us = t0 + 20 * SECOND_US;
    g.n_lost = 40;
    must_gap(s, g);
    g.kind = GAP_GATE_AWAY;
    must_gap(s, g);
    g.from_us = g.to_us + 1; /* ends before it begins */
    must_gap(s, g);
    must_commit(s);
    expect_gaps(s, INT64_MIN, INT64_MAX, "gate-away 0 20 40\nqueue-full 0 20 40\n");
    expect_gaps(s, t0 + 20 * SECOND_US, INT64_MAX, "");
    expect_gaps(s, t0 + 19 * SECOND_US, t0 + DAY_US, "gate-away 0 20 40\nqueue-full 0 20 40\n");
    store_close(s);
}

static void blocks_of_a_site_by_a_rule_within_a_minute_are_one_row(void **state)
{
    struct store *s = open_store(STORE_WRITE);
    struct block b = {.child = "alex",
                      .host = "www.bet.example",
                      .site = "bet.example",
                      .platform = "bet",
                      .categories = category_bit(CATEGORY_GAMBLING),
                      .when_us = t0,
                      .protocol = PROTOCOL_QUIC,
                      .evidence = EVIDENCE_SAID,
                      .rule = "block category gambling",
                      .n = 1};

    (void)state;
    must_block(s, b);
    b.when_us = t0 + 20 * SECOND_US;
    b.host = "m.bet.example";
    b.n = 2;
    must_block(s, b);
    b.when_us = t0 + 30 * SECOND_US;
    b.is_embedded = true;
    must_block(s, b);
    b.is_embedded = false;
    b.rule = "block site bet.example";
    must_block(s, b);
    b.rule = "block category gambling";
    b.when_us = t0 + 60 * SECOND_US;
    must_block(s, b);
    b.child = "kim";
    must_block(s, b);
    must_commit(s);
    expect_blocks(s, "alex",
                  "www.bet.example bet 0 3 block category gambling quic\n"
                  "m.bet.example bet 30 2 block category gambling quic embedded\n"
                  "m.bet.example bet 30 2 block site bet.example quic\n"
                  "m.bet.example bet 60 2 block category gambling quic\n");
    expect_blocks(s, "kim", "m.bet.example bet 60 2 block category gambling quic\n");
    store_close(s);
}

static void a_store_of_the_first_version_is_brought_up_to_date(void **state)
{
    struct store *s = NULL;
    struct alert a = stranger;
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    write_old_store(1);
    assert_int_equal(store_open(path, STORE_READ, &s, &error), -ENOTSUP);
    assert_non_null(strstr(text_string(&error), "open it once for writing"));
    s = open_store(STORE_WRITE);
    assert_string_equal(see_all(s, "alex").host, "www.a.example");
    expect_alerts(s, NULL, false, "");
    expect_gaps(s, INT64_MIN, INT64_MAX, "");
    expect_blocks(s, "alex", "");
    a.rule = "";
    must_alert(s, a);
    expect_alerts(s, "alex", true, "1 alex stranger-chat omegle omegle.com 1 \n");
    store_close(s);
}

static void rows_that_nobody_wrote_are_damage(void **state)
{
    static const char *const wrongs[] = {"UPDATE alerts SET kind=99",
                                         "UPDATE alerts SET kind=0, category=-1",
                                         "UPDATE alerts SET category=0, rule=99",
                                         "UPDATE gaps SET kind=99",
                                         "UPDATE gaps SET kind=0, to_us=9223372036854775807",
                                         "UPDATE blocks SET protocol=77",
                                         "UPDATE blocks SET protocol=1, n=-1"};
    struct store *s = open_store(STORE_WRITE);

    (void)state;
    must_gap(s, (struct gap){.from_us = t0, .to_us = t0 + 1});
    must_block(s, (struct block){.child = "alex",
                                 .host = "a",
                                 .site = "a",
                                 .platform = "",
                                 .when_us = t0,
                                 .rule = "",
                                 .n = 1});
    must_alert(s, stranger);
    for (size_t i = 0; i < ARRAY_LEN(wrongs); i++) {
        AUTO_TEXT struct text error = {.at = NULL};
        AUTO_TEXT struct text said = {.at = NULL};
        int r;

        assert_int_equal(sqlite3_exec(s->db, wrongs[i], NULL, NULL, NULL), SQLITE_OK);
        r = strstr(wrongs[i], "alerts")
                ? store_each_alert(s, NULL, INT64_MIN, false, say_alert, &said, &error)
            : strstr(wrongs[i], "gaps")
                ? store_each_gap(s, INT64_MIN, INT64_MAX, say_gap, &said, &error)
                : store_each_block(s, "alex", DAY0, DAY0 + 1, say_block, &said, &error);
        assert_int_equal(r, -EUCLEAN);
        assert_non_null(strstr(text_string(&error), "damaged"));
    }
    store_close(s);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        TEST(an_alert_is_kept_at_once_and_stays_open_until_someone_is_told),
        TEST(the_same_alert_again_is_one_row_with_the_larger_count),
        TEST(an_alert_that_grows_after_it_was_told_is_open_again),
        TEST(a_gap_that_goes_on_is_one_row),
        TEST(blocks_of_a_site_by_a_rule_within_a_minute_are_one_row),
        TEST(a_store_of_the_first_version_is_brought_up_to_date),
        TEST(rows_that_nobody_wrote_are_damage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
