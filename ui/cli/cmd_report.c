/*
 * report — a child's week from a store: the same numbers as text, HTML, JSON and CSV.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/terminal.h"
#include "insight/week.h"
#include "report/report.h"
#include "store/store.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: kindward report [--child NAME] [--week YYYY-Www | --from DATE --to DATE]\n"
    "                       [--format text|html|json|csv] [--output FILE]\n"
    "                       [--store DB | --state DIR]\n\n"
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
    "      --catalogue FILE  a compiled catalogue instead of the built-in one\n"
    "  -h, --help            this text\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n";

enum { CHILDREN_MAX = 256 };

struct ask {
    const char *store_path, *state, *catalogue_path, *child, *output;
    int32_t from_day, to_day; /* to exclusive; equal: the latest week with something in it */
    bool has_from, has_to, has_week;
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
    AUTO(free_memory) char *path = default_agent_store(a->store_path, a->state, &error);
    __attribute__((cleanup(children_done))) struct children children = {.n = 0};
    struct week *weeks[CHILDREN_MAX];
    size_t n_weeks = 0;
    int code = EXIT_FAILED, r;

    if (!path || default_catalogue(a->catalogue_path, &catalogue, &error) < 0 ||
        store_open(path, STORE_READ, &store, &error) < 0 ||
        find_children(store, a, &children, &error) < 0 || find_span(store, a, &error) < 0) {
        log_error("%s", text_string(&error));
        return EXIT_FAILED;
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
                                                      .n_weeks = n_weeks});
    while (n_weeks > 0)
        week_free(weeks[--n_weeks]);
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

int cmd_report(int argc, char **argv)
{
    static const struct option options[] = {{"store", required_argument, NULL, 's'},
                                            {"child", required_argument, NULL, 'c'},
                                            {"week", required_argument, NULL, 'w'},
                                            {"from", required_argument, NULL, 'F'},
                                            {"to", required_argument, NULL, 'T'},
                                            {"format", required_argument, NULL, 'f'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"catalogue", required_argument, NULL, 'C'},
                                            {"state", required_argument, NULL, 'S'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    struct ask a = {.format = REPORT_TEXT};
    int c;

    optind = 0;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "ho:", options, NULL)) != -1) {
        switch (c) {
        case 'h':
            fputs(help, stdout);
            return EXIT_DONE;
        case 's':
            a.store_path = optarg;
            break;
        case 'S':
            a.state = optarg;
            break;
        case 'C':
            a.catalogue_path = optarg;
            break;
        case 'c':
            a.child = optarg;
            break;
        case 'o':
            a.output = optarg;
            break;
        case 'f':
            if (!report_format_from_name(optarg, &a.format))
                return cli_usage("report",
                                 "there is no format \"%s\", only text, html, json and "
                                 "csv",
                                 optarg);
            break;
        case 'w':
            if (week_from_text(optarg, &a.from_day) < 0)
                return cli_usage("report", "\"%s\" is no week; write it as 2026-W47", optarg);
            a.to_day = a.from_day + 7;
            a.has_week = true;
            break;
        case 'F':
            if (day_from_text(optarg, &a.from_day) < 0)
                return cli_usage("report", "\"%s\" is no date; write it as 2026-11-16", optarg);
            a.has_from = true;
            break;
        case 'T':
            if (day_from_text(optarg, &a.to_day) < 0)
                return cli_usage("report", "\"%s\" is no date; write it as 2026-11-22", optarg);
            a.to_day++;
            a.has_to = true;
            break;
        default:
            return cli_usage("report", "\"%s\" is no option, or lacks its value", argv[optind - 1]);
        }
    }
    if (optind != argc)
        return cli_usage("report", "\"%s\" is not understood", argv[optind]);
    if (a.store_path && a.state)
        return cli_usage("report", "give either --store or --state");
    if (check_span(&a) != EXIT_DONE)
        return EXIT_USAGE;
    return report(&a);
}
