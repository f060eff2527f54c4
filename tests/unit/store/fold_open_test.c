/* uses: base catalogue policy fold record store */
/* Visits that come out while they go on are the same rows in the end; verdicts and blocks. */
#include "fold_kept.h"
#include "store/store.h"

static char folder[64], paths[2][96];
static struct store *written;
static struct block blocked[8];
static size_t n_blocked;

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/kindward-open-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(paths[0], sizeof(paths[0]), "%s/once.db", folder);
    snprintf(paths[1], sizeof(paths[1]), "%s/often.db", folder);
    return 0;
}

static int remove_folder(void **state)
{
    char command[96];

    (void)state;
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    return system(command);
}

static int write_visit(const struct visit *v, void *user)
{
    AUTO_TEXT struct text error = {.at = NULL};

    (void)user;
    return store_add_visit(written, v, &error);
}

static int keep_block(const struct block *b, void *user)
{
    (void)user;
    blocked[n_blocked++ % ARRAY_LEN(blocked)] = *b;
    return 0;
}

/* An evening: a chat that stays open, a page that embeds the chat of another and then a game that
 * becomes the child's own, a site visited twice. */
static void live_an_evening(struct fold *f, bool emits)
{
    uint32_t chat = open_flow(f, named("discord.com", "discord.com", "discord", t0));
    uint32_t news = open_flow(f, page("news.example", t0 + 20 * SECOND_US));
    uint32_t game = open_flow(f, page("game.example", t0 + 21 * SECOND_US));

    use(f, news, t0 + 20 * SECOND_US, t0 + 25 * SECOND_US);
    for (int i = 0; i < 80; i++) {
        int64_t minute = t0 + i * MINUTE_US;

        use(f, chat, minute, minute + 50 * SECOND_US);
        if (i < 20)
            use(f, game, minute + 30 * SECOND_US, minute + 59 * SECOND_US);
        if (i == 3 || i == 30) {
            uint32_t shop = open_flow(f, page("shop.example", minute));

            use(f, shop, minute, minute + 40 * SECOND_US);
            assert_int_equal(fold_close_flow(f, shop), 0);
        }
        assert_int_equal(fold_advance(f, minute + MINUTE_US), 0);
        if (emits)
            assert_int_equal(fold_emit_open(f), 0);
    }
}

struct rows {
    struct text text;
    size_t n;
};

static int say_visit(const struct visit *v, void *user)
{
    struct rows *rows = user;

    rows->n++;
    text_addf(&rows->text, "%s %lld %lld %llu %llu %u %d\n", v->host, (long long)(v->first_us - t0),
              (long long)(v->last_us - t0), (unsigned long long)v->up_bytes,
              (unsigned long long)v->down_bytes, v->n_flows, v->is_embedded);
    return 0;
}

static void rows_of_an_evening(const char *path, bool emits, struct rows *ret_rows)
{
    static const struct fold_output output = {.visit = write_visit, .connection = keep_connection};
    AUTO_TEXT struct text error = {.at = NULL};
    struct fold *f = NULL;

    assert_int_equal(store_open(path, STORE_WRITE, &written, &error), 0);
    assert_int_equal(fold_new(children, 2, &output, &f), 0);
    live_an_evening(f, emits);
    finish(f);
    assert_int_equal(store_commit(written, &error), 0);
    assert_int_equal(store_each_visit(written, "alex", 20417, 20419, say_visit, ret_rows, &error),
                     0);
    written = store_close(written);
}

static void visits_written_each_minute_are_the_rows_of_visits_written_once(void **state)
{
    struct rows once = {.n = 0}, often = {.n = 0};

    (void)state;
    rows_of_an_evening(paths[0], false, &once);
    rows_of_an_evening(paths[1], true, &often);
    assert_true(once.n >= 6);
    assert_string_equal(text_string(&once.text), text_string(&often.text));
    text_done(&once.text);
    text_done(&often.text);
}

