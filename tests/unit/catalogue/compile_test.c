/* uses: base catalogue catalogue_compile */
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_compile.h"
#include "catalogue/compile_lines.h"
#include "catalogue/compiler_state.h"
#include "catalogue/name_index.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A list alone: what compiler_add_list() answers. */
static int add(struct bytes text, struct list_counts *ret_counts, struct text *error)
{
    AUTO(compiler_free) struct compiler *c = NULL;

    assert_int_equal(compiler_new(&c), 0);
    return compiler_add_list(c, "some list", LIST_CATEGORY, CATEGORY_ADULT, text, ret_counts,
                             error);
}

static void is_refused(const char *list, const char *where, const char *what)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts = {.names = 99};

    assert_int_equal(add(bytes_of(list, strlen(list)), &counts, &error), -EINVAL);
    assert_int_equal(counts.names, 99);
    assert_non_null(strstr(text_string(&error), "some list"));
    assert_non_null(strstr(text_string(&error), where));
    assert_non_null(strstr(text_string(&error), what));
}

static void has_suffixes(const char *list, size_t names, size_t suffixes)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts;

    assert_int_equal(add(bytes_of(list, strlen(list)), &counts, &error), 0);
    assert_int_equal(counts.names, names);
    assert_int_equal(counts.suffixes, suffixes);
}

static void is_taken(const char *list, size_t names, size_t skipped)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts;

    assert_int_equal(add(bytes_of(list, strlen(list)), &counts, &error), 0);
    assert_int_equal(counts.names, names);
    assert_int_equal(counts.skipped, skipped);
}

static void a_public_suffix_is_left_out_and_counted(void **state)
{
    (void)state;
    has_suffixes("good.com\ncom\n", 1, 1);
    has_suffixes("# a\n\nco.uk\ngood.co.uk\n", 1, 1);
    has_suffixes("||xyz^\n||a.xyz^\n", 1, 1);
    has_suffixes("*.com\n*.a.com\n*.b.com\n", 2, 1);
    has_suffixes("0.0.0.0 com\n0.0.0.0 a.com\n", 1, 1);
    is_refused("com\nco.uk\n", "2 lines", "no name");
}

static void a_rule_that_takes_another_back_is_heeded(void **state)
{
    (void)state;
    is_taken("||a.com^\n||b.com^\n||a.com^$badfilter\n", 1, 0);
    is_taken("||a.com^$badfilter\n||a.com^\n||b.com^\n@@||a.com^\n", 2, 0);
}

static void an_error_page_is_refused_as_one(void **state)
{
    (void)state;
    is_refused("<!DOCTYPE html><html><body>404</body></html>", "line 1", "web page");
    is_refused("\xef\xbb\xbf<html>\n", "line 1", "web page");
    is_refused("# mirror\n\n <HTML>\n", "line 3", "web page");
}

static void a_list_without_a_name_is_refused(void **state)
{
    (void)state;
    is_refused("", "", "no name");
    is_refused("# retired\n! and empty\n", "", "no name");
    is_refused("127.0.0.1 localhost\n", "", "no name");
    is_refused("example.com##.ad\n/banner/\n", "2 lines", "no name");
    is_refused("The job ran at nine.\nIt wrote example.com and went home.\n", "", "no name");
}

static void what_is_skipped_is_counted(void **state)
{
    (void)state;
    is_taken("a.com\nb.com\n", 2, 0);
    is_taken("\xef\xbb\xbf"
             "a.com\r\nb.com\r\n",
             2, 0);
    is_taken("a.com", 1, 0);
    is_taken("0.0.0.0 a.com b.com\n0.0.0.0 10.0.0.1\n0.0.0.0 http://c.com/x\n", 2, 1);
    is_taken("||a.com^\n||b.com/x^\na.com##.ad\n@@||c.com^\n", 2, 2);
    is_taken("a.com\nb.com is bad\n", 1, 1);
}

static void bytes_that_are_no_text_are_survived(void **state)
{
    static const char odd[] = "a.com\0b.com\n\0\0\0\n\xff\xfe.com\nc.com\n";
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts;

    (void)state;
    assert_int_equal(add(bytes_of(odd, sizeof(odd) - 1), &counts, &error), 0);
    assert_int_equal(counts.names, 1);
    assert_int_equal(counts.skipped, 3);
    assert_int_equal(counts.invalid, 3);
}

