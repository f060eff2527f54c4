#include "lists/cell.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif

enum { NOBODY = 65534, SAID_MAX = 2048 };

/* Where the cell's three files are in it. */
enum { CELL_IN = 3, CELL_OUT = 4, CELL_SAID = 5, CELL_FDS = 6 };

static const int allowed[] = {
    SCMP_SYS(read),          SCMP_SYS(write),        SCMP_SYS(writev),
    SCMP_SYS(lseek),         SCMP_SYS(fstat),        SCMP_SYS(close),
    SCMP_SYS(fsync),         SCMP_SYS(munmap),       SCMP_SYS(mremap),
    SCMP_SYS(brk),           SCMP_SYS(madvise),      SCMP_SYS(futex),
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),
    SCMP_SYS(exit_group),    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(getpid),        SCMP_SYS(gettid),       SCMP_SYS(fcntl),
    SCMP_SYS(newfstatat),
#ifdef IS_SANITIZED
    SCMP_SYS(sigaltstack),   SCMP_SYS(rt_sigaction), SCMP_SYS(mprotect),
    SCMP_SYS(sched_yield),   SCMP_SYS(prlimit64),    SCMP_SYS(getrlimit),
    SCMP_SYS(prctl),
#endif
};

static int close_calls(void)
{
    /* What a library asks for besides is refused, not killed. */
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int r = f ? 0 : -ENOMEM;

    for (size_t i = 0; i < ARRAY_LEN(allowed) && r == 0; i++) {
        r = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
        if (r == -EDOM) /* this machine has no such call */
            r = 0;
    }
    if (r == 0)
        r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    if (r == 0)
        r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                             SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));
    if (r == 0)
        r = seccomp_load(f);
    seccomp_release(f);
    return r;
}

static int limit(int what, uint64_t most)
{
    const struct rlimit l = {most, most};

    return setrlimit(what, &l) < 0 ? -errno : 0;
}

static int give_up(uint64_t bytes_max, unsigned seconds)
{
    int r;

    if (geteuid() == 0 && (setgroups(0, NULL) < 0 || setresgid(NOBODY, NOBODY, NOBODY) < 0 ||
                           setresuid(NOBODY, NOBODY, NOBODY) < 0))
        return -errno;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        return -errno;
    r = limit(RLIMIT_FSIZE, bytes_max);
    if (r == 0)
        r = limit(RLIMIT_CPU, seconds);
    if (r == 0)
        r = limit(RLIMIT_CORE, 0);
#ifndef IS_SANITIZED
    if (r == 0)
        r = limit(RLIMIT_AS, UINT64_C(2) << 30);
#endif
    return r < 0 ? r : close_calls();
}

/* Three open files on their places, and no other. */
static int place(int in, int out, int said)
{
    int high[] = {fcntl(in, F_DUPFD, 64), fcntl(out, F_DUPFD, 64), fcntl(said, F_DUPFD, 64)};

    for (int i = 0; i < 3; i++)
        if (high[i] < 0 || dup2(high[i], CELL_IN + i) < 0)
            return -errno;
    return close_range(CELL_FDS, ~0U, 0) < 0 ? -errno : 0;
}

_Noreturn static void live(const struct cell_task *task, int in, int out, int said)
{
    struct text error = {.at = NULL};
    int r = place(in, out, said);

    signal(SIGXFSZ, SIG_IGN); /* what is too large fails, and is said */
    if (r == 0)
        r = give_up(task->bytes_max, task->seconds);
    if (r < 0)
        text_addf(&error, "no process without privileges can be made: %s", strerror(-r));
    else
        r = task->work(CELL_IN, CELL_OUT, task->user, &error);
    if (r < 0 && error.len > 0)
        (void)!write(CELL_SAID, error.at, error.len < SAID_MAX ? error.len : SAID_MAX);
    _exit(r < 0 ? -r : 0); /* an errno is below 256 */
}

static int wait_for(pid_t pid, int *ret_refused, struct text *reterr)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    if (WIFEXITED(status)) {
        *ret_refused = -WEXITSTATUS(status); /* its word, and no error of ours */
    } else if (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL) {
        text_add(reterr, "unpacking it takes too long");
        *ret_refused = -ETIME;
    } else {
        text_addf(reterr, "reading it broke the process that did (signal %d), and nothing else",
                  WTERMSIG(status));
        *ret_refused = -EFAULT;
    }
    return 0;
}

int cell_run(const struct cell_task *task, int in, int out, int *ret_refused, struct text *reterr)
{
    AUTO_TEXT struct text said = {.at = NULL};
    char block[SAID_MAX];
    int pipes[2];
    ssize_t n;
    pid_t pid;
    int r;

    if (pipe2(pipes, O_CLOEXEC) < 0)
        return -errno;
    pid = fork();
    if (pid == 0)
        live(task, in, out, pipes[1]);
    r = pid < 0 ? -errno : 0;
    close(pipes[1]);
    while (pid > 0 && said.len < SAID_MAX && (n = read(pipes[0], block, sizeof(block))) > 0)
        text_add_bytes(&said, block, (size_t)n);
    close(pipes[0]);
    if (pid > 0)
        r = wait_for(pid, ret_refused, reterr);
    /* What it said is foreign, too. */
    text_add_visible(reterr, text_string(&said));
    return r;
}
