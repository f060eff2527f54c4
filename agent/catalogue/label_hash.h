/*
 * label_hash — labels of several names hashed at once, each as name_hash_label() does it alone.
 * Private to catalogue/.
 *
 * Most labels have one word or two of eight bytes, and which of the two nobody can foresee: so the
 * state after either is worked out and one is taken, without a jump. Labels side by side keep the
 * machine busy, and with AVX2 four of them fit one register; AVX-512 rotates and chooses faster.
 */
#pragma once

#include "base/scope.h"
#include "catalogue/name_index.h"

enum { LABELS_MAX = 16, LABEL_READ_AFTER = 15 };

/* A hash state of each. */
struct label_states {
    uint64_t v0[LABELS_MAX], v1[LABELS_MAX], v2[LABELS_MAX], v3[LABELS_MAX];
};

struct labels {
    struct label_states before, after;
    uint64_t first[LABELS_MAX], second[LABELS_MAX]; /* words; of a long label, the last two */
    uint64_t has_second[LABELS_MAX];                /* all bits, or none */
    uint64_t hash[LABELS_MAX];                      /* of the name from this label on */
};

static inline void label_state_put(struct label_states *to, size_t k, struct siphash s)
{
    to->v0[k] = s.v0;
    to->v1[k] = s.v1;
    to->v2[k] = s.v2;
    to->v3[k] = s.v3;
}

static inline struct siphash label_state(const struct label_states *from, size_t k)
{
    return (struct siphash){from->v0[k], from->v1[k], from->v2[k], from->v3[k]};
}

/* Of more than two words: all but the last two go into the state before. */
void label_put_long(struct labels *to, size_t k, const char *label, size_t len);

/**
 * label_put() - the label that labels_hash() is to go over
 * @k:     less than LABELS_MAX; its state before is there already
 * @label: `len` bytes, and LABEL_READ_AFTER of any kind behind it
 */
static inline void label_put(struct labels *to, size_t k, const char *label, size_t len)
{
    /* Read from the place where as many ones are left as the label has bytes. */
    static const char ones[15 + 15 + 8] = {-1, -1, -1, -1, -1, -1, -1, -1,
                                           -1, -1, -1, -1, -1, -1, -1};
    const char *mask = ones + 15 - (len < 15 ? len : 15);

    to->first[k] = (name_load(label) & name_load(mask)) << 8 | (uint8_t)len;
    to->second[k] = name_load(label + 7) & name_load(mask + 7);
    to->has_second[k] = (uint64_t)((7 - (int64_t)len) >> 63);
    if (__builtin_expect(len > 15, 0))
        label_put_long(to, k, label, len);
}

/* Sets the state after and the hash of the first `n`. Those of others may be of any value. */
void labels_hash(struct labels *l, size_t n);

/* The same on any machine, and with what some have; false: this one does not. */
void labels_hash_plain(struct labels *l, size_t n);
MUST_USE bool labels_hash_avx2(struct labels *l);
MUST_USE bool labels_hash_avx512(struct labels *l);
