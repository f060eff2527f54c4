/*
 * erase — a child, a span of days, or all of the record: so that no byte of it is left.
 */
#include "base/clock.h"
#include "base/log.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/options.h"
#include "live/agent_bus.h"
#include "live/agent_link.h"
#include "store/store_keep.h"

#include <errno.h>
#include <string.h>

static const char help[] =
    "usage: kindward erase --child NAME [--from DATE] [--to DATE] [--yes]\n"
    "       kindward erase --all [--from DATE] [--to DATE] [--yes]\n"
    "                      [--store DB | --state DIR] [--runtime DIR]\n\n"
    "Erases what was recorded, so that nothing of it is left in the file, in its free pages or in\n"
    "the write-ahead log; with it the weekly pages of these days, of all children. Asks before it\n"
    "does. If the agent runs, it is the agent that erases, and goes on recording afterwards, and "
    "a\n"
    "guardian may ask it; without it, this is for root. A backup that you made is yours to "
    "erase.\n\n"
    "      --child NAME      of one child\n"
    "      --all             of every child, and what is recorded about Kindward itself\n"
    "      --from DATE       from this local day on, as 2026-11-16 (default: from the beginning)\n"
    "      --to DATE         up to this local day, itself included (default: to the end)\n"
    "      --yes             do not ask\n"
    "      --store DB        another store than the agent's, which nobody else writes\n"
    "      --state DIR       the agent's folder, which holds kindward.db (default:\n"
    "                        /var/lib/kindward)\n"
    "      --runtime DIR     where the agent's socket is (default: /run/kindward)\n"
    "  -h, --help            this text\n\n"
    "Exit codes: 0 erased, or not confirmed; 1 failed; 2 usage; 3 in part: erased, but another\n"
    "program still holds old pages.\n";

enum { ERASE_PATIENCE_MS = 60000 };

struct ask {
    struct told_places places;
    const char *runtime_dir;
    struct erasing what;
    bool wants_all, is_sure;
};

static bool confirm(const struct ask *a)
{
    char line[64], from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
    bool has_from = a->what.from_day > ERASE_FROM, has_to = a->what.to_day < ERASE_TO;

    printf("All that was recorded of %s%s%s%s%s is erased, and cannot be had back. Type yes: ",
           a->what.child ? a->what.child : "everybody", has_from ? " from " : "",
           has_from ? day_format(a->what.from_day, from) : "", has_to ? " to " : "",
           has_to ? day_format(a->what.to_day - 1, to) : "");
    fflush(stdout);
    return fgets(line, sizeof(line), stdin) && strcmp(line, "yes\n") == 0;
}

/* By the agent; -ECONNREFUSED: it does not run. */
static int erase_by_agent(const struct ask *a, struct text *reterr)
{
    AUTO_TEXT struct text question = {.at = NULL};
    json_t *json = NULL;
    const char *error;
    int r;

    text_addf(&question, "erase %d %d%s%s", a->what.from_day, a->what.to_day,
              a->what.child ? " " : "", a->what.child ? a->what.child : "");
    if (question.failed)
        return -ENOMEM;
    r = agent_link_ask(a->runtime_dir, question.at, ERASE_PATIENCE_MS, &json, reterr);
    if (r == -EACCES && !a->places.state && strcmp(a->runtime_dir, DEFAULT_RUNTIME_DIR) == 0) {
        text_clear(reterr); /* who may not ask the socket may be a guardian all the same */
        return agent_bus_erase(&a->what, reterr);
    }
    error = r == 0 ? json_string_value(json_object_get(json, "error")) : NULL;
    if (error) {
        text_add(reterr, error);
        r = -EREMOTEIO;
    } else if (r == 0 && !json_is_true(json_object_get(json, "erased"))) {
        text_add(reterr, "the agent that runs is of another version; start it anew");
        r = -EBADMSG;
    }
    json_decref(json);
    return r;
}

/* Nobody else writes: by ourselves. */
static int erase_here(const struct ask *a, struct text *reterr)
{
    AUTO(free_memory) char *path = default_agent_store(a->places.store, a->places.state, reterr);
    AUTO_TEXT struct text pages = {.at = NULL};
    AUTO(store_close) struct store *store = NULL;
    int r = path ? 0 : -ENOENT;

    if (r == 0 && access(path, F_OK) < 0) {
        r = -errno;
        text_addf(reterr, "the store %s: %s; there is nothing to erase", path, strerror(-r));
    }
    if (r == 0)
        r = store_open(path, STORE_WRITE, &store, reterr);
    if (r == 0)
        r = store_erase(store, &a->what, reterr);
    if (r < 0)
        return r;
    text_add_bytes(&pages, path,
                   strlen(path) - strlen(strrchr(path, '/') ? strrchr(path, '/') : path));
    text_add(&pages, "/reports");
    return pages.failed ? -ENOMEM : pages_erase(pages.at, a->what.from_day, a->what.to_day, reterr);
}

static int erase(const struct ask *a)
{
    AUTO_TEXT struct text error = {.at = NULL};
    int r = a->places.store ? -ECONNREFUSED : 0;

    if (!a->is_sure && !confirm(a)) {
        puts("Nothing was erased.");
        return EXIT_DONE;
    }
    if (r == 0)
        r = erase_by_agent(a, &error);
    if (r == -ECONNREFUSED) {
        text_clear(&error);
        r = erase_here(a, &error);
    }
    if (r == 0) {
        puts("It is erased.");
        return EXIT_DONE;
    }
    log_error("erase: %s", error.len > 0 ? error.at : strerror(-r));
    return r == -EBUSY ? EXIT_IN_PART : EXIT_FAILED;
}

static int take_day(void *to, const char *word)
{
    if (day_from_text(word, to) == 0)
        return GO_ON;
    return cli_usage("erase", "\"%s\" is no date; write it as 2026-11-16", word);
}

/* The day after: to_day is exclusive. */
static int take_last_day(void *to, const char *word)
{
    int32_t *to_day = to;
    int code = take_day(to_day, word);

    *to_day += code == GO_ON;
    return code;
}

int cmd_erase(int argc, char **argv)
{
    struct ask a = {.runtime_dir = DEFAULT_RUNTIME_DIR,
                    .what = {.from_day = ERASE_FROM, .to_day = ERASE_TO}};
    const struct cli_option options[] = {
        {"child", .word = &a.what.child, .not_with = "all"},
        {"all", .flag = &a.wants_all},
        {"from", .take = take_day, .to = &a.what.from_day},
        {"to", .take = take_last_day, .to = &a.what.to_day},
        {"yes", .flag = &a.is_sure},
        {"store", .word = &a.places.store, .not_with = "state"},
        {"state", .word = &a.places.state},
        {"runtime", .word = &a.runtime_dir},
    };
    int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, NULL);

    if (code != GO_ON)
        return code;
    if (!a.what.child && !a.wants_all)
        return cli_usage("erase", "say what: --child NAME, or --all");
    if (a.what.child && (!a.what.child[0] || strpbrk(a.what.child, "\n\r")))
        return cli_usage("erase", "--child wants a name");
    if (a.what.to_day <= a.what.from_day)
        return cli_usage("erase", "--to lies before --from");
    return erase(&a);
}
