/*
 * alerts — what a guardian should hear of, until someone was told.
 */
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "live/agent_bus.h"
#include "report/clean_json.h"
#include "report/notice.h"
#include "report/stamp.h"
#include "report/text_lines.h"
#include "report/words.h"
#include "store/store.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: kindward alerts [--all] [--child NAME] [--format text|json] [--store DB | --state "
    "DIR]\n"
    "       kindward alerts --told ID|all [--store DB | --state DIR]\n\n"
    "Shows what a guardian should hear of: a first use of a chat with strangers, what the\n"
    "policy marks \"alert\", ways around, and times in which Kindward did not see. Each stays\n"
    "until someone was told.\n\n"
    "      --all             also those that someone was told of (marked \"told\")\n"
    "      --told ID|all     mark one, or all, as told; ID is the number in front of it\n"
    "      --child NAME      of one child only\n"
    "      --format FORMAT   text (default) or json\n"
    "      --store DB        the store\n"
    "      --state DIR       the agent's folder, which holds kindward.db (default:\n"
    "                        /var/lib/kindward or, where there is none, your own store)\n"
    "      --catalogue FILE  a compiled catalogue instead of the built-in one\n"
    "  -h, --help            this text\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n";

struct ask {
    struct told_places places;
    const char *child;
    bool wants_all, marks;
    int format;
    int64_t told_id; /* 0: all */
};

struct work {
    const struct ask *ask;
    const struct catalogue *catalogue;
    struct lines lines;
    json_t *list;
    size_t n;
};

/* The platform's name for people, NULL where the catalogue has none. */
static const char *name_of(const struct work *w, const struct alert *a)
{
    const struct platform *p =
        a->platform[0] ? catalogue_platform_by_id(w->catalogue, a->platform) : NULL;

    return p ? p->name : NULL;
}

static int print_text(const struct alert *a, void *user)
{
    struct work *w = user;
    AUTO_TEXT struct text words = {.at = NULL};
    char number[32];

    w->n++;
    snprintf(number, sizeof(number), "%4lld  ", (long long)a->id);
    words_day_short(&words, clock_day(a->when_us, a->utc_offset_s));
    text_add(&words, ", ");
    notice_times(&words, a->when_us, a->when_us, a->utc_offset_s);
    text_add(&words, a->told_us ? " (told). " : ". ");
    notice_alert(&words, a, name_of(w, a));
    lines_wrap(&w->lines, a->told_us ? LOOK_SOFT : LOOK_PLAIN, number, "      ",
               text_string(&words));
    return words.failed || w->lines.out->failed ? -ENOMEM : 0;
}

static int add_json(const struct alert *a, void *user)
{
    struct work *w = user;
    AUTO_TEXT struct text words = {.at = NULL};
    char when[STAMP_TEXT_MAX], told[STAMP_TEXT_MAX];
    bool is_gap = a->kind == ALERT_GAP, has_category = a->category != CATEGORY_OTHER;
    json_t *o;

    notice_alert(&words, a, name_of(w, a));
    o = json_pack("{s:I,s:o,s:s,s:s,s:o,s:o,s:o,s:o,s:I,s:o,s:o,s:s}", "id", (json_int_t)a->id,
                  "child", clean_json_or_null(a->child), "when",
                  stamp_format(a->when_us, a->utc_offset_s, when), "kind", alert_kind_name(a->kind),
                  "platform", clean_json_or_null(a->platform), "site", clean_json_or_null(a->site),
                  "category", clean_json_or_null(has_category ? category_name(a->category) : ""),
                  "gap", clean_json_or_null(is_gap ? gap_kind_name(a->gap) : ""), "count",
                  (json_int_t)a->count, "rule", clean_json_or_null(a->rule), "told",
                  a->told_us
                      ? json_string(stamp_format(a->told_us, clock_utc_offset_s(a->told_us), told))
                      : json_null(),
                  "words", text_string(&words));
    return json_array_append_new(w->list, o) == 0 ? 0 : -ENOMEM;
}

