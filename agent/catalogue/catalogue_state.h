/*
 * catalogue_state — an open catalogue, for the files that read it. Private to catalogue/.
 */
#pragma once

#include "catalogue/catalogue.h"
#include "catalogue/image.h"
#include "catalogue/name_blocks.h"
#include "catalogue/name_index.h"

struct catalogue {
    const uint8_t *image;
    size_t bytes;
    bool is_mapped;
    bool has_hashed; /* names that are listed by their digest (hashed_name.h) */
    uint64_t body_sum;
    struct name_index index;
    const struct image_record *records;
    const struct image_say *says;
    const struct image_list *lists;
    const struct image_rule *rules;
    struct pattern **patterns; /* of each rule, NULL for a keyword; owned */
    const char *text;
    struct name_blocks names;
    uint32_t n_rules, n_records, n_says, n_lists, n_text, n_names;
    struct platform *platforms; /* owned */
    uint32_t n_platforms;
};

/* A NUL-terminated string of the text section, "" where there is none. */
static inline const char *catalogue_text(const struct catalogue *c, uint32_t at)
{
    return at < c->n_text ? c->text + at : "";
}

/* What is said under a record, which count from 1; none of one that is not there. */
const struct image_say *catalogue_says(const struct catalogue *c, uint16_t record, uint32_t *ret_n);

/* One of them for people; `suffix` is borrowed, `wins` is not set. */
struct list_entry catalogue_entry(const struct catalogue *c, const struct image_say *say,
                                  const char *suffix);
