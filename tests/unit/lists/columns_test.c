/* uses: base catalogue lists */
#include "lists/columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void expect(const char *text, size_t n, size_t n_names)
{
    struct columns c = columns_count(bytes_of(text, strlen(text)));

    assert_int_equal(c.n, n);
    assert_int_equal(c.n_names, n_names);
}

static void names_on_one_line_are_a_column_each(void **state)
{
    (void)state;
    expect("a.com, b.com", 2, 2);
    expect("a.com;b.com;c.com\n", 3, 3);
    expect("a.com\tb.com\r\n", 2, 2);
}

static void a_table_with_one_column_of_names_has_no_more_names_than_rows(void **state)
{
    (void)state;
    expect("type,indicator\r\ndomain,a.com\r\nip,192.0.2.1\r\ndomain,b.com\r\n", 2, 2);
    expect("\"a.com\",\"1, 2\"\n# c.com,d.com\n", 3, 1);
    expect("a.com,https://a.com/x\n", 2, 1);
}

static void what_divides_the_most_names_divides(void **state)
{
    (void)state;
    expect("a.com;b.com\nc.com;x,y,z\n", 2, 3);
}

static void what_is_not_divided_has_no_columns(void **state)
{
    (void)state;
    expect("", 0, 0);
    expect("a.com\nb.com\n", 0, 0);
    expect(",,,\n", 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_on_one_line_are_a_column_each),
        cmocka_unit_test(a_table_with_one_column_of_names_has_no_more_names_than_rows),
        cmocka_unit_test(what_divides_the_most_names_divides),
        cmocka_unit_test(what_is_not_divided_has_no_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