static void an_open_visit_comes_out_and_stays_open(void **state)
{
    struct fold *f = begin();
    uint32_t h = open_flow(f, page("a.example", t0));

    (void)state;
    assert_int_equal(fold_emit_open(f), 0);
    assert_int_equal(out.n_visits, 0); /* nothing was used yet */
    use(f, h, t0, t0 + 10 * SECOND_US);
    assert_int_equal(fold_emit_open(f), 0);
    use(f, h, t0 + 60 * SECOND_US, t0 + 90 * SECOND_US);
    /* Another connection, told late, reaches back: the row's beginning stays what it is. */
    use(f, open_flow(f, page("a.example", t0 - 30 * SECOND_US)), t0 - 30 * SECOND_US, t0);
    assert_int_equal(fold_emit_open(f), 0);
    finish(f);
    assert_int_equal(out.n_visits, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(out.visits[i].visit.first_us == t0);
    assert_true(out.visits[0].visit.last_us == t0 + 10 * SECOND_US);
    assert_true(out.visits[1].visit.last_us == t0 + 90 * SECOND_US);
    assert_int_equal(out.visits[2].visit.n_flows, 2);
}

static void what_may_still_become_own_comes_out_as_embedded(void **state)
{
    struct fold *f = begin();
    uint32_t news = open_flow(f, page("news.example", t0));
    uint32_t frame = open_flow(f, page("frame.example", t0 + SECOND_US));

    (void)state;
    use(f, news, t0, t0 + 2 * SECOND_US);
    use(f, frame, t0 + SECOND_US, t0 + 2 * SECOND_US);
    assert_int_equal(fold_emit_open(f), 0);
    assert_int_equal(out.n_visits, 2);
    assert_true(kept("frame.example")->visit.is_embedded);
    assert_false(kept("news.example")->visit.is_embedded);
    finish(f);
}

static void the_error_of_an_output_ends_emitting(void **state)
{
    struct fold *f = begin();

    (void)state;
    use(f, open_flow(f, page("a.example", t0)), t0, t0);
    out.answer = -ENOSPC;
    assert_int_equal(fold_emit_open(f), -ENOSPC);
    out.answer = 0;
    assert_int_equal(fold_emit_open(f), 0);
    assert_int_equal(out.n_visits, 1);
    finish(f);
}

static void a_visit_has_the_strongest_verdict_and_its_rule(void **state)
{
    struct fold *f = begin();
    struct observation o = page("a.example", t0);
    char rule[32] = "alert site a.example";

    (void)state;
    o.verdict = VERDICT_LOG;
    use(f, open_flow(f, o), t0, t0 + SECOND_US);
    o.verdict = VERDICT_ALERT;
    o.rule = rule;
    use(f, open_flow(f, o), t0 + SECOND_US, t0 + 2 * SECOND_US);
    memset(rule, 'x', sizeof(rule) - 1); /* strings are borrowed */
    o.verdict = VERDICT_LOG;
    o.rule = "";
    use(f, open_flow(f, o), t0 + 2 * SECOND_US, t0 + 3 * SECOND_US);
    assert_int_equal(fold_emit_open(f), 0);
    assert_int_equal(out.visits[0].visit.verdict, VERDICT_ALERT);
    finish(f);
}

static int check_rule(const struct visit *v, void *user)
{
    assert_string_equal(v->rule, user);
    return 0;
}

static void a_rule_outlives_the_call_that_brought_it(void **state)
{
    struct fold_output output = {
        .visit = check_rule, .connection = keep_connection, .user = (void *)"alert x"};
    struct observation o = page("a.example", t0);
    char rule[16] = "alert x";
    struct fold *f = NULL;

    (void)state;
    assert_int_equal(fold_new(children, 2, &output, &f), 0);
    o.verdict = VERDICT_ALERT;
    o.rule = rule;
    use(f, open_flow(f, o), t0, t0 + SECOND_US);
    memset(rule, 'y', sizeof(rule) - 1);
    finish(f);
}

static void what_a_rule_stopped_is_a_block_and_no_visit(void **state)
{
    struct fold_output output = {
        .visit = keep_visit, .connection = keep_connection, .block = keep_block};
    struct observation o = page("bet.example", t0);
    struct fold *f = NULL;

    (void)state;
    memset(&out, 0, sizeof(out));
    n_blocked = 0;
    assert_int_equal(fold_new(children, 2, &output, &f), 0);
    o.verdict = VERDICT_BLOCK;
    o.rule = "block site bet.example";
    use(f, open_flow(f, o), t0, t0 + SECOND_US);
    /* A page that embeds what is stopped: no wish of the child's. */
    use(f, open_flow(f, page("news.example", t0 + MINUTE_US)), t0 + MINUTE_US, t0 + MINUTE_US);
    o.when_us = t0 + MINUTE_US + SECOND_US;
    use(f, open_flow(f, o), o.when_us, o.when_us);
    /* A page that is never recorded leaves no block either. */
    fold_unrecorded(f, 0, t0 + HOUR_US);
    o.when_us = t0 + HOUR_US + SECOND_US;
    use(f, open_flow(f, o), o.when_us, o.when_us);
    finish(f);
    assert_int_equal(n_blocked, 2);
    assert_false(blocked[0].is_embedded);
    assert_true(blocked[0].when_us == t0);
    assert_true(blocked[1].is_embedded);
    assert_null(kept("bet.example"));
    assert_int_equal(out.n_connections, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            visits_written_each_minute_are_the_rows_of_visits_written_once, make_folder,
            remove_folder),
        cmocka_unit_test(an_open_visit_comes_out_and_stays_open),
        cmocka_unit_test(what_may_still_become_own_comes_out_as_embedded),
        cmocka_unit_test(the_error_of_an_output_ends_emitting),
        cmocka_unit_test(a_visit_has_the_strongest_verdict_and_its_rule),
        cmocka_unit_test(a_rule_outlives_the_call_that_brought_it),
        cmocka_unit_test(what_a_rule_stopped_is_a_block_and_no_visit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
