/*
 * log — what was used and what was blocked, searchable, newest last.
 */
#include "base/log.h"
#include "catalogue/catalogue.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/history.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

static const char help[] =
    "usage: kindward log [--child NAME] [--site NAME] [--platform ID] [--category WORD]\n"
    "                    [--from DATE] [--to DATE] [--blocked] [--all] [--limit N]\n"
    "                    [--format text|json|csv] [--store DB | --state DIR]\n\n"
    "Shows which sites were used and when, and what was blocked, newest last.\n\n"
    "      --child NAME      of one child only\n"
    "      --site NAME       a site or host, and all below it: discord.com\n"
    "      --platform ID     a platform: discord\n"
    "      --category WORD   a category: games, stranger-chat, ...; may be given again\n"
    "      --from DATE       from this local day on, as 2026-11-16\n"
    "      --to DATE         up to this local day, itself included\n"
    "      --blocked         only what was blocked\n"
    "      --all             also what pages loaded by themselves, and updates and the like\n"
    "      --limit N         the newest N only; 0 is all (default: 100 as text, else all)\n"
    "      --format FORMAT   text (default), json or csv. As text what follows each\n"
    "                        other on a platform or site is one row\n"
    "      --store DB        the store\n"
    "      --state DIR       the agent's folder, which holds kindward.db (default:\n"
    "                        /var/lib/kindward or, where there is none, your own store)\n"
    "      --catalogue FILE  a compiled catalogue instead of the built-in one\n"
    "  -h, --help            this text\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n";

enum { LIMIT_TEXT = 100 };

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_COUNT };

static const char *const format_words[FORMAT_COUNT] = {
    [FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", [FORMAT_CSV] = "csv"};

struct ask {
    struct history_ask of;
    const char *store, *state, *catalogue_path;
    enum format format;
    bool has_limit;
};

static int print(const struct ask *a, const struct history *h, const struct catalogue *c)
{
    switch (a->format) {
    case FORMAT_TEXT:
        return history_print_text(h, c, stdout);
    case FORMAT_JSON:
        return history_print_json(h, stdout);
    case FORMAT_CSV:
        return history_print_csv(h, stdout);
    case FORMAT_COUNT:
        break;
    }
    return -EINVAL;
}

static int show(const struct ask *a)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO(store_close) struct store *store = NULL;
    AUTO(free_memory) char *path = default_agent_store(a->store, a->state, &error);
    __attribute__((cleanup(history_done))) struct history history = {.rows = NULL};
    int r = path ? default_catalogue(a->catalogue_path, &catalogue, &error) : -ENOENT;

    if (r == 0)
        r = store_open(path, STORE_READ, &store, &error);
    if (r == 0)
        r = history_read(store, &a->of, &history, &error);
    if (r == 0)
        r = print(a, &history, catalogue);
    if (r == 0)
        return EXIT_DONE;
    log_error("log: %s", error.len > 0 ? text_string(&error)
                         : r == -ENOMEM
                             ? "there is no memory left; ask for fewer days"
                             : "it could not all be written; is the disk full, or the pipe "
                               "closed?");
    return EXIT_FAILED;
}

static int add_category(struct ask *a, const char *word)
{
    AUTO_TEXT struct text words = {.at = NULL};
    enum category category;

    if (category_from_name(word, &category)) {
        a->of.categories |= category_bit(category);
        return EXIT_DONE;
    }
    for (int c = 0; c < CATEGORY_COUNT; c++)
        text_addf(&words, "%s%s", c ? ", " : "", category_name((enum category)c));
    return cli_usage("log", "there is no category \"%s\"; there are %s", word, text_string(&words));
}

static int read_limit(struct ask *a, const char *word)
{
    char *end;

    errno = 0;
    a->of.limit = strtoul(word, &end, 10);
    a->has_limit = true;
    if (errno || end == word || *end || word[0] == '-')
        return cli_usage("log", "--limit wants a number, 0 for all, not \"%s\"", word);
    return EXIT_DONE;
}

static int read_format(struct ask *a, const char *word)
{
    for (int f = 0; f < FORMAT_COUNT; f++)
        if (strcmp(word, format_words[f]) == 0) {
            a->format = (enum format)f;
            return EXIT_DONE;
        }
    return cli_usage("log", "there is no format \"%s\", only text, json and csv", word);
}

static int read_day(const char *word, int32_t *ret_day)
{
    if (day_from_text(word, ret_day) == 0)
        return EXIT_DONE;
    return cli_usage("log", "\"%s\" is no date; write it as 2026-11-16", word);
}

/* One option and its value. */
static int take(struct ask *a, int option, const char *value)
{
    int code = EXIT_DONE;

    switch (option) {
    case 'c':
        a->of.child = value;
        return EXIT_DONE;
    case 'i':
        a->of.site = value;
        return EXIT_DONE;
    case 'p':
        a->of.platform = value;
        return EXIT_DONE;
    case 'g':
        return add_category(a, value);
    case 'F':
        return read_day(value, &a->of.from_day);
    case 'T':
        code = read_day(value, &a->of.to_day);
        a->of.to_day += code == EXIT_DONE;
        return code;
    case 'b':
        a->of.only_blocked = true;
        return EXIT_DONE;
    case 'a':
        a->of.wants_all = true;
        return EXIT_DONE;
    case 'l':
        return read_limit(a, value);
    case 'f':
        return read_format(a, value);
    case 's':
        a->store = value;
        return EXIT_DONE;
    case 'S':
        a->state = value;
        return EXIT_DONE;
    case 'C':
        a->catalogue_path = value;
        return EXIT_DONE;
    }
    return EXIT_USAGE;
}

int cmd_log(int argc, char **argv)
{
    static const struct option options[] = {{"child", required_argument, NULL, 'c'},
                                            {"site", required_argument, NULL, 'i'},
                                            {"platform", required_argument, NULL, 'p'},
                                            {"category", required_argument, NULL, 'g'},
                                            {"from", required_argument, NULL, 'F'},
                                            {"to", required_argument, NULL, 'T'},
                                            {"blocked", no_argument, NULL, 'b'},
                                            {"all", no_argument, NULL, 'a'},
                                            {"limit", required_argument, NULL, 'l'},
                                            {"format", required_argument, NULL, 'f'},
                                            {"store", required_argument, NULL, 's'},
                                            {"state", required_argument, NULL, 'S'},
                                            {"catalogue", required_argument, NULL, 'C'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    struct ask a = {.of = {.from_day = INT32_MIN, .to_day = INT32_MAX}};
    int c;

    optind = 0;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (c == 'h') {
            fputs(help, stdout);
            return EXIT_DONE;
        }
        if (c == '?')
            return cli_usage("log", "\"%s\" is no option, or lacks its value", argv[optind - 1]);
        if (take(&a, c, optarg) != EXIT_DONE)
            return EXIT_USAGE;
    }
    if (optind != argc)
        return cli_usage("log", "\"%s\" is not understood", argv[optind]);
    if (a.store && a.state)
        return cli_usage("log", "give either --store or --state");
    if (a.of.to_day <= a.of.from_day)
        return cli_usage("log", "--to lies before --from");
    a.of.joins = a.format == FORMAT_TEXT;
    if (!a.has_limit && a.format == FORMAT_TEXT)
        a.of.limit = LIMIT_TEXT;
    return show(&a);
}
