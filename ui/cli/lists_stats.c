/*
 * lists stats — what each list has, what it has alone, and what it shares.
 */
#include "base/log.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/lists.h"
#include "cli/options.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

static const char help[] =
    "usage: kindward lists stats [--format text|json] [--catalogue FILE]\n\n"
    "Counts the names of each list, those that no other list has, and those that it shares with\n"
    "others: a list that has hardly a name alone can go.\n\n"
    "  --format FORMAT   text, or json\n"
    "  --catalogue FILE  other lists than those built in\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n";

enum { LISTS_MAX = 4096 };

struct list_stat {
    size_t n_names, n_alone, n_exceptions;
};

struct stats {
    size_t n_lists;
    struct list_stat *lists;
    uint32_t *shared; /* n_lists × n_lists: names that both have */
    char name[256];   /* whose lists are gathered */
    uint32_t *of_name;
    size_t n_of_name, n_names;
};

static void stats_done(struct stats *s)
{
    free(s->lists);
    free(s->shared);
    free(s->of_name);
}

/* All lists of a name are known: count them. */
static void count_name(struct stats *s)
{
    s->n_names += s->n_of_name > 0;
    for (size_t i = 0; i < s->n_of_name; i++) {
        struct list_stat *one = &s->lists[s->of_name[i]];

        one->n_names++;
        one->n_alone += s->n_of_name == 1;
        for (size_t k = 0; k < s->n_of_name; k++)
            s->shared[s->of_name[i] * s->n_lists + s->of_name[k]]++;
    }
    s->n_of_name = 0;
}

static bool take(const struct list_entry *e, void *user)
{
    struct stats *s = user;

    if (strcmp(e->suffix, s->name) != 0) {
        count_name(s);
        memcpy(s->name, e->suffix, strlen(e->suffix) + 1);
    }
    if (e->list_number >= s->n_lists)
        return true;
    s->lists[e->list_number].n_exceptions += e->is_allow;
    for (size_t i = 0; i < s->n_of_name; i++)
        if (s->of_name[i] == e->list_number)
            return true;
    s->of_name[s->n_of_name++] = (uint32_t)e->list_number;
    return true;
}

/* The list that has the most names in common with one; itself: none has any. */
static size_t nearest(const struct stats *s, size_t list)
{
    size_t best = list;

    for (size_t k = 0; k < s->n_lists; k++)
        if (k != list && s->shared[list * s->n_lists + k] > 0 &&
            (best == list ||
             s->shared[list * s->n_lists + k] > s->shared[list * s->n_lists + best]))
            best = k;
    return best;
}

static void print_text(const struct catalogue *c, const struct stats *s)
{
    printf("%-32s %9s %9s %10s  %s\n", "list", "names", "alone", "exceptions", "shares most with");
    for (size_t i = 0; i < s->n_lists; i++) {
        size_t near = nearest(s, i);

        printf("%-32s %9zu %9zu %10zu", catalogue_list_name(c, i), s->lists[i].n_names,
               s->lists[i].n_alone, s->lists[i].n_exceptions);
        if (near != i)
            printf("  %s (%u)", catalogue_list_name(c, near), s->shared[i * s->n_lists + near]);
        putchar('\n');
    }
    printf("%zu names in %zu lists\n", s->n_names, s->n_lists);
}

/* True: written, or there was no memory (which is rare, and then nothing is written). */
static bool print_json(const struct catalogue *c, const struct stats *s)
{
    json_t *root = json_object(), *lists = json_array();
    bool done;

    json_object_set_new(root, "names", json_integer((json_int_t)s->n_names));
    for (size_t i = 0; i < s->n_lists; i++) {
        json_t *shared = json_object();

        for (size_t k = 0; k < s->n_lists; k++)
            if (k != i && s->shared[i * s->n_lists + k] > 0)
                json_object_set_new(shared, catalogue_list_name(c, k),
                                    json_integer(s->shared[i * s->n_lists + k]));
        json_array_append_new(
            lists,
            json_pack("{s:s, s:I, s:I, s:I, s:o}", "list", catalogue_list_name(c, i), "names",
                      (json_int_t)s->lists[i].n_names, "alone", (json_int_t)s->lists[i].n_alone,
                      "exceptions", (json_int_t)s->lists[i].n_exceptions, "shared", shared));
    }
    json_object_set_new(root, "lists", lists);
    done = json_dumpf(root, stdout, JSON_INDENT(2)) == 0 && putchar('\n') != EOF;
    json_decref(root);
    return done;
}

int lists_stats(int argc, char **argv)
{
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    __attribute__((cleanup(stats_done))) struct stats s = {.n_lists = 0};
    const char *path = NULL;
    int format = AS_TEXT;
    const struct cli_option options[] = {
        {"catalogue", .word = &path},
        {"format", .chosen = &format, .choices = text_or_json},
    };
    int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, NULL);
    bool done = true;

    if (code != GO_ON)
        return code;
    if (default_catalogue(path, &catalogue, &error) < 0)
        return cli_failed("lists", "the counts", "there is no memory", -EINVAL, &error);
    s.n_lists = catalogue_n_lists(catalogue);
    if (s.n_lists > LISTS_MAX) {
        log_error("lists: %zu lists are more than can be compared (%d); leave some out", s.n_lists,
                  LISTS_MAX);
        return EXIT_FAILED;
    }
    s.lists = calloc(s.n_lists + 1, sizeof(*s.lists));
    s.of_name = calloc(s.n_lists + 1, sizeof(*s.of_name));
    s.shared = calloc(s.n_lists * s.n_lists + 1, sizeof(*s.shared));
    if (!s.lists || !s.of_name || !s.shared)
        return cli_failed("lists", "the counts", "there is no memory to count", -ENOMEM, &error);
    catalogue_each(catalogue, take, &s);
    count_name(&s);
    if (format == AS_JSON)
        done = print_json(catalogue, &s);
    else
        print_text(catalogue, &s);
    if (!done || fflush(stdout) != 0)
        return cli_failed("lists", "the counts", "there is no memory", -EIO, &error);
    return EXIT_DONE;
}
