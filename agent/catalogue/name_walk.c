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
    w->at = name_label_start(w->name, w->len, end);
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

static inline void expect(const struct name_index *x, uint64_t hash)
{
    __builtin_prefetch(&x->lines[name_index_line(hash, 0, x->n_lines)]);
}

/* A walk waits for memory most of its time, so the next label's line is asked for before this one's
 * is there, whether it will be needed or not; and the first one's neighbour, to which it may send
 * the search on. */
void name_walk(const struct name_index *x, struct bytes name, struct name_hits *ret)
{
    struct walk here, next;
    bool has_next;

    ret->n = 0;
    if (!begin(&here, x, name) || !step(&here))
        return;
    expect(x, here.hash);
    __builtin_prefetch(&x->lines[name_index_line(here.hash, 1, x->n_lines)]);
    for (;; here = next) {
        uint16_t value;

        next = here;
        has_next = step(&next);
        if (has_next)
            expect(x, next.hash);
        value = name_index_find(x, here.hash);
        ret->hits[ret->n] = (struct name_hit){(uint8_t)here.at, value >> 1};
        ret->n += value >> 1 != 0;
        if (!(value & 1) || !has_next)
            return;
    }
}
