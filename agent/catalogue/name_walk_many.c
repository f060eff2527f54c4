/*
 * Many walks at once, one stage of all after the other: names take off, a label of each is hashed,
 * their lines are asked for, and then looked at. What becomes of a walk nobody can foresee, and a
 * machine that guesses wrong throws away what it did ahead; so no stage jumps on it, and each walk
 * is put down for all that may come, where the last entry counts.
 */
#include "catalogue/label_hash.h"
#include "catalogue/name_dots.h"
#include "catalogue/name_walk.h"

_Static_assert((int)NAME_FLIGHTS == (int)LABELS_MAX, "a label of each flight is hashed at once");
_Static_assert((NAME_BRIEF_MAX & (NAME_BRIEF_MAX + 1)) == 0, "the number of a hit is cut by it");

/* Numbers of flights; one entry more, which counts only if it is the last that was put down. */
struct flight_list {
    size_t n;
    uint8_t at[NAME_FLIGHTS + 1];
};

struct flights {
    struct labels labels;     /* in the order of `hashed` */
    struct label_states kept; /* of flights that look at a second line: others are hashed then */
    struct flight_list hashed, walking, spilled, idle, aimed;
    /* Of each flight. */
    uint64_t starts[NAME_FLIGHTS], hash[NAME_FLIGHTS]; /* labels that are left: bit n, at byte n */
    struct name_brief *brief[NAME_FLIGHTS];
    uint32_t line[NAME_FLIGHTS], n_tries[NAME_FLIGHTS];
    uint16_t counts[NAME_FLIGHTS]; /* bits of a value that do: not "below" where no label is left */
    uint8_t at[NAME_FLIGHTS];      /* where the label begins that is looked for */
    uint8_t in[NAME_FLIGHTS];      /* which of `labels` it was; LABELS_MAX: its state is kept */
    char text[NAME_FLIGHTS][NAME_STARTS_MAX + 1 + LABEL_READ_AFTER + 1];
};

static inline void put(struct flight_list *list, size_t i, bool counts)
{
    list->at[list->n] = (uint8_t)i;
    list->n += counts;
}

/* Names of a length or a last label that is rare. */
static __attribute__((noinline)) void walk_alone(const struct name_index *x, struct bytes name,
                                                 struct name_brief *ret)
{
    struct name_hits all;

    name_walk(x, name, &all);
    ret->n = all.n > NAME_BRIEF_MAX ? NAME_BRIEF_MAX + 1 : (uint8_t)all.n;
    for (size_t i = 0; i < all.n && i < NAME_BRIEF_MAX; i++)
        ret->hits[i] = all.hits[i];
}

/* The last label, which is not looked for: it goes into the state before the next. False: the walk
 * is done already. */
static inline bool take_off(struct flights *f, size_t i, const struct name_index *x,
                            struct siphash state, struct bytes name, struct name_brief *ret)
{
    const char *text = (const char *)name.at;
    unsigned start, n;
    uint64_t starts;

    if (name.len < NAME_STARTS_MIN || name.len > NAME_STARTS_MAX) {
        walk_alone(x, name, ret);
        return false;
    }
    name_copy(f->text[i], text, name.len);
    starts = name_starts(text, name.len);
    start = name_starts_pop(&starts);
    n = (unsigned)name.len - start;
    if (start == 0 || n == 0 || n > 7) {
        walk_alone(x, name, ret);
        return false;
    }
    siphash_word(&state, name_load(text + name.len - 8) >> (8 * (8 - n)) << 8 | n);
    label_state_put(&f->labels.before, f->hashed.n, state);
    f->starts[i] = starts;
    f->at[i] = (uint8_t)start;
    f->brief[i] = ret;
    ret->n = 0;
    return true;
}

