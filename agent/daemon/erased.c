#include "daemon/erased.h"

#include <string.h>

void erased_add(struct erased *e, const char *child, int32_t from_day, int32_t to_day,
                int64_t now_us)
{
    struct erased_span *s = &e->spans[e->n++ % ERASED_SPANS_MAX];

    *s = (struct erased_span){.from_day = from_day,
                              .to_day = to_day,
                              .until_us = now_us + (int64_t)ERASED_ON_ITS_WAY_MS * 1000};
    if (child)
        strncpy(s->child, child, CHILD_NAME_MAX);
}

bool erased_has(const struct erased *e, const char *child, int32_t day, int64_t when_us)
{
    for (unsigned i = 0; i < e->n && i < ERASED_SPANS_MAX; i++) {
        const struct erased_span *s = &e->spans[i];

        if (when_us < s->until_us && day >= s->from_day && day < s->to_day &&
            (s->child[0] == '\0' || strcmp(s->child, child) == 0))
            return true;
    }
    return false;
}

void erased_forget(struct erased *e)
{
    e->n = 0;
}
