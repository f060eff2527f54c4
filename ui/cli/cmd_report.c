/*
 * report — a child's week from a store: the same numbers as text, HTML, JSON and CSV.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "insight/week_compute.h"
#include "report/card.h"
#include "report/report.h"
#include "report/weekly.h"
#include "store/store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: kindward report [--child NAME] [--week YYYY-Www | --from DATE --to DATE]\n"
    "                       [--format text|html|json|csv] [--output FILE]\n"
    "                       [--store DB | --state DIR]\n"
    "       kindward report --open\n\n"
    "Shows what a week looked like, in plain words, from a store. Without a week: the latest one\n"
    "that has something in it. Without a child: all of them.\n\n"
    "      --store DB        the store\n"
    "      --state DIR       the agent's folder, which holds kindward.db (default:\n"
    "                        /var/lib/kindward or, where there is none, your own store, under\n"
    "                        ~/.local/state/kindward)\n"
    "      --child NAME      one child only\n"
    "      --week YYYY-Www   an ISO week, as 2026-W47\n"
    "      --from DATE       first day, as 2026-11-16; with --to, the last day\n"
    "      --format FORMAT   text (default), html, json or csv; all say the same numbers\n"
    "      --output FILE     write there, not to standard output\n"
    "      --open            show the latest page that was made on a Sunday evening, by the\n"
    "                        desktop (xdg-open); it is in the folder of --weekly (default:\n"
    "                        /var/lib/kindward/reports)\n"
    "      --weekly DIR      make the page of the latest week in this folder, as 2026-W47.html,\n"
    "                        unless it is there; kindward-week.timer does that. A week has its\n"
    "                        page from Sunday at 18:00 on, and a new one when it is over\n"
    "      --catalogue FILE  a compiled catalogue instead of the built-in one\n"
    "  -h, --help            this text\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n";

enum { CHILDREN_MAX = 256 };

struct ask {
    struct told_places places;
    const char *child, *output, *weekly;
    int32_t from_day, to_day; /* to exclusive; equal: the latest week with something in it */
    bool has_from, has_to, has_week, opens;
    enum report_format format;
};

struct children {
    char *names[CHILDREN_MAX]; /* owned */
    size_t n;
};

static void children_done(struct children *c)
{
    for (size_t i = 0; i < c->n; i++)
        free(c->names[i]);
}

static int note_child(const char *child, void *user)
{
    struct children *c = user;

    if (c->n == CHILDREN_MAX || !(c->names[c->n] = strdup(child)))
        return -ENOMEM;
    c->n++;
    return 0;
}

static int find_children(struct store *store, const struct ask *a, struct children *c,
                         struct text *reterr)
{
    int r = store_each_child(store, note_child, c, reterr);

    if (r < 0 || !a->child)
        return r;
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->names[i], a->child) == 0) {
            char *only = TAKE(c->names[i]);

            for (size_t j = 0; j < c->n; j++)
                free(c->names[j]);
            c->names[0] = only;
            c->n = 1;
            return 0;
        }
    text_addf(reterr, "the store knows no child \"%s\"; it has", a->child);
    for (size_t i = 0; i < c->n; i++)
        text_addf(reterr, "%s \"%s\"", i ? "," : "", c->names[i]);
    if (c->n == 0)
        text_add(reterr, " none yet");
    return -ENOENT;
}

/* The span that was asked for, or the latest week. */
static int find_span(struct store *store, struct ask *a, struct text *reterr)
{
    int32_t first, last;
    int r;

    if (a->has_from || a->has_week)
        return 0;
    r = store_days(store, a->child, &first, &last, reterr);
    if (r == -ENODATA) {
        text_clear(reterr);
        text_add(reterr, "there is nothing in the store yet; `kindward replay` puts captures in");
    }
    if (r < 0)
        return r;
    a->from_day = week_monday(last);
    a->to_day = a->from_day + 7;
    return 0;
}

static int write_report(const struct ask *a, const struct report_input *in)
{
    FILE *out = a->output ? fopen(a->output, "wb") : stdout;
    struct report_style style;
    int r;

    if (!out) {
        log_error("%s: cannot be written: %s; name another file with --output", a->output,
                  strerror(errno));
        return EXIT_FAILED;
    }
    style = terminal_style(out);
    r = report_write(in, a->format, out, &style);
    if (a->output && fclose(out) != 0 && r == 0)
        r = -errno;
    if (r < 0) {
        log_error("%s: the report could not be written whole: %s",
                  a->output ? a->output : "standard output", strerror(-r));
        return EXIT_FAILED;
    }
    return EXIT_DONE;
}

static int report(struct ask *a)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO(store_close) struct store *store = NULL;
    __attribute__((cleanup(children_done))) struct children children = {.n = 0};
    struct week *weeks[CHILDREN_MAX];
    size_t n_weeks = 0;
    int code = EXIT_FAILED, r;

    if (default_open(&a->places, STORE_READ, &store, &catalogue, &error) < 0 ||
        find_children(store, a, &children, &error) < 0 || find_span(store, a, &error) < 0) {
        log_error("%s", text_string(&error));
        return EXIT_FAILED;
    }
    if (children.n == 0 && a->weekly) {
        log_note("nothing was seen yet: there is no page to make");
        return EXIT_DONE;
    }
    if (children.n == 0) {
        log_error("there is nothing in the store yet; `kindward replay` puts captures in");
        return EXIT_FAILED;
    }
    for (r = 0; n_weeks < children.n; n_weeks++) {
        r = week_compute(store, catalogue, children.names[n_weeks], a->from_day, a->to_day,
                         &weeks[n_weeks], &error);
        if (r < 0)
            break;
    }
    if (r < 0)
        log_error("%s", text_string(&error));
    else
        code = write_report(a, &(struct report_input){.weeks = (const struct week *const *)weeks,
                                                      .n_weeks = n_weeks,
                                                      .cards = card_folder()});
    while (n_weeks > 0)
        week_free(weeks[--n_weeks]);
    return code;
}

