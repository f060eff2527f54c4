#include "insight/week_state.h"

#include <errno.h>

void tally_done(struct tally *t)
{
    for (int k = 0; k < SPANS; k++)
        spans_done(&t->spans[k]);
    free(t->name);
    free(t->platform);
}

void tallies_done(struct tallies *t)
{
    for (size_t i = 0; i < t->room; i++)
        if (t->slots[i].name)
            tally_done(&t->slots[i]);
    free(t->slots);
    *t = (struct tallies){.slots = NULL};
}

static struct tally *slot_of(const struct gathered *g, const struct tallies *t, const char *name)
{
    size_t at = (size_t)siphash13(g->key, name, strlen(name)) & (t->room - 1);

    while (t->slots[at].name && strcmp(t->slots[at].name, name) != 0)
        at = (at + 1) & (t->room - 1);
    return &t->slots[at];
}

struct tally *tally_find(const struct gathered *g, const struct tallies *t, const char *name)
{
    struct tally *slot = t->room ? slot_of(g, t, name) : NULL;

    return slot && slot->name ? slot : NULL;
}

static int grow(const struct gathered *g, struct tallies *t)
{
    struct tallies grown = {.room = t->room ? 2 * t->room : 64, .n = t->n};

    grown.slots = calloc(grown.room, sizeof(*grown.slots));
    if (!grown.slots)
        return -ENOMEM;
    for (size_t i = 0; i < t->room; i++)
        if (t->slots[i].name)
            *slot_of(g, &grown, t->slots[i].name) = t->slots[i];
    free(t->slots);
    *t = grown;
    return 0;
}

int tally_get(struct gathered *g, struct tallies *t, const char *name, struct tally **ret_tally)
{
    struct tally *slot = tally_find(g, t, name);
    int r;

    if (!slot) {
        if (2 * t->n >= t->room && (r = grow(g, t)) < 0)
            return r;
        slot = slot_of(g, t, name);
        slot->name = strdup(name);
        if (!slot->name)
            return -ENOMEM;
        slot->first_us = INT64_MAX;
        slot->first_ever_day = INT32_MAX;
        t->n++;
    }
    *ret_tally = slot;
    return 0;
}
