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
    uint64_t body_sum;
    struct name_index index;
    const struct image_record *records;
    const struct image_say *says;
    const struct image_list *lists;
    const char *text;
    struct name_blocks names;
    uint32_t n_records, n_says, n_lists, n_text, n_names;
    struct platform *platforms; /* owned */
    uint32_t n_platforms;
};

/* What is said under a record, which count from 1; none of one that is not there. */
const struct image_say *catalogue_says(const struct catalogue *c, uint16_t record, uint32_t *ret_n);

/* One of them for people; `suffix` is borrowed, `wins` is not set. */
struct list_entry catalogue_entry(const struct catalogue *c, const struct image_say *say,
                                  const char *suffix);
