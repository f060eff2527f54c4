/* uses: base catalogue lists lists_update */
#include "lists/update.h"

#include "lists/list_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What is admitted has to be read again when another list changes. */
static void what_is_unpacked_is_never_more_than_what_can_be_read_again(void **state)
{
    (void)state;
    assert_int_equal(update_unpacked_max(4 << 20), 32 << 20);
    assert_int_equal(update_unpacked_max(LIST_BYTES_MAX), LIST_UNPACKED_MAX);
    assert_int_equal(update_unpacked_max(UINT64_C(3600) << 20), LIST_UNPACKED_MAX);
    assert_int_equal(update_unpacked_max(UINT64_MAX), LIST_UNPACKED_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_unpacked_is_never_more_than_what_can_be_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