static int show_text(struct work *w, struct store *s, struct text *reterr)
{
    AUTO_TEXT struct text out = {.at = NULL};
    int r;

    w->lines = terminal_lines(stdout, &out);
    r = store_each_alert(s, w->ask->child, INT64_MIN, !w->ask->wants_all, print_text, w, reterr);
    if (r < 0)
        return r;
    if (w->n == 0)
        lines_wrap(&w->lines, LOOK_PLAIN, "", "",
                   w->ask->wants_all ? "There was nothing to be told of yet."
                                     : "There is nothing that you have not been told of.");
    else if (!w->ask->wants_all)
        lines_wrap(&w->lines, LOOK_SOFT, "", "",
                   "`kindward alerts --told ID` (or `all`) puts them away.");
    return terminal_write(stdout, &out);
}

static int show_json(struct work *w, struct store *s, struct text *reterr)
{
    json_t *root;
    int r;

    w->list = json_array();
    r = store_each_alert(s, w->ask->child, INT64_MIN, !w->ask->wants_all, add_json, w, reterr);
    root = json_pack("{s:s,s:i,s:o}", "schema", "kindward.alerts", "version", 1, "alerts", w->list);
    if (r == 0)
        r = terminal_write_json(stdout, root);
    json_decref(root);
    return r;
}

static int told(const struct ask *a, uint64_t n, struct text *reterr)
{
    if (n == 0 && a->told_id > 0) {
        text_addf(reterr, "there is no open alert %lld; `kindward alerts --all` lists them",
                  (long long)a->told_id);
        return -ENOENT;
    }
    printf("%llu marked as told\n", (unsigned long long)n);
    return 0;
}

static int mark(const struct ask *a, struct store *s, struct text *reterr)
{
    uint64_t n = 0;
    int r = store_alert_told(s, a->told_id, clock_us(CLOCK_REALTIME), &n, reterr);

    if (r == 0)
        r = store_commit(s, reterr);
    return r == 0 ? told(a, n, reterr) : r;
}

/* Where the agent's folder is closed to this account, the agent puts it away. */
static bool marks_over_bus(const struct ask *a)
{
    return a->marks && !a->places.store && !a->places.state &&
           access("/var/lib/kindward/kindward.db", R_OK) < 0 && errno == EACCES;
}

static int mark_over_bus(const struct ask *a, struct text *reterr)
{
    uint64_t n = 0;
    int r = agent_bus_told(a->told_id, &n, reterr);

    return r < 0 ? r : told(a, n, reterr);
}

static int alerts(const struct ask *a)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO(store_close) struct store *store = NULL;
    struct work w = {.ask = a};
    int r;

    if (marks_over_bus(a)) {
        r = mark_over_bus(a, &error);
        return r == 0 ? EXIT_DONE
                      : cli_failed("alerts", "they", "there is no memory left", r, &error);
    }
    r = default_open(&a->places, a->marks ? STORE_WRITE : STORE_READ, &store, &catalogue, &error);

    w.catalogue = catalogue;
    if (r == 0)
        r = a->marks               ? mark(a, store, &error)
            : a->format == AS_JSON ? show_json(&w, store, &error)
                                   : show_text(&w, store, &error);
    if (r == 0)
        return EXIT_DONE;
    return cli_failed("alerts", "they", "there is no memory left", r, &error);
}

/* "17" or "all". */
static int take_told(void *to, const char *word)
{
    struct ask *a = to;
    char *end;

    a->marks = true;
    a->told_id = 0;
    if (strcmp(word, "all") == 0)
        return GO_ON;
    errno = 0;
    a->told_id = strtoll(word, &end, 10);
    if (errno || end == word || *end || a->told_id <= 0)
        return cli_usage("alerts", "--told wants the number of an alert, or all, not \"%s\"", word);
    return GO_ON;
}

int cmd_alerts(int argc, char **argv)
{
    struct ask a = {.child = NULL};
    const struct cli_option options[] = {
        {"all", .flag = &a.wants_all},
        {"told", .take = take_told, .to = &a},
        {"child", .word = &a.child},
        {"format", .chosen = &a.format, .choices = text_or_json},
        {"store", .word = &a.places.store, .not_with = "state"},
        {"state", .word = &a.places.state},
        {"catalogue", .word = &a.places.catalogue},
    };
    int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, NULL);

    if (code != GO_ON)
        return code;
    if (a.marks && (a.wants_all || a.child || a.format != AS_TEXT))
        return cli_usage("alerts", "--told goes with --store or --state only");
    return alerts(&a);
}
