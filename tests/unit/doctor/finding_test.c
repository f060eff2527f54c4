/* uses: base wire catalogue policy policy_load record store insight firewall report live doctor */
#include "doctor/finding.h"

#include "../base/unit.h"

#include <string.h>

static void assert_text(const struct findings *f, const char *expected)
{
    AUTO_TEXT struct text out = {.at = NULL};
    struct lines l = {.out = &out, .width = 60, .utf8 = true};

    findings_text(f, &l);
    assert_string_equal(text_string(&out), expected);
}

static void nothing_found_is_well(void **state)
{
    struct findings f = {.at = NULL};

    (void)state;
    assert_int_equal(findings_worst(&f), GRADE_WELL);
    assert_text(&f, "\nAll is well.\n");
}

static void the_worst_counts_and_each_says_what_to_do(void **state)
{
    AUTO_FINDINGS struct findings f = {.group = "Kernel"};

    (void)state;
    finding_add(&f, GRADE_WELL, NULL, "Rules are written by %s.", "nftables");
    assert_int_equal(findings_worst(&f), GRADE_WELL);
    finding_add(&f, GRADE_WARNING, "Do this, and then that, and then go on with the other thing.",
                "It limps.");
    f.group = "Machine";
    finding_add(&f, GRADE_NOTE, NULL, "It is late.");
    assert_int_equal(findings_worst(&f), GRADE_WARNING);
    finding_add(&f, GRADE_FAULT, "Mend it.", "It is broken.");
    assert_int_equal(findings_worst(&f), GRADE_FAULT);
    assert_text(&f, "Kernel\n"
                    "  ok    Rules are written by nftables.\n"
                    "  warn  It limps.\n"
                    "        > Do this, and then that, and then go on with the\n"
                    "          other thing.\n"
                    "\n"
                    "Machine\n"
                    "  note  It is late.\n"
                    "  FAULT It is broken.\n"
                    "        > Mend it.\n"
                    "\n"
                    "1 fault, 1 warning. The lines with > say what to do.\n");
}

static void foreign_text_is_escaped(void **state)
{
    AUTO_FINDINGS struct findings f = {.group = "Children"};
    json_t *json;

    (void)state;
    finding_add(&f, GRADE_NOTE, "\x1b]0;x\a", "%s", "\x1b[2J\xff");
    assert_text(&f, "Children\n  note  \\x1b[2J\\xff\n        > \\x1b]0;x\\x07\n\nAll is well.\n");
    json = findings_json(&f);
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(
                            json_array_get(json_object_get(json, "findings"), 0), "what")),
                        "\\x1b[2J\\xff");
    assert_string_equal(json_string_value(json_object_get(json, "worst")), "note");
    json_decref(json);
}

/* As of a text that was put together and failed. */
static void what_frightens_and_has_no_advice_names_a_page(void **state)
{
    AUTO_FINDINGS struct findings f = {.group = "Kernel"};
    AUTO_TEXT struct text advice = {.failed = true};

    (void)state;
    finding_add(&f, GRADE_WARNING, text_string(&advice), "It limps.");
    assert_int_equal(f.n, 1);
    assert_string_equal(f.at[0].advice, "docs/agent.md says more.");
}

static void many_are_kept(void **state)
{
    AUTO_FINDINGS struct findings f = {.group = "Kernel"};

    (void)state;
    for (int i = 0; i < 100; i++)
        finding_add(&f, GRADE_NOTE, NULL, "%d", i);
    assert_int_equal(f.n, 100);
    assert_string_equal(f.at[99].what, "99");
    assert_false(f.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_found_is_well),
        cmocka_unit_test(the_worst_counts_and_each_says_what_to_do),
        cmocka_unit_test(foreign_text_is_escaped),
        cmocka_unit_test(what_frightens_and_has_no_advice_names_a_page),
        cmocka_unit_test(many_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
