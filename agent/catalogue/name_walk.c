#include "catalogue/name_walk.h"

#include "catalogue/name_dots.h"

/* Where a walk stands: all labels from name + at on are in the hash. */
struct walk {
    struct siphash state;
    const char *name;
    size_t len, at;
    uint64_t starts; /* where labels begin that are left, a bit a byte; 0: that is not known */
    uint64_t hash;
};

/* One label more; false: there is none, or it is empty, and nothing lists that. */
static inline bool add_label(struct walk *w)
{
    size_t end = w->at - 1;

    if (w->at == 0)
        return false;
    if (w->starts == 0)
        w->at = name_label_start(w->name, w->len, end);
    else
        w->at = name_starts_pop(&w->starts);
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
    if (name.len >= NAME_STARTS_MIN && name.len <= NAME_STARTS_MAX)
        w->starts = name_starts(w->name, name.len);
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
static inline __attribute__((always_inline)) void walk(const struct name_index *x,
                                                       struct bytes name, struct name_hits *ret)
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

void name_walk_plain(const struct name_index *x, struct bytes name, struct name_hits *ret)
{
    walk(x, name, ret);
}

/* Clang cannot ask the machine for LZCNT. */
#if defined(__x86_64__) && !defined(__clang__)
#define CAN_ASK_FOR_LZCNT

/* All that a walk waits for begins with its last dot, which LZCNT finds at once and BSR slowly. */
__attribute__((target("lzcnt,bmi,bmi2"))) static void
walk_lzcnt(const struct name_index *x, struct bytes name, struct name_hits *ret)
{
    walk(x, name, ret);
}
#endif

void name_walk(const struct name_index *x, struct bytes name, struct name_hits *ret)
{
#ifdef CAN_ASK_FOR_LZCNT
    if (__builtin_cpu_supports("lzcnt") && __builtin_cpu_supports("bmi") &&
        __builtin_cpu_supports("bmi2")) {
        walk_lzcnt(x, name, ret);
        return;
    }
#endif
    name_walk_plain(x, name, ret);
}
