/* uses: base catalogue catalogue_compile */
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_compile.h"
#include "catalogue/catalogue_state.h"
#include "catalogue/name_walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { MANY = 5 * NAME_FLIGHTS };

static uint64_t seed = 3;

static uint32_t draw(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((seed >> 33) % below);
}

/* Where the label that ends at `end` begins, by the words of the header. */
static size_t label_start(const char *name, size_t end)
{
    while (end > 0 && name[end - 1] != '.')
        end--;
    return end;
}

/* A label hashed byte by byte: the first word has its length and seven bytes, the others eight. */
static uint64_t hash_of_label(const char *label, size_t len)
{
    struct siphash s = siphash_begin((struct siphash_key){5, 6});
    uint64_t word = (uint8_t)len;

    for (size_t i = 0; i < len; i++) {
        word |= (uint64_t)(uint8_t)label[i] << (8 * ((i + 1) % 8));
        if (i % 8 == 6 && i + 1 < len) {
            siphash_word(&s, word);
            word = 0;
        }
    }
    siphash_word(&s, word);
    return siphash_end(s);
}

static void labels_are_found_and_hashed_as_byte_by_byte(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t len = 1 + draw(100);
        char *name = malloc(len); /* of its own, so that a read past either end is seen */

        for (size_t i = 0; i < len; i++)
            name[i] = draw(6) == 0 ? '.' : (char)(draw(4) == 0 ? draw(256) : 'a' + draw(26));
        for (size_t end = len;;) {
            size_t at = name_label_start(name, len, end);
            struct siphash s = siphash_begin((struct siphash_key){5, 6});

            assert_int_equal(at, label_start(name, end));
            assert_int_equal(name_label_start_plain(name, end), at);
            name_hash_label(&s, name, len, at, end);
            assert_true(siphash_end(s) == hash_of_label(name + at, end - at));
            if (at == 0)
                break;
            end = at - 1;
        }
        free(name);
    }
}

#ifdef __SSE2__
/* Lines of any bytes, in which what is looked for stands now and then, or nearly. */
static void a_line_is_read_alike_with_and_without_sse2(void **state)
{
    size_t found = 0;

    (void)state;
    for (int round = 0; round < 200000; round++) {
        struct image_line line;
        uint64_t hash = (uint64_t)draw(3) << 32 | draw(3) << 16 | draw(3);

        for (int i = 0; i < LINE_SLOTS; i++) {
            line.low[i] = draw(3) << 16 | draw(3);
            line.high[i] = (uint8_t)draw(3);
            line.value[i] = (uint16_t)draw(4);
        }
        line.spilled = (uint8_t)draw(256);
        assert_int_equal(name_line_find_sse2(&line, hash), name_line_find_plain(&line, hash));
        found += name_line_find_plain(&line, hash) != 0;
    }
    assert_true(found > 1000);
}
#endif

static bool is_same(const struct name_hits *all, const struct name_brief *brief)
{
    if (all->n > NAME_BRIEF_MAX)
        return brief->n > NAME_BRIEF_MAX;
    if (brief->n != all->n)
        return false;
    for (size_t i = 0; i < all->n; i++)
        if (all->hits[i].at != brief->hits[i].at || all->hits[i].record != brief->hits[i].record)
            return false;
    return true;
}

