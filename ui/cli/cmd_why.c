/*
 * why — every list and rule that speaks of a name, which one wins, and what it means.
 */
#include "base/log.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "cli/cli.h"
#include "cli/defaults.h"
#include "cli/lists.h"
#include "cli/name_typed.h"
#include "cli/options.h"
#include "cli/why_origin.h"
#include "cli/why_policy.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: kindward why [--child NAME] [--config DIR] [--catalogue FILE] NAME\n\n"
    "Shows what Kindward takes NAME, or the host of a page's address, for: its site, categories\n"
    "and platform, every list that speaks of it, in which line and how old that is, and which\n"
    "entries win (marked *): the most specific one for the platform, all of them for the\n"
    "categories, an allow over a block of the same length. Then what happens for each child, and\n"
    "all rules that speak of NAME: the first (marked *) decides.\n\n"
    "  --child NAME      only this child, by name or account\n"
    "  --config DIR      the folder of the configuration (usually /etc/kindward)\n"
    "  --catalogue FILE  other lists than those built in\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage, 3 the lists are shown, but the policy cannot be "
    "read.\n";

static bool print_entry(const struct list_entry *e, void *user)
{
    const struct why_origin *origin = user;
    AUTO_TEXT struct text where = {.at = NULL};

    why_origin_add(origin, e, &where);
    printf("  %c %-28s %-24s ", e->wins ? '*' : ' ', e->list, e->suffix);
    lists_print_said(e);
    printf(where.len > 0 ? " (%s)\n" : "%s\n", text_string(&where));
    return true;
}

int cmd_why(int argc, char **argv)
{
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    const char *path = NULL, *config = NULL, *child = NULL, *site;
    const struct cli_option options[] = {
        {"catalogue", .word = &path},
        {"child", .word = &child},
        {"config", .word = &config},
    };
    const struct platform *platform;
    struct why_origin origin;
    struct meaning m;
    char name[NAME_TYPED_ROOM];
    int first, code = options_walk(help, options, ARRAY_LEN(options), argc, argv, &first);

    if (code != GO_ON)
        return code;
    if (first + 1 != argc)
        return cli_usage("why", "name one site, as in `kindward why discord.com`");
    if (!name_typed(argv[first], name))
        return cli_usage("why", "\"%s\" is no host name; write it as in example.com", argv[first]);
    if (default_catalogue(path, &catalogue, &error) < 0) {
        log_error("%s", text_string(&error));
        return EXIT_FAILED;
    }
    m = catalogue_find(catalogue, name, strlen(name));
    platform = catalogue_platform(catalogue, m.platform);
    site = catalogue_site(name);
    printf("%s\n  site:       %s\n  categories: ", name,
           site ? site : "none (no site of the internet)");
    lists_print_categories(m.categories, stdout);
    printf("\n  platform:   %s\n", platform ? platform->name : "none");
    if (m.never_recorded)
        puts("  never recorded: no row, no count, no block");
    else if (m.is_machinery)
        puts("  machinery: folded away in the report");
    puts(m.is_listed ? "who says so (* wins):" : "no list speaks of it");
    why_origin_begin(&origin, path, config);
    catalogue_why(catalogue, name, strlen(name), print_entry, &origin);
    why_origin_done(&origin);
    code = why_policy(config, child, catalogue, name);
    return fflush(stdout) == 0 ? code : EXIT_FAILED;
}
