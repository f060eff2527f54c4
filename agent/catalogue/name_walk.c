#include "catalogue/name_walk.h"

/* Where a walk stands: all labels from name + at on are in the hash. */
struct walk {
    struct siphash state;
    const char *name;
    size_t len, at;
    uint64_t hash;
};

/* One label more; false: there is none, or it is empty, and nothing lists that. */
static inline bool add_label(struct walk *w)
{
    size_t end = w->at - 1;

    if (w->at == 0)
        return false;
    w->at = name_label_start(w->name, end);
    if (w->at == end)
        return false;
    name_hash_label(&w->state, w->name, w->len, w->at, end);
    return true;
}

/* The last label, which is not looked for; false: this is no name. */
static inline bool begin(struct walk *w, const struct name_index *x, struct bytes name)
{
    if (name.len == 0 || name.len > IMAGE_NAME_MAX)
        return false;
    *w = (struct walk){.state = siphash_begin(x->key),
                       .name = (const char *)name.at,
                       .len = name.len,
                       .at = name.len + 1};
    return add_label(w);
}

static inline bool step(struct walk *w)
{
    if (!add_label(w))
        return false;
    w->hash = siphash_end(w->state);
    return true;
}

/* Look; false: nothing is listed below. */
static inline bool look(const struct name_index *x, const struct walk *w, struct name_hits *hits)
{
    uint16_t value = name_index_find(x, w->hash);

    if (value >> 1 != 0)
        hits->hits[hits->n++] = (struct name_hit){(uint8_t)w->at, value >> 1};
    return value & 1;
}

void name_walk(const struct name_index *x, struct bytes name, struct name_hits *ret)
{
    struct walk w;

    ret->n = 0;
    if (begin(&w, x, name))
        while (step(&w) && look(x, &w, ret))
            ;
}

void name_walk_many(const struct name_index *x, const struct bytes *names, size_t n,
                    struct name_hits *ret)
{
    struct walk walks[NAME_WALKS];
    uint8_t going[NAME_WALKS];
    size_t n_going = 0;

    for (size_t i = 0; i < n && i < NAME_WALKS; i++) {
        ret[i].n = 0;
        if (begin(&walks[i], x, names[i]))
            going[n_going++] = (uint8_t)i;
    }
    while (n_going > 0) {
        size_t n_looking = 0, n_left = 0;

        for (size_t i = 0; i < n_going; i++) {
            struct walk *w = &walks[going[i]];

            if (!step(w))
                continue;
            __builtin_prefetch(&x->lines[name_index_line(w->hash, 0, x->n_lines)]);
            going[n_looking++] = going[i];
        }
        for (size_t i = 0; i < n_looking; i++)
            if (look(x, &walks[going[i]], &ret[going[i]]))
                going[n_left++] = going[i];
        n_going = n_left;
    }
}
