/* uses: report insight store policy catalogue base */
#include "report/clean.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void assert_clean(const char *foreign, const char *shown)
{
    AUTO_TEXT struct text t = {.at = NULL};

    clean_add(&t, foreign);
    assert_string_equal(text_string(&t), shown);
}

static void letters_of_any_script_stay(void **state)
{
    (void)state;
    assert_clean("Mia", "Mia");
    assert_clean("Zoë Søren Łukasz", "Zoë Søren Łukasz");
    assert_clean("Юля 家 नेहा عمر", "Юля 家 नेहा عمر");
    assert_clean("", "");
}

static void what_acts_is_spelled_out(void **state)
{
    (void)state;
    assert_clean("\x1b[31m", "\\x1b[31m");
    assert_clean("a\nb\rc\td\x7f", "a\\x0ab\\x0dc\\x09d\\x7f");
    assert_clean("\xc2\x9b", "\\u009B"); /* C1: a terminal's CSI in one character */
}

static void direction_marks_and_invisible_characters_are_seen(void **state)
{
    AUTO_TEXT struct text t = {.at = NULL};
    static const char *const hidden[] = {
        "\u202e", "\u2066", "\u200e", "\u200b", "\u2028", "\ufeff", "\u061c", "\u00ad",
    };

    (void)state;
    assert_clean("\u202egpj.exe", "\\u202Egpj.exe");
    for (size_t i = 0; i < ARRAY_LEN(hidden); i++) {
        text_clear(&t);
        clean_add(&t, hidden[i]);
        assert_int_equal(text_string(&t)[0], '\\');
        assert_null(strstr(text_string(&t), hidden[i]));
    }
}

static void bytes_that_are_no_utf8_are_seen(void **state)
{
    (void)state;
    assert_clean("\xff", "\\xff");
    assert_clean("\xc0\x80", "\\xc0\\x80");                   /* too long a form of NUL */
    assert_clean("\xed\xa0\x80", "\\xed\\xa0\\x80");          /* half a pair of UTF-16 */
    assert_clean("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"); /* past U+10FFFF */
    assert_clean("\xe2\x82", "\\xe2\\x82");                   /* cut */
}

/* Every two bytes there are, with a letter behind them: nothing invalid comes out, and the letter
 * is never swallowed. */
static void no_byte_gets_through_that_is_no_utf8(void **state)
{
    (void)state;
    for (int a = 1; a < 256; a++)
        for (int b = 1; b < 256; b++) {
            AUTO_TEXT struct text t = {.at = NULL};
            const char foreign[] = {(char)a, (char)b, 'z', '\0'};

            clean_add(&t, foreign);
            assert_int_equal(text_string(&t)[t.len - 1], 'z');
            for (const char *at = text_string(&t); *at;) {
                int32_t code = clean_next(&at);

                assert_true(code >= 0x20 && code != 0x7f && !(code >= 0x80 && code < 0xa0));
            }
        }
}

static void wide_characters_count_twice(void **state)
{
    (void)state;
    assert_int_equal(clean_width("Mia"), 3);
    assert_int_equal(clean_width("Zoë"), 3);
    assert_int_equal(clean_width("家"), 2);
    assert_int_equal(clean_width("😀"), 2);
}

static void cut_text_fits_and_says_that_it_was_cut(void **state)
{
    static const char *const words[] = {"a-name-that-is-really-long.example", "家家家家家家家家",
                                        "Mia", ""};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        for (size_t columns = 1; columns < 40; columns++) {
            AUTO_TEXT struct text t = {.at = NULL};
            bool is_cut = clean_width(words[i]) > columns;

            clean_add_cut(&t, words[i], columns, true);
            assert_true(clean_width(text_string(&t)) <= columns);
            assert_int_equal(strstr(text_string(&t), "…") != NULL, is_cut);
            if (!is_cut)
                assert_string_equal(text_string(&t), words[i]);
        }
}

static void ascii_has_plain_forms(void **state)
{
    AUTO_TEXT struct text t = {.at = NULL};

    (void)state;
    clean_add_ascii(&t, "2–2½ h, Mia’s “word”");
    assert_string_equal(text_string(&t), "2-2.5 h, Mia's \"word\"");
    text_clear(&t);
    clean_add_ascii(&t, "家Zoë");
    for (const char *c = text_string(&t); *c; c++)
        assert_true((unsigned char)*c < 0x80);
    assert_non_null(strstr(text_string(&t), "Zo"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_of_any_script_stay),
        cmocka_unit_test(what_acts_is_spelled_out),
        cmocka_unit_test(direction_marks_and_invisible_characters_are_seen),
        cmocka_unit_test(bytes_that_are_no_utf8_are_seen),
        cmocka_unit_test(no_byte_gets_through_that_is_no_utf8),
        cmocka_unit_test(wide_characters_count_twice),
        cmocka_unit_test(cut_text_fits_and_says_that_it_was_cut),
        cmocka_unit_test(ascii_has_plain_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
