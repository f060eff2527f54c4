/*
 * name_index — from a name to 16 bits, one cache line a look-up.
 *
 * Lines of nine slots; a slot holds 40 bits of a name's SipHash-1-3 under the file's own key. The
 * hash's top 32 bits choose the line. A full line sends a name to its neighbour in the 128-byte
 * pair, then to the pairs after it, and marks one of its eight spill bits, so that a search goes on
 * only where something spilled. Ancestors of listed names have slots too: a walk goes over the
 * labels from the right, keeps one hash state, and stops at the first suffix that is absent or has
 * nothing below, so an unlisted name costs two or three labels, however long it is.
 *
 * Two names may share 40 bits; the compiler checks that none of its own do where they could meet,
 * and takes another key if so. For a stranger's name the reader asks name_blocks.
 */
#pragma once

#include "base/siphash.h"
#include "catalogue/image.h"

#include <stdbool.h>
#include <stddef.h>

enum { PROBES_MAX = 32 };

/* Go over one more label, right to left. The length comes first, so no two names run together. */
static inline void name_hash_label(struct siphash *s, const char *label, size_t len)
{
    uint64_t word = (uint8_t)len;
    size_t head = len < 7 ? len : 7;

    for (size_t i = 0; i < head; i++)
        word |= (uint64_t)(uint8_t)label[i] << (8 * (i + 1));
    siphash_word(s, word);
    for (size_t at = head; at < len; at += 8) {
        word = 0;
        for (size_t i = 0; i < 8 && at + i < len; i++)
            word |= (uint64_t)(uint8_t)label[at + i] << (8 * i);
        siphash_word(s, word);
    }
}

/* Where the label that ends at `end` begins. */
static inline size_t name_label_start(const char *name, size_t end)
{
    while (end > 0 && name[end - 1] != '.')
        end--;
    return end;
}

/* The line that a hash is looked for in at its nth try; n_lines is even. */
static inline uint32_t name_index_line(uint64_t hash, uint32_t n, uint32_t n_lines)
{
    uint64_t home = (hash >> 32) * n_lines >> 32;
    uint64_t pair = (home / 2 + n / 2) % (n_lines / 2);

    return (uint32_t)(pair * 2 + ((home ^ n) & 1));
}

static inline uint8_t name_index_spill_bit(uint64_t hash)
{
    return (uint8_t)(1u << (hash >> 29 & 7));
}

/* The value of a hash, 0 where there is none. */
static inline uint16_t name_index_find(const struct image_line *lines, uint32_t n_lines,
                                       uint64_t hash)
{
    uint32_t low = (uint32_t)hash;
    uint8_t high = (uint8_t)(hash >> 32);

    for (uint32_t n = 0; n < PROBES_MAX; n++) {
        const struct image_line *line = &lines[name_index_line(hash, n, n_lines)];

        for (int i = 0; i < LINE_SLOTS; i++)
            if (line->low[i] == low && line->high[i] == high && line->value[i] != 0)
                return line->value[i];
        if (!(line->spilled & name_index_spill_bit(hash)))
            return 0;
    }
    return 0;
}
