#include "catalogue/label_hash.h"

void label_put_long(struct labels *to, size_t k, const char *label, size_t len)
{
    struct siphash s = label_state(&to->before, k);
    uint64_t word = name_load(label) << 8 | (uint8_t)len;
    size_t at = 7;

    for (; len - at > 8; at += 8) {
        siphash_word(&s, word);
        word = name_load(label + at);
    }
    label_state_put(&to->before, k, s);
    to->first[k] = word;
    to->second[k] = name_load(label + at) & ~UINT64_C(0) >> (8 * (8 - (len - at)));
}

static inline uint64_t choose(uint64_t a, uint64_t b, uint64_t is_b)
{
    return a ^ ((a ^ b) & is_b);
}

static inline void hash_one(struct labels *l, size_t k)
{
    struct siphash one = label_state(&l->before, k), two;
    uint64_t is_two = l->has_second[k];

    siphash_word(&one, l->first[k]);
    two = one;
    siphash_word(&two, l->second[k]);
    one.v0 = choose(one.v0, two.v0, is_two);
    one.v1 = choose(one.v1, two.v1, is_two);
    one.v2 = choose(one.v2, two.v2, is_two);
    one.v3 = choose(one.v3, two.v3, is_two);
    label_state_put(&l->after, k, one);
    l->hash[k] = siphash_end(one);
}

void labels_hash_plain(struct labels *l, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        hash_one(l, k);
        __asm__("" ::: "memory"); /* two in a register of SSE2 take longer than one by one */
    }
}

/* Of a number that it knows the compiler works on four at once, where registers have the room. */
#ifdef __x86_64__
__attribute__((target("avx512vl"))) static void hash_all_avx512(struct labels *l)
{
    for (size_t k = 0; k < LABELS_MAX; k++)
        hash_one(l, k);
}

__attribute__((target("avx2"))) static void hash_all_avx2(struct labels *l)
{
    for (size_t k = 0; k < LABELS_MAX; k++)
        hash_one(l, k);
}

bool labels_hash_avx512(struct labels *l)
{
    if (!__builtin_cpu_supports("avx512vl"))
        return false;
    hash_all_avx512(l);
    return true;
}

bool labels_hash_avx2(struct labels *l)
{
    if (!__builtin_cpu_supports("avx2"))
        return false;
    hash_all_avx2(l);
    return true;
}
#else
bool labels_hash_avx512(struct labels *l)
{
    (void)l;
    return false;
}

bool labels_hash_avx2(struct labels *l)
{
    (void)l;
    return false;
}
#endif

void labels_hash(struct labels *l, size_t n)
{
    if (!labels_hash_avx512(l) && !labels_hash_avx2(l))
        labels_hash_plain(l, n);
}
