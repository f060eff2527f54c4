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
    unsigned reads; /* which of the agent's folders, as of a command */
} deeds[] = {
    {"check", "say what is read out of a list, and what is not", lists_check, 0},
    {"diff", "say which names came and went, of two updates or files", lists_diff, 0},
    {"disable", "turn a list off", lists_disable, READS_CONFIG},
    {"enable", "turn a list on", lists_enable, READS_CONFIG},
    {"export", "write the listed names in a form that other programs read", lists_export, 0},
    {"rollback", "let the lists of an earlier update hold again", lists_rollback, 0},
    {"search", "find the listed names that hold a text", lists_search, 0},
    {"stats", "count the names of each list, and what it has alone", lists_stats, 0},
    {"status", "say which lists hold, how old they are, and what went wrong", lists_status,
     READS_CONFIG},
    {"try", "say what a list would have changed in the last weeks", lists_try,
     READS_CONFIG | READS_STATE},
    {"update", "fetch the lists that are on, check them, and let them hold", lists_update,
     READS_CONFIG},
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

void lists_print_said(const struct list_entry *e)
{
    if (e->never_recorded) {
        fputs("never recorded", stdout);
    } else if (e->is_machinery) {
        fputs("machinery (folded away)", stdout);
    } else if (e->is_allow && e->categories == 0) { /* of all that others say of it */
        fputs("allow", stdout);
    } else {
        fputs(e->is_allow ? "allow " : "", stdout);
        lists_print_categories(e->categories, stdout);
        if (e->platform_id)
            printf(", platform %s", e->platform_id);
    }
    fputs(e->is_exact ? ", this name only" : "", stdout);
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
            return deeds[i].run(cli_drop_unread(argc - 1, argv + 1, deeds[i].reads), argv + 1);
        }
    return cli_usage("lists", "it cannot \"%s\"", argv[1]);
}
