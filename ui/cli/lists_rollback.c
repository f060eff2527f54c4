/*
 * lists rollback — let the lists of an earlier update hold again.
 */
#include "base/log.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "cli/cli.h"
#include "cli/lists.h"
#include "cli/lists_places.h"
#include "cli/options.h"
#include "lists/descend.h"
#include "lists/kept.h"

#include <errno.h>
#include <string.h>

static const char help[] =
    "usage: kindward lists rollback [--to GENERATION] [--lists DIR]\n\n"
    "Lets the lists hold again as they were after an earlier update; the last five are kept, and\n"
    "`kindward lists status` shows them. Without --to: the one before. The next update fetches\n"
    "what is new again; to do without a list, turn it off.\n\n"
    "  --to GENERATION   which one\n"
    "  --account NAME    what root becomes before anything is done (usually kindward-lists)\n"
    "  --lists DIR       where fetched lists are kept (usually /var/lib/kindward-lists)\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n";

enum { SEEN_MAX = KEPT_BEFORE + 8 };

/* The one that was asked for, or the newest before the one that holds; 0: there is none. */
static unsigned choose(const char *folder, const char *wanted)
{
    unsigned all[SEEN_MAX], current = kept_current(folder);
    size_t n = kept_generations(folder, all, SEEN_MAX);

    for (size_t i = 0; i < n; i++) {
        char word[16];

        snprintf(word, sizeof(word), "%u", all[i]);
        if (wanted ? strcmp(wanted, word) == 0 : all[i] < current)
            return all[i];
    }
    return 0;
}

/* It holds, if its catalogue is as it was made. */
static int hold(const struct kept *k, unsigned generation, struct text *reterr)
{
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO_TEXT struct text path = kept_path(k->folder, generation, "catalogue");
    int r = path.failed ? -ENOMEM : catalogue_open(path.at, &catalogue, reterr);

    if (r == 0 && catalogue_check(catalogue) < 0) {
        text_addf(reterr, "%s: it is damaged; choose another generation", path.at);
        r = -EBADMSG;
    }
    return r < 0 ? r : kept_hold(k, generation, reterr);
}

int lists_rollback(int argc, char **argv)
{
    AUTO_KEPT struct kept kept = {.lock = -1};
    AUTO_TEXT struct text error = {.at = NULL};
    struct lists_places places = {.kept = NULL};
    const char *account = "kindward-lists", *wanted = NULL;
    const struct cli_option options[] = {
        {"account", .word = &account},
        {"lists", .word = &places.kept},
        {"to", .word = &wanted},
    };
    int code = options_walk(help, options, ARRAY_LEN(options), argc, argv, NULL), r;
    unsigned generation;

    if (code != GO_ON)
        return code;
    lists_places_complete(&places);
    r = descend(account, places.kept, &error);
    if (r == 0)
        r = kept_open(places.kept, &kept, &error);
    generation = r == 0 ? choose(places.kept, wanted) : 0;
    if (r == 0 && generation == 0) {
        if (wanted)
            log_error("lists: there is no generation %s; `kindward lists status` shows them",
                      wanted);
        else
            log_error("lists: there is nothing before what holds now");
        return EXIT_FAILED;
    }
    if (r == 0)
        r = hold(&kept, generation, &error);
    if (r < 0)
        return cli_failed("lists", "the lists", "there is no memory", r, &error);
    printf("generation %u holds from now on\n", generation);
    return EXIT_DONE;
}
