/* uses: base wire flow catalogue policy fold agent */
/*
 * A role that is broken into has the account of the supervisor and of the other roles: each way to
 * end, stop, trace or read another process of that account is tried, and does nothing.
 */
#include "../wire/build.h"

#include "daemon/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SIOCSPGRP
#define SIOCSPGRP 0x8902
#endif
#ifndef FIOSETOWN
#define FIOSETOWN 0x8901
#endif

enum { REFUSED = 0, DONE = 1, NOT_CONFINED = 2 };

/* As _exit(), before which AddressSanitizer makes a call that a role may not make. */
static void leave(int status)
{
    for (;;)
        (void)syscall(SYS_exit_group, status);
}

static char secret[] = "only the supervisor's";

static bool refuses(long answer)
{
    return answer < 0;
}

/* The ways. Each answers whether it was refused; it may be killed for it as well. */
static bool by_kill(pid_t who)
{
    return refuses(kill(who, SIGKILL));
}

static bool by_stop(pid_t who)
{
    return refuses(kill(who, SIGSTOP));
}

static bool by_thread(pid_t who)
{
    return refuses(syscall(SYS_tgkill, who, who, SIGKILL));
}

static bool by_any_thread(pid_t who)
{
    return refuses(syscall(SYS_tkill, who, SIGKILL));
}

static bool by_queued_signal(pid_t who)
{
    siginfo_t info = {.si_signo = SIGKILL, .si_code = SI_QUEUE};

    return refuses(syscall(SYS_rt_sigqueueinfo, who, SIGKILL, &info));
}

static bool by_descriptor_of_it(pid_t who)
{
    int fd = (int)syscall(SYS_pidfd_open, who, 0);

    return fd < 0 || refuses(syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0));
}

static bool by_its_descriptors(pid_t who)
{
    int fd = (int)syscall(SYS_pidfd_open, who, 0);

    return fd < 0 || refuses(syscall(SYS_pidfd_getfd, fd, 0, 0));
}

static bool by_trace(pid_t who)
{
    return refuses(ptrace(PTRACE_SEIZE, who, NULL, NULL));
}

static bool by_reading(pid_t who)
{
    char copy[sizeof(secret)];
    struct iovec here = {copy, sizeof(copy)}, there = {secret, sizeof(secret)};

    return refuses(syscall(SYS_process_vm_readv, who, &here, 1, &there, 1, 0));
}

static bool by_writing(pid_t who)
{
    char copy[sizeof(secret)] = {0};
    struct iovec here = {copy, sizeof(copy)}, there = {secret, sizeof(secret)};

    return refuses(syscall(SYS_process_vm_writev, who, &here, 1, &there, 1, 0));
}

static bool by_its_memory_file(pid_t who)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/mem", (int)who);
    return refuses(open(path, O_RDWR | O_CLOEXEC));
}

static bool by_comparing(pid_t who)
{
    return refuses(syscall(SYS_kcmp, getpid(), who, KCMP_VM, 0, 0));
}

static bool by_its_limits(pid_t who)
{
    struct rlimit none = {0, 0};

    return refuses(prlimit(who, RLIMIT_NOFILE, &none, NULL));
}

static bool by_its_turns(pid_t who)
{
    return refuses(setpriority(PRIO_PROCESS, (id_t)who, 19));
}

/* Who is told that something can be read is told by a signal, of the reader's choice. */
static bool by_news(pid_t who)
{
    int pair[2];

    if (pipe(pair) < 0)
        return true; /* roles have descriptors, but this one may make none */
    if (fcntl(pair[0], F_SETSIG, SIGKILL) < 0 || fcntl(pair[0], F_SETOWN, who) < 0 ||
        fcntl(pair[0], F_SETFL, O_ASYNC) < 0)
        return true;
    return write(pair[1], "x", 1) < 0;
}

static int link_fds[2]; /* of the attacker, as a role has them */

static bool by_news_of_a_link(pid_t who)
{
    if (fcntl(link_fds[0], F_SETSIG, SIGKILL) < 0 || fcntl(link_fds[0], F_SETOWN, who) < 0 ||
        fcntl(link_fds[0], F_SETFL, O_ASYNC) < 0)
        return true;
    return write(link_fds[1], "x", 1) < 0;
}

static bool by_owner_of_a_link(pid_t who)
{
    int owner = who;

    return refuses(ioctl(link_fds[0], FIOSETOWN, &owner));
}

static bool by_group_of_a_link(pid_t who)
{
    int owner = who;

    return refuses(ioctl(link_fds[0], SIOCSPGRP, &owner));
}

static bool by_owner_beyond_32_bits(pid_t who)
{
    int owner = who;

    return refuses(syscall(SYS_ioctl, link_fds[0], UINT64_C(1) << 32 | FIOSETOWN, &owner));
}

