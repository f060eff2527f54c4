/* uses: base */
#include "unit.h"

#include "base/scope.h"
#include "base/siphash.h"

/* The key of the paper's appendix, bytes 0 to 15. */
static const struct siphash_key key = {UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)};

/* SipHash-1-3 of the bytes 0, 1, 2, ... From a reference written apart, which gives the paper's
 * a129ca6149be45e5 with 2 and 4 rounds. */
static const struct {
    size_t len;
    uint64_t hash;
} vectors[] = {
    {0, UINT64_C(0xabac0158050fc4dc)},  {1, UINT64_C(0xc9f49bf37d57ca93)},
    {7, UINT64_C(0xd3927d989bb11140)},  {8, UINT64_C(0x369095118d299a8e)},
    {9, UINT64_C(0x25a48eb36c063de4)},  {15, UINT64_C(0xd320d86d2a519956)},
    {16, UINT64_C(0xcc4fdd1a7d908b66)}, {63, UINT64_C(0x9d199062b7bbb3a8)},
};

static void the_hash_of_known_bytes_is_that_of_the_reference(void **state)
{
    uint8_t bytes[64];

    (void)state;
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)i;
    for (size_t i = 0; i < ARRAY_LEN(vectors); i++)
        assert_true(siphash13(key, bytes, vectors[i].len) == vectors[i].hash);
}

static void words_added_one_by_one_give_the_hash_of_their_bytes(void **state)
{
    struct siphash s = siphash_begin(key);
    uint8_t bytes[16];

    (void)state;
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)i;
    siphash_word(&s, UINT64_C(0x0706050403020100));
    siphash_word(&s, UINT64_C(0x0f0e0d0c0b0a0908));
    siphash_word(&s, UINT64_C(16) << 56);
    assert_true(siphash_end(s) == siphash13(key, bytes, 16));
    assert_true(siphash_end(s) == siphash_end(s)); /* a copy is finalised */
}

static void another_key_or_a_longer_input_is_another_hash(void **state)
{
    const struct siphash_key other = {key.k0 ^ 1, key.k1};
    static const uint8_t zeros[8];

    (void)state;
    assert_true(siphash13(key, "a", 1) != siphash13(other, "a", 1));
    for (size_t n = 0; n < 8; n++)
        assert_true(siphash13(key, zeros, n) != siphash13(key, zeros, n + 1));
}

static void no_two_random_keys_are_the_same(void **state)
{
    struct siphash_key a = siphash_key_random(), b = siphash_key_random();

    (void)state;
    assert_true(a.k0 != b.k0 && a.k1 != b.k1 && a.k0 != a.k1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hash_of_known_bytes_is_that_of_the_reference),
        cmocka_unit_test(words_added_one_by_one_give_the_hash_of_their_bytes),
        cmocka_unit_test(another_key_or_a_longer_input_is_another_hash),
        cmocka_unit_test(no_two_random_keys_are_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
