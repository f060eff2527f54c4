/*
 * lists enable, lists disable — whether a list is fetched, in the family's own file about it.
 */
#include "base/log.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/lists.h"
#include "cli/lists_places.h"
#include "cli/options.h"
#include "lists/disk.h"

#include <errno.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>

static const char help_on[] =
    "usage: kindward lists enable [--config DIR] [--blocklists DIR] LIST...\n\n"
    "Turns lists on, by a line in sources.d/LIST.source of your configuration. They are fetched\n"
    "with the next `kindward lists update`. `kindward lists status --all` shows which there "
    "are.\n\n"
    "  --config DIR      the folder of the configuration (usually /etc/kindward)\n"
    "  --blocklists DIR  the lists that come with Kindward\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n";

static const char help_off[] =
    "usage: kindward lists disable [--config DIR] [--blocklists DIR] LIST...\n\n"
    "Turns lists off, by a line in sources.d/LIST.source of your configuration. What they list is\n"
    "known until the next `kindward lists update`, which may be --offline.\n\n"
    "  --config DIR      the folder of the configuration (usually /etc/kindward)\n"
    "  --blocklists DIR  the lists that come with Kindward\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n";

/* The file about the list with on= as it is to be; what else is in it stays. */
static int turn(const char *folder, const char *id, bool is_on, struct text *reterr)
{
    AUTO_TEXT struct text path = {.at = NULL};
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *text = NULL;
    gsize len = 0;
    int r = 0;

    text_addf(&path, "%s/%s.source", folder, id);
    if (path.failed)
        return -ENOMEM;
    /* What cannot be read was refused before (lists_sources()); without a file it is made. */
    (void)g_key_file_load_from_file(file, path.at, G_KEY_FILE_KEEP_COMMENTS, NULL);
    g_key_file_set_boolean(file, "Source", "on", is_on);
    text = g_key_file_to_data(file, &len, NULL);
    if (mkdir(folder, 0755) < 0 && errno != EEXIST)
        r = -errno;
    if (r == 0)
        r = disk_replace(path.at, bytes_of(text, len));
    if (r < 0)
        text_addf(reterr, "%s: cannot be written: %s; run it as root", path.at, strerror(-r));
    return r;
}

static int turn_all(int argc, char **argv, const char *help, bool is_on)
{
    AUTO_SOURCES struct sources sources = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_TEXT struct text folder = {.at = NULL};
    struct lists_places places = {.kept = NULL};
    const struct cli_option options[] = {
        {"blocklists", .word = &places.shipped},
        {"config", .word = &places.config},
    };
    int first, code = options_walk(help, options, ARRAY_LEN(options), argc, argv, &first), r;

    if (code != GO_ON)
        return code;
    if (first == argc)
        return cli_usage("lists", "name a list; `kindward lists status --all` shows them");
    lists_places_complete(&places);
    text_addf(&folder, "%s/sources.d", places.config);
    r = folder.failed ? -ENOMEM : lists_sources(&places, &sources, &error);
    for (int i = first; i < argc && r == 0; i++)
        if (!sources_find(&sources, argv[i])) {
            text_add(&error, "there is no list \"");
            text_add(&error, argv[i]);
            text_add(&error, "\"; `kindward lists status --all` shows them");
            r = -ENOENT;
        }
    for (int i = first; i < argc && r == 0; i++)
        r = turn(folder.at, argv[i], is_on, &error);
    if (r < 0)
        return cli_failed("lists", "the list", "there is no memory", r, &error);
    puts(is_on ? "`kindward lists update` fetches it" : "it is left out from the next update on");
    return EXIT_DONE;
}

int lists_enable(int argc, char **argv)
{
    return turn_all(argc, argv, help_on, true);
}

int lists_disable(int argc, char **argv)
{
    return turn_all(argc, argv, help_off, false);
}