static void what_is_no_name_is_told_from_names_that_cannot_be(void **state)
{
    static const char list[] = "a.com\nb.com/page\nb..com\n192.0.2.1\n";
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts;

    (void)state;
    assert_int_equal(add(bytes_of(list, sizeof(list) - 1), &counts, &error), 0);
    assert_int_equal(counts.names, 1);
    assert_int_equal(counts.skipped, 2);
    assert_int_equal(counts.invalid, 1);
}

static int add_platforms(const char *table, struct text *error)
{
    AUTO(compiler_free) struct compiler *c = NULL;

    assert_int_equal(compiler_new(&c), 0);
    return compiler_add_platforms(c, "table", bytes_of(table, strlen(table)), error);
}

static void a_platform_row_that_cannot_be_used_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *table, *says;
    } bad[] = {
        {"a\tA\tvideo\ta.com\n\nb\tB\tnonsense\tb.com\n", "line 3"},
        {"a\tA\tvideo\ta.com com\n", "line 1"},
        {"a\tA\tvideo\thttps://a.com/\n", "line 1"},
        {"\tA\tvideo\ta.com\n", "line 1"},
        {"a\t\tvideo\ta.com\n", "line 1"},
        {"a\tA\tvideo\ta.com\nb\tB\tvideo\tA.com\n", "line 2"},
        {"a\tA\tvideo\ta.com\na\tB\tvideo\tb.com\n", "line 2"},
        {"a\tA\tvideo\ta.com\tyes\tn\t13\n", "line 1"},
        {"a\tA\tvideo\ta.com\ty\tn\tthirteen\n", "line 1"},
        {"a\tA\tvideo\ta.com\ty\tn\t300\n", "line 1"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        AUTO_TEXT struct text error = {.at = NULL};

        assert_int_equal(add_platforms(bad[i].table, &error), -EINVAL);
        assert_non_null(strstr(text_string(&error), bad[i].says));
    }
}

static void an_empty_catalogue_is_one_that_knows_nothing(void **state)
{
    AUTO(compiler_free) struct compiler *c = NULL;
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct bytes image;

    (void)state;
    assert_int_equal(compiler_new(&c), 0);
    assert_int_equal(compiler_finish(c, NULL, &image), 0);
    assert_int_equal(catalogue_of_memory(image, &catalogue, &error), 0);
    assert_false(catalogue_find(catalogue, "example.com", 11).is_listed);
    assert_int_equal(catalogue_n_names(catalogue), 0);
    catalogue = catalogue_close(catalogue);
    free((void *)image.at);
}

/* A catalogue of one list. */
static struct bytes image_of(const char *list, const struct siphash_key *key)
{
    AUTO(compiler_free) struct compiler *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts;
    struct bytes image;

    assert_int_equal(compiler_new(&c), 0);
    assert_int_equal(compiler_add_list(c, "list", LIST_CATEGORY, CATEGORY_ADULT,
                                       bytes_of(list, strlen(list)), &counts, &error),
                     0);
    assert_int_equal(compiler_finish(c, key, &image), 0);
    return image;
}

static void same_lists_give_the_same_file_and_a_key_another(void **state)
{
    static const struct siphash_key mine = {5, 6};
    struct bytes a = image_of("a.com\nb.com\n", NULL), b = image_of("a.com\nb.com\n", NULL),
                 other = image_of("a.com\nc.com\n", NULL),
                 keyed = image_of("a.com\nb.com\n", &mine);
    struct image_header h[4];

    (void)state;
    assert_true(bytes_equal(a, b));
    memcpy(&h[0], a.at, sizeof(h[0]));
    memcpy(&h[1], other.at, sizeof(h[1]));
    memcpy(&h[2], keyed.at, sizeof(h[2]));
    assert_memory_not_equal(h[0].key, h[1].key, sizeof(h[0].key));
    assert_memory_equal(h[2].key, &mine, sizeof(mine));
    free((void *)a.at);
    free((void *)b.at);
    free((void *)other.at);
    free((void *)keyed.at);
}

static void a_list_is_known_by_the_digest_of_its_bytes(void **state)
{
    static const uint8_t sha256_of_a_com[] = {0x9d, 0x91, 0xb1, 0x73}; /* of "a.com\n" */
    struct bytes image = image_of("a.com\n", NULL);
    struct image_header h;
    struct image_list list;

    (void)state;
    memcpy(&h, image.at, sizeof(h));
    assert_int_equal(h.lists.count, 1);
    memcpy(&list, image.at + h.lists.at, sizeof(list));
    assert_int_equal(list.n_names, 1);
    assert_memory_equal(list.sha256, sha256_of_a_com, sizeof(sha256_of_a_com));
    free((void *)image.at);
}

