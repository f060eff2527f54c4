/*
 * lists try — what a list would have changed, had it been there in the last weeks.
 *
 * The list alone is compiled, and each host in the record is looked up in it: a category that the
 * host does not have yet is a change, and the policy is asked once with it and once without.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "catalogue/catalogue_compile.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/history.h"
#include "cli/list_text.h"
#include "cli/lists.h"
#include "cli/options.h"
#include "cli/policy_source.h"
#include "lists/disk.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: kindward lists try --category NAME [--days N] [--child NAME] FILE\n\n"
    "Shows which sites in the record FILE lists, what they are now and would be with it, and what\n"
    "the policy would have done. Nothing is changed. FILE is a list in any form and packing that\n"
    "`kindward lists check` knows.\n\n"
    "  --category NAME   what FILE's names are, as in gambling\n"
    "  --days N          so many days, up to the last one in the record (28)\n"
    "  --child NAME      only this child\n"
    "  --config DIR      the folder of the policy (usually /etc/kindward)\n"
    "  --store FILE      the record, or its folder with --state DIR\n"
    "  --catalogue FILE  other lists than those that hold\n"
    "  --format FORMAT   text, or json (one object a child and site, a line each)\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n";

enum { DAYS_USUAL = 28, AT_ONCE = 256 };

struct trial {
    struct told_places places;
    struct history_ask ask;
    const char *config;
    enum category category;
    unsigned n_days;
    int format;
    struct catalogue *now, *tried;
    struct bytes image; /* of the tried one; owned */
    struct policy_source policy;
    bool has_policy;
    size_t n_hosts, n_changed, n_blocked, n_alerted;
};

static void trial_done(struct trial *t)
{
    catalogue_close(t->now);
    catalogue_close(t->tried);
    free((void *)t->image.at);
    policy_source_done(&t->policy);
}

/* The list as a catalogue of its own. */
static int compile(struct trial *t, const char *path, struct text *reterr)
{
    AUTO(compiler_free) struct compiler *compiler = NULL;
    AUTO_TEXT struct text text = {.at = NULL};
    struct list_counts counts;
    int r = list_text_read(path, &text, reterr);

    if (r == 0)
        r = compiler_new(&compiler);
    if (r == 0)
        r = compiler_add_list(compiler, path, LIST_CATEGORY, t->category,
                              bytes_of(text_string(&text), text.len), &counts, reterr);
    if (r == 0)
        r = compiler_finish(compiler, NULL, &t->image);
    return r < 0 ? r : catalogue_of_memory(t->image, &t->tried, reterr);
}

static int by_child_and_host(const void *left, const void *right)
{
    const struct history_row *a = left, *b = right;
    int r = strcmp(a->child, b->child);

    return r ? r : strcmp(a->host, b->host);
}

/* All of a child's rows of a host. */
struct use_of_host {
    const char *child, *host;
    uint64_t n;
    int64_t last_us;
    int32_t utc_offset_s;
};

static struct decision decide(const struct trial *t, const struct use_of_host *use,
                              category_set categories)
{
    struct meaning m = catalogue_find(t->now, use->host, strlen(use->host));
    const struct platform *platform = catalogue_platform(t->now, m.platform);
    const struct policy_question q = {
        .name = use->host, .categories = categories, .platform_id = platform ? platform->id : ""};
    struct decision nothing = {.verdict = VERDICT_LOG, .rule = ""};
    uint32_t child;

    return t->has_policy && policy_child_find(t->policy.policy, use->child, &child)
               ? policy_decide(t->policy.policy, child, &q)
               : nothing;
}

static void print_text(const struct use_of_host *use, category_set now, category_set then,
                       const struct decision decisions[2])
{
    char day[DATE_TEXT_MAX];

    printf("%s: %s, used %llu times, last on %s\n    now ", use->child, use->host,
           (unsigned long long)use->n, day_format(clock_day(use->last_us, use->utc_offset_s), day));
    lists_print_categories(now, stdout);
    fputs("; then ", stdout);
    lists_print_categories(then, stdout);
    if (decisions[0].verdict != decisions[1].verdict)
        printf("; %s becomes %s, by %s", verdict_name(decisions[0].verdict),
               verdict_name(decisions[1].verdict), decisions[1].rule);
    putchar('\n');
}

static bool print_json(const struct use_of_host *use, category_set now, category_set then,
                       const struct decision decisions[2])
{
    AUTO(json)
    json_t *one = json_pack("{s:s, s:s, s:I, s:I, s:o, s:o, s:s, s:s, s:s}", "child", use->child,
                            "host", use->host, "uses", (json_int_t)use->n, "last_us",
                            (json_int_t)use->last_us, "categories", history_categories(now),
                            "categories_then", history_categories(then), "verdict",
                            verdict_name(decisions[0].verdict), "verdict_then",
                            verdict_name(decisions[1].verdict), "rule_then", decisions[1].rule);

    return json_dumpf(one, stdout, JSON_COMPACT) == 0 && putchar('\n') != EOF;
}

static bool try_host(struct trial *t, const struct use_of_host *use, const struct meaning *now,
                     const struct meaning *tried)
{
    category_set then = now->categories | tried->categories;
    struct decision decisions[2];

    t->n_hosts++;
    if (now->never_recorded || then == now->categories)
        return true;
    decisions[0] = decide(t, use, now->categories);
    decisions[1] = decide(t, use, then);
    t->n_changed++;
    if (decisions[0].verdict != decisions[1].verdict) {
        t->n_blocked += decisions[1].verdict == VERDICT_BLOCK;
        t->n_alerted += decisions[1].verdict == VERDICT_ALERT;
    }
    if (t->format == AS_JSON)
        return print_json(use, now->categories, then, decisions);
    print_text(use, now->categories, then, decisions);
    return !ferror(stdout);
}

