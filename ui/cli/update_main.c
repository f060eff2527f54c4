/*
 * kindward-update — fetch the lists that are on, check them, and let them hold: what
 * `kindward lists update` runs.
 *
 * A program of its own, for what reads HTTPS brings dozens of libraries along, and no other command
 * should have to load them. Nobody calls it by its name.
 */
#include "base/log.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/lists_places.h"
#include "cli/options.h"
#include "lists/descend.h"
#include "lists/disk.h"
#include "lists/update.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: kindward lists update [--offline] [--accept LIST]... [--format text|json]\n\n"
    "Fetches each list that is on, by HTTPS, checks it, and compiles all of them into a new\n"
    "catalogue, which the agent uses by itself. A list stands or falls alone: one that cannot be\n"
    "fetched, is a web page, has no names or less than half of those it had stays as it was, and\n"
    "`kindward lists status` says why. Nothing is fetched but by this command, and by\n"
    "kindward-lists.timer, which is off until you turn it on.\n\n"
    "  --offline         fetch nothing; compile what is there, with the lists that are on now\n"
    "  --accept LIST     let this list shrink; may be given more than once\n"
    "  --format FORMAT   how to say it: text, or json\n"
    "  --account NAME    what root becomes before anything is fetched (usually kindward-lists)\n"
    "  --ca FILE         who may vouch for servers (PEM), in place of the system's authorities\n"
    "  --most-mb N       a list may have so many megabytes as it is sent (64), and eight times as\n"
    "                    many unpacked, but no more than 512\n"
    "  --seconds N       a list may take so long (300)\n"
    "  --slow-seconds N  give up what brings less than a kilobyte a second for so long "
    "(30)\n" LISTS_PLACES_HELP
    "\nExit codes: 0 done, 1 failed, 2 usage, 3 done but for some lists.\n";

enum { ACCEPTED_MAX = 64 };

struct accepted {
    const char *ids[ACCEPTED_MAX + 1];
    size_t n;
};

static int take_accepted(void *to, const char *word)
{
    struct accepted *a = to;

    if (a->n == ACCEPTED_MAX)
        return cli_usage("lists", "--accept can be given %d times", ACCEPTED_MAX);
    a->ids[a->n++] = word;
    return GO_ON;
}

static int take_number(void *to, const char *word)
{
    return options_number("lists", word, 3600, to);
}

static void print_text(const struct update_result *result)
{
    static const struct {
        const char *outcome, *words;
    } outcomes[] = {
        {"new", "new"}, {"same", "as before"}, {"refused", "refused"}, {"failed", "not fetched"}};
    const char *id;
    json_t *one;

    json_object_foreach(result->attempts, id, one)
    {
        const char *outcome = json_string_value(json_object_get(one, "outcome"));
        const char *why = json_string_value(json_object_get(one, "why"));
        bool is_new = outcome && strcmp(outcome, "new") == 0;
        bool stays = !is_new && json_is_true(json_object_get(one, "holds"));
        const char *then = !why[0] ? "" : stays ? ", stays as it was: " : ": ";

        for (size_t i = 0; i < ARRAY_LEN(outcomes); i++)
            if (outcome && strcmp(outcome, outcomes[i].outcome) == 0)
                printf("%-28s %s%s%s\n", id, outcomes[i].words, then, why);
    }
    if (result->is_changed)
        printf("%zu names hold from now on (generation %u)\n", result->n_names, result->generation);
    else if (result->stays)
        printf("all lists stay as they are, your own too: %zu names hold (generation %u)\n",
               result->n_names, result->generation);
    else
        printf("nothing is new: %zu names hold (generation %u)\n", result->n_names,
               result->generation);
}

static bool print_json(const struct update_result *result)
{
    json_t *root = json_pack("{s:O, s:b, s:b, s:i, s:I}", "lists", result->attempts, "changed",
                             result->is_changed, "stays", result->stays, "generation",
                             (int)result->generation, "names", (json_int_t)result->n_names);
    bool done =
        json_dumpf(root, stdout, JSON_INDENT(1) | JSON_SORT_KEYS) == 0 && putchar('\n') != EOF;

    json_decref(root);
    return done;
}

/* A line that nobody can use is a mistake of who wrote the list, and should know. A text that is no
 * list is taken all the same, since what it does name may be blocked at somebody's wish. */
static void tell_passed_over(const struct own_lists *own, const char *config)
{
    for (size_t i = 0; i < own->n; i++) {
        const char *word = own->at[i].name + strlen("own/");
        size_t n = own->at[i].n_passed_over;

        if (own->at[i].prose)
            log_note("%s/lists/%s.list: is it a list? %s; its names hold all the same; `kindward "
                     "lists check %s/lists/%s.list` shows them",
                     config, word, own->at[i].prose, config, word);
        else if (n > 0)
            log_note("%s/lists/%s.list: %zu line%s passed over; `kindward lists check "
                     "%s/lists/%s.list` says why",
                     config, word, n, n == 1 ? " is" : "s are", config, word);
    }
}

static int update(int argc, char **argv)
{
    AUTO_SOURCES struct sources sources = {.at = NULL};
    AUTO_OWN_LISTS struct own_lists own = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(json) json_t *attempts = NULL;
    struct lists_places places = {.kept = NULL};
    struct accepted accepted = {.n = 0};
    struct update_options o = {
        .shows = true,
        .accepted = accepted.ids,
        .limits = {.bytes_max = LIST_BYTES_MAX,
                   .seconds = LIST_SECONDS,
                   .slow_seconds = LIST_SLOW_SECONDS},
    };
    const char *account = "kindward-lists";
    unsigned most_mb = LIST_BYTES_MAX >> 20;
    struct update_result result;
    int format = AS_TEXT;
    const struct cli_option options[] = {
        {"accept", .take = take_accepted, .to = &accepted},
        {"account", .word = &account},
        {"ca", .word = &o.limits.authority},
        {"format", .chosen = &format, .choices = text_or_json},
        {"most-mb", .take = take_number, .to = &most_mb},
        {"offline", .flag = &o.is_offline},
        {"seconds", .take = take_number, .to = &o.limits.seconds},
        {"slow-seconds", .take = take_number, .to = &o.limits.slow_seconds},
        LISTS_PLACES_OPTIONS(places),
    };
    int code = lists_begin(help, options, ARRAY_LEN(options), argc, argv, &places, &sources), r;
    bool done = true;

    if (code != GO_ON)
        return code;
    o.folder = places.kept;
    o.shipped = places.shipped;
    o.sources = &sources;
    o.own = &own;
    o.limits.bytes_max = (uint64_t)most_mb << 20;
    r = lists_own(&places, &own, &error);
    if (r == 0)
        tell_passed_over(&own, places.config);
    if (r == 0)
        r = descend(account, places.kept, &error);
    if (r == 0)
        r = update_lists(&o, &result, &error);
    if (r < 0)
        return cli_failed("lists", "the lists", "there is no memory for the lists", r, &error);
    attempts = result.attempts;
    if (result.note_error < 0)
        log_note("what became of each list could not be noted: %s; is the disk full?",
                 strerror(-result.note_error));
    if (format == AS_JSON)
        done = print_json(&result);
    else
        print_text(&result);
    if (!done || fflush(stdout) != 0)
        return cli_failed("lists", "the answer", "there is no memory", -EIO, &error);
    return result.n_refused > 0 ? EXIT_IN_PART : EXIT_DONE;
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    signal(SIGPIPE, SIG_IGN);
    return update(argc, argv);
}
