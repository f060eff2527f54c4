/* uses: base wire flow catalogue catalogue_default policy policy_load fold agent */
/*
 * What the agent asks root for, and what root believes of it.
 */
#include "../wire/build.h"

#include "daemon/errand.h"
#include "daemon/errand_ask.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>

static struct errand block_of(const char *what)
{
    struct errand e = errand_of(ERRAND_BLOCK, "/etc/kindward");

    e.subject = SUBJECT_SITE;
    snprintf(e.account, sizeof(e.account), "mia");
    snprintf(e.what, sizeof(e.what), "%s", what);
    return e;
}

static bool is_read(const struct errand *e)
{
    struct errand got;

    return errand_read(bytes_of(e, sizeof(*e)), &got) && memcmp(&got, e, sizeof(got)) == 0;
}

static void each_kind_is_read(void **state)
{
    struct errand block = block_of("example.com");

    (void)state;
    assert_true(is_read(&block));
    for (uint32_t kind = 0; kind < ERRAND_COUNT; kind++) {
        struct errand e = errand_of((enum errand_kind)kind, "/etc/kindward");

        assert_true(is_read(&e) == (kind != ERRAND_BLOCK)); /* of nobody, nothing */
    }
}

static void one_that_is_cut_or_longer_is_none(void **state)
{
    struct {
        struct errand e;
        char more;
    } longer = {.e = block_of("example.com")};
    struct errand got;

    (void)state;
    for (size_t len = 0; len < sizeof(longer.e); len++)
        assert_false(errand_read(bytes_of(&longer.e, len), &got));
    assert_false(errand_read(bytes_of(&longer, sizeof(longer.e) + 1), &got));
}

static void what_would_be_more_than_an_item_is_refused(void **state)
{
    static const char *const others[] = {"", "a\nsites=b.com", "a;b", "a\r", "[allow]\n", "#\n"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        struct errand e = block_of(others[i]);

        assert_false(is_read(&e));
    }
}

static void strings_without_an_end_and_numbers_of_nothing_are_refused(void **state)
{
    struct errand account = block_of("example.com"), what = account, folder = account,
                  subject = account, kind = account, relative = account,
                  more = errand_of(ERRAND_QUEUE, "/etc/kindward");

    (void)state;
    memset(account.account, 'a', sizeof(account.account));
    memset(what.what, 'a', sizeof(what.what));
    memset(folder.config_dir, '/', sizeof(folder.config_dir));
    subject.subject = SUBJECT_COUNT;
    kind.kind = ERRAND_COUNT;
    relative.config_dir[0] = '.';
    more.account[0] = 'm';
    assert_false(is_read(&account));
    assert_false(is_read(&what));
    assert_false(is_read(&folder));
    assert_false(is_read(&subject));
    assert_false(is_read(&kind));
    assert_false(is_read(&relative));
    assert_false(is_read(&more));
}

static void an_answer_is_an_error_and_words(void **state)
{
    struct errand_answer a = {.error = -EPERM, .words = "no"}, got;
    const struct bytes raw = bytes_of(&a, sizeof(a));

    (void)state;
    assert_true(errand_answer_read(raw, &got));
    assert_int_equal(got.error, -EPERM);
    assert_string_equal(got.words, "no");
    assert_false(errand_answer_read(bytes_head(raw, raw.len - 1), &got));
    a.error = 1;
    assert_false(errand_answer_read(raw, &got));
    a.error = INT32_MIN;
    assert_false(errand_answer_read(raw, &got));
    a.error = 0;
    memset(a.words, 'x', sizeof(a.words));
    assert_false(errand_answer_read(raw, &got));
}

/* The texts, as they come out of a file of memory; @cut bytes are missing at its end. */
static int again(const struct policy_texts *texts, size_t cut, struct policy_texts *ret)
{
    AUTO(close_fd) int fd = -1;
    struct stat st;
    void *at;
    int r;

    assert_int_equal(errand_texts_write(texts, &fd), 0);
    assert_int_equal(fstat(fd, &st), 0);
    assert_true(write(fd, "x", 1) < 0); /* nobody changes it any more */
    at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    assert_true(at != MAP_FAILED);
    r = errand_texts_read(bytes_of(at, (size_t)st.st_size - cut), ret);
    munmap(at, (size_t)st.st_size);
    return r;
}

static void texts_come_back_as_they_were(void **state)
{
    struct policy_text all[] = {
        {(char *)(uintptr_t) "kindward.conf", bytes_of("[agent]\n", 8)},
        {(char *)(uintptr_t) "children.d/mia.conf", bytes_of("a\0b", 3)},
        {(char *)(uintptr_t) "children.d/tom.conf", {.len = 0}},
    };
    const struct policy_texts texts = {.at = all, .n = ARRAY_LEN(all)};
    AUTO_POLICY_TEXTS struct policy_texts got = {.n = 0};

    (void)state;
    assert_int_equal(again(&texts, 0, &got), 0);
    assert_int_equal(got.n, ARRAY_LEN(all));
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        assert_string_equal(got.at[i].name, all[i].name);
        assert_true(bytes_equal(got.at[i].text, all[i].text));
    }
}

static void texts_that_are_cut_are_none(void **state)
{
    struct policy_text all[] = {{(char *)(uintptr_t) "kindward.conf", bytes_of("[agent]\n", 8)}};
    const struct policy_texts texts = {.at = all, .n = 1};
    AUTO_POLICY_TEXTS struct policy_texts got = {.n = 0};

    (void)state;
    for (size_t cut = 1; cut < 8 + 13 + 8; cut++)
        assert_int_equal(again(&texts, cut, &got), -EBADMSG);
    assert_int_equal(errand_texts_read((struct bytes){.len = 0}, &got), 0);
    assert_int_equal(got.n, 0);
}

static void where_nobody_is_that_is_said(void **state)
{
    struct errand e = errand_of(ERRAND_QUEUE, "/etc/kindward");
    AUTO_TEXT struct text error = {.at = NULL};
    int fd = -1;

    (void)state;
    assert_false(errand_can_be_asked(NULL));
    assert_false(errand_can_be_asked("/nowhere/at/all"));
    assert_int_equal(errand_ask("/nowhere/at/all", &e, &fd, &error), -ENOENT);
    assert_non_null(strstr(error.at, "kindward-errands"));
    assert_int_equal(fd, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_read),
        cmocka_unit_test(one_that_is_cut_or_longer_is_none),
        cmocka_unit_test(what_would_be_more_than_an_item_is_refused),
        cmocka_unit_test(strings_without_an_end_and_numbers_of_nothing_are_refused),
        cmocka_unit_test(an_answer_is_an_error_and_words),
        cmocka_unit_test(texts_come_back_as_they_were),
        cmocka_unit_test(texts_that_are_cut_are_none),
        cmocka_unit_test(where_nobody_is_that_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
