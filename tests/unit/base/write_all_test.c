/* uses: base */
#include "unit.h"

#include "base/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MANY = 1 << 20 /* more than a pipe holds */, SIGNALS = 20 };

static uint8_t pattern(size_t i)
{
    return (uint8_t)(i ^ i >> 8 ^ i >> 16);
}

/* 0: all came, and in its order. */
static int read_pattern(int fd)
{
    uint8_t part[4096];
    size_t at = 0;
    ssize_t n;

    while ((n = read(fd, part, sizeof(part))) > 0)
        for (ssize_t i = 0; i < n; i++)
            if (part[i] != pattern(at++))
                return 1;
    return n < 0 || at != MANY;
}

static volatile sig_atomic_t n_signals;
static int go[2]; /* what the reader waits for, while the writer waits and has signals */

static void on_alarm(int number)
{
    (void)number;
    if (++n_signals == SIGNALS)
        (void)!write(go[1], "", 1);
}

static void signals_and_short_writes_are_no_end(void **state)
{
    const struct sigaction action = {.sa_handler = on_alarm}; /* no SA_RESTART */
    const struct itimerval often = {{0, 5000}, {0, 5000}}, never = {{0, 0}, {0, 0}};
    AUTO(free_memory) uint8_t *bytes = malloc(MANY);
    int ends[2], status, r;
    pid_t reader;

    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < MANY; i++)
        bytes[i] = pattern(i);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(pipe(go), 0);
    reader = fork();
    assert_true(reader >= 0);
    if (reader == 0) {
        uint8_t word;

        close(ends[1]);
        close(go[1]);
        _exit(read(go[0], &word, 1) != 1 || read_pattern(ends[0]));
    }
    close(ends[0]);
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &often, NULL), 0);
    r = write_all(ends[1], bytes_of(bytes, MANY));
    assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
    close(ends[1]);
    assert_int_equal(waitpid(reader, &status, 0), reader);
    assert_int_equal(r, 0);
    assert_int_equal(status, 0);
    close(go[0]);
    close(go[1]);
}

static void an_error_is_said(void **state)
{
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

    (void)state;
    assert_true(full >= 0);
    assert_int_equal(write_all(full, bytes_of("word", 4)), -ENOSPC);
    close(full);
    assert_int_equal(write_all(full, bytes_of("word", 4)), -EBADF);
}

static void nothing_is_written_at_once(void **state)
{
    (void)state;
    assert_int_equal(write_all(-1, bytes_of(NULL, 0)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_and_short_writes_are_no_end),
        cmocka_unit_test(an_error_is_said),
        cmocka_unit_test(nothing_is_written_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
