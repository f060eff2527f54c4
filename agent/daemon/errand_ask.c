#include "daemon/errand_ask.h"

#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>

enum {
    FIRST_WITHIN_MS = 20000, /* before there is anybody else who waits for us */
    LATER_WITHIN_MS = 5000,  /* meanwhile no role is looked after; systemd allows 30 s of that */
    CONNECT_WITHIN_S = 1,
};

/* Who did not answer is not waited for again so soon, whatever is asked: many waits would add up.
 */
#define SILENT_FOR_US (30 * SECOND_US)

static int within_ms = FIRST_WITHIN_MS;
static int64_t silent_until_us;

void errand_ask_begun(void)
{
    within_ms = LATER_WITHIN_MS;
}

bool errand_can_be_asked(const char *at)
{
    return at && geteuid() != 0 && access(at, W_OK) == 0;
}

bool errand_is_away(const char *at)
{
    return at && geteuid() != 0 && !errand_can_be_asked(at);
}

void errand_say_away(const char *at, const char *what, struct text *ret)
{
    text_addf(ret,
              "%s is not there for us, by which root %s: `systemctl restart "
              "kindward-errands.socket`",
              at, what);
}

struct errand errand_of(enum errand_kind kind, const char *config_dir)
{
    struct errand e = {.kind = kind};

    snprintf(e.config_dir, sizeof(e.config_dir), "%s", config_dir);
    return e;
}

static int connect_to(const char *path)
{
    const struct timeval within = {.tv_sec = CONNECT_WITHIN_S};
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    AUTO(close_fd) int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    int taken;

    if (fd < 0)
        return -errno;
    if (snprintf(at.sun_path, sizeof(at.sun_path), "%s", path) >= (int)sizeof(at.sun_path))
        return -ENAMETOOLONG;
    if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &within, sizeof(within)) < 0 ||
        connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0)
        return -errno;
    taken = fd;
    fd = -1;
    return taken;
}

/* 0, or -ETIME. */
static int wait_for(int from, int64_t until_us)
{
    struct pollfd ready = {.fd = from, .events = POLLIN};
    int64_t left_us;

    while ((left_us = until_us - clock_us(CLOCK_MONOTONIC)) > 0)
        if (poll(&ready, 1, (int)(left_us / 1000) + 1) > 0)
            return 0;
    return -ETIME;
}

static int receive(int from, struct errand_answer *ret, int *ret_fd)
{
    union {
        struct cmsghdr align;
        char at[CMSG_SPACE(sizeof(int))];
    } control;
    struct errand_answer answer;
    struct iovec part = {.iov_base = &answer, .iov_len = sizeof(answer)};
    struct msghdr h = {.msg_iov = &part,
                       .msg_iovlen = 1,
                       .msg_control = control.at,
                       .msg_controllen = sizeof(control.at)};
    int r = wait_for(from, clock_us(CLOCK_MONOTONIC) + within_ms * INT64_C(1000));
    ssize_t n;

    if (r < 0)
        return r;
    n = recvmsg(from, &h, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (n < 0)
        return -errno;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&h); c; c = CMSG_NXTHDR(&h, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
            c->cmsg_len == CMSG_LEN(sizeof(int)))
            memcpy(ret_fd, CMSG_DATA(c), sizeof(int));
    return errand_answer_read(bytes_of(&answer, (size_t)n), ret) ? 0 : -EBADMSG;
}

int errand_ask(const char *path, const struct errand *e, int *ret_fd, struct text *reterr)
{
    AUTO(close_fd) int at = -1;
    AUTO(close_fd) int fd = -1;
    struct errand_answer answer = {.error = 0};
    ssize_t n;
    int r;

    if (e->config_dir[0] != '/') {
        text_add(reterr, "root goes by a --config that is named from / on");
        return -EXDEV;
    }
    if (clock_us(CLOCK_MONOTONIC) < silent_until_us)
        r = -ETIME;
    else
        r = at = connect_to(path);
    if (r > 0)
        r = 0;
    if (r == 0) {
        n = send(at, e, sizeof(*e), MSG_NOSIGNAL);
        r = n == (ssize_t)sizeof(*e) ? receive(at, &answer, &fd) : n < 0 ? -errno : -EIO;
    }
    if (r == -EAGAIN) /* nobody took the connection */
        r = -ETIME;
    if (r == -ETIME && clock_us(CLOCK_MONOTONIC) >= silent_until_us)
        silent_until_us = clock_us(CLOCK_MONOTONIC) + SILENT_FOR_US;
    if (r < 0) {
        text_addf(reterr,
                  "what Kindward has root do for it (kindward-errands.service) does not answer: "
                  "%s; `journalctl -u kindward-errands` may say why",
                  strerror(-r));
        return r;
    }
    text_add(reterr, answer.words);
    if (answer.error == 0 && ret_fd) {
        *ret_fd = fd;
        fd = -1;
    }
    return answer.error;
}

int errand_ask_policy(const char *at, const char *config_dir, struct policy_texts *ret,
                      struct text *reterr)
{
    struct errand e = errand_of(ERRAND_POLICY, config_dir);
    AUTO(close_fd) int fd = -1;
    struct stat st;
    void *mapped;
    int r = errand_ask(at, &e, &fd, reterr);

    if (r < 0)
        return r;
    if (fd < 0 || fstat(fd, &st) < 0 || st.st_size > ERRAND_TEXTS_MAX)
        return -EBADMSG;
    if (st.st_size == 0) /* no file at all */
        return errand_texts_read((struct bytes){.len = 0}, ret);
    mapped = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (mapped == MAP_FAILED)
        return -errno;
    r = errand_texts_read(bytes_of(mapped, (size_t)st.st_size), ret);
    (void)munmap(mapped, (size_t)st.st_size);
    return r;
}
