#include "flow/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct slot {
    uint32_t tag;   /* high half of the hash */
    uint32_t entry; /* number + 1, 0: free */
};

enum { FIRST_ENTRIES = 1024 };

struct flow_table {
    struct flow *entries;
    struct slot *slots;        /* twice as many at least: linear probing */
    size_t n_entries, n_slots; /* room; n_slots a power of two */
    size_t used, entries_max;
    uint32_t free_entry; /* number + 1 of the first free one; its account holds the next */
    size_t fresh;        /* entries from here on were never used */
    size_t hand;
};

static int resize(struct flow_table *t, size_t n_entries)
{
    size_t n_slots = 2;
    struct slot *slots;
    struct flow *entries;

    while (n_slots < n_entries * 2)
        n_slots *= 2;
    entries = aligned_alloc(64, n_entries * sizeof(*entries));
    slots = calloc(n_slots, sizeof(*slots));
    if (!entries || !slots) {
        free(entries);
        free(slots);
        return -ENOMEM;
    }
    if (t->fresh > 0)
        memcpy(entries, t->entries, t->fresh * sizeof(*entries));
    free(t->entries);
    free(t->slots);
    t->entries = entries;
    t->slots = slots;
    t->n_entries = n_entries;
    t->n_slots = n_slots;
    for (size_t i = 0; i < t->fresh; i++) {
        size_t at = entries[i].hash & (n_slots - 1);

        if (entries[i].hash == 0)
            continue;
        while (slots[at].entry != 0)
            at = (at + 1) & (n_slots - 1);
        slots[at] =
            (struct slot){.tag = (uint32_t)(entries[i].hash >> 32), .entry = (uint32_t)i + 1};
    }
    return 0;
}

int flow_table_new(size_t entries_max, struct flow_table **ret_table)
{
    struct flow_table *t = calloc(1, sizeof(*t));
    int r;

    if (!t)
        return -ENOMEM;
    t->entries_max = entries_max < 16 ? 16 : entries_max;
    r = resize(t, t->entries_max < FIRST_ENTRIES ? t->entries_max : FIRST_ENTRIES);
    if (r < 0) {
        free(t);
        return r;
    }
    *ret_table = t;
    return 0;
}

struct flow_table *flow_table_free(struct flow_table *t)
{
    if (t) {
        free(t->entries);
        free(t->slots);
        free(t);
    }
    return NULL;
}

struct flow *flow_table_find(struct flow_table *t, uint64_t hash)
{
    size_t mask = t->n_slots - 1;

    for (size_t at = hash & mask; t->slots[at].entry != 0; at = (at + 1) & mask) {
        struct flow *f;

        if (t->slots[at].tag != (uint32_t)(hash >> 32))
            continue;
        f = &t->entries[t->slots[at].entry - 1];
        if (f->hash == hash)
            return f;
    }
    return NULL;
}

struct flow *flow_table_add(struct flow_table *t, uint64_t hash)
{
    size_t mask, at, number;
    struct flow *f;

    if (t->free_entry == 0 && t->fresh == t->n_entries) {
        size_t n = t->n_entries * 2 < t->entries_max ? t->n_entries * 2 : t->entries_max;

        if (n <= t->n_entries || resize(t, n) < 0)
            return NULL;
    }
    if (t->free_entry != 0) {
        number = t->free_entry - 1;
        t->free_entry = t->entries[number].account;
    } else {
        number = t->fresh++;
    }
    f = &t->entries[number];
    memset(f, 0, sizeof(*f));
    f->hash = hash;
    mask = t->n_slots - 1;
    for (at = hash & mask; t->slots[at].entry != 0; at = (at + 1) & mask)
        ;
    t->slots[at] = (struct slot){.tag = (uint32_t)(hash >> 32), .entry = (uint32_t)number + 1};
    t->used++;
    return f;
}

void flow_table_remove(struct flow_table *t, struct flow *f)
{
    size_t mask = t->n_slots - 1, at = f->hash & mask, hole;
    uint32_t number = (uint32_t)(f - t->entries) + 1;

    while (t->slots[at].entry != number)
        at = (at + 1) & mask;
    /* Close the gap: what probing moved past it comes back (Knuth, 6.4, algorithm R). */
    for (hole = at;;) {
        size_t home;

        at = (at + 1) & mask;
        if (t->slots[at].entry == 0)
            break;
        home = t->entries[t->slots[at].entry - 1].hash & mask;
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            t->slots[hole] = t->slots[at];
            hole = at;
        }
    }
    t->slots[hole].entry = 0;
    f->hash = 0;
    f->account = t->free_entry;
    t->free_entry = number;
    t->used--;
}

void flow_table_sweep(struct flow_table *t, size_t n, void (*each)(struct flow *f, void *user),
                      void *user)
{
    for (; n > 0 && t->fresh > 0; n--) {
        if (t->hand >= t->fresh)
            t->hand = 0;
        if (t->entries[t->hand].hash != 0)
            each(&t->entries[t->hand], user);
        t->hand++;
    }
}

struct flow *flow_table_oldest(struct flow_table *t)
{
    struct flow *oldest = NULL;
    size_t seen = 0;

    for (size_t n = 0; n < t->fresh && seen < 64; n++) {
        struct flow *f;

        if (t->hand >= t->fresh)
            t->hand = 0;
        f = &t->entries[t->hand++];
        if (f->hash == 0)
            continue;
        seen++;
        if (!oldest || (int32_t)(f->seen_s - oldest->seen_s) < 0)
            oldest = f;
    }
    return oldest;
}

size_t flow_table_used(const struct flow_table *t)
{
    return t->used;
}

size_t flow_table_entries(const struct flow_table *t)
{
    return t->fresh;
}
