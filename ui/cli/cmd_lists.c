/*
 * lists — the lists of names: fetch them, look at them, and at what was compiled from them.
 */
#include "base/scope.h"
#include "cli/cli.h"
#include "cli/lists.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *summary;
    int (*run)(int argc, char **argv);
} deeds[] = {
    {"check", "say what is read out of a list, and what is not", lists_check},
    {"export", "write the listed names in a form that other programs read", lists_export},
    {"rollback", "let the lists of an earlier update hold again", lists_rollback},
    {"search", "find the listed names that hold a text", lists_search},
    {"stats", "count the names of each list, and what it has alone", lists_stats},
    {"status", "say which lists hold, how old they are, and what went wrong", lists_status},
    {"update", "fetch the lists that are on, check them, and let them hold", lists_update},
};

static void help(FILE *out)
{
    fputs("usage: kindward lists WHAT [OPTION...]\n\n"
          "Keeps and shows the lists of names by which Kindward knows what a site is.\n\n",
          out);
    for (size_t i = 0; i < ARRAY_LEN(deeds); i++)
        fprintf(out, "  %-10s %s\n", deeds[i].name, deeds[i].summary);
    fputs("\nEach takes --help. What one name means says `kindward why NAME`.\n", out);
}

void lists_print_categories(category_set set, FILE *out)
{
    const char *between = "";

    for (int c = 0; c < CATEGORY_COUNT; c++)
        if (set & category_bit((enum category)c)) {
            fprintf(out, "%s%s", between, category_name((enum category)c));
            between = ", ";
        }
    if (set == 0)
        fputs("none", out);
}

int cmd_lists(int argc, char **argv)
{
    if (argc < 2)
        return cli_usage("lists", "say what to do with them");
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        help(stdout);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < ARRAY_LEN(deeds); i++)
        if (strcmp(argv[1], deeds[i].name) == 0) {
            argv[1] = argv[0]; /* messages say which command */
            return deeds[i].run(argc - 1, argv + 1);
        }
    return cli_usage("lists", "it cannot \"%s\"", argv[1]);
}
