/*
 * near_match — how often a walk of an unlisted name might take another for it.
 *
 * A slot is taken for a name where 40 bits of two hashes agree. A walk compares with some slots;
 * with each the bits agree as often as those of any two hashes, but for three of them: which spill
 * bit a name has (name_index_spill_bit) decides whether a search goes on to the lines where names
 * of the same bit were put. So those three are counted as they are, and the other 37 agree once in
 * 2^37. What is counted is the real index and real names, with a fingerprint of fewer bits.
 */
#pragma once

#include "base/bytes.h"
#include "catalogue/name_index.h"

#define NEAR_SPILL_BITS (UINT64_C(7) << 29)

struct near_match {
    uint64_t walks, lines, slots; /* that were looked at */
    uint64_t alike;               /* slots whose bits under the mask are those of the name */
};

static inline void near_match_line(const struct image_line *line, uint64_t hash, uint64_t mask,
                                   struct near_match *sum)
{
    sum->lines++;
    for (int i = 0; i < LINE_SLOTS; i++) {
        uint64_t slot = (uint64_t)line->high[i] << 32 | line->low[i];

        sum->slots += line->value[i] != 0;
        sum->alike += line->value[i] != 0 && ((slot ^ hash) & mask) == 0;
    }
}

/* One walk, as name_walk() does it. @mask: of the 40 bits. @name: none of its suffixes is listed.
 */
static inline void near_match_add(const struct name_index *x, struct bytes name, uint64_t mask,
                                  struct near_match *sum)
{
    const char *text = (const char *)name.at;
    struct siphash state = siphash_begin(x->key);
    uint16_t value = 1;

    sum->walks++;
    for (size_t end = name.len, at; value & 1; end = at - 1) {
        uint64_t hash;

        at = name_label_start(text, name.len, end);
        if (at == end)
            return;
        name_hash_label(&state, text, name.len, at, end);
        hash = siphash_end(state);
        value = end == name.len; /* the last label is not looked for */
        for (uint32_t n = 0, more = !value; more && n < PROBES_MAX; n++) {
            const struct image_line *line = &x->lines[name_index_line(hash, n, x->n_lines)];

            value = name_line_find(line, hash);
            if (value == 0)
                near_match_line(line, hash, mask, sum);
            more = value == 0 && (line->spilled & name_index_spill_bit(hash));
        }
        if (at == 0)
            return;
    }
}

/* Of a sum under NEAR_SPILL_BITS: false matches a walk. */
static inline double near_match_rate(const struct near_match *sum)
{
    return (double)sum->alike / (double)sum->walks / (double)(UINT64_C(1) << 37);
}
