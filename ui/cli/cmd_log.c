/*
 * log — what was used and what was blocked, searchable, newest last.
 */
#include "catalogue/catalogue.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/guess_list.h"
#include "cli/history.h"
#include "cli/options.h"

#include <errno.h>
#include <string.h>

static const char help[] =
    "usage: kindward log [--child NAME] [--site NAME] [--platform ID] [--category WORD]\n"
    "                    [--from DATE] [--to DATE] [--blocked] [--all] [--limit N]\n"
    "                    [--format text|json|csv] [--store DB | --state DIR]\n"
    "       kindward log --guesses [--child NAME] [--site NAME] [--from DATE] [--to DATE] ...\n\n"
    "Shows which sites were used and when, and what was blocked, newest last.\n\n"
    "      --child NAME      of one child only\n"
    "      --site NAME       a site or host, and all below it: discord.com\n"
    "      --platform ID     a platform: discord\n"
    "      --category WORD   a category: games, stranger-chat, ...; may be given again\n"
    "      --from DATE       from this local day on, as 2026-11-16\n"
    "      --to DATE         up to this local day, itself included\n"
    "      --blocked         only what was blocked\n"
    "      --all             also what pages loaded by themselves, and updates and the like\n"
    "      --guesses         instead, where connections without a name probably went: a guess\n"
    "                        from the address, by day (names-for-nameless in docs/policy.md)\n"
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

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV };

static const char *const formats[] = {
    [FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", [FORMAT_CSV] = "csv", NULL};

struct ask {
    struct history_ask of;
    struct told_places places;
    int format; /* an enum format */
    bool has_limit, wants_guesses;
};

static int print(const struct ask *a, const struct history *h, const struct catalogue *c)
{
    switch ((enum format)a->format) {
    case FORMAT_TEXT:
        return history_print_text(h, c, stdout);
    case FORMAT_JSON:
        return history_print_json(h, stdout);
    case FORMAT_CSV:
        return history_print_csv(h, stdout);
    }
    return -EINVAL;
}

static int print_guesses(const struct ask *a, struct store *s, struct text *reterr)
{
    __attribute__((cleanup(guess_list_done))) struct guess_list list = {.rows = NULL};
    int r = guess_list_read(s, &a->of, &list, reterr);

    if (r < 0)
        return r;
    switch ((enum format)a->format) {
    case FORMAT_TEXT:
        return guess_list_print_text(&list, stdout);
    case FORMAT_JSON:
        return guess_list_print_json(&list, stdout);
    case FORMAT_CSV:
        return guess_list_print_csv(&list, stdout);
    }
    return -EINVAL;
}

static int show(const struct ask *a)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO(store_close) struct store *store = NULL;
    __attribute__((cleanup(history_done))) struct history history = {.rows = NULL};
    int r = default_open(&a->places, STORE_READ, &store, &catalogue, &error);

    if (r == 0 && a->wants_guesses)
        r = print_guesses(a, store, &error);
    else if (r == 0)
        r = history_read(store, &a->of, &history, &error);
    if (r == 0 && !a->wants_guesses)
        r = print(a, &history, catalogue);
    if (r == 0)
        return EXIT_DONE;
    return cli_failed("log", "it", "there is no memory left; ask for fewer days", r, &error);
}

static int take_category(void *to, const char *word)
{
    struct ask *a = to;
    AUTO_TEXT struct text words = {.at = NULL};
    enum category category;

    if (category_from_name(word, &category)) {
        a->of.categories |= category_bit(category);
        return GO_ON;
    }
    for (int c = 0; c < CATEGORY_COUNT; c++)
        text_addf(&words, "%s%s", c ? ", " : "", category_name((enum category)c));
    return cli_usage("log", "there is no category \"%s\"; there are %s", word, text_string(&words));
}

static int take_limit(void *to, const char *word)
{
    struct ask *a = to;
    char *end;

    errno = 0;
    a->of.limit = strtoul(word, &end, 10);
    a->has_limit = true;
    if (errno || end == word || *end || word[0] == '-')
        return cli_usage("log", "--limit wants a number, 0 for all, not \"%s\"", word);
    return GO_ON;
}

static int take_day(void *to, const char *word)
{
    if (day_from_text(word, to) == 0)
        return GO_ON;
    return cli_usage("log", "\"%s\" is no date; write it as 2026-11-16", word);
}

/* The day after: to_day is exclusive. */
static int take_last_day(void *to, const char *word)
{
    int32_t *to_day = to;
    int code = take_day(to_day, word);

    *to_day += code == GO_ON;
    return code;
}

int cmd_log(int argc, char **argv)
{
    struct ask a = {.of = {.from_day = INT32_MIN, .to_day = INT32_MAX}};
    const struct cli_option options[] = {
        {"child", .word = &a.of.child},
        {"site", .word = &a.of.site},
        {"platform", .word = &a.of.platform},
        {"category", .take = take_category, .to = &a},
        {"from", .take = take_day, .to = &a.of.from_day},
        {"to", .take = take_last_day, .to = &a.of.to_day},
        {"blocked", .flag = &a.of.only_blocked},
        {"all", .flag = &a.of.wants_all},
        {"guesses", .flag = &a.wants_guesses},
        {"limit", .take = take_limit, .to = &a},
        {"format", .chosen = &a.format, .choices = formats},
        {"store", .word = &a.places.store, .not_with = "state"},
        {"state", .word = &a.places.state},
        {"catalogue", .word = &a.places.catalogue},
    };
    int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, NULL);

    if (code != GO_ON)
        return code;
    if (a.wants_guesses &&
        (a.of.platform || a.of.categories || a.of.only_blocked || a.of.wants_all || a.has_limit))
        return cli_usage("log", "--guesses goes with --child, --site, --from, --to and --format "
                                "only: a guess is of no platform and no category");
    if (a.of.to_day <= a.of.from_day)
        return cli_usage("log", "--to lies before --from");
    a.of.joins = a.format == FORMAT_TEXT;
    if (!a.has_limit && a.format == FORMAT_TEXT)
        a.of.limit = LIMIT_TEXT;
    return show(&a);
}
