/* uses: base catalogue */
#include "catalogue/label_hash.h"
#include "catalogue/name_dots.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { LABEL_MAX = NAME_STARTS_MAX };

static uint64_t seed = 7;

static uint32_t draw(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((seed >> 33) % below);
}

static struct siphash any_state(void)
{
    return siphash_begin((struct siphash_key){(uint64_t)draw(UINT32_MAX) << 32, draw(UINT32_MAX)});
}

/* Labels of each length, alone in a buffer that ends where nothing behind it may be read. */
static void draw_labels(struct labels *l, size_t n, struct siphash ret_states[LABELS_MAX])
{
    for (size_t k = 0; k < n; k++) {
        size_t len = draw(LABEL_MAX + 1);
        char *label = malloc(len + LABEL_READ_AFTER);

        for (size_t i = 0; i < len + LABEL_READ_AFTER; i++)
            label[i] = (char)draw(256);
        ret_states[k] = any_state();
        label_state_put(&l->before, k, ret_states[k]);
        label_put(l, k, label, len);
        name_hash_label(&ret_states[k], label, len, 0, len);
        free(label);
    }
}

static void assert_hashed(const struct labels *l, size_t n, const struct siphash *states)
{
    for (size_t k = 0; k < n; k++) {
        struct siphash after = label_state(&l->after, k);

        assert_memory_equal(&after, &states[k], sizeof(after));
        assert_true(l->hash[k] == siphash_end(states[k]));
    }
}

static void labels_at_once_are_hashed_as_each_alone(void **state)
{
    (void)state;
    for (int round = 0; round < 5000; round++) {
        static struct labels l; /* what is behind the nth is from the round before */
        struct siphash states[LABELS_MAX];
        size_t n = draw(LABELS_MAX + 1);

        draw_labels(&l, n, states);
        labels_hash_plain(&l, n);
        assert_hashed(&l, n, states);
        memset(&l.after, 0, sizeof(l.after));
        if (labels_hash_avx2(&l))
            assert_hashed(&l, n, states);
        memset(&l.after, 0, sizeof(l.after));
        if (labels_hash_avx512(&l))
            assert_hashed(&l, n, states);
        memset(&l.after, 0, sizeof(l.after));
        labels_hash(&l, n);
        assert_hashed(&l, n, states);
    }
}

static void a_copied_name_is_the_same_and_its_labels_begin_behind_dots(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t len = NAME_STARTS_MIN + draw(NAME_STARTS_MAX - NAME_STARTS_MIN + 1);
        char *name = malloc(len), copy[NAME_STARTS_MAX]; /* of its own: a read past it is seen */
        uint64_t starts = 1;

        for (size_t i = 0; i < len; i++) {
            name[i] = draw(4) == 0 ? '.' : (char)draw(256);
            starts |= (uint64_t)(name[i] == '.') << (i + 1);
        }
        assert_true(name_starts(name, len) == starts);
        name_copy(copy, name, len);
        assert_memory_equal(copy, name, len);
        for (size_t at = 0; at + 16 <= len; at++)
            assert_true(name_dots16(name + at) ==
                        (name_dots8(name + at) | name_dots8(name + at + 8) << 8));
        free(name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_at_once_are_hashed_as_each_alone),
        cmocka_unit_test(a_copied_name_is_the_same_and_its_labels_begin_behind_dots),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
