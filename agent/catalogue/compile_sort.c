/*
 * Radix sort from the first byte on ("American flag": P. M. McIlroy, K. Bostic, M. D. McIlroy,
 * "Engineering Radix Sort", 1993), which moves entries in place. Eight bytes of a name at a time
 * are held beside its entry, so that the names themselves, which lie anywhere, are seldom touched.
 */
#include "catalogue/compile_sort.h"

#include <stdlib.h>
#include <string.h>

enum { FEW = 24 }; /* that many are put in order one by one */

/* Eight bytes of a name from `at` on, zeros behind its end, so that numbers order as names do. */
static uint64_t order_at(const char *names, const struct compiler_entry *e, size_t at)
{
    const char *name = names + e->name_at;
    uint64_t word = 0;
    size_t left = e->len > at ? e->len - at : 0;

    if (left >= 8) {
        memcpy(&word, name + at, 8);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        word = __builtin_bswap64(word);
#endif
        return word;
    }
    for (size_t i = 0; i < left; i++)
        word |= (uint64_t)(uint8_t)name[at + i] << (56 - 8 * i);
    return word;
}

static int by_say(const void *a, const void *b)
{
    uint32_t x = ((const struct compiler_entry *)a)->say,
             y = ((const struct compiler_entry *)b)->say;

    return x < y ? -1 : x > y;
}

/* Entries whose names are equal up to `at`, a multiple of eight, and whose order is of there. */
static bool is_before(const char *names, const struct compiler_entry *a,
                      const struct compiler_entry *b, size_t at)
{
    uint64_t x = a->order, y = b->order;

    while (x == y && (x & 0xff) != 0) {
        at += 8;
        x = order_at(names, a, at);
        y = order_at(names, b, at);
    }
    return x != y ? x < y : a->say < b->say;
}

static void sort_few(const char *names, struct compiler_entry *e, size_t n, size_t at)
{
    for (size_t i = 1; i < n; i++) {
        struct compiler_entry moved = e[i];
        size_t k = i;

        for (; k > 0 && is_before(names, &moved, &e[k - 1], at); k--)
            e[k] = e[k - 1];
        e[k] = moved;
    }
}

static uint8_t byte_of(const struct compiler_entry *e, size_t at)
{
    return (uint8_t)(e->order >> (56 - 8 * (at % 8)));
}

/* Every entry to the part of its byte; `begins` are where the parts begin, and at last end. */
static void move_to_parts(struct compiler_entry *e, size_t at, const uint32_t begins[257])
{
    uint32_t next[256];

    memcpy(next, begins, sizeof(next));
    for (unsigned byte = 0; byte < 256; byte++)
        while (next[byte] < begins[byte + 1]) {
            struct compiler_entry moved = e[next[byte]];

            for (unsigned to; (to = byte_of(&moved, at)) != byte;) {
                struct compiler_entry was = e[next[to]];

                e[next[to]++] = moved;
                moved = was;
            }
            e[next[byte]++] = moved;
        }
}

/* Names are equal up to `at`. As deep as a name is long. */
static void sort_from(const char *names, struct compiler_entry *e, size_t n, size_t at)
{
    uint32_t begins[257];

    for (;; at++) {
        uint32_t counts[256] = {0};
        uint8_t first;

        if (at % 8 == 0)
            for (size_t i = 0; i < n; i++) {
                compiler_expect(names + at, e, n, i);
                e[i].order = order_at(names, &e[i], at);
            }
        if (n <= FEW) {
            sort_few(names, e, n, at & ~(size_t)7);
            return;
        }
        for (size_t i = 0; i < n; i++)
            counts[byte_of(&e[i], at)]++;
        first = byte_of(&e[0], at);
        if (counts[first] == n) { /* all alike so far */
            if (first != 0)
                continue;
            qsort(e, n, sizeof(*e), by_say);
            return;
        }
        begins[0] = 0;
        for (int byte = 0; byte < 256; byte++)
            begins[byte + 1] = begins[byte] + counts[byte];
        break;
    }
    move_to_parts(e, at, begins);
    for (unsigned byte = 0; byte < 256; byte++) {
        size_t in_part = begins[byte + 1] - begins[byte];

        if (in_part > 1 && byte == 0)
            qsort(e, in_part, sizeof(*e), by_say);
        else if (in_part > 1)
            sort_from(names, e + begins[byte], in_part, at + 1);
    }
}

void compile_sort(const char *names, struct compiler_entry *entries, size_t n)
{
    if (n > 1)
        sort_from(names, entries, n, 0);
}
