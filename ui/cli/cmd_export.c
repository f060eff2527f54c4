/*
 * export — all that is recorded about one child, as JSON: docs/export.md has the keys.
 */
#include "base/clock.h"
#include "base/log.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/history.h"
#include "cli/options.h"
#include "report/clean_json.h"
#include "report/stamp.h"
#include "store/store_keep.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const char help[] =
    "usage: kindward export --child NAME [--output FILE] [--store DB | --state DIR]\n\n"
    "Writes all that is recorded about a child as JSON: visits, blocks, alerts, guesses, the sums "
    "of\n"
    "older days, first uses, counts of connections, and the times in which Kindward looked.\n"
    "docs/export.md says what each key means.\n\n"
    "      --child NAME      the child, by the name that reports use\n"
    "      --output FILE     write there, readable by you alone, not to standard output\n"
    "      --store DB        the store\n"
    "      --state DIR       the agent's folder, which holds kindward.db (default:\n"
    "                        /var/lib/kindward or, where there is none, your own store)\n"
    "  -h, --help            this text\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n";

struct ask {
    struct told_places places;
    const char *child, *output;
};

/* One after the other, so that a year of a child need not be in memory as JSON. */
struct writer {
    FILE *out;
    bool is_first; /* of its list */
    bool failed;   /* no memory, or it cannot be written */
};

static void begin_list(struct writer *w, const char *name)
{
    fprintf(w->out, ",\n  \"%s\": [", name);
    w->is_first = true;
}

static void end_list(struct writer *w)
{
    fputs(w->is_first ? "]" : "\n  ]", w->out);
}

/* @row is taken over. */
static int put(struct writer *w, json_t *row)
{
    fputs(w->is_first ? "\n    " : ",\n    ", w->out);
    w->is_first = false;
    if (!row || json_dumpf(row, w->out, JSON_COMPACT) != 0)
        w->failed = true;
    json_decref(row);
    return w->failed ? -ENOMEM : 0;
}

static int put_alert(const struct alert *a, void *user)
{
    char when[STAMP_TEXT_MAX], told[STAMP_TEXT_MAX];

    return put(
        user, json_pack("{s:s,s:s,s:o,s:o,s:s,s:o,s:I,s:o}", "when",
                        stamp_format(a->when_us, a->utc_offset_s, when), "kind",
                        alert_kind_name(a->kind), "platform", clean_json_or_null(a->platform),
                        "site", clean_json_or_null(a->site), "category", category_name(a->category),
                        "rule", clean_json_or_null(a->rule), "count", (json_int_t)a->count, "told",
                        clean_json_or_null(
                            a->told_us ? stamp_format(a->told_us, a->utc_offset_s, told) : "")));
}

static int put_guess(int32_t day, const char *site, uint64_t n, void *user)
{
    char date[DATE_TEXT_MAX];

    return put(user, json_pack("{s:s,s:o,s:I}", "day", day_format(day, date), "site",
                               clean_json_or_null(site), "connections", (json_int_t)n));
}

static int put_sum(const struct sum *sum, void *user)
{
    static const char *const kinds[SUM_KIND_COUNT] = {
        [SUM_TOTAL] = "total",       [SUM_CHAT] = "chat", [SUM_CATEGORY] = "category",
        [SUM_PLATFORM] = "platform", [SUM_SITE] = "site", [SUM_BLOCK] = "block"};
    char date[DATE_TEXT_MAX];

    return put(user,
               json_pack("{s:s,s:s,s:o,s:o,s:o,s:I,s:I,s:I,s:I,s:I}", "day",
                         day_format(sum->day, date), "kind", kinds[sum->kind], "platform",
                         clean_json_or_null(sum->platform), "site", clean_json_or_null(sum->site),
                         "categories", history_categories(sum->categories), "minutes_low",
                         (json_int_t)sum->low, "minutes_high", (json_int_t)sum->high, "count",
                         (json_int_t)sum->n_visits, "up_bytes", (json_int_t)sum->up_bytes,
                         "down_bytes", (json_int_t)sum->down_bytes));
}

static int put_first(const char *platform, const char *site, int32_t day, void *user)
{
    char date[DATE_TEXT_MAX];

    return put(user, json_pack("{s:s,s:o,s:o}", "day", day_format(day, date), "platform",
                               clean_json_or_null(platform), "site", clean_json_or_null(site)));
}

static int put_count(enum evidence evidence, enum nameless nameless, uint64_t n, void *user)
{
    return put(user, json_pack("{s:s,s:s,s:I}", "known", evidence_name(evidence), "nameless",
                               nameless_name(nameless), "connections", (json_int_t)n));
}

