/*
 * name_index — from a name to 16 bits, one cache line a look-up.
 *
 * Lines of nine slots; a slot holds 40 bits of a name's SipHash-1-3 under the file's own key. The
 * hash's top 32 bits choose the line. A full line sends a name to its neighbour in the 128-byte
 * pair, then to the pairs after it, and marks one of its eight spill bits, so that a search goes on
 * only where something spilled. Ancestors of listed names have slots too (name_walk.h).
 *
 * Two names may share 40 bits; the compiler checks that none of its own do where they could meet,
 * and takes another key if so. For a stranger's name the reader asks name_blocks.
 */
#pragma once

#include "base/siphash.h"
#include "catalogue/image.h"
#include "catalogue/name_dots.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* How far a search may go; at a load of 0.88, one of ten million names goes some forty lines. */
enum { PROBES_MAX = 128 };

/* An open index: lines and the key under which names were hashed. */
struct name_index {
    const struct image_line *lines;
    uint32_t n_lines; /* even, two at least */
    struct siphash_key key;
};

/* Eight bytes of which the first `n` are ones, 0 to 8. */
static inline uint64_t name_mask(size_t n)
{
    static const char ones[16] = {-1, -1, -1, -1, -1, -1, -1, -1};

    return name_load(ones + 8 - n);
}

/* The `n` bytes of a name from `at` on, 0 to 8; no byte outside the name is read. */
static inline uint64_t name_word(const char *name, size_t len, size_t at, size_t n)
{
    uint64_t word = 0;

    if (len >= 8) { /* those that end it, where there are no eight from `at` on */
        size_t from = at < len - 8 ? at : len - 8;

        return name_load(name + from) >> (8 * (at - from) & 63) & name_mask(n);
    }
    for (size_t i = 0; i < n; i++)
        word |= (uint64_t)(uint8_t)name[at + i] << (8 * i);
    return word;
}

/**
 * name_hash_label() - go over one more label, right to left
 *
 * The label is name[at .. end). Its length comes first, so no two names run together.
 */
static inline void name_hash_label(struct siphash *s, const char *name, size_t len, size_t at,
                                   size_t end)
{
    size_t n = end - at, part = n < 7 ? n : 7;

    siphash_word(s, name_word(name, len, at, part) << 8 | (uint8_t)n);
    for (at += part; at < end; at += part) {
        part = end - at < 8 ? end - at : 8;
        siphash_word(s, name_word(name, len, at, part));
    }
}

/* The line that a hash is looked for in at its nth try. */
static inline uint32_t name_index_line(uint64_t hash, uint32_t n, uint32_t n_lines)
{
    uint64_t home = (hash >> 32) * n_lines >> 32;

    if (n < 2)
        return (uint32_t)(home ^ n);
    return (uint32_t)((home / 2 + n / 2) % (n_lines / 2) * 2 + ((home ^ n) & 1));
}

static inline uint8_t name_index_spill_bit(uint64_t hash)
{
    return (uint8_t)(1u << (hash >> 29 & 7));
}

/* The value of a hash in one line, 0 where it is not there; on any machine. */
static inline uint16_t name_line_find_plain(const struct image_line *line, uint64_t hash)
{
    for (int i = 0; i < LINE_SLOTS; i++)
        if (line->low[i] == (uint32_t)hash && line->high[i] == (uint8_t)(hash >> 32) &&
            line->value[i] != 0)
            return line->value[i];
    return 0;
}

#ifdef __SSE2__
/* The same, eight slots at once. */
static inline uint16_t name_line_find_sse2(const struct image_line *line, uint64_t hash)
{
    __m128i low = _mm_set1_epi32((int)(uint32_t)hash);
    __m128i a = _mm_cmpeq_epi32(_mm_loadu_si128((const __m128i *)&line->low[0]), low);
    __m128i b = _mm_cmpeq_epi32(_mm_loadu_si128((const __m128i *)&line->low[4]), low);
    unsigned same = (unsigned)_mm_movemask_epi8(_mm_packs_epi16(_mm_packs_epi32(a, b), a)) & 0xffu;

    unsigned first;
    const uint8_t *slot;
    uint16_t value;
    bool is_found;

    /* No jump on what is found, which nobody can foresee; slot nine is the line's last byte. */
    same |= (unsigned)(line->low[8] == (uint32_t)hash) << 8;
    if (__builtin_expect((same & (same - 1)) != 0, 0))
        return name_line_find_plain(line, hash);
    first = (unsigned)__builtin_ctz(same | 1u << LINE_SLOTS);
    slot = (const uint8_t *)line;
    memcpy(&value, slot + offsetof(struct image_line, value) + 2 * (size_t)first, sizeof(value));
    is_found =
        (same != 0) & (slot[offsetof(struct image_line, high) + first] == (uint8_t)(hash >> 32));
    return (uint16_t)(value & -(unsigned)is_found); /* GCC would jump on a choice */
}
#endif

static inline uint16_t name_line_find(const struct image_line *line, uint64_t hash)
{
#ifdef __SSE2__
    return name_line_find_sse2(line, hash);
#else
    return name_line_find_plain(line, hash);
#endif
}

/* The value of a hash, 0 where there is none. */
static inline uint16_t name_index_find(const struct name_index *x, uint64_t hash)
{
    for (uint32_t n = 0; n < PROBES_MAX; n++) {
        const struct image_line *line = &x->lines[name_index_line(hash, n, x->n_lines)];
        uint16_t value = name_line_find(line, hash);

        if (value != 0 || !(line->spilled & name_index_spill_bit(hash)))
            return value;
    }
    return 0;
}

/* The value of one name, all of which is hashed: a walk is for its suffixes. */
static inline uint16_t name_index_value(const struct name_index *x, const char *name, size_t len)
{
    struct siphash state = siphash_begin(x->key);

    for (size_t end = len;;) {
        size_t at = name_label_start(name, len, end);

        name_hash_label(&state, name, len, at, end);
        if (at == 0)
            return name_index_find(x, siphash_end(state));
        end = at - 1;
    }
}
