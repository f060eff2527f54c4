/* uses: base lists */
#include "../base/unit.h"

#include "lists/cell.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A file that is gone when it is closed. */
static int file(const char *content)
{
    char path[] = "/tmp/cell-XXXXXX";
    int fd = mkstemp(path);
    ssize_t len = (ssize_t)strlen(content);

    assert_true(fd >= 0);
    unlink(path);
    assert_int_equal(write(fd, content, (size_t)len), len);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static int run(int (*work)(int in, int out, const void *user, struct text *reterr),
               const char *content, char *ret_written, struct text *reterr)
{
    const struct cell_task task = {work, NULL, 1000, 2};
    int in = file(content), out = file("");
    int r = 1;
    ssize_t n;

    assert_int_equal(cell_run(&task, in, out, &r, reterr), 0); /* whatever the work does */
    n = pread(out, ret_written, 99, 0);

    ret_written[n > 0 ? n : 0] = '\0';
    close(in);
    close(out);
    return r;
}

static int copy(int in, int out, const void *user, struct text *reterr)
{
    char block[64];
    ssize_t n = read(in, block, sizeof(block));

    (void)user, (void)reterr;
    return n > 0 && write(out, block, (size_t)n) == n ? 0 : -EIO;
}

static void it_reads_its_file_and_writes_the_other(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    char written[100];

    (void)state;
    assert_int_equal(run(copy, "a list\n", written, &error), 0);
    assert_string_equal(written, "a list\n");
    assert_int_equal(error.len, 0);
}

/* What is refused, one after the other: the number of what was not. */
static int escape(int in, int out, const void *user, struct text *reterr)
{
    (void)in, (void)out, (void)user, (void)reterr;
    if (open("/etc/passwd", O_RDONLY) >= 0)
        return -1;
    if (open("/tmp/cell-escaped", O_WRONLY | O_CREAT, 0600) >= 0)
        return -2;
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0)
        return -3;
    if (fork() >= 0)
        return -4;
    if (execl("/bin/true", "true", (char *)NULL) >= 0)
        return -5;
    if (unlink("/tmp") >= 0 || setuid(0) >= 0)
        return -6;
    for (int fd = 6; fd < 32; fd++)
        if (write(fd, "", 0) >= 0)
            return -7;
    return 0;
}

static void it_can_open_send_and_start_nothing(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    char written[100];

    (void)state;
    assert_int_equal(run(escape, "", written, &error), 0);
    assert_int_not_equal(access("/tmp/cell-escaped", F_OK), 0);
}

static int say(int in, int out, const void *user, struct text *reterr)
{
    (void)in, (void)out, (void)user;
    text_add(reterr, "it is \033[31mred\n");
    return -EINVAL;
}

static void what_it_says_is_made_visible(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    char written[100];

    (void)state;
    assert_int_equal(run(say, "", written, &error), -EINVAL);
    assert_string_equal(text_string(&error), "it is \\x1b[31mred\\x0a");
}

static int lack(int in, int out, const void *user, struct text *reterr)
{
    (void)in, (void)out, (void)user, (void)reterr;
    return -ENOMEM;
}

/* Who unpacks a list may say whatever it likes: it is the list that is refused. */
static void an_error_of_the_work_is_none_of_ours(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    char written[100];

    (void)state;
    assert_int_equal(run(lack, "", written, &error), -ENOMEM);
}

static int overflow(int in, int out, const void *user, struct text *reterr)
{
    char block[300] = "";

    (void)in, (void)user, (void)reterr;
    for (int i = 0; i < 10; i++)
        if (write(out, block, sizeof(block)) < 0)
            return errno == EFBIG ? -E2BIG : -EIO;
    return 0;
}

static void what_it_writes_has_a_ceiling(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    char written[100];

    (void)state;
    assert_int_equal(run(overflow, "", written, &error), -E2BIG);
}

static int break_down(int in, int out, const void *user, struct text *reterr)
{
    (void)in, (void)out, (void)user, (void)reterr;
    signal(SIGABRT, SIG_DFL);
    abort();
}

static void what_breaks_in_it_breaks_there(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    char written[100];

    (void)state;
    assert_int_equal(run(break_down, "", written, &error), -EFAULT);
    assert_non_null(strstr(text_string(&error), "broke the process"));
}

static int turn(int in, int out, const void *user, struct text *reterr)
{
    (void)in, (void)out, (void)user, (void)reterr;
    for (volatile unsigned n = 0; n < 2; n = 0)
        ; /* for ever */
    return 0;
}

static void its_time_has_a_ceiling(void **state)
{
    AUTO_TEXT struct text error = {.at = NULL};
    const struct cell_task task = {turn, NULL, 1000, 1};
    int in = file(""), out = file(""), r = 0;

    (void)state;
    assert_int_equal(cell_run(&task, in, out, &r, &error), 0);
    assert_int_equal(r, -ETIME);
    close(in);
    close(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_reads_its_file_and_writes_the_other),
        cmocka_unit_test(it_can_open_send_and_start_nothing),
        cmocka_unit_test(what_it_says_is_made_visible),
        cmocka_unit_test(an_error_of_the_work_is_none_of_ours),
        cmocka_unit_test(what_it_writes_has_a_ceiling),
        cmocka_unit_test(what_breaks_in_it_breaks_there),
        cmocka_unit_test(its_time_has_a_ceiling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
