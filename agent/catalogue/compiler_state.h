/*
 * compiler_state — what the parts of the compiler share. Private to catalogue_compile.
 */
#pragma once

#include "catalogue/catalogue_compile.h"
#include "catalogue/image.h"

/* What one line of one list says. */
struct compiler_entry {
    uint32_t name_at; /* in names, back to front */
    uint8_t name_len;
    struct image_say say;
};

struct compiler {
    struct text text;  /* strings that go into the file */
    struct text names; /* listed names back to front, one after the other */
    struct compiler_entry *entries;
    struct image_platform *platforms;
    uint32_t *lists;
    size_t n_entries, entries_room, n_platforms, platforms_room, n_lists, lists_room;
};

/* Room for one more in an array that doubles; NULL where there is no memory, the array is kept. */
void *compiler_room(void *array, size_t n, size_t *room_n, size_t each);

uint32_t compiler_text(struct compiler *c, const char *s); /* its offset */
int compiler_entry(struct compiler *c, const char *name, const struct image_say *say);
int compiler_list(struct compiler *c, const char *name, uint16_t *ret_number);
struct bytes compiler_line(struct bytes *text); /* the next, without its end */
bool compiler_may_list(const char *name);       /* no public suffix */