static int put_period(int64_t from_us, int64_t to_us, void *user)
{
    char from[STAMP_TEXT_MAX], to[STAMP_TEXT_MAX];

    return put(user, json_pack("{s:s,s:s}", "from",
                               stamp_format(from_us, clock_utc_offset_s(from_us), from), "to",
                               stamp_format(to_us, clock_utc_offset_s(to_us), to)));
}

static int put_history(struct writer *w, struct store *s, const char *child, bool blocks,
                       struct text *reterr)
{
    __attribute__((cleanup(history_done))) struct history h = {.rows = NULL};
    const struct history_ask all = {.child = child,
                                    .from_day = INT32_MIN,
                                    .to_day = INT32_MAX,
                                    .wants_all = true,
                                    .only_blocked = blocks};
    int r = history_read(s, &all, &h, reterr);

    begin_list(w, blocks ? "blocks" : "visits");
    for (size_t i = 0; i < h.n && r == 0; i++)
        if (h.rows[i].is_blocked == blocks)
            r = put(w, history_row_json(&h.rows[i]));
    end_list(w);
    return r;
}

static int put_all(struct writer *w, struct store *s, const char *child, struct text *reterr)
{
    json_t *name = clean_json(child);
    char *quoted = name ? json_dumps(name, JSON_ENCODE_ANY) : NULL;
    char now[STAMP_TEXT_MAX];
    int64_t now_us = clock_us(CLOCK_REALTIME);
    int r;

    json_decref(name);
    if (!quoted)
        return -ENOMEM;
    fprintf(w->out,
            "{\n  \"schema\": \"kindward.export\",\n  \"version\": 1,\n  \"child\": %s,\n"
            "  \"made\": \"%s\"",
            quoted, stamp_format(now_us, clock_utc_offset_s(now_us), now));
    free(quoted);
    r = put_history(w, s, child, false, reterr);
    if (r == 0)
        r = put_history(w, s, child, true, reterr);
    begin_list(w, "alerts");
    if (r == 0)
        r = store_each_alert(s, child, INT64_MIN, false, put_alert, w, reterr);
    end_list(w);
    begin_list(w, "guesses");
    if (r == 0)
        r = store_each_guess(s, child, INT32_MIN, INT32_MAX, put_guess, w, reterr);
    end_list(w);
    begin_list(w, "days");
    if (r == 0)
        r = store_each_sum(s, child, INT32_MIN, INT32_MAX, put_sum, w, reterr);
    end_list(w);
    begin_list(w, "first_uses");
    if (r == 0)
        r = store_each_first(s, child, put_first, w, reterr);
    end_list(w);
    begin_list(w, "connections");
    if (r == 0)
        r = store_each_connection_count(s, child, INT32_MIN, INT32_MAX, put_count, w, reterr);
    end_list(w);
    begin_list(w, "watched");
    if (r == 0)
        r = store_each_period(s, child, INT64_MIN, INT64_MAX, put_period, w, reterr);
    end_list(w);
    fputs("\n}\n", w->out);
    return r;
}

static int find_child(const char *child, void *user)
{
    return strcmp(child, user) == 0;
}

static int export(const struct ask *a)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO(store_close) struct store *store = NULL;
    struct writer w = {.out = stdout};
    int r = default_open(&a->places, STORE_READ, &store, &catalogue, &error);

    if (r == 0)
        r = store_each_child(store, find_child, (void *)a->child, &error);
    if (r == 0) {
        text_addf(&error, "the store knows no child \"%s\"", a->child);
        r = -ENOENT;
    }
    if (r > 0 && a->output) {
        mode_t mask = umask(0077);

        w.out = fopen(a->output, "we");
        (void)umask(mask);
        if (!w.out) {
            r = -errno;
            text_addf(&error, "%s: cannot be written: %s", a->output, strerror(-r));
        }
    }
    if (r > 0)
        r = put_all(&w, store, a->child, &error);
    if (w.out && fflush(w.out) != 0 && r == 0)
        r = -EIO;
    if (a->output && w.out)
        fclose(w.out);
    if (r == 0)
        return EXIT_DONE;
    return cli_failed("export", "it", "there is no memory left", r, &error);
}

int cmd_export(int argc, char **argv)
{
    struct ask a = {.child = NULL};
    const struct cli_option options[] = {
        {"child", .word = &a.child},
        {"output", .letter = 'o', .word = &a.output},
        {"store", .word = &a.places.store, .not_with = "state"},
        {"state", .word = &a.places.state},
    };
    int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, NULL);

    if (code != GO_ON)
        return code;
    if (!a.child)
        return cli_usage("export", "say whose: --child NAME");
    a.places.exports = a.child;
    return export(&a);
}
