/* uses: base firewall */
#include "../base/unit.h"

#include "firewall/uids.h"

#include <errno.h>
#include <string.h>

static struct uids read_all(const char *file)
{
    struct uids u = {.ranges = {{1001, 1001}}, .n = 1};

    uids_add_subordinate(bytes_of(file, strlen(file)), "kid", &u);
    return u;
}

static void the_lines_of_the_account_lend_it_ids(void **state)
{
    struct uids u = read_all("mum:100000:65536\nkid:165536:65536\n1001:231072:1\n");

    (void)state;
    assert_int_equal(u.n, 3);
    assert_int_equal(u.ranges[0].first, 1001);
    assert_int_equal(u.ranges[1].first, 165536);
    assert_int_equal(u.ranges[1].last, 231071);
    assert_int_equal(u.ranges[2].first, 231072);
    assert_int_equal(u.ranges[2].last, 231072);
    assert_int_equal(u.refused, 0);
}

static void a_file_without_a_last_line_end_is_read_whole(void **state)
{
    (void)state;
    assert_int_equal(read_all("kid:165536:65536").n, 2);
    assert_int_equal(read_all("").n, 1);
}

static void a_line_that_takes_people_or_the_system_is_refused(void **state)
{
    static const char *const hostile[] = {
        "kid:0:4294967295\n",      "kid:0:1\n",         "kid:1000:1\n",    "kid:65535:2\n",
        "kid:165536:0\n",          "kid:165536\n",      "kid:165536:-1\n", "kid: 165536:1\n",
        "kid:4294967295:1\n",      "kid:165536:65536 ", "kid:0x28700:1\n", "kid:165536:1:1\n",
        "kid:165536:4294967295\n", "kid::\n",           "kid\n",           "kid:99999999999:1\n",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
        struct uids u = read_all(hostile[i]);

        assert_int_equal(u.n, 1);
        assert_int_equal(u.refused, 1);
    }
}

static void ids_that_another_account_has_too_are_nobodys_child(void **state)
{
    struct uids u = read_all("kid:100000:65536\nmum:165535:10\nkid:300000:10\n");

    (void)state;
    assert_int_equal(u.n, 2);
    assert_int_equal(u.ranges[1].first, 300000);
    assert_int_equal(u.refused, 1);
}

static void lines_past_the_ceiling_are_counted(void **state)
{
    AUTO_TEXT struct text file = {.at = NULL};
    struct uids u;

    (void)state;
    for (int i = 0; i < UIDS_RANGES_MAX + 4; i++)
        text_addf(&file, "kid:%d:5\n", 100000 + i * 10);
    u = read_all(text_string(&file));
    assert_int_equal(u.n, UIDS_RANGES_MAX);
    assert_int_equal(u.refused, 5);
}

static void accounts_are_looked_up(void **state)
{
    AUTO_TEXT struct text why = {.at = NULL};
    struct uids u;

    (void)state;
    assert_int_equal(uids_of_account("nobody", "/no/such/file", &u, &why), 0);
    assert_int_equal(u.n, 1);
    assert_int_equal(u.ranges[0].first, 65534);
    assert_int_equal(uids_of_account("root", "/no/such/file", &u, &why), -EPERM);
    assert_int_equal(uids_of_account("no\nsuch", "/no/such/file", &u, &why), -ENOENT);
    assert_non_null(strstr(text_string(&why), "no\\x0asuch"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lines_of_the_account_lend_it_ids),
        cmocka_unit_test(a_file_without_a_last_line_end_is_read_whole),
        cmocka_unit_test(a_line_that_takes_people_or_the_system_is_refused),
        cmocka_unit_test(ids_that_another_account_has_too_are_nobodys_child),
        cmocka_unit_test(lines_past_the_ceiling_are_counted),
        cmocka_unit_test(accounts_are_looked_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
