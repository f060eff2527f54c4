#include "cli/name_set.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void name_set_done(struct name_set *s)
{
    text_done(&s->text);
    free(s->at);
    *s = (struct name_set){.at = NULL};
}

int name_set_add(struct name_set *s, const char *name)
{
    if (s->n == s->room) {
        size_t room = s->room ? s->room * 2 : 256;
        size_t *grown = realloc(s->at, room * sizeof(*grown));

        if (!grown)
            return -ENOMEM;
        s->at = grown;
        s->room = room;
    }
    s->at[s->n++] = s->text.len;
    text_add_bytes(&s->text, name, strlen(name) + 1);
    return s->text.failed ? -ENOMEM : 0;
}

const char *name_set_at(const struct name_set *s, size_t n)
{
    return s->text.at + s->at[n];
}

static int by_name(const void *a, const void *b, void *set)
{
    const struct name_set *s = set;

    return strcmp(s->text.at + *(const size_t *)a, s->text.at + *(const size_t *)b);
}

void name_set_sort(struct name_set *s)
{
    size_t n = 0;

    if (s->n > 0)
        qsort_r(s->at, s->n, sizeof(*s->at), by_name, s);
    for (size_t i = 0; i < s->n; i++)
        if (n == 0 || strcmp(name_set_at(s, n - 1), name_set_at(s, i)) != 0)
            s->at[n++] = s->at[i];
    s->n = n;
}

bool name_set_has(const struct name_set *s, const char *name)
{
    size_t low = 0, high = s->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name_set_at(s, middle), name);

        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}
