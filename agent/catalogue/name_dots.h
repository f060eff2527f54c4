/*
 * name_dots — where the dots of a name are, a bit a byte. Private to catalogue/.
 */
#pragma once

#include "catalogue/name_index.h"

/* Of eight bytes, the first the lowest bit; on any machine. */
static inline uint64_t name_dots8(const char *at)
{
    static const uint64_t low7 = UINT64_C(0x7f7f7f7f7f7f7f7f), dots = UINT64_C(0x2e2e2e2e2e2e2e2e);
    uint64_t x = name_load(at) ^ dots, found = ~(((x & low7) + low7) | x | low7);

    return (found >> 7) * UINT64_C(0x0102040810204080) >> 56; /* bit 8n comes to 56 + n */
}

/* Of sixteen. */
static inline uint64_t name_dots16(const char *at)
{
#ifdef __SSE2__
    __m128i bytes = _mm_loadu_si128((const __m128i *)at);

    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.')));
#else
    return name_dots8(at) | name_dots8(at + 8) << 8;
#endif
}

enum { NAME_STARTS_MIN = 8, NAME_STARTS_MAX = 63 };

/**
 * name_starts() - where the labels of a name begin
 * @len: NAME_STARTS_MIN to NAME_STARTS_MAX
 *
 * Return: bit n: a label begins at byte n.
 */
static inline uint64_t name_starts(const char *name, size_t len)
{
    const char *end = name + len;
    uint64_t dots;

    if (len < 16) {
        dots = name_dots8(name) | name_dots8(end - 8) << (len - 8);
        return dots << 1 | 1;
    }
    dots = name_dots16(name) | name_dots16(end - 16) << (len - 16);
    if (len > 32)
        dots |= name_dots16(name + 16) << 16 | name_dots16(end - 32) << (len - 32);
    return dots << 1 | 1;
}

/* The last one, which is taken away. `*starts` is not 0. */
static inline unsigned name_starts_pop(uint64_t *starts)
{
    unsigned last = 63 - (unsigned)__builtin_clzll(*starts);

    *starts ^= UINT64_C(1) << last;
    return last;
}

/* Copies a name of such a length, from both ends, so that few lengths differ in what is done. */
static inline void name_copy(char *to, const char *name, size_t len)
{
    const char *end = name + len;

    if (len < 16) {
        memcpy(to, name, 8);
        memcpy(to + len - 8, end - 8, 8);
        return;
    }
    memcpy(to, name, 16);
    if (len > 32) {
        memcpy(to + 16, name + 16, 16);
        memcpy(to + len - 32, end - 32, 16);
    }
    memcpy(to + len - 16, end - 16, 16);
}
