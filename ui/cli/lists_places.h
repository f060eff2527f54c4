/*
 * lists_places — where the lists, their descriptions and what is kept of them are, for the deeds of
 * `kindward lists`.
 */
#pragma once

#include "base/text.h"
#include "cli/options.h"
#include "lists/own.h"
#include "lists/source.h"

struct lists_places {
    const char *kept;    /* of --lists */
    const char *shipped; /* of --blocklists */
    const char *config;  /* of --config: its sources.d/ has the family's own */
};

/* What was not said is the usual place. KINDWARD_LISTS and KINDWARD_BLOCKLISTS in the environment
 * name the first two, too. */
void lists_places_complete(struct lists_places *places);

/* All lists that are described. Says what is wrong: 0, or a negative errno. */
MUST_USE int lists_sources(const struct lists_places *places, struct sources *ret,
                           struct text *reterr);

/**
 * lists_begin() - how a deed of `kindward lists` begins: its options, and which lists there are
 * @places:      where its options put what they were told; completed
 * @ret_sources: all lists that are described, the caller's to sources_done(); its zero before
 *
 * Return: GO_ON, or an exit code, after --help or when it was said what is wrong.
 */
MUST_USE int lists_begin(const char *help, const struct cli_option *options, size_t n, int argc,
                         char **argv, struct lists_places *places, struct sources *ret_sources);

/* The lists that the family keeps itself: CONFIG/lists/. 0, or a negative errno. */
MUST_USE int lists_own(const struct lists_places *places, struct own_lists *ret,
                       struct text *reterr);

/* "3 days", "today": how long ago that was. */
void lists_add_age(struct text *to, int64_t unix_s);

#define LISTS_PLACES_HELP                                                                          \
    "  --lists DIR       where fetched lists are kept (usually /var/lib/kindward-lists)\n"         \
    "  --blocklists DIR  the lists that come with Kindward\n"                                      \
    "  --config DIR      the folder with sources.d/ and lists/ of your own (usually\n"             \
    "                    /etc/kindward)\n"
#define LISTS_PLACES_OPTIONS(p)                                                                    \
    {"lists", .word = &(p).kept}, {"blocklists", .word = &(p).shipped},                            \
    {                                                                                              \
        "config", .word = &(p).config                                                              \
    }
