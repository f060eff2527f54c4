#include "base/siphash.h"

#include <stdlib.h>
#include <sys/random.h>

static uint64_t le64(const uint8_t *at, size_t n)
{
    uint64_t word = 0;

    for (size_t i = 0; i < n; i++)
        word |= (uint64_t)at[i] << (8 * i);
    return word;
}

uint64_t siphash13(struct siphash_key key, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;
    struct siphash s = siphash_begin(key);
    size_t whole = len & ~(size_t)7;

    for (size_t i = 0; i < whole; i += 8)
        siphash_word(&s, le64(at + i, 8));
    siphash_word(&s, (uint64_t)len << 56 | le64(at + whole, len - whole));
    return siphash_end(s);
}

struct siphash_key siphash_key_random(void)
{
    struct siphash_key key;

    if (getrandom(&key, sizeof(key), 0) != (ssize_t)sizeof(key))
        abort();
    return key;
}
