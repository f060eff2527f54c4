/*
 * lists diff — which names one list, or one update, has and another has not.
 */
#include "base/log.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/list_text.h"
#include "cli/lists.h"
#include "cli/lists_places.h"
#include "cli/options.h"
#include "lists/disk.h"
#include "lists/kept.h"

#include <errno.h>
#include <string.h>

static const char help[] =
    "usage: kindward lists diff [--names] [--from GENERATION] [--to GENERATION]\n"
    "       kindward lists diff [--names] OLD NEW\n\n"
    "Says how many names each fetched list has more and fewer than at the update before the one\n"
    "that holds, or of two files, in whatever form and packing. An exception counts as a name of\n"
    "its own, with @@ before it.\n\n"
    "  --names            show the names: + for those that came, - for those that went\n"
    "  --from GENERATION  compare with this one; `kindward lists status` shows them\n"
    "  --to GENERATION    and this one, in place of the one that holds\n"
    "  --lists DIR        where fetched lists are kept (usually /var/lib/kindward-lists)\n"
    "  --format FORMAT    how to say it: text, or json (one object a list and line)\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n";

struct diff {
    bool shows_names;
    int format;
    struct text *reterr;
};

/* What one has and the other has not. */
static size_t missing(const struct name_set *in, const struct name_set *of, json_t *ret_names)
{
    size_t n = 0;

    for (size_t i = 0; i < of->n; i++)
        if (!name_set_has(in, name_set_at(of, i))) {
            n++;
            if (ret_names)
                json_array_append_new(ret_names, json_string(name_set_at(of, i)));
        }
    return n;
}

static void print_names(char sign, const json_t *names)
{
    json_t *one;
    size_t i;

    json_array_foreach(names, i, one) printf("%c %s\n", sign, json_string_value(one));
}

static bool print(const struct diff *d, const char *name, const struct name_set *old,
                  const struct name_set *new)
{
    AUTO(json) json_t *came = d->shows_names ? json_array() : NULL;
    AUTO(json) json_t *went = d->shows_names ? json_array() : NULL;
    AUTO(json) json_t *all = NULL;
    size_t n_came = missing(old, new, came), n_went = missing(new, old, went);

    if (d->format == AS_TEXT) {
        printf("%s: %zu names, %zu more and %zu fewer than the %zu before\n", name, new->n, n_came,
               n_went, old->n);
        print_names('+', came);
        print_names('-', went);
        return !ferror(stdout);
    }
    all =
        json_pack("{s:s, s:I, s:I, s:I, s:I}", "list", name, "names", (json_int_t) new->n, "before",
                  (json_int_t)old->n, "more", (json_int_t)n_came, "fewer", (json_int_t)n_went);
    if (all && d->shows_names) {
        json_object_set(all, "came", came);
        json_object_set(all, "went", went);
    }
    return json_dumpf(all, stdout, JSON_COMPACT) == 0 && putchar('\n') != EOF;
}

/* list_text_read(), or list_text_read_kept(). */
typedef int read_text(const char *path, struct text *ret, struct text *reterr);

static int read_names(read_text *read, const char *path, struct name_set *ret, struct text *reterr)
{
    AUTO_TEXT struct text text = {.at = NULL};
    int r = read(path, &text, reterr);

    return r < 0 ? r : list_text_names(path, &text, ret, reterr);
}

/* NULL: there is no such file, since a list is new, or gone. */
static int compare(const struct diff *d, read_text *read, const char *name, const char *old,
                   const char *new)
{
    __attribute__((cleanup(name_set_done))) struct name_set before = {.at = NULL};
    __attribute__((cleanup(name_set_done))) struct name_set after = {.at = NULL};
    int r = old ? read_names(read, old, &before, d->reterr) : 0;

    if (r == 0 && new)
        r = read_names(read, new, &after, d->reterr);
    if (r == 0 && !print(d, name, &before, &after))
        r = -EIO;
    return r;
}

static int compare_kept(const struct diff *d, const char *folder, const char *id,
                        const unsigned generations[2], const json_t *old, const json_t *new)
{
    AUTO_TEXT struct text file = {.at = NULL};
    AUTO_TEXT struct text before = {.at = NULL};
    AUTO_TEXT struct text after = {.at = NULL};
    const json_t *digests[] = {json_object_get(old, "sha256"), json_object_get(new, "sha256")};

    if (old && new &&json_equal(digests[0], digests[1]))
        return 0; /* not a byte is another */
    text_addf(&file, "%s.list", id);
    before = kept_path(folder, generations[0], text_string(&file));
    after = kept_path(folder, generations[1], text_string(&file));
    return compare(d, list_text_read_kept, id, old ? text_string(&before) : NULL,
                   new ? text_string(&after) : NULL);
}

static int compare_generations(const struct diff *d, const char *folder,
                               const unsigned generations[2])
{
    AUTO(json) json_t *old = kept_manifest(folder, generations[0]);
    AUTO(json) json_t *new = kept_manifest(folder, generations[1]);
    const char *id;
    json_t *one;
    size_t i;
    int r = 0;

    if (!old || !new) {
        text_addf(d->reterr, "there is no generation %u; `kindward lists status` shows them",
                  generations[old ? 1 : 0]);
        return -ENOENT;
    }
    json_array_foreach(json_object_get(new, "lists"), i, one)
    {
        id = json_string_value(json_object_get(one, "id"));
        if (r == 0 && id)
            r = compare_kept(d, folder, id, generations, kept_entry(old, id), one);
    }
    json_array_foreach(json_object_get(old, "lists"), i, one)
    {
        id = json_string_value(json_object_get(one, "id"));
        if (r == 0 && id && !kept_entry(new, id))
            r = compare_kept(d, folder, id, generations, one, NULL);
    }
    return r;
}

/* The newest one before @current. */
static unsigned before(const char *folder, unsigned current)
{
    unsigned all[KEPT_BEFORE + 8];
    size_t n = kept_generations(folder, all, ARRAY_LEN(all));

    for (size_t i = 0; i < n; i++)
        if (all[i] < current)
            return all[i];
    return 0;
}

static int take_generation(void *to, const char *word)
{
    return options_number("lists", word, 100000000, to);
}

int lists_diff(int argc, char **argv)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct lists_places places = {.kept = NULL};
    struct diff d = {.reterr = &error};
    unsigned generations[2] = {0, 0};
    const struct cli_option options[] = {
        {"format", .chosen = &d.format, .choices = text_or_json},
        {"from", .take = take_generation, .to = &generations[0]},
        {"lists", .word = &places.kept},
        {"names", .flag = &d.shows_names},
        {"to", .take = take_generation, .to = &generations[1]},
    };
    int first, code = options_walk(help, options, ARRAY_LEN(options), argc, argv, &first), r;

    if (code != GO_ON)
        return code;
    if (first != argc && first + 2 != argc)
        return cli_usage("lists", "name two files to compare, or none for the last two updates");
    lists_places_complete(&places);
    if (first + 2 == argc) {
        r = compare(&d, list_text_read, argv[first + 1], argv[first], argv[first + 1]);
    } else {
        generations[1] = generations[1] ? generations[1] : kept_current(places.kept);
        generations[0] = generations[0] ? generations[0] : before(places.kept, generations[1]);
        r = compare_generations(&d, places.kept, generations);
    }
    if (r == 0 && fflush(stdout) != 0)
        r = -EIO;
    return r < 0 ? cli_failed("lists", "the names", "there is no memory for the lists", r, &error)
                 : EXIT_DONE;
}
