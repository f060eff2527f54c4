/* uses: base wire flow catalogue policy fold agent */
#include "../wire/build.h"

#include "daemon/owner.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OTHER = 65534 };

static char path[] = "/tmp/kindward-owner-XXXXXX";

/* As the unit leaves the supervisor: root, who may be others, and no more. */
static bool keep_only(unsigned capability)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[2] = {
        {.effective = 1U << capability, .permitted = 1U << capability}};

    return syscall(SYS_capset, &head, sets) == 0;
}

static bool opens(void)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* The steps as numbers, 0: all is as it should be. */
static int open_as_owner(void)
{
    uid_t before;

    if (!keep_only(CAP_SETUID) || opens())
        return 1;
    before = owner_begin(path);
    if (!opens())
        return 2;
    owner_end(before);
    if (opens())
        return 3;
    owner_end(owner_begin("/nowhere/at/all"));
    return geteuid() == 0 && !opens() ? 0 : 4;
}

static int end_as_owner(void)
{
    int status, pair[2];
    char word;
    pid_t child = pipe(pair) < 0 ? -1 : fork();

    if (child == 0) {
        if (setuid(OTHER) < 0 || write(pair[1], "x", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    if (child < 0 || read(pair[0], &word, 1) != 1 || !keep_only(CAP_SETUID))
        return 1;
    if (kill(child, 0) == 0 || errno != EPERM)
        return 2;
    owner_kill(child, OTHER);
    if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
        return 3;
    return geteuid() == 0 ? 0 : 4;
}

static int in_a_process_of_its_own(int (*what)(void))
{
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        _exit(what());
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status)
               ? WEXITSTATUS(status)
               : -1;
}

static void a_file_of_another_is_opened_without_the_right_to_all(void **state)
{
    int fd;

    (void)state;
    if (geteuid() != 0)
        skip();
    fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(fchown(fd, OTHER, OTHER), 0);
    assert_int_equal(fchmod(fd, 0600), 0);
    assert_int_equal(in_a_process_of_its_own(open_as_owner), 0);
    close(fd);
    assert_int_equal(unlink(path), 0);
}

static void a_process_of_another_is_ended_without_the_right_to_all(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(in_a_process_of_its_own(end_as_owner), 0);
}

static void our_own_process_is_ended(void **state)
{
    int status;
    pid_t child = fork();

    (void)state;
    if (child == 0)
        for (;;)
            pause();
    owner_kill(child, (uid_t)-1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_of_another_is_opened_without_the_right_to_all),
        cmocka_unit_test(a_process_of_another_is_ended_without_the_right_to_all),
        cmocka_unit_test(our_own_process_is_ended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
