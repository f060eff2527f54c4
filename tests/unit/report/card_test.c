/* uses: report base */
#include "report/card.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { PART_MIN = 40, PART_MAX = 700, CARDS_MIN = 60 };

static const char good[] = "# Name\n\n## What it is\n\nA.\n\n## Who can write to a child\n\nB.\n\n"
                           "## Where its safety settings are\n\nC.\n\n"
                           "## Questions to begin with\n\n- D?\n- E?\n- F?\n\n"
                           "Checked: 2026-11-27\nSource: G\n";

static int read_text(const char *s, size_t len)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_CARD struct card c = {.bytes = NULL};
    int r = card_read(bytes_of(s, len), &c, &error);

    assert_true((r == 0) == (error.len == 0));
    return r;
}

static void a_card_is_read_by_its_form(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_CARD struct card c = {.bytes = NULL};

    (void)state;
    assert_int_equal(card_read(bytes_of(good, strlen(good)), &c, &error), 0);
    assert_string_equal(c.name, "Name");
    assert_string_equal(c.what, "A.");
    assert_string_equal(c.who, "B.");
    assert_string_equal(c.settings, "C.");
    assert_string_equal(c.questions[2], "F?");
    assert_string_equal(c.date, "2026-11-27");
    assert_true(c.is_checked);
    assert_string_equal(c.source, "G");
}

static void a_card_cut_anywhere_is_refused(void **state)
{
    (void)state;
    for (size_t len = 0; len + 2 < strlen(good); len++)
        assert_int_equal(read_text(good, len), -EINVAL);
    assert_int_equal(read_text(good, sizeof(good)), -EINVAL); /* its NUL is no text */
}

static void no_id_leads_out_of_the_folder(void **state)
{
    static const char *const ids[] = {"", "../card", "a/b", "A", "nobody-has-this-id"};
    AUTO_TEXT struct text error = {.at = NULL};
    struct card c;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ids); i++)
        assert_int_equal(card_load(SOURCE_DIR "/blocklists/cards", ids[i], &c, &error), -ENOENT);
    assert_int_equal(error.len, 0);
}

static void check_length(const char *id, const char *part)
{
    size_t len = strlen(part);

    if (len < PART_MIN || len > PART_MAX)
        print_error("%s: a part has %zu bytes: %s\n", id, len, part);
    assert_in_range(len, PART_MIN, PART_MAX);
}

static void check_card(const char *id)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_CARD struct card c = {.bytes = NULL};

    if (card_load(SOURCE_DIR "/blocklists/cards", id, &c, &error) < 0)
        print_error("%s\n", text_string(&error));
    assert_non_null(c.bytes);
    check_length(id, c.what);
    check_length(id, c.who);
    check_length(id, c.settings);
    for (size_t i = 0; i < CARD_QUESTIONS; i++) {
        assert_in_range(strlen(c.questions[i]), 15, 200);
        if (!strchr(c.questions[i], '?'))
            print_error("%s: this asks nothing: %s\n", id, c.questions[i]);
        assert_non_null(strchr(c.questions[i], '?'));
    }
}

static void every_card_of_ours_has_the_form(void **state)
{
    DIR *folder = opendir(SOURCE_DIR "/blocklists/cards");
    size_t n = 0;

    (void)state;
    assert_non_null(folder);
    for (struct dirent *e; (e = readdir(folder));) {
        char id[64];
        size_t len = strlen(e->d_name);

        if (e->d_name[0] == '.')
            continue;
        assert_true(len > 3 && len < sizeof(id) && strcmp(e->d_name + len - 3, ".md") == 0);
        memcpy(id, e->d_name, len - 3);
        id[len - 3] = '\0';
        check_card(id);
        n++;
    }
    closedir(folder);
    assert_true(n >= CARDS_MIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_is_read_by_its_form),
        cmocka_unit_test(a_card_cut_anywhere_is_refused),
        cmocka_unit_test(no_id_leads_out_of_the_folder),
        cmocka_unit_test(every_card_of_ours_has_the_form),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
