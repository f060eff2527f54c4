/* uses: base firewall */
#include "../wire/build.h"

#include "firewall/probed.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[64];

static int begin(void **state)
{
    char dir[] = "/tmp/kindward-probed-XXXXXX";

    (void)state;
    if (!mkdtemp(dir))
        return -1;
    snprintf(path, sizeof(path), "%s/probe", dir);
    return 0;
}

static int end(void **state)
{
    (void)state;
    (void)unlink(path);
    *strrchr(path, '/') = '\0';
    return rmdir(path);
}

static void write_line(const char *line)
{
    FILE *out = fopen(path, "we");

    assert_non_null(out);
    assert_true(fputs(line, out) >= 0);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(chmod(path, 0644), 0);
}

/* A struct of nothing but bools: each is kept, and none is another. */
static void each_finding_comes_back(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct firewall_support s, back;

    (void)state;
    for (size_t i = 0; i < sizeof(s); i++) {
        memset(&s, 0, sizeof(s));
        ((bool *)&s)[i] = true;
        memset(&back, 0, sizeof(back));
        assert_int_equal(probed_write(path, &s, &error), 0);
        assert_int_equal(probed_read(path, &back), 0);
        assert_memory_equal(&back, &s, sizeof(s));
    }
}

static void what_others_can_write_is_not_believed(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct firewall_support s = {.nft = true}, back = {.nft = false};
    char real[80];

    (void)state;
    assert_int_equal(probed_write(path, &s, &error), 0);
    assert_int_equal(chmod(path, 0664), 0);
    assert_int_equal(probed_read(path, &back), -EPERM);
    assert_int_equal(chmod(path, 0646), 0);
    assert_int_equal(probed_read(path, &back), -EPERM);
    assert_int_equal(chmod(path, 0644), 0);
    snprintf(real, sizeof(real), "%s.real", path);
    assert_int_equal(rename(path, real), 0);
    assert_int_equal(symlink(real, path), 0);
    assert_int_equal(probed_read(path, &back), -ELOOP);
    assert_false(back.nft);
    assert_int_equal(unlink(real), 0);
}

static void what_is_no_such_line_is_refused(void **state)
{
    static const char *const lines[] = {"",
                                        "\n",
                                        "1111\n",
                                        "11111111111112\n",
                                        "111111111111111\n",
                                        "11111111111111",
                                        "11111111111111\n1"};
    struct firewall_support back = {.nft = false};

    (void)state;
    assert_int_equal(probed_read(path, &back), -ENOENT);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        write_line(lines[i]);
        assert_int_equal(probed_read(path, &back), -EINVAL);
    }
    assert_false(back.nft);
    write_line("11111111111111\n");
    assert_int_equal(probed_read(path, &back), 0);
    assert_true(back.nft && back.accounting);
}

static void where_it_cannot_be_written_is_said(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct firewall_support s = {.nft = true};

    (void)state;
    assert_int_equal(probed_write("/nowhere/at/all", &s, &error), -ENOENT);
    assert_non_null(strstr(error.at, "/nowhere/at/all"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_finding_comes_back, begin, end),
        cmocka_unit_test_setup_teardown(what_others_can_write_is_not_believed, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_such_line_is_refused, begin, end),
        cmocka_unit_test(where_it_cannot_be_written_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