static inline void next_label(struct flights *f, size_t k)
{
    size_t i = f->hashed.at[k];
    unsigned start = name_starts_pop(&f->starts[i]), n = f->at[i] - 1u - start;

    label_put(&f->labels, k, f->text[i] + start, n);
    f->at[i] = (uint8_t)start;
    f->counts[i] = (uint16_t)(0xfffe | (f->starts[i] != 0));
    if (__builtin_expect(n == 0, 0)) /* nothing lists that */
        f->counts[i] = 0;
}

static inline void aim(struct flights *f, const struct name_index *x, size_t i, uint32_t n_tries)
{
    f->n_tries[i] = n_tries;
    f->line[i] = name_index_line(f->hash[i], n_tries, x->n_lines);
    __builtin_prefetch(&x->lines[f->line[i]]);
    put(&f->aimed, i, true);
}

/* All that was gone over, up to the label that was looked for. */
static inline struct siphash state_of(const struct flights *f, size_t i)
{
    return f->in[i] < LABELS_MAX ? label_state(&f->labels.after, f->in[i])
                                 : label_state(&f->kept, i);
}

/* To the next line that its name may be in; false: there is none. */
static inline bool try_on(struct flights *f, const struct name_index *x, size_t i)
{
    if (f->n_tries[i] + 1 >= PROBES_MAX)
        return false;
    label_state_put(&f->kept, i, state_of(f, i));
    f->in[i] = LABELS_MAX;
    aim(f, x, i, f->n_tries[i] + 1);
    return true;
}

/* Where its line sends it: to the next label, to another line, or down. */
static inline void look_at_line(struct flights *f, const struct name_index *x, size_t i)
{
    const struct image_line *line = &x->lines[f->line[i]];
    unsigned value = name_line_find(line, f->hash[i]), counting = value & f->counts[i];
    bool goes_on = counting & 1;
    bool is_spilled = (value == 0) & ((line->spilled & name_index_spill_bit(f->hash[i])) != 0);
    struct name_brief *brief = f->brief[i];

    brief->hits[brief->n & NAME_BRIEF_MAX] = (struct name_hit){f->at[i], (uint16_t)(counting >> 1)};
    brief->n += counting > 1;
    put(&f->walking, i, goes_on);
    put(&f->spilled, i, is_spilled);
    put(&f->idle, i, !(goes_on | is_spilled));
}

void name_walk_many(const struct name_index *x, const struct bytes *names, size_t n,
                    struct name_brief *ret)
{
    const struct siphash begin = siphash_begin(x->key);
    struct flights f;
    size_t next = 0;

    memset(&f, 0, sizeof(f));
    for (size_t i = 0; i < NAME_FLIGHTS; i++)
        put(&f.idle, i, true);
    do {
        f.hashed.n = f.aimed.n = 0;
        for (size_t k = 0; k < f.spilled.n; k++)
            if (!try_on(&f, x, f.spilled.at[k]))
                put(&f.idle, f.spilled.at[k], true);
        for (size_t k = 0; k < f.walking.n; k++) {
            size_t i = f.walking.at[k];

            label_state_put(&f.labels.before, k, state_of(&f, i));
            put(&f.hashed, i, true);
        }
        for (; f.idle.n > 0 && next < n; next++) {
            size_t i = f.idle.at[f.idle.n - 1];
            bool is_off = take_off(&f, i, x, begin, names[next], &ret[next]);

            put(&f.hashed, i, is_off);
            f.idle.n -= is_off;
        }
        for (size_t k = 0; k < f.hashed.n; k++)
            next_label(&f, k);
        labels_hash(&f.labels, f.hashed.n);
        for (size_t k = 0; k < f.hashed.n; k++) {
            size_t i = f.hashed.at[k];

            f.hash[i] = f.labels.hash[k];
            f.in[i] = (uint8_t)k;
            aim(&f, x, i, 0);
        }
        f.walking.n = f.spilled.n = 0;
        for (size_t k = 0; k < f.aimed.n; k++)
            look_at_line(&f, x, f.aimed.at[k]);
    } while (f.aimed.n > 0 || next < n);
}
