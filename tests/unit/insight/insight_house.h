/*
 * insight_house — a store and a small catalogue for the tests of insight.
 *
 * The week is Monday 2025-11-24 to Sunday, an hour east of UTC.
 */
#pragma once

#include "catalogue/catalogue_compile.h"
#include "insight/week_compute.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MONDAY = 20416, OFFSET_S = 3600 };

#define MESSAGING category_bit(CATEGORY_MESSAGING)
#define SOCIAL    category_bit(CATEGORY_SOCIAL)
#define STRANGER  category_bit(CATEGORY_STRANGER_CHAT)
#define GAMES     category_bit(CATEGORY_GAMES)

struct house {
    char folder[64];
    struct store *store;
    struct catalogue *catalogue;
    struct bytes image;
};

static const char house_platforms[] =
    "discord\tDiscord\tmessaging\tdiscord.com\ty\tn\t13\tterms\tA card.\tA question?\n"
    "signal\tSignal\tmessaging\tsignal.org\ty\ty\t13\tterms\tA card.\tA question?\n"
    "tiktok\tTikTok\tsocial\ttiktok.com\ty\tn\t13\tterms\tA card.\tA question?\n"
    "roblox\tRoblox\tgames\troblox.com\ty\tn\t\t\tA card.\tA question?\n"
    "omegle\tOmegle\tstranger-chat\tomegle.com\ty\tn\t18\tterms\tA card.\tA question?\n"
    "replika\tReplika\tai-companion\treplika.com\tn\tn\t18\tterms\tA card.\tA question?\n";

static inline int house_open(void **state)
{
    struct house *h = calloc(1, sizeof(*h));
    AUTO(compiler_free) struct compiler *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    char path[96];

    snprintf(h->folder, sizeof(h->folder), "/tmp/kindward-insight-XXXXXX");
    if (!mkdtemp(h->folder))
        return -1;
    snprintf(path, sizeof(path), "%s/store.db", h->folder);
    if (compiler_new(&c) < 0 ||
        compiler_add_platforms(c, "platforms", bytes_of(house_platforms, strlen(house_platforms)),
                               &error) < 0 ||
        compiler_finish(c, NULL, &h->image) < 0 ||
        catalogue_of_memory(h->image, &h->catalogue, &error) < 0 ||
        store_open(path, STORE_WRITE, &h->store, &error) < 0) {
        print_error("%s\n", text_string(&error));
        return -1;
    }
    *state = h;
    return 0;
}

static inline int house_close(void **state)
{
    struct house *h = *state;
    char command[96];

    store_close(h->store);
    catalogue_close(h->catalogue);
    free((void *)h->image.at);
    snprintf(command, sizeof(command), "rm -rf %s", h->folder);
    free(h);
    return system(command);
}

/* A local time: days after the Monday, hour, minute. */
static inline int64_t at(int day, int hour, int minute)
{
    return (MONDAY + day) * DAY_US + hour * HOUR_US + minute * MINUTE_US - OFFSET_S * SECOND_US;
}

static inline struct visit house_make(const char *site, const char *platform, category_set set,
                                      int64_t from_us, int minutes)
{
    return (struct visit){.child = "alex",
                          .host = site,
                          .site = site,
                          .platform = platform,
                          .categories = set,
                          .first_us = from_us,
                          .last_us = from_us + minutes * MINUTE_US,
                          .utc_offset_s = OFFSET_S,
                          .up_bytes = 1000,
                          .down_bytes = 9000,
                          .n_flows = 1,
                          .evidence = EVIDENCE_SAID};
}

static inline void house_add(struct house *h, struct visit v)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (store_add_visit(h->store, &v, &error) < 0)
        fail_msg("%s", text_string(&error));
}

static inline void house_visit(struct house *h, const char *site, const char *platform,
                               category_set set, int64_t from_us, int minutes)
{
    house_add(h, house_make(site, platform, set, from_us, minutes));
}

static inline struct week *house_week(struct house *h)
{
    struct week *w = NULL;
    AUTO_TEXT struct text error = {.at = NULL};

    if (week_compute(h->store, h->catalogue, "alex", MONDAY, MONDAY + 7, &w, &error) < 0)
        fail_msg("%s", text_string(&error));
    return w;
}
