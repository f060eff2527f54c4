/*
 * compiler_state — what the parts of the compiler share. Private to catalogue_compile.
 */
#pragma once

#include "catalogue/catalogue_compile.h"
#include "catalogue/image.h"

/* What one line of one list says. Sixteen bytes, since there are millions. */
struct compiler_entry {
    uint64_t order;   /* eight bytes of the name, while it is sorted */
    uint32_t name_at; /* in names, back to front */
    uint32_t len : 8;
    uint32_t say : 24; /* its number in says; once entries are gathered, of its record, from 1 */
};

enum { COMPILER_SAYS_MAX = 1 << 24 };

struct compiler {
    struct text text;  /* strings that go into the file */
    struct text names; /* listed names back to front, one after the other */
    struct compiler_entry *entries;
    struct image_say *says; /* each once; those of a list lie together */
    struct image_platform *platforms;
    struct image_rule *rules;
    struct image_list *lists;
    size_t n_entries, entries_room, n_says, says_room, n_platforms, platforms_room, n_rules,
        rules_room, n_states, n_lists, lists_room;
};

/* Room for one more in an array that doubles; NULL where there is no memory, the array is kept. */
void *compiler_room(void *array, size_t n, size_t *room_n, size_t each);

uint32_t compiler_text(struct compiler *c, const char *s); /* its offset */
int compiler_entry(struct compiler *c, const char *name, const struct image_say *say);
/* 0, -ENOMEM, or -EINVAL and why: an expression that cannot be read, or rules that are too many. */
int compiler_rule(struct compiler *c, uint32_t kind, const char *text, const struct image_say *say,
                  const char **reterr_why);
int compiler_list(struct compiler *c, const char *name, struct bytes text, uint16_t *ret_number);
struct bytes compiler_line(struct bytes *text); /* the next, without its end */

/* Names lie anywhere: ask for the one that is needed some steps later. */
static inline void compiler_expect(const char *names, const struct compiler_entry *entries,
                                   size_t n, size_t i)
{
    if (i + 16 < n)
        __builtin_prefetch(names + entries[i + 16].name_at);
}
