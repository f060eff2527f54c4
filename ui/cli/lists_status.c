/*
 * lists status — which lists hold, how old they are, and what became of the last attempts.
 */
#include "base/log.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/lists.h"
#include "cli/lists_places.h"
#include "cli/options.h"
#include "lists/advice.h"
#include "lists/disk.h"
#include "lists/kept.h"

#include <errno.h>
#include <string.h>
#include <time.h>

static const char help[] =
    "usage: kindward lists status [--all] [--format text|json]\n\n"
    "Shows each list that is on: its category, how many names it has, how old what was fetched\n"
    "is; where it was not fetched or was refused the last time, why, since when that is so, and\n"
    "what to do; then what `kindward lists rollback` can return to.\n\n"
    "  --all             show lists that are off, too\n"
    "  --format FORMAT   how to say it: text, or json\n" LISTS_PLACES_HELP
    "\nExit codes: 0 done, 1 failed, 2 usage, 3 some list could not be fetched or was refused.\n";

struct view {
    const struct lists_places *places;
    struct sources sources;
    json_t *manifest, *attempts;
    unsigned current;
    bool shows_all;
    bool has_trouble;
};

static void view_done(struct view *v)
{
    sources_done(&v->sources);
    json_decref(v->manifest);
    json_decref(v->attempts);
}

static json_int_t counted(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static json_t *list_json(struct view *v, const struct source *s)
{
    const json_t *entry = kept_entry(v->manifest, s->id);
    const json_t *attempt = json_object_get(v->attempts, s->id);
    const char *outcome = disk_json_text(attempt, "outcome");
    bool is_trouble =
        s->is_on && (strcmp(outcome, "failed") == 0 || strcmp(outcome, "refused") == 0);
    AUTO_TEXT struct text advice = {.at = NULL};

    v->has_trouble |= is_trouble;
    if (is_trouble)
        advice_on_list(&advice, s->id, attempt);
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:I, s:I, s:s, s:I, s:s, s:s, s:s, s:I, s:s}",
        "id", s->id, "name", s->name, "category", category_name(s->category), "licence", s->licence,
        "home", s->home, "url", s->url, "on", s->is_on, "holds", entry != NULL, "names",
        counted(entry, "names"), "fetched", counted(entry, "fetched"), "format",
        disk_json_text(entry, "format"), "tried", counted(attempt, "tried"), "outcome", outcome,
        "why", disk_json_text(attempt, "why"), "cause", disk_json_text(attempt, "cause"),
        "failing_since", is_trouble ? counted(attempt, "failing_since") : 0, "advice",
        text_string(&advice));
}

static json_t *generations_json(const struct view *v)
{
    unsigned all[KEPT_BEFORE + 8];
    size_t n = kept_generations(v->places->kept, all, ARRAY_LEN(all));
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++) {
        json_t *manifest = kept_manifest(v->places->kept, all[i]);

        if (manifest)
            json_array_append_new(
                list, json_pack("{s:i, s:b, s:I, s:I, s:I}", "generation", (int)all[i], "holds",
                                all[i] == v->current, "made", counted(manifest, "made"), "names",
                                counted(manifest, "names"), "lists",
                                (json_int_t)json_array_size(json_object_get(manifest, "lists"))));
        json_decref(manifest);
    }
    return list;
}

static json_t *view_json(struct view *v)
{
    json_t *lists = json_array();

    for (size_t i = 0; i < v->sources.n; i++)
        if (v->shows_all || v->sources.at[i].is_on || kept_entry(v->manifest, v->sources.at[i].id))
            json_array_append_new(lists, list_json(v, &v->sources.at[i]));
    return json_pack("{s:o, s:o}", "lists", lists, "generations", generations_json(v));
}

/* "refused since 2026-11-19, 11 days ago: ", or "refused today: ". */
static void print_outcome(const json_t *one)
{
    time_t since = (time_t)counted(one, "failing_since");
    AUTO_TEXT struct text age = {.at = NULL};
    char day[16];
    struct tm tm;

    fputs(disk_json_text(one, "outcome"), stdout);
    lists_add_age(&age, since);
    if (since > 0 && localtime_r(&since, &tm) && strftime(day, sizeof(day), "%Y-%m-%d", &tm) > 0) {
        if (strcmp(text_string(&age), "today") == 0)
            printf(" %s", text_string(&age));
        else
            printf(" since %s, %s", day, text_string(&age));
    }
    fputs(": ", stdout);
}

static void print_list(const json_t *one)
{
    AUTO_TEXT struct text age = {.at = NULL};
    const char *why = disk_json_text(one, "why"), *advice = disk_json_text(one, "advice");

    lists_add_age(&age, counted(one, "fetched"));
    printf("%-28s %-16s ", disk_json_text(one, "id"), disk_json_text(one, "category"));
    if (json_is_true(json_object_get(one, "holds")))
        printf("%9lld names, fetched %s", (long long)counted(one, "names"), text_string(&age));
    else
        printf("%s", json_is_true(json_object_get(one, "on")) ? "not fetched yet" : "off");
    putchar('\n');
    if (why[0]) {
        printf("%-28s ", "");
        print_outcome(one);
        puts(why);
    }
    if (advice[0])
        printf("%-28s %s\n", "", advice);
}

static void print_generation(const json_t *one)
{
    AUTO_TEXT struct text age = {.at = NULL};

    lists_add_age(&age, counted(one, "made"));
    printf("%c generation %lld: %lld names, %lld lists fetched, made %s\n",
           json_is_true(json_object_get(one, "holds")) ? '*' : ' ',
           (long long)counted(one, "generation"), (long long)counted(one, "names"),
           (long long)counted(one, "lists"), text_string(&age));
}

static void print_text(const json_t *all)
{
    json_t *generations = json_object_get(all, "generations"), *one;
    size_t i;

    json_array_foreach(json_object_get(all, "lists"), i, one) print_list(one);
    if (json_array_size(generations) == 0)
        puts("Nothing was fetched yet: the lists that come with Kindward hold. "
             "`kindward lists update` fetches those above.");
    json_array_foreach(generations, i, one) print_generation(one);
}

int lists_status(int argc, char **argv)
{
    struct lists_places places = {.kept = NULL};
    __attribute__((cleanup(view_done))) struct view v = {.places = &places};
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_TEXT struct text attempts = {.at = NULL};
    AUTO(json) json_t *all = NULL;
    int format = AS_TEXT;
    const struct cli_option options[] = {
        {"all", .flag = &v.shows_all},
        {"format", .chosen = &format, .choices = text_or_json},
        LISTS_PLACES_OPTIONS(places),
    };
    int code = lists_begin(help, options, ARRAY_LEN(options), argc, argv, &places, &v.sources);
    bool done = true;

    if (code != GO_ON)
        return code;
    v.current = kept_current(places.kept);
    v.manifest = kept_manifest(places.kept, v.current);
    attempts = disk_path(places.kept, KEPT_ATTEMPTS);
    v.attempts = attempts.failed ? NULL : disk_read_json(attempts.at);
    all = view_json(&v);
    if (format == AS_JSON)
        done = json_dumpf(all, stdout, JSON_INDENT(1)) == 0 && putchar('\n') != EOF;
    else
        print_text(all);
    if (!done || fflush(stdout) != 0)
        return cli_failed("lists", "the answer", "there is no memory", -EIO, &error);
    return v.has_trouble ? EXIT_IN_PART : EXIT_DONE;
}
