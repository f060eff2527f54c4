/*
 * lists search — the listed names that hold a text.
 */
#include "base/log.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/lists.h"
#include "cli/options.h"

#include <errno.h>
#include <string.h>

static const char help[] =
    "usage: kindward lists search [--format text|json] [--catalogue FILE] TEXT\n\n"
    "Shows every listed name that holds TEXT, with the list that says so and what it says.\n"
    "JSON is one object a line.\n\n"
    "  --format FORMAT   text, or json\n"
    "  --catalogue FILE  other lists than those built in\n\n"
    "Exit codes: 0 done, 1 failed or nothing found, 2 usage.\n";

struct search {
    const char *text;
    int format;
    size_t n_found;
};

static void print_json(const struct list_entry *e)
{
    const char *between = "";

    /* Names and lists hold no byte that JSON has to escape: the names are host names, and the
     * compiler's callers name the lists. */
    printf("{\"name\": \"%s\", \"list\": \"%s\", \"categories\": [", e->suffix, e->list);
    for (int c = 0; c < CATEGORY_COUNT; c++)
        if (e->categories & category_bit((enum category)c)) {
            printf("%s\"%s\"", between, category_name((enum category)c));
            between = ", ";
        }
    if (e->platform_id)
        printf("], \"platform\": \"%s\"", e->platform_id);
    else
        printf("], \"platform\": null");
    printf(", \"exact\": %s, \"allow\": %s}\n", e->is_exact ? "true" : "false",
           e->is_allow ? "true" : "false");
}

static bool take(const struct list_entry *e, void *user)
{
    struct search *s = user;

    if (!strstr(e->suffix, s->text))
        return true;
    s->n_found++;
    if (s->format == AS_JSON) {
        print_json(e);
        return true;
    }
    printf("%-40s %-28s ", e->suffix, e->list);
    lists_print_said(e);
    putchar('\n');
    return !ferror(stdout);
}

int lists_search(int argc, char **argv)
{
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct search s = {.format = AS_TEXT};
    const char *path = NULL;
    const struct cli_option options[] = {
        {"catalogue", .word = &path},
        {"format", .chosen = &s.format, .choices = text_or_json},
    };
    int first, code = options_walk(help, options, ARRAY_LEN(options), argc, argv, &first);

    if (code != GO_ON)
        return code;
    if (first + 1 != argc || argv[first][0] == '\0')
        return cli_usage("lists", "say what to search for, as in `kindward lists search casino`");
    for (char *c = argv[first]; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c + 32);
    s.text = argv[first];
    if (default_catalogue(path, &catalogue, &error) < 0)
        return cli_failed("lists", "the names", "there is no memory", -EINVAL, &error);
    catalogue_each(catalogue, take, &s);
    if (s.n_found == 0)
        log_note("no listed name holds \"%s\"", s.text);
    if (fflush(stdout) != 0)
        return cli_failed("lists", "the names", "there is no memory", -EIO, &error);
    return s.n_found > 0 ? EXIT_DONE : EXIT_FAILED;
}
