/* uses: base wire flow catalogue policy fold store daemon */
#include "../wire/build.h"

#include "daemon/monitored.h"

#include <errno.h>

static struct monitored_list list;

static int add(const char *spec)
{
    AUTO_TEXT struct text error = {.at = NULL};
    int r = monitored_add(&list, spec, &error);

    assert_int_equal(r<0, error.len> 0); /* every refusal says why */
    return r;
}

static void a_child_has_addresses_and_prefixes(void **state)
{
    struct ip mine = ip_from_bytes(bytes_of("\xc0\xa8\1\7", 4));

    (void)state;
    assert_int_equal(add("Mia=192.168.1.7,fd00::/64"), 0);
    assert_int_equal(add("Tom=192.168.1.8"), 0);
    assert_int_equal(add("Mia=10.0.0.0/8,"), 0);
    assert_int_equal(list.n_children, 2);
    assert_int_equal(list.n, 4);
    assert_string_equal(list.at[0].child, "Mia");
    assert_ptr_equal(list.at[3].child, list.at[0].child);
    assert_true(ip_prefix_holds(&list.at[0].prefix, &mine));
    assert_false(ip_prefix_holds(&list.at[2].prefix, &mine));
    monitored_done(&list);
}

static void what_is_no_child_is_refused(void **state)
{
    static const char *const bad[] = {"",     "Mia",       "=192.168.1.7",
                                      "Mia=", "Mia=house", "Mia=1.2.3.4/33"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(add(bad[i]), -EINVAL);
    assert_int_equal(list.n, 0);
    monitored_done(&list);
}

static void there_are_ceilings(void **state)
{
    char spec[128];

    (void)state;
    for (int i = 0; i < MONITORED_CHILDREN_MAX; i++) {
        snprintf(spec, sizeof(spec), "child%d=192.0.2.1", i);
        assert_int_equal(add(spec), 0);
    }
    assert_int_equal(add("more=192.0.2.1"), -ENOSPC);
    while (list.n < MONITORED_MAX)
        assert_int_equal(add("child1=192.0.2.1"), 0);
    assert_int_equal(add("child1=192.0.2.1"), -ENOSPC);
    memset(spec, '1', 100);
    memcpy(spec, "Mia=", 4);
    spec[100] = '\0';
    monitored_done(&list);
    assert_int_equal(add(spec), -ENOSPC);
    monitored_done(&list);
}

static void nobody_named_is_everyone(void **state)
{
    (void)state;
    assert_int_equal(monitored_add_everyone(&list), 0);
    assert_int_equal(list.n_children, 1);
    assert_int_equal(list.n, 0);
    assert_string_equal(list.children[0], "child");
    monitored_done(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_child_has_addresses_and_prefixes),
        cmocka_unit_test(what_is_no_child_is_refused),
        cmocka_unit_test(there_are_ceilings),
        cmocka_unit_test(nobody_named_is_everyone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
