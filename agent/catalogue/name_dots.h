/*
 * name_dots — where the dots of a name are, and its labels begin. Private to catalogue/.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Eight bytes, the first the lowest. */
static inline uint64_t name_load(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* Of eight such bytes, the top bit of each that is a dot, and no other. */
static inline uint64_t name_dots_mark(uint64_t word)
{
    static const uint64_t low7 = UINT64_C(0x7f7f7f7f7f7f7f7f), dots = UINT64_C(0x2e2e2e2e2e2e2e2e);
    uint64_t x = word ^ dots;

    return ~(((x & low7) + low7) | x | low7);
}

/* The dots of eight bytes, the first the lowest bit; on any machine. */
static inline uint64_t name_dots8(const char *at)
{
    uint64_t found = name_dots_mark(name_load(at));

    return (found >> 7) * UINT64_C(0x0102040810204080) >> 56; /* bit 8n comes to 56 + n */
}

#ifdef __SSE2__
/* Those of sixteen. */
static inline unsigned name_dots_sse2(const char *at)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)at);

    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.')));
}
#endif

/* The same, on any machine. */
static inline uint64_t name_dots16(const char *at)
{
#ifdef __SSE2__
    return name_dots_sse2(at);
#else
    return name_dots8(at) | name_dots8(at + 8) << 8;
#endif
}

/* Where the label that ends at `end` begins; on any machine. */
static inline size_t name_label_start_plain(const char *name, size_t end)
{
    while (end >= 8) { /* eight bytes at once */
        uint64_t found = name_dots_mark(name_load(name + end - 8));

        if (found)
            return end - (size_t)__builtin_clzll(found) / 8;
        end -= 8;
    }
    while (end > 0 && name[end - 1] != '.')
        end--;
    return end;
}

#ifdef __SSE2__
/* The same, sixteen bytes at once, in which nearly all labels end. */
static inline size_t name_label_start_sse2(const char *name, size_t len, size_t end)
{
    while (len >= 16) {
        size_t base = end >= 16 ? end - 16 : 0;
        unsigned found = name_dots_sse2(name + base) & ((1u << (end - base)) - 1);

        if (found)
            return base + 32 - (size_t)__builtin_clz(found);
        if (base == 0)
            return 0;
        end = base;
    }
    return name_label_start_plain(name, end);
}
#endif

static inline size_t name_label_start(const char *name, size_t len, size_t end)
{
#ifdef __SSE2__
    return name_label_start_sse2(name, len, end);
#else
    (void)len;
    return name_label_start_plain(name, end);
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
