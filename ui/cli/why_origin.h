/*
 * why_origin — where in its list an entry stands, and how old that is.
 *
 * A catalogue names its lists and no lines. The texts that it was made from are kept beside it
 * where they were fetched, and come with Kindward where they are ours; so the line is looked for
 * there, when somebody asks.
 */
#pragma once

#include "base/text.h"
#include "catalogue/catalogue.h"
#include "cli/lists_places.h"

#include <jansson.h>

struct why_origin {
    struct lists_places places;
    struct text folder; /* of the catalogue: manifest.json and ID.list, if it was fetched */
    json_t *manifest;   /* NULL: it was not */
};

/* @catalogue and @config: what was named, or NULL for the usual ones. */
void why_origin_begin(struct why_origin *o, const char *catalogue, const char *config);
void why_origin_done(struct why_origin *o);

/* "line 12, dated 2026-11-27", "line 3471, fetched 2 days ago"; nothing where it cannot be found.
 */
void why_origin_add(const struct why_origin *o, const struct list_entry *entry, struct text *to);
