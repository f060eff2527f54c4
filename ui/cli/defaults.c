#include "cli/defaults.h"

#include "base/log.h"
#include "lists/kept.h"
#include "live/agent_bus.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define AGENT_STORE "/var/lib/kindward/kindward.db"

char *default_store_path(bool make, struct text *reterr)
{
    AUTO_TEXT struct text path = {.at = NULL};
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

    if (state && state[0] == '/')
        text_add(&path, state);
    else if (home && home[0] == '/')
        text_addf(&path, "%s/.local/state", home);
    else {
        text_add(reterr, "there is no home folder to keep a store in; name one with --store");
        return NULL;
    }
    text_add(&path, "/kindward/");
    for (char *at = path.at ? path.at + 1 : NULL; make && at && *at; at++)
        if (*at == '/') {
            *at = '\0';
            if (mkdir(path.at, 0700) < 0 && errno != EEXIST) {
                text_addf(reterr, "%s: cannot be made: %s; name a store with --store", path.at,
                          strerror(errno));
                return NULL;
            }
            *at = '/';
        }
    text_add(&path, "kindward.db");
    return text_take(&path);
}

char *default_agent_store(const char *store, const char *state, struct text *reterr)
{
    AUTO_TEXT struct text path = {.at = NULL};

    if (store)
        text_add(&path, store);
    else
        text_addf(&path, "%s/kindward.db", state ? state : "/var/lib/kindward");
    /* One that may not be looked at is there, and opening it says so. */
    if (!store && !state && !path.failed && access(path.at, F_OK) < 0 && errno == ENOENT)
        return default_store_path(false, reterr);
    if (path.failed)
        text_add(reterr, "there is no memory left");
    return text_take(&path);
}

/* A file of somebody's is read whole before it is used: damage inside gives wrong answers, and who
 * has it mapped ends when it is cut. */
static int open_whole(const char *path, struct catalogue **ret, struct text *reterr)
{
    AUTO(catalogue_close) struct catalogue *c = NULL;
    int r = catalogue_read(path, &c, reterr);

    if (r < 0)
        return r;
    if (catalogue_check(c) < 0) {
        text_addf(reterr, "%s: is damaged; compile or fetch it again", path);
        return -EBADMSG;
    }
    *ret = TAKE(c);
    return 0;
}

int default_catalogue(const char *path, struct catalogue **ret, struct text *reterr)
{
    AUTO_TEXT struct text kept = {.at = NULL};
    AUTO_TEXT struct text why = {.at = NULL};
    int r;

    if (path)
        return open_whole(path, ret, reterr);
    text_addf(&kept, "%s/current/catalogue", kept_folder());
    r = kept.failed ? -ENOMEM : open_whole(kept.at, ret, &why);
    if (r == 0)
        return 0;
    if (r != -ENOENT && r != -EACCES)
        log_note("%s; the lists that come with Kindward are used", text_string(&why));
    return catalogue_of_memory(catalogue_default_image(), ret, reterr);
}

/* The agent's own store, over the bus: where nothing else was named, and this account could not
 * open the file. Root asks there first, so that its look is kept as any other is, and opens the
 * file where there is nobody to ask. 1: it is open; 0: it is to be opened otherwise. */
static int open_over_bus(const struct told_places *told, struct store **ret, struct text *reterr)
{
    AUTO(close_fd) int fd = -1;
    bool is_closed = access(AGENT_STORE, R_OK) < 0 && errno == EACCES;
    bool is_there = is_closed || access(AGENT_STORE, F_OK) == 0;
    int r;

    if (told->store || told->state || !is_there || (!is_closed && geteuid() != 0))
        return 0;
    r = told->exports ? agent_bus_export(told->exports, &fd, reterr)
                      : agent_bus_records(NULL, &fd, reterr);
    if (r < 0 && !is_closed)
        text_clear(reterr);
    if (r < 0)
        return is_closed ? r : 0;
    r = store_open_extract(fd, ret, reterr);
    return r < 0 ? r : 1;
}

int default_open(const struct told_places *told, enum store_mode mode, struct store **ret_store,
                 struct catalogue **ret_catalogue, struct text *reterr)
{
    AUTO(free_memory) char *path = default_agent_store(told->store, told->state, reterr);
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    int r = path ? default_catalogue(told->catalogue, &catalogue, reterr) : -ENOENT;

    if (r == 0 && mode == STORE_READ)
        r = open_over_bus(told, ret_store, reterr);
    if (r == 1)
        r = 0;
    else if (r == 0)
        r = store_open(path, mode, ret_store, reterr);
    if (r == 0)
        *ret_catalogue = TAKE(catalogue);
    return r;
}
