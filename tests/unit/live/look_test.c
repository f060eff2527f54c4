/* uses: base catalogue catalogue_default policy record store insight report live */
#include "live/look.h"

#include "../base/unit.h"

#include <stdlib.h>
#include <string.h>

#define LOOK(protocol, name, more)                                                                 \
    "{\"time\":1794935207.25,\"child\":\"Mia\",\"protocol\":\"" protocol "\",\"name\":\"" name     \
    "\"" more "}"
#define DISCORD                                                                                    \
    ",\"platform\":\"discord\",\"categories\":[\"messaging\",\"no-such\"],\"verdict\":\"log\""

static struct catalogue *catalogue;

static int open_catalogue(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};

    (void)state;
    return catalogue_of_memory(catalogue_default_image(), &catalogue, &error);
}

static int close_catalogue(void **state)
{
    (void)state;
    catalogue = catalogue_close(catalogue);
    return 0;
}

static void assert_line(const char *json_text, bool colour, const char *line)
{
    json_t *json = json_loads(json_text, 0, NULL);
    AUTO_TEXT struct text out = {.at = NULL};
    struct lines l = {.out = &out, .width = 80, .utf8 = true, .colour = colour};
    struct look look;

    assert_non_null(json);
    assert_true(look_read(json, &look));
    look_line(&look, catalogue, &l);
    json_decref(json);
    assert_string_equal(text_string(&out), line);
}

static void a_visit_has_time_child_name_and_meaning(void **state)
{
    (void)state;
    assert_line(LOOK("tls", "discord.com", DISCORD), false,
                "17:06:47  Mia       visits    discord.com             Discord, Messaging\n");
}

static void a_look_up_is_quieter(void **state)
{
    (void)state;
    assert_line(LOOK("dns", "example.org", ",\"verdict\":\"log\""), true,
                "\x1b[2m17:06:47  Mia       looks up  example.org\x1b[0m\n");
}

static void a_guess_is_said_to_be_one(void **state)
{
    (void)state;
    assert_line(LOOK("flow", "host.cloud.example", ",\"evidence\":\"guess\""), true,
                "\x1b[2m17:06:47  Mia       perhaps   host.cloud.example\x1b[0m\n");
}

static void a_block_is_louder(void **state)
{
    (void)state;
    assert_line(LOOK("quic", "bet.example", ",\"verdict\":\"block\",\"categories\":[\"gambling\"]"),
                true,
                "\x1b[1;33m17:06:47  Mia       blocked   bet.example             "
                "Gambling\x1b[0m\n");
}

static void a_long_name_is_cut(void **state)
{
    (void)state;
    assert_line(
        LOOK("tls", "a123456789.b123456789.c123456789.example", DISCORD), false,
        "17:06:47  Mia       visits    a123456789.b123456789.c123456…  Discord, Messaging\n");
}

static void foreign_text_is_escaped(void **state)
{
    (void)state;
    assert_line(LOOK("tls", "\\u001b[2J.example", ""), false,
                "17:06:47  Mia       visits    \\x1b[2J.example\n");
}

static bool passes(const char *json_text, struct look_filter f)
{
    json_t *json = json_loads(json_text, 0, NULL);
    struct look look;
    bool yes;

    assert_true(look_read(json, &look));
    yes = look_passes(&look, &f);
    json_decref(json);
    return yes;
}

static void filters_choose(void **state)
{
    const char *visit = LOOK("tls", "discord.com", DISCORD);
    const char *question = LOOK("dns", "discord.com", DISCORD);
    const char *block = LOOK("tls", "bet.example", ",\"verdict\":\"block\"");

    (void)state;
    assert_true(passes(visit, (struct look_filter){.child = "Mia"}));
    assert_false(passes(visit, (struct look_filter){.child = "mia"}));
    assert_true(passes(visit, (struct look_filter){.platform = "discord"}));
    assert_false(passes(block, (struct look_filter){.platform = "discord"}));
    assert_true(
        passes(visit, (struct look_filter){.categories = category_bit(CATEGORY_MESSAGING)}));
    assert_false(passes(visit, (struct look_filter){.categories = category_bit(CATEGORY_ADULT)}));
    assert_true(passes(visit, (struct look_filter){.only_visits = true}));
    assert_false(passes(question, (struct look_filter){.only_visits = true}));
    assert_true(passes(question, (struct look_filter){.only_lookups = true}));
    assert_false(passes(visit, (struct look_filter){.only_lookups = true}));
    assert_true(passes(block, (struct look_filter){.only_blocked = true}));
    assert_false(passes(visit, (struct look_filter){.only_blocked = true}));
}

static void answers_are_left_out_unless_asked_for(void **state)
{
    const char *answer = LOOK("dns", "discord.com", ",\"answer\":true");

    (void)state;
    assert_false(passes(answer, (struct look_filter){.child = NULL}));
    assert_true(passes(answer, (struct look_filter){.wants_answers = true}));
}

static void what_is_no_look_is_refused(void **state)
{
    static const char *const wrong[] = {"{}",
                                        "[]",
                                        "{\"time\":1,\"name\":\"\"}",
                                        "{\"time\":1e300,\"name\":\"a\"}",
                                        "{\"time\":-1,\"name\":\"a\"}",
                                        "{\"time\":1,\"name\":3}"};
    struct look look;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        json_t *json = json_loads(wrong[i], 0, NULL);

        assert_non_null(json);
        assert_false(look_read(json, &look));
        json_decref(json);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_visit_has_time_child_name_and_meaning),
        cmocka_unit_test(a_look_up_is_quieter),
        cmocka_unit_test(a_guess_is_said_to_be_one),
        cmocka_unit_test(a_block_is_louder),
        cmocka_unit_test(a_long_name_is_cut),
        cmocka_unit_test(foreign_text_is_escaped),
        cmocka_unit_test(filters_choose),
        cmocka_unit_test(answers_are_left_out_unless_asked_for),
        cmocka_unit_test(what_is_no_look_is_refused),
    };

    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, open_catalogue, close_catalogue);
}
