#include "firewall/spawn.h"

#include "base/write_all.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

enum { SAID_MAX = 1 << 20 };

static int memory(const char *content)
{
    AUTO(close_fd) int fd = memfd_create("kindward", MFD_CLOEXEC);
    int taken, r;

    if (fd < 0)
        return -errno;
    r = write_all(fd, bytes_of(content, content ? strlen(content) : 0));
    if (r < 0)
        return r;
    if (lseek(fd, 0, SEEK_SET) < 0)
        return -errno;
    taken = fd;
    fd = -1;
    return taken;
}

static void read_back(int fd, struct text *ret_text)
{
    char part[4096];
    off_t at = 0;
    ssize_t n;

    while (at < SAID_MAX && (n = pread(fd, part, sizeof(part), at)) > 0) {
        text_add_bytes(ret_text, part, (size_t)n);
        at += n;
    }
}

static int start(const char *const *argv, const int fds[3], pid_t *ret_pid)
{
    static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", language[] = "LC_ALL=C";
    static char *const environment[] = {path, language, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    int r;

    sigemptyset(&none);
    sigfillset(&all);
    r = posix_spawn_file_actions_init(&actions);
    if (r)
        return -r;
    r = posix_spawnattr_init(&attributes);
    if (r) {
        posix_spawn_file_actions_destroy(&actions);
        return -r;
    }
    for (int i = 0; i < 3 && r == 0; i++)
        r = posix_spawn_file_actions_adddup2(&actions, fds[i], i);
    if (r == 0)
        r = posix_spawnattr_setsigmask(&attributes, &none);
    if (r == 0)
        r = posix_spawnattr_setsigdefault(&attributes, &all);
    if (r == 0)
        r = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                      POSIX_SPAWN_SETPGROUP);
    if (r == 0) /* argv is not written to; posix_spawn's type is older than const */
        r = posix_spawn(ret_pid, argv[0], &actions, &attributes, (char *const *)(uintptr_t)argv,
                        environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return -r;
}

static int wait_for(pid_t pid)
{
    AUTO(close_fd) int watch = pidfd_open(pid, 0);
    struct pollfd end = {.fd = watch, .events = POLLIN};
    bool late = false;
    int status, r = 1;

    if (watch >= 0) {
        do
            r = poll(&end, 1, SPAWN_PATIENCE_MS);
        while (r < 0 && errno == EINTR);
        late = r == 0;
    }
    if (late)
        kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    if (late)
        return -ETIME;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -EIO;
}

int spawn_run(const char *const *argv, const char *input, struct text *ret_out, struct text *reterr)
{
    AUTO(close_fd) int in = memory(input), out = memory(NULL), err = memory(NULL);
    AUTO_TEXT struct text said = {.at = NULL};
    pid_t pid;
    int r;

    if (in < 0 || out < 0 || err < 0)
        return in < 0 ? in : out < 0 ? out : err;
    r = start(argv, (int[]){in, out, err}, &pid);
    if (r == 0)
        r = wait_for(pid);
    if (ret_out)
        read_back(out, ret_out);
    if (r != 0 && reterr) {
        const char *name = strrchr(argv[0], '/');

        read_back(err, &said);
        text_addf(reterr, "%s: ", name ? name + 1 : argv[0]);
        if (r < 0)
            text_add(reterr, strerror(-r));
        else
            text_addf(reterr, "%.*s", (int)strcspn(text_string(&said), "\n"), text_string(&said));
    }
    return r;
}
