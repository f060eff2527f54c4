/* uses: base lists */
#include "../base/unit.h"

#include "lists/disk.h"
#include "lists/unpack.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/unpack-XXXXXX";
static char packed[64], plain[64], other[64];

static int begin(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(packed, sizeof(packed), "%s/packed", folder);
    snprintf(plain, sizeof(plain), "%s/text", folder);
    snprintf(other, sizeof(other), "%s/other", folder);
    return 0;
}

static int end(void **state)
{
    (void)state;
    disk_remove_folder(folder);
    return 0;
}

static void put(const char *path, const char *content)
{
    (void)unlink(path);
    assert_int_equal(disk_replace(path, bytes_of(content, strlen(content))), 0);
}

static void has(const char *path, const char *content)
{
    AUTO_TEXT struct text text = {.at = NULL};

    assert_int_equal(disk_read(path, 1000, &text), 0);
    assert_string_equal(text_string(&text), content);
}

/* 0, or why the list is refused. */
static int unpack(size_t max)
{
    AUTO_TEXT struct text error = {.at = NULL};
    int refused = 1;

    assert_int_equal(unpack_list(packed, plain, max, &refused, &error), 0);
    return refused;
}

static void a_file_that_is_there_too_stays_as_it_was(void **state)
{
    (void)state;
    put(packed, "new.example\n");
    put(plain, "old.example\n");
    (void)unlink(other);
    assert_int_equal(link(plain, other), 0); /* as a generation has it */
    assert_int_equal(unpack(1000), 0);
    has(plain, "new.example\n");
    has(other, "old.example\n");
}

static void a_link_is_not_followed(void **state)
{
    (void)state;
    put(packed, "new.example\n");
    put(other, "old.example\n");
    (void)unlink(plain);
    assert_int_equal(symlink(other, plain), 0);
    assert_int_equal(unpack(1000), 0);
    has(plain, "new.example\n");
    has(other, "old.example\n");
}

static void what_is_wrong_with_a_list_is_no_error_of_ours(void **state)
{
    (void)state;
    put(packed, "far.too.long.example\n");
    assert_int_equal(unpack(4), -E2BIG);
    assert_int_equal(unlink(packed), 0);
    assert_int_equal(unpack(1000), -ENOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_is_there_too_stays_as_it_was),
        cmocka_unit_test(a_link_is_not_followed),
        cmocka_unit_test(what_is_wrong_with_a_list_is_no_error_of_ours),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
