/*
 * watch — the one view of names as they are seen, live and of a capture.
 */
#pragma once

#include "base/siphash.h"
#include "live/look.h"

/* A look-up is several questions (A, AAAA, HTTPS) in a moment, and one line of text. */
struct watch_recent {
    uint64_t name_hash; /* with the child's name */
    int64_t when_us;
};

enum { WATCH_RECENT_MAX = 32 };

struct watch {
    struct look_filter filter;
    const char *site;                  /* a site, or a host and all below it; NULL: any */
    const struct catalogue *catalogue; /* borrowed */
    bool as_json;
    struct lines lines; /* how they look; watch_begin() sets it, and the key */
    struct siphash_key key;
    struct watch_recent recent[WATCH_RECENT_MAX];
};

/* Ask the terminal how a line may look. */
void watch_begin(struct watch *w);

/* Write one look (daemon/look_json.h), if it is asked for: 1; 0: nobody reads us any more; or a
 * negative errno, -EBADMSG where it is no look. */
MUST_USE int watch_show(struct watch *w, const json_t *json);

struct watch_file {
    const char *path;       /* a capture; "-" is standard input */
    const char *config_dir; /* whose policy judges; NULL: none, everything is logged */
};

/* Show a capture; an exit code. */
int watch_capture(struct watch *w, const struct watch_file *file);