/* Any number of names, some with labels in front, some cut, some of no sense. */
static void many_walks_at_once_are_as_one_after_the_other(void **state)
{
    /* Ten listed names, each below the one before, and others. */
    static const char list[] =
        "youtube.com\na.org\nb.a.org\nc.b.a.org\nd.c.b.a.org\ne.d.c.b.a.org\n"
        "f.e.d.c.b.a.org\ng.f.e.d.c.b.a.org\nh.g.f.e.d.c.b.a.org\n"
        "i.h.g.f.e.d.c.b.a.org\nj.i.h.g.f.e.d.c.b.a.org\n"
        "a-listed-name-of-more-than-two-words.example\nx.photography\n";
    static const char *const words[] = {
        "www.youtube.com",
        "a.b.c.discord.com",
        "googlevideo.com",
        "example.org",
        "com",
        "",
        ".",
        "..com",
        "x.childline.org.uk",
        "a..youtube.com",
        "update.google.com",
        "k.j.i.h.g.f.e.d.c.b.a.org",
        "x..a.org",
        "t.co",
        "x.a.org",
        "a.example.photography",
        "a-label-of-more-than-two-words.b.a.org",
        "one-of-forty-bytes-that-a-walk-goes-past.c.b.a.org.",
        "www.a-listed-name-of-more-than-two-words.example",
        "of-sixty-four-bytes-which-is-one-more-than-fly-at-once.c.b.a.org",
        "of-sixty-three-bytes-and-so-it-flies-with-the-others1.c.b.a.org"};
    AUTO(compiler_free) struct compiler *to = NULL;
    struct list_counts counts;
    struct bytes image;
    AUTO(catalogue_close) struct catalogue *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    size_t found = 0;

    (void)state;
    assert_int_equal(compiler_new(&to), 0);
    assert_int_equal(compiler_add_list(to, "list", LIST_CATEGORY, CATEGORY_ADULT,
                                       bytes_of(list, sizeof(list) - 1), &counts, &error),
                     0);
    assert_int_equal(compiler_finish(to, NULL, &image), 0);
    assert_int_equal(catalogue_of_memory(image, &c, &error), 0);
    for (int round = 0; round < 500; round++) {
        struct name_brief many[MANY];
        struct name_hits one;
        struct bytes names[MANY];
        struct meaning meanings[MANY];
        size_t n = draw(MANY + 1);

        for (size_t i = 0; i < n; i++) {
            const char *word = words[draw(ARRAY_LEN(words))];
            size_t cut = draw(4) == 0 ? draw((uint32_t)strlen(word) + 1) : 0;

            names[i] = bytes_of(word + cut, strlen(word) - cut);
        }
        name_walk_many(&c->index, names, n, many);
        catalogue_find_many(c, names, n, meanings);
        for (size_t i = 0; i < n; i++) {
            struct meaning m = catalogue_find(c, (const char *)names[i].at, names[i].len);

            name_walk(&c->index, names[i], &one);
            assert_true(is_same(&one, &many[i]));
            name_walk_plain(&c->index, names[i], &one);
            assert_true(is_same(&one, &many[i]));
            assert_int_equal(m.categories, meanings[i].categories);
            assert_int_equal(m.platform, meanings[i].platform);
            assert_int_equal(m.suffix_len, meanings[i].suffix_len);
            found += one.n;
        }
    }
    assert_true(found > 2000);
    c = catalogue_close(c);
    free((void *)image.at);
}

/* Names so deep that lines overflow with what has something below: a walk that is sent to another
 * line goes on from there, while those beside it go on from theirs. */
static void a_walk_goes_on_from_the_line_it_was_sent_to(void **state)
{
    enum { CHAINS = 8, LABELS = 26 };
    char names[CHAINS][2 * LABELS + sizeof("com")], list[sizeof(names) + CHAINS];
    size_t len = 0, sent_on = 0;

    (void)state;
    for (size_t c = 0; c < CHAINS; c++) {
        for (size_t i = 0; i < LABELS; i++) {
            names[c][2 * i] = (char)('a' + (i * (c + 1) + c) % 26);
            names[c][2 * i + 1] = '.';
        }
        memcpy(names[c] + 2 * (size_t)LABELS, "com", sizeof("com"));
        len += (size_t)snprintf(list + len, sizeof(list) - len, "%s\n", names[c]);
    }
    for (uint64_t k = 0; k < 20; k++) {
        const struct siphash_key key = {k, 1};
        AUTO(compiler_free) struct compiler *to = NULL;
        AUTO(catalogue_close) struct catalogue *c = NULL;
        AUTO_TEXT struct text error = {.at = NULL};
        struct list_counts counts;
        struct bytes image, asked[MANY];
        struct name_brief many[MANY];

        assert_int_equal(compiler_new(&to), 0);
        assert_int_equal(compiler_add_list(to, "list", LIST_CATEGORY, CATEGORY_ADULT,
                                           bytes_of(list, len), &counts, &error),
                         0);
        assert_int_equal(compiler_finish(to, &key, &image), 0);
        assert_int_equal(catalogue_of_memory(image, &c, &error), 0);
        for (size_t i = 0; i < MANY; i++) {
            size_t cut = 2 * (size_t)draw(4) * draw(LABELS / 4);

            asked[i] = bytes_of(names[i % CHAINS] + cut, strlen(names[i % CHAINS]) - cut);
        }
        name_walk_many(&c->index, asked, MANY, many);
        for (size_t i = 0; i < MANY; i++) {
            struct name_hits one;

            name_walk(&c->index, asked[i], &one);
            assert_true(is_same(&one, &many[i]));
        }
        for (uint32_t i = 0; i < c->index.n_lines; i++)
            sent_on += c->index.lines[i].spilled != 0;
        c = catalogue_close(c);
        free((void *)image.at);
    }
    assert_true(sent_on > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_are_found_and_hashed_as_byte_by_byte),
#ifdef __SSE2__
        cmocka_unit_test(a_line_is_read_alike_with_and_without_sse2),
#endif
        cmocka_unit_test(many_walks_at_once_are_as_one_after_the_other),
        cmocka_unit_test(a_walk_goes_on_from_the_line_it_was_sent_to),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
