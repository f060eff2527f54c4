/* uses: base lists */
#include "lists/advice.h"

#include "base/scope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool advises(const char *outcome, const char *cause, const char *words)
{
    AUTO_TEXT struct text said = {.at = NULL};
    json_t *attempt = json_pack("{s:s, s:s*, s:b}", "outcome", outcome, "cause", cause, "holds", 1);

    advice_on_list(&said, "some", attempt);
    json_decref(attempt);
    return strstr(text_string(&said), words);
}

static void to_accept_is_advised_only_where_that_helps(void **state)
{
    (void)state;
    for (int i = REFUSED_NO_CAUSE; i <= REFUSED_WAITS; i++)
        assert_int_equal(advises("refused", refusal_name((enum refusal)i), "--accept some"),
                         i == REFUSED_SHRUNK);
    assert_false(advises("refused", "of-a-version-to-come", "--accept"));
    assert_false(advises("failed", NULL, "--accept"));
}

static void a_list_that_is_good_or_can_be_fetched_again_is_not_to_be_turned_off(void **state)
{
    (void)state;
    assert_false(advises("refused", "waits", "disable"));
    assert_false(advises("refused", "spoilt", "disable"));
    assert_true(advises("refused", "spoilt", "`kindward lists update` fetches it"));
    assert_true(advises("refused", "no-list", "sources.d/some.source"));
    assert_true(advises("refused", "uncompiled", "lists disable some"));
    assert_true(advises("failed", NULL, "lists disable some"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(to_accept_is_advised_only_where_that_helps),
        cmocka_unit_test(a_list_that_is_good_or_can_be_fetched_again_is_not_to_be_turned_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