static void two_names_of_one_hash_ask_for_another_key(void **state)
{
    struct compiled_node twins[] = {{1, 2, 2}, {7, 7, 4}, {1, 2, 6}},
                         alike[] = {{0x00000101, 2, 2}, {0x00000201, 2, 4}}, /* in all 40 bits */
        apart[] = {{0x00000101, 2, 2}, {0x00000202, 2, 4}};
    struct image_line *lines = NULL;
    uint32_t n_lines;

    (void)state;
    assert_int_equal(compile_lines(twins, 3, &lines, &n_lines), -EAGAIN);
    assert_int_equal(compile_lines(alike, 2, &lines, &n_lines), -EAGAIN);
    assert_null(lines);
    assert_int_equal(compile_lines(apart, 2, &lines, &n_lines), 0);
    free(lines);
}

/* So many of one home that most of them have to go elsewhere. */
static void a_full_home_sends_names_on_and_they_are_found(void **state)
{
    struct compiled_node nodes[300];
    struct image_line *lines = NULL;
    struct name_index index = {.lines = NULL};

    (void)state;
    for (uint32_t i = 0; i < 300; i++) /* a hundred of one home, the others anywhere */
        nodes[i] = (struct compiled_node){i < 100 ? i : i * 14316557u, i << 29 | i,
                                          (uint16_t)((i + 1) * 2)};
    assert_int_equal(compile_lines(nodes, 300, &lines, &index.n_lines), 0);
    index.lines = lines;
    for (uint32_t i = 0; i < 300; i++) {
        uint64_t hash = (uint64_t)(i < 100 ? i : i * 14316557u) << 32 | (uint32_t)(i << 29 | i);

        assert_int_equal(name_index_find(&index, hash), (i + 1) * 2);
        assert_int_equal(name_index_find(&index, hash ^ 0x100000), 0);
    }
    free(lines);
}

/* No rule of a registry below the top-level domains that the compiler does not ask about. */
static void domains_taken_for_flat_have_no_suffix_below(void **state)
{
    FILE *in = fopen("/usr/share/publicsuffix/public_suffix_list.dat", "r");
    char line[256];
    size_t n = 0;

    (void)state;
    if (!in) {
        print_message("skipped: the package publicsuffix is not installed\n");
        skip();
        return;
    }
    while (fgets(line, sizeof(line), in) && !strstr(line, "===END ICANN")) {
        const char *rule = line + strspn(line, "*.!");

        line[strcspn(line, " \t\r\n")] = '\0';
        if (line[0] == '/' || line[0] == '\0' || line[0] == '!' || line[0] == '*')
            continue;
        n++;
        if (strchr(rule, '.') && compiler_may_list(rule) && (uint8_t)rule[0] < 0x80)
            print_error("%s is a public suffix\n", rule);
        assert_false(strchr(rule, '.') && compiler_may_list(rule) && (uint8_t)rule[0] < 0x80);
    }
    fclose(in);
    assert_true(n > 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_public_suffix_is_left_out_and_counted),
        cmocka_unit_test(a_rule_that_takes_another_back_is_heeded),
        cmocka_unit_test(an_error_page_is_refused_as_one),
        cmocka_unit_test(a_list_without_a_name_is_refused),
        cmocka_unit_test(what_is_skipped_is_counted),
        cmocka_unit_test(bytes_that_are_no_text_are_survived),
        cmocka_unit_test(what_is_no_name_is_told_from_names_that_cannot_be),
        cmocka_unit_test(a_platform_row_that_cannot_be_used_is_refused_with_its_line),
        cmocka_unit_test(same_lists_give_the_same_file_and_a_key_another),
        cmocka_unit_test(a_list_is_known_by_the_digest_of_its_bytes),
        cmocka_unit_test(two_names_of_one_hash_ask_for_another_key),
        cmocka_unit_test(a_full_home_sends_names_on_and_they_are_found),
        cmocka_unit_test(domains_taken_for_flat_have_no_suffix_below),
        cmocka_unit_test(an_empty_catalogue_is_one_that_knows_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