/* One element a child and host, from rows in their order; how many. */
static size_t gather_uses(const struct history *h, struct use_of_host *ret)
{
    size_t n = 0;

    for (size_t i = 0; i < h->n; i++) {
        const struct history_row *row = &h->rows[i];
        struct use_of_host *use;

        if (i == 0 || by_child_and_host(row, &h->rows[i - 1]) != 0)
            ret[n++] = (struct use_of_host){.child = row->child, .host = row->host};
        use = &ret[n - 1];
        if (use->n == 0 || row->last_us > use->last_us) {
            use->last_us = row->last_us;
            use->utc_offset_s = row->utc_offset_s;
        }
        use->n += row->n;
    }
    return n;
}

/* Some hundred at once, so that their look-ups do not wait one for the other. */
static int try_all(struct trial *t, struct history *h)
{
    AUTO(free_memory) struct use_of_host *uses = calloc(h->n + 1, sizeof(*uses));
    struct bytes names[AT_ONCE];
    struct meaning now[AT_ONCE], tried[AT_ONCE];
    size_t n;

    if (!uses)
        return -ENOMEM;
    if (h->n > 0)
        qsort(h->rows, h->n, sizeof(*h->rows), by_child_and_host);
    n = gather_uses(h, uses);
    for (size_t at = 0; at < n; at += AT_ONCE) {
        size_t part = n - at < AT_ONCE ? n - at : AT_ONCE;

        for (size_t i = 0; i < part; i++)
            names[i] = bytes_of(uses[at + i].host, strlen(uses[at + i].host));
        catalogue_find_many(t->now, names, part, now);
        catalogue_find_many(t->tried, names, part, tried);
        for (size_t i = 0; i < part; i++)
            if (!try_host(t, &uses[at + i], &now[i], &tried[i]))
                return -EIO;
    }
    return 0;
}

/* The days up to the last one of the record. */
static int read_history(struct trial *t, struct history *ret, struct text *reterr)
{
    AUTO(store_close) struct store *store = NULL;
    int32_t first_day = 0, last_day = 0;
    int r = default_open(&t->places, STORE_READ, &store, &t->now, reterr);

    if (r == 0)
        r = store_days(store, t->ask.child, &first_day, &last_day, reterr);
    if (r == -ENODATA) /* nothing, or nothing of such a child, which reading says */
        r = 0;
    t->ask.to_day = last_day + 1;
    t->ask.from_day = t->ask.to_day - (int32_t)t->n_days;
    return r < 0 ? r : history_read(store, &t->ask, ret, reterr);
}

/* Without a policy that was named, there may be none. */
static int read_policy(struct trial *t)
{
    const char *dir = t->config ? t->config : DEFAULT_CONFIG_DIR;

    if (!t->config && access(dir, R_OK) < 0)
        return 0;
    t->has_policy = policy_source_read(dir, t->now, false, &t->policy) == 0;
    return t->has_policy ? 0 : -EINVAL;
}

static int take_category(void *to, const char *word)
{
    if (category_from_name(word, to))
        return GO_ON;
    return cli_usage("lists", "there is no category \"%s\"", word);
}

static int take_days(void *to, const char *word)
{
    return options_number("lists", word, 3660, to);
}

int lists_try(int argc, char **argv)
{
    __attribute__((cleanup(trial_done))) struct trial t = {
        .category = CATEGORY_COUNT, .n_days = DAYS_USUAL, .ask = {.wants_all = true}};
    __attribute__((cleanup(history_done))) struct history history = {.rows = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    const struct cli_option options[] = {
        {"catalogue", .word = &t.places.catalogue},
        {"category", .take = take_category, .to = &t.category},
        {"child", .word = &t.ask.child},
        {"config", .word = &t.config},
        {"days", .take = take_days, .to = &t.n_days},
        {"format", .chosen = &t.format, .choices = text_or_json},
        {"state", .word = &t.places.state},
        {"store", .word = &t.places.store, .not_with = "state"},
    };
    int first, code = options_walk(help, options, ARRAY_LEN(options), argc, argv, &first), r;

    if (code != GO_ON)
        return code;
    if (first + 1 != argc || t.category == CATEGORY_COUNT)
        return cli_usage("lists", "name one list and what its names are, as in `kindward lists try "
                                  "--category gambling FILE`");
    r = compile(&t, argv[first], &error);
    if (r == 0)
        r = read_history(&t, &history, &error);
    if (r == 0 && read_policy(&t) < 0)
        return EXIT_FAILED; /* which was said */
    if (r == 0)
        r = try_all(&t, &history);
    if (r == 0 && t.format == AS_TEXT)
        printf("%zu of %zu sites would be something else; %zu would be blocked, %zu told of%s\n",
               t.n_changed, t.n_hosts, t.n_blocked, t.n_alerted,
               t.has_policy ? "" : " (there is no policy)");
    if (r == 0 && fflush(stdout) != 0)
        r = -EIO;
    return r < 0 ? cli_failed("lists", "the sites", "there is no memory for the list", r, &error)
                 : EXIT_DONE;
}
