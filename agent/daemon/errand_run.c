#include "daemon/errand_run.h"

#include "base/log.h"
#include "daemon/errand.h"
#include "daemon/meanings.h"
#include "daemon/monitor.h"
#include "daemon/policy_change.h"
#include "daemon/queuewatch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <systemd/sd-daemon.h>

enum { IDLE_MS = 20000, QUESTION_WITHIN_S = 5 };

static int read_policy(const struct errand_options *o, int *ret_fd, struct text *words)
{
    AUTO_PROBLEMS struct policy_problems problems = {.n = 0};
    AUTO_POLICY_TEXTS struct policy_texts texts = {.n = 0};
    int r = policy_texts_read(o->config_dir, &texts, &problems, words);

    for (size_t i = 0; i < problems.n; i++) {
        if (words->len > 0)
            text_add_char(words, '\n');
        policy_problem_format(&problems.at[i], words);
    }
    return r < 0 ? r : errand_texts_write(&texts, ret_fd);
}

static int block(const struct errand_options *o, const struct errand *e, struct text *words)
{
    struct meanings meanings;
    struct meanings_file lists = {.folder = o->lists_dir, .fd = -1};
    int r = meanings_init(&meanings, words);

    if (r < 0)
        return r;
    (void)meanings_look(&meanings, &lists);
    r = policy_change_block(o->config_dir, meanings.catalogue, e->account, (enum subject)e->subject,
                            e->what, words);
    meanings_done(&meanings);
    auto_close_fd(&lists.fd);
    return r;
}

/* Of the asker's network: we are in another one, or in none. */
static int open_queue(pid_t asker)
{
    char path[64];
    int fd;

    snprintf(path, sizeof(path), "/proc/%d/%s", (int)asker, &QUEUEWATCH_FILE[strlen("/proc/")]);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

static int run(const struct errand_options *o, const struct errand *e, pid_t asker, int *ret_fd,
               struct text *words)
{
    int r = 0;

    if ((e->kind == ERRAND_POLICY || e->kind == ERRAND_BLOCK) &&
        strcmp(e->config_dir, o->config_dir) != 0) {
        text_addf(words,
                  "kindward-errands.service is about %s; a drop-in for it names the folder of "
                  "--config, as the agent's does",
                  o->config_dir);
        return -EXDEV;
    }
    switch ((enum errand_kind)e->kind) {
    case ERRAND_POLICY:
        return read_policy(o, ret_fd, words);
    case ERRAND_BLOCK:
        return block(o, e, words);
    case ERRAND_MONITOR:
        r = monitor_connect(MONITOR_SOCKET);
        break;
    case ERRAND_QUEUE:
        r = open_queue(asker);
        break;
    case ERRAND_COUNT:
        return -EINVAL;
    }
    if (r < 0)
        return r;
    *ret_fd = r;
    return 0;
}

static void answer(int to, const struct errand_answer *a, int fd)
{
    struct iovec part = {.iov_base = (void *)(uintptr_t)a, .iov_len = sizeof(*a)};
    struct msghdr h = {.msg_iov = &part, .msg_iovlen = 1};
    union {
        struct cmsghdr align;
        char at[CMSG_SPACE(sizeof(int))];
    } control;

    if (fd >= 0) {
        memset(&control, 0, sizeof(control));
        h.msg_control = control.at;
        h.msg_controllen = sizeof(control.at);
        control.align = (struct cmsghdr){
            .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))};
        memcpy(CMSG_DATA(&control.align), &fd, sizeof(int));
    }
    if (sendmsg(to, &h, MSG_NOSIGNAL) < 0)
        log_error("an answer could not be sent: %s", strerror(errno));
}

/* Rights in a user namespace that somebody made are worth nothing here. */
static bool is_of_our_users(pid_t pid)
{
    char path[64], ours[256], its[256];

    snprintf(path, sizeof(path), "/proc/%d/uid_map", (int)pid);
    AUTO(close_stream) FILE *a = fopen("/proc/self/uid_map", "re");
    AUTO(close_stream) FILE *b = fopen(path, "re");
    return a && b && fgets(ours, sizeof(ours), a) && fgets(its, sizeof(its), b) &&
           strcmp(ours, its) == 0;
}

/* The roles have the supervisor's account, and one of them can connect to sockets; but none that
 * can has its right. */
static bool has_right(pid_t pid)
{
    char path[64], line[256];
    unsigned long long rights = 0;

    if (!is_of_our_users(pid))
        return false;
    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    AUTO(close_stream) FILE *status = fopen(path, "re");
    while (status && fgets(line, sizeof(line), status))
        if (sscanf(line, "CapEff: %llx", &rights) == 1)
            break;
    return rights >> CAP_NET_ADMIN & 1;
}

static bool may_ask(const struct errand_options *o, const struct ucred *who)
{
    const struct passwd *account = getpwnam(o->account);

    return who->uid == 0 || (account && who->uid == account->pw_uid && has_right(who->pid));
}

/* Who waits no longer has told a guardian that it was not done. */
static bool has_hung_up(int fd)
{
    struct pollfd there = {.fd = fd};

    return poll(&there, 1, 0) > 0 && (there.revents & (POLLHUP | POLLERR));
}

/* Who says nothing, or what is no errand, is hung up on. */
static void serve(const struct errand_options *o, int fd)
{
    const struct timeval within = {.tv_sec = QUESTION_WITHIN_S};
    AUTO_TEXT struct text words = {.at = NULL};
    AUTO(close_fd) int given = -1;
    struct errand_answer a = {.error = 0};
    struct ucred who;
    socklen_t len = sizeof(who);
    uint8_t in[sizeof(struct errand) + 1]; /* one that is longer is none */
    struct errand e;
    ssize_t n;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) < 0 || !may_ask(o, &who) ||
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &within, sizeof(within)) < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &within, sizeof(within)) < 0)
        return;
    n = recv(fd, in, sizeof(in), 0);
    if (n < 0 || !errand_read(bytes_of(in, (size_t)n), &e) || has_hung_up(fd))
        return;
    a.error = run(o, &e, who.pid, &given, &words);
    strncpy(a.words, text_string(&words), sizeof(a.words) - 1);
    answer(fd, &a, given);
}

int errand_main(const struct errand_options *options)
{
    struct pollfd ready = {.fd = SD_LISTEN_FDS_START, .events = POLLIN};

    if (sd_listen_fds(1) != 1 ||
        sd_is_socket_unix(SD_LISTEN_FDS_START, SOCK_SEQPACKET, 1, NULL, 0) <= 0) {
        log_error("--errands is for systemd to start, which hands the socket over "
                  "(kindward-errands.socket)");
        return 2;
    }
    (void)umask(077);
    while (poll(&ready, 1, IDLE_MS) > 0) {
        AUTO(close_fd) int fd = accept4(ready.fd, NULL, NULL, SOCK_CLOEXEC);

        if (fd >= 0)
            serve(options, fd);
    }
    return 0;
}