/* The page of the latest week, at once whole or not at all. */
static int report_weekly(struct ask *a)
{
    AUTO_TEXT struct text path = {.at = NULL};
    AUTO_TEXT struct text unfinished = {.at = NULL};
    int64_t now_us = clock_us(CLOCK_REALTIME);
    int code;

    a->from_day = weekly_monday(now_us, clock_utc_offset_s(now_us));
    a->to_day = a->from_day + 7;
    a->has_week = true;
    a->format = REPORT_HTML;
    weekly_path(a->weekly, a->from_day, &path);
    text_addf(&unfinished, "%s.new", text_string(&path));
    if (path.failed || unfinished.failed) {
        log_error("report: there is no memory left");
        return EXIT_FAILED;
    }
    if (weekly_is_made(path.at, a->from_day))
        return EXIT_DONE;
    a->output = unfinished.at;
    (void)unlink(unfinished.at);
    code = report(a);
    if (code == EXIT_DONE && access(unfinished.at, F_OK) == 0 &&
        rename(unfinished.at, path.at) < 0) {
        log_error("%s: cannot be put in place: %s", path.at, strerror(errno));
        code = EXIT_FAILED;
    }
    (void)unlink(unfinished.at);
    return code;
}

/* The days of --from, --to and --week, checked against each other. */
static int check_span(struct ask *a)
{
    if (a->has_week && (a->has_from || a->has_to))
        return cli_usage("report", "give either a week, or --from and --to");
    if (a->has_from != a->has_to)
        return cli_usage("report", "--from and --to go together");
    if (a->has_from && a->to_day <= a->from_day)
        return cli_usage("report", "--to lies before --from");
    if (a->has_from && a->to_day - a->from_day > WEEK_DAYS_MAX)
        return cli_usage("report", "the time asked for is longer than %d days", WEEK_DAYS_MAX);
    return EXIT_DONE;
}

static int take_format(void *to, const char *word)
{
    struct ask *a = to;

    if (report_format_from_name(word, &a->format))
        return GO_ON;
    return cli_usage("report", "there is no format \"%s\", only text, html, json and csv", word);
}

static int take_week(void *to, const char *word)
{
    struct ask *a = to;

    if (week_from_text(word, &a->from_day) < 0)
        return cli_usage("report", "\"%s\" is no week; write it as 2026-W47", word);
    a->to_day = a->from_day + 7;
    a->has_week = true;
    return GO_ON;
}

static int take_from(void *to, const char *word)
{
    struct ask *a = to;

    if (day_from_text(word, &a->from_day) < 0)
        return cli_usage("report", "\"%s\" is no date; write it as 2026-11-16", word);
    a->has_from = true;
    return GO_ON;
}

static int take_to(void *to, const char *word)
{
    struct ask *a = to;

    if (day_from_text(word, &a->to_day) < 0)
        return cli_usage("report", "\"%s\" is no date; write it as 2026-11-22", word);
    a->to_day++;
    a->has_to = true;
    return GO_ON;
}

/* Hands the latest page to the desktop. Where it works, it returns only if the program that opens
 * it cannot be started. */
static int open_latest(const char *dir)
{
    AUTO_TEXT struct text path = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};

    if (weekly_latest(dir, &path, &error) < 0) {
        log_error("report: %s", error.len > 0 ? error.at : "there is no memory left");
        return EXIT_FAILED;
    }
    execlp("xdg-open", "xdg-open", path.at, (char *)NULL);
    log_error("report: there is no desktop to open it (xdg-open: %s); the page is %s",
              strerror(errno), path.at);
    return EXIT_FAILED;
}

int cmd_report(int argc, char **argv)
{
    struct ask a = {.format = REPORT_TEXT};
    const struct cli_option options[] = {
        {"store", .word = &a.places.store, .not_with = "state"},
        {"state", .word = &a.places.state},
        {"child", .word = &a.child},
        {"week", .take = take_week, .to = &a},
        {"from", .take = take_from, .to = &a},
        {"to", .take = take_to, .to = &a},
        {"format", .take = take_format, .to = &a},
        {"output", .letter = 'o', .word = &a.output},
        {"catalogue", .word = &a.places.catalogue},
        {"weekly", .word = &a.weekly},
        {"open", .flag = &a.opens},
    };
    int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, NULL);

    if (code != GO_ON)
        return code;
    if (check_span(&a) != EXIT_DONE)
        return EXIT_USAGE;
    if ((a.weekly || a.opens) && (a.has_week || a.has_from || a.child || a.output))
        return cli_usage("report",
                         "--weekly and --open choose the week by themselves, and show all "
                         "children");
    if (a.opens)
        return open_latest(a.weekly ? a.weekly : DEFAULT_REPORTS_DIR);
    return a.weekly ? report_weekly(&a) : report(&a);
}
