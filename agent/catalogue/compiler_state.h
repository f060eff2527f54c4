/*
 * compiler_state — what the parts of the compiler share. Private to catalogue_compile.
 */
#pragma once

#include "catalogue/catalogue_compile.h"
#include "catalogue/image.h"

struct compiler {
    struct text text;
    struct image_entry *entries;
    struct image_platform *platforms;
    uint32_t *lists;
    size_t n_entries, entries_room, n_platforms, platforms_room, n_lists, lists_room;
};

uint32_t compiler_text(struct compiler *c, const char *s); /* its offset */
int compiler_entry(struct compiler *c, const char *name, const struct image_entry *like);
int compiler_list(struct compiler *c, const char *name, uint16_t *ret_number);
struct bytes compiler_line(struct bytes *text); /* the next, without its end */
bool compiler_may_list(const char *name);       /* no public suffix */