static const struct {
    const char *name;
    bool (*is_refused)(pid_t who);
} ways[] = {
    {"kill", by_kill},
    {"stop", by_stop},
    {"tgkill", by_thread},
    {"tkill", by_any_thread},
    {"rt_sigqueueinfo", by_queued_signal},
    {"pidfd_send_signal", by_descriptor_of_it},
    {"pidfd_getfd", by_its_descriptors},
    {"ptrace", by_trace},
    {"process_vm_readv", by_reading},
    {"process_vm_writev", by_writing},
    {"/proc/PID/mem", by_its_memory_file},
    {"kcmp", by_comparing},
    {"setpriority", by_its_turns},
    {"F_SETOWN", by_news},
    {"F_SETOWN of a link", by_news_of_a_link},
    {"FIOSETOWN", by_owner_of_a_link},
    {"ioctl(SIOCSPGRP)", by_group_of_a_link},
    {"FIOSETOWN beyond 32 bits", by_owner_beyond_32_bits},
#ifndef __SANITIZE_ADDRESS__ /* the sanitizer needs that call itself */
    {"prlimit", by_its_limits},
#endif
};

static bool is_root(void)
{
    return geteuid() == 0;
}

/* The supervisor: of the same account, and its memory root's in /proc. */
static pid_t victim_starts(void)
{
    const struct passwd *nobody = getpwnam("nobody");
    int pair[2];
    char word;
    pid_t pid;

    assert_non_null(nobody);
    assert_int_equal(pipe(pair), 0);
    pid = fork();
    if (pid == 0) {
        if ((is_root() && (setresgid(nobody->pw_gid, nobody->pw_gid, nobody->pw_gid) < 0 ||
                           setresuid(nobody->pw_uid, nobody->pw_uid, nobody->pw_uid) < 0)) ||
            prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 || write(pair[1], "x", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    assert_true(pid > 0);
    assert_int_equal(read(pair[0], &word, 1), 1);
    close(pair[0]);
    close(pair[1]);
    return pid;
}

static pid_t attacker_starts(enum role role, size_t way, pid_t victim)
{
    struct confinement what = {
        .role = role, .account = "nobody", .asks_network = role == ROLE_NAMER};
    AUTO_TEXT struct text error = {.at = NULL};
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, link_fds) < 0 || confine(&what, &error) < 0)
        leave(NOT_CONFINED);
    leave(ways[way].is_refused(victim) ? REFUSED : DONE);
    return pid;
}

static void nothing_is_done_to_another_of_the_account(enum role role)
{
    pid_t victim = victim_starts();
    int status;

    for (size_t way = 0; way < ARRAY_LEN(ways); way++) {
        pid_t attacker = attacker_starts(role, way, victim);
        bool is_done;

        assert_true(attacker > 0);
        assert_int_equal(waitpid(attacker, &status, 0), attacker);
        is_done = WIFEXITED(status) ? WEXITSTATUS(status) != REFUSED : WTERMSIG(status) != SIGSYS;
        if (is_done)
            print_error("the %s by %s: status %#x\n", role_name(role), ways[way].name, status);
        if (is_done || waitpid(victim, &status, WNOHANG | WUNTRACED) != 0) {
            (void)kill(victim, SIGKILL);
            fail_msg("the %s did something to the supervisor, by %s", role_name(role),
                     ways[way].name);
        }
    }
    (void)kill(victim, SIGKILL);
    assert_int_equal(waitpid(victim, &status, 0), victim);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void of_a_gate(void **state)
{
    (void)state;
    nothing_is_done_to_another_of_the_account(ROLE_GATE);
}

static void of_an_inspector(void **state)
{
    (void)state;
    nothing_is_done_to_another_of_the_account(ROLE_INSPECTOR);
}

static void of_a_recorder(void **state)
{
    (void)state;
    nothing_is_done_to_another_of_the_account(ROLE_RECORDER);
}

static void of_a_namer(void **state)
{
    (void)state;
    nothing_is_done_to_another_of_the_account(ROLE_NAMER);
}

static void of_a_bus(void **state)
{
    (void)state;
    nothing_is_done_to_another_of_the_account(ROLE_BUS);
}

/* What roles do with their descriptors goes on. */
static void locks_and_flags_are_as_before(void **state)
{
    struct confinement what = {.role = ROLE_RECORDER, .account = "nobody"};
    AUTO_TEXT struct text error = {.at = NULL};
    int status;
    pid_t pid;

    (void)state;
    pid = fork();
    if (pid == 0) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        int fd = (int)syscall(SYS_memfd_create, "kindward", 0);

        if (confine(&what, &error) < 0)
            leave(NOT_CONFINED);
        leave(fcntl(fd, F_SETLK, &lock) == 0 && fcntl(fd, F_GETFL) >= 0 &&
                      fcntl(fd, F_SETFD, FD_CLOEXEC) == 0
                  ? 0
                  : 1);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_gate),     cmocka_unit_test(of_an_inspector),
        cmocka_unit_test(of_a_recorder), cmocka_unit_test(of_a_namer),
        cmocka_unit_test(of_a_bus),      cmocka_unit_test(locks_and_flags_are_as_before),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
