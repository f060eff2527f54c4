#include "report/arena.h"

#include "report/visible.h"

#include <string.h>

struct arena_block {
    struct arena_block *next;
    _Alignas(max_align_t) unsigned char at[];
};

void *arena_array(struct arena *a, size_t n, size_t size)
{
    struct arena_block *block;
    size_t bytes;

    if (n == 0)
        return NULL;
    if (__builtin_mul_overflow(n, size, &bytes) ||
        __builtin_add_overflow(bytes, sizeof(*block), &bytes) || !(block = calloc(1, bytes))) {
        a->failed = true;
        return NULL;
    }
    block->next = a->blocks;
    a->blocks = block;
    return block->at;
}

const char *arena_text(struct arena *a, struct text *t)
{
    char *at = arena_array(a, t->len + 1, 1);

    if (t->failed)
        a->failed = true;
    if (at && t->len > 0)
        memcpy(at, t->at, t->len);
    text_clear(t);
    return at ? at : "";
}

const char *arena_format(struct arena *a, const char *format, ...)
{
    AUTO_TEXT struct text t = {.at = NULL};
    va_list args;

    va_start(args, format);
    text_vaddf(&t, format, args);
    va_end(args);
    return arena_text(a, &t);
}

const char *arena_visible(struct arena *a, const char *foreign)
{
    AUTO_TEXT struct text t = {.at = NULL};

    visible_add(&t, foreign ? foreign : "");
    return arena_text(a, &t);
}

void arena_done(struct arena *a)
{
    while (a->blocks) {
        struct arena_block *next = a->blocks->next;

        free(a->blocks);
        a->blocks = next;
    }
}
