/* uses: base catalogue catalogue_compile */
#include "made_catalogue.h"

#include "base/siphash.h"

#include <errno.h>

/*
 * The index against a walk that anyone can check: every suffix of a name, longest first, in a plain
 * hash table of whole names. 100,000 names, made so that they have listed and unlisted ancestors,
 * names that differ in one byte, and exact ones among them.
 */
enum { NAMES = 100000, SLOTS = 1 << 20, NAME_ROOM = 96, LISTS = 5 };

static const struct siphash_key key = {11, 12};

struct listed {
    char name[NAME_ROOM];
    category_set categories, exact; /* of lists that mean all below it, and of hosts files */
};

static struct listed *table; /* SLOTS, open addressing */
static uint64_t seed;

static uint32_t draw(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((seed >> 33) % below);
}

/* A name of the same few words over and over, so that suffixes meet. */
static void draw_name(char *ret)
{
    static const char *const tops[] = {"com", "net", "org", "de", "fr", "io", "tv", "chat"};
    static const char *const words[] = {"a", "b", "ab", "ba", "www", "cdn", "img", "chat"};
    size_t n = 0;

    for (uint32_t labels = draw(4); labels > 0; labels--)
        n += (size_t)snprintf(ret + n, NAME_ROOM - n, "%s.", words[draw(ARRAY_LEN(words))]);
    snprintf(ret + n, NAME_ROOM - n, "s%x%s.%s", draw(4000), words[draw(ARRAY_LEN(words))],
             tops[draw(ARRAY_LEN(tops))]);
}

static struct listed *slot_of(const char *name)
{
    uint32_t at = (uint32_t)siphash13(key, name, strlen(name)) % SLOTS;

    while (table[at].name[0] != '\0' && strcmp(table[at].name, name) != 0)
        at = (at + 1) % SLOTS;
    return &table[at];
}

/* What the documentation says, done the slow way. */
static struct meaning walk(const char *name)
{
    struct meaning m = {.categories = 0};

    for (const char *suffix = name; suffix; suffix = strchr(suffix, '.')) {
        const struct listed *l;
        category_set said;
        bool is_near;

        if (suffix != name)
            suffix++;
        l = slot_of(suffix);
        is_near = suffix == name || (suffix == name + 4 && strncmp(name, "www.", 4) == 0);
        said = l->categories | (is_near ? l->exact : 0);
        if (said == 0)
            continue;
        m.categories |= said;
        if (!m.is_listed)
            m.suffix_len = (uint16_t)strlen(suffix);
        m.is_listed = true;
    }
    return m;
}

static void agrees(const char *name)
{
    struct meaning is = catalogue_find(c, name, strlen(name)), should = walk(name);

    if (is.categories != should.categories || is.suffix_len != should.suffix_len)
        print_error("%s: %x of %u bytes, and should be %x of %u\n", name, is.categories,
                    is.suffix_len, should.categories, should.suffix_len);
    assert_int_equal(is.categories, should.categories);
    assert_int_equal(is.suffix_len, should.suffix_len);
    assert_int_equal(is.is_listed, should.is_listed);
}

static int set_up(void **state)
{
    AUTO(compiler_free) struct compiler *to = NULL;

    (void)state;
    seed = 7;
    table = calloc(SLOTS, sizeof(*table));
    if (!table || compiler_new(&to) < 0)
        return -1;
    for (int i = 0; i < LISTS; i++) {
        AUTO_TEXT struct text list = {.at = NULL};
        bool is_hosts = i == LISTS - 1;

        for (int n = 0; n < NAMES / LISTS; n++) {
            char name[NAME_ROOM];
            struct listed *l;

            draw_name(name);
            l = slot_of(name);
            strcpy(l->name, name);
            *(is_hosts ? &l->exact : &l->categories) |= category_bit((enum category)i);
            text_addf(&list, "%s%s\n", is_hosts ? "0.0.0.0 " : "", name);
        }
        assert_int_equal(add(to, "list", LIST_CATEGORY, (enum category)i, text_string(&list)).names,
                         NAMES / LISTS);
    }
    return open_made(to, &key);
}

static int tear_down(void **state)
{
    free(table);
    return close_made(state);
}

static void every_listed_name_and_what_is_near_it_agrees(void **state)
{
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < SLOTS; i++) {
        char name[NAME_ROOM + 8];
        const char *dot;

        if (table[i].name[0] == '\0')
            continue;
        n++;
        agrees(table[i].name);
        snprintf(name, sizeof(name), "www.%s", table[i].name);
        agrees(name);
        snprintf(name, sizeof(name), "x.y.%s", table[i].name);
        agrees(name);
        snprintf(name, sizeof(name), "x%s", table[i].name);
        agrees(name);
        name[0] = name[1]; /* one byte changed */
        agrees(name);
        dot = strchr(table[i].name, '.');
        agrees(dot + 1);
    }
    assert_true(n > NAMES / 2);
    assert_int_equal(catalogue_n_names(c), n);
}

static void names_drawn_anew_agree(void **state)
{
    size_t listed = 0;

    (void)state;
    seed = 99;
    for (int i = 0; i < 2 * NAMES; i++) {
        char name[NAME_ROOM];

        draw_name(name);
        agrees(name);
        listed += walk(name).is_listed;
    }
    assert_true(listed > NAMES / 10 && listed < NAMES + NAMES / 2);
}

static void a_name_takes_no_more_bytes_than_planned(void **state)
{
    (void)state; /* nine in the index and ten of the name, and ancestors, which are many here */
    assert_true(image.len / catalogue_n_names(c) < 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_listed_name_and_what_is_near_it_agrees),
        cmocka_unit_test(names_drawn_anew_agree),
        cmocka_unit_test(a_name_takes_no_more_bytes_than_planned),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
