/* uses: base catalogue catalogue_compile */
#include "../../bench/near_match.h"
#include "catalogue/catalogue_state.h"
#include "catalogue/name_walk.h"
#include "made_catalogue.h"

#include <stdio.h>

enum { LISTED = 60000, ASKED = 60000 };

/* Names of two and three labels, of which some have an ancestor that is not listed itself. */
static int set_up(void **state)
{
    static const struct siphash_key key = {20261130, 6};
    AUTO(compiler_free) struct compiler *to = NULL;
    AUTO_TEXT struct text list = {.at = NULL};

    (void)state;
    for (unsigned i = 0; i < LISTED; i++)
        text_addf(&list, i % 3 == 0 ? "||a%u.host%u.net^\n" : "||site%u.com^\n", i, i / 6);
    if (compiler_new(&to) < 0)
        return -1;
    add(to, "list", LIST_CATEGORY, CATEGORY_OTHER, text_string(&list));
    return open_made(to, &key);
}

/* Unlisted names; one of three is below an ancestor of listed ones. */
static struct near_match ask(uint64_t mask)
{
    struct near_match sum = {.walks = 0};

    for (unsigned i = 0; i < ASKED; i++) {
        char name[64];

        snprintf(name, sizeof(name), i % 3 == 0 ? "b%u.host%u.net" : "www.other%u.com", i,
                 i % (LISTED / 6));
        near_match_add(&c->index, bytes_of(name, strlen(name)), mask, &sum);
    }
    return sum;
}

static void a_walk_meets_few_enough_slots(void **state)
{
    struct near_match sum = ask(NEAR_SPILL_BITS);

    (void)state;
    assert_int_equal(sum.walks, ASKED);
    assert_true(sum.lines >= ASKED);
    /* nearly eight slots of nine are filled */
    assert_true((double)sum.slots / (double)sum.lines > 7.0);
    assert_true(near_match_rate(&sum) <= 2e-11);
}

/* Ten bits more have to agree: so many times fewer do. A hash, or a choice of line, that leaves
 * bits alike would show; six standard deviations are allowed. */
static void the_other_bits_agree_as_often_as_chance_has_it(void **state)
{
    static const uint64_t tens[] = {UINT64_C(0x3ff) << 0, UINT64_C(0x3ff) << 10,
                                    UINT64_C(0x1ff) << 20 | UINT64_C(1) << 32,
                                    UINT64_C(0x7f) << 33 | UINT64_C(7) << 26};
    double few = (double)ask(NEAR_SPILL_BITS).alike / 1024;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(tens); i++) {
        double many = (double)ask(NEAR_SPILL_BITS | tens[i]).alike;

        assert_true((many - few) * (many - few) <= 36 * few);
    }
}

static bool count_entry(const struct list_entry *entry, void *user)
{
    (void)entry;
    ++*(size_t *)user;
    return true;
}

/* Give a slot the 40 bits of an unlisted name, as chance might: a walk takes it for one, and who
 * asks what the name means is not told so. */
static void a_stranger_that_shares_forty_bits_means_nothing(void **state)
{
    static const char stranger[] = "stranger.com", below[] = "www.stranger.com";
    const struct bytes asked[] = {bytes_of(stranger, sizeof(stranger) - 1),
                                  bytes_of(below, sizeof(below) - 1)};
    struct siphash hash = siphash_begin(c->index.key);
    struct meaning meanings[ARRAY_LEN(asked)];
    struct image_line *line;
    struct name_hits hits;
    size_t n_entries = 0;
    uint64_t bits;

    (void)state;
    name_hash_label(&hash, stranger, strlen(stranger), strlen("stranger."), strlen(stranger));
    name_hash_label(&hash, stranger, strlen(stranger), 0, strlen("stranger"));
    bits = siphash_end(hash);
    line = (struct image_line *)&c->index.lines[name_index_line(bits, 0, c->index.n_lines)];
    line->low[0] = (uint32_t)bits;
    line->high[0] = (uint8_t)(bits >> 32);
    line->value[0] = 1 << 1; /* the first record */

    for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
        name_walk(&c->index, asked[i], &hits);
        assert_int_equal(hits.n, 1);
        assert_false(catalogue_find(c, (const char *)asked[i].at, asked[i].len).is_listed);
        catalogue_why(c, (const char *)asked[i].at, asked[i].len, count_entry, &n_entries);
    }
    catalogue_find_many(c, asked, ARRAY_LEN(asked), meanings);
    for (size_t i = 0; i < ARRAY_LEN(asked); i++)
        assert_false(meanings[i].is_listed);
    assert_int_equal(n_entries, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_walk_meets_few_enough_slots),
        cmocka_unit_test(the_other_bits_agree_as_often_as_chance_has_it),
        cmocka_unit_test(a_stranger_that_shares_forty_bits_means_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, close_made);
}
