/*
 * siphash — SipHash-1-3, the keyed hash of every table that a stranger can fill.
 *
 * J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF" (2012), with one
 * compression and three finalisation rounds. The key is drawn at random per process or per file,
 * so that who chooses the input cannot choose where it lands.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct siphash_key {
    uint64_t k0, k1;
};

struct siphash {
    uint64_t v0, v1, v2, v3;
};

static inline uint64_t siphash_rotl(uint64_t x, unsigned b)
{
    return x << b | x >> (64 - b);
}

static inline void siphash_round(struct siphash *s)
{
    s->v0 += s->v1;
    s->v1 = siphash_rotl(s->v1, 13) ^ s->v0;
    s->v0 = siphash_rotl(s->v0, 32);
    s->v2 += s->v3;
    s->v3 = siphash_rotl(s->v3, 16) ^ s->v2;
    s->v0 += s->v3;
    s->v3 = siphash_rotl(s->v3, 21) ^ s->v0;
    s->v2 += s->v1;
    s->v1 = siphash_rotl(s->v1, 17) ^ s->v2;
    s->v2 = siphash_rotl(s->v2, 32);
}

static inline struct siphash siphash_begin(struct siphash_key key)
{
    return (struct siphash){
        .v0 = key.k0 ^ UINT64_C(0x736f6d6570736575),
        .v1 = key.k1 ^ UINT64_C(0x646f72616e646f6d),
        .v2 = key.k0 ^ UINT64_C(0x6c7967656e657261),
        .v3 = key.k1 ^ UINT64_C(0x7465646279746573),
    };
}

static inline void siphash_word(struct siphash *s, uint64_t m)
{
    s->v3 ^= m;
    siphash_round(s);
    s->v0 ^= m;
}

/* A copy is finalised, so that a state can be read at each label and go on. */
static inline uint64_t siphash_end(struct siphash s)
{
    s.v2 ^= 0xff;
    siphash_round(&s);
    siphash_round(&s);
    siphash_round(&s);
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

/**
 * siphash13() - hash `len` bytes
 * @key: 128 bits, secret
 *
 * Words are read in little-endian order, so the value is the same on every machine.
 */
uint64_t siphash13(struct siphash_key key, const void *bytes, size_t len);

/* A key from the kernel's random source; aborts where the kernel has none to give. */
struct siphash_key siphash_key_random(void);
