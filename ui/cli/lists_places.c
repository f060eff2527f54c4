#include "cli/lists_places.h"

#include "cli/cli.h"
#include "lists/kept.h"

#include <errno.h>
#include <string.h>
#include <time.h>

void lists_places_complete(struct lists_places *places)
{
    const char *told = getenv("KINDWARD_BLOCKLISTS");

    if (!places->kept)
        places->kept = kept_folder();
    if (!places->shipped)
        places->shipped = told && told[0] ? told : BLOCKLISTS_DIR;
    if (!places->config)
        places->config = "/etc/kindward";
}

int lists_sources(const struct lists_places *places, struct sources *ret, struct text *reterr)
{
    AUTO_TEXT struct text shipped = {.at = NULL};
    AUTO_TEXT struct text own = {.at = NULL};
    const char *folders[2];

    text_addf(&shipped, "%s/sources.d", places->shipped);
    text_addf(&own, "%s/sources.d", places->config);
    folders[0] = text_string(&shipped);
    folders[1] = text_string(&own);
    return shipped.failed || own.failed ? -ENOMEM : sources_load(folders, 2, ret, reterr);
}

int lists_begin(const char *help, const struct cli_option *options, size_t n, int argc, char **argv,
                struct lists_places *places, struct sources *ret_sources)
{
    AUTO_TEXT struct text error = {.at = NULL};
    int code = options_walk(help, options, n, argc, argv, NULL), r;

    if (code != GO_ON)
        return code;
    lists_places_complete(places);
    r = lists_sources(places, ret_sources, &error);
    return r < 0 ? cli_failed("lists", "the lists", "there is no memory", r, &error) : GO_ON;
}

int lists_own(const struct lists_places *places, struct own_lists *ret, struct text *reterr)
{
    AUTO_TEXT struct text folder = {.at = NULL};

    text_addf(&folder, "%s/lists", places->config);
    return folder.failed ? -ENOMEM : own_lists_load(folder.at, ret, reterr);
}

void lists_add_age(struct text *to, int64_t unix_s)
{
    int64_t days = ((int64_t)time(NULL) - unix_s) / 86400;

    if (unix_s <= 0)
        text_add(to, "never");
    else if (days <= 0)
        text_add(to, "today");
    else
        text_addf(to, "%lld day%s ago", (long long)days, days == 1 ? "" : "s");
}
