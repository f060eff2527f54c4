#include "daemon/channel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int channel_init(struct channel *c, int fd, enum role self, enum role peer)
{
    *c = (struct channel){.fd = fd, .self = self, .peer = peer, .with_fd = -1};
    c->out = malloc(MESSAGE_DATAGRAM_MAX);
    if (!c->out) {
        channel_done(c);
        return -ENOMEM;
    }
    return 0;
}

void channel_done(struct channel *c)
{
    if (c->fd >= 0)
        close(c->fd);
    free(c->out);
    c->fd = -1;
    c->out = NULL;
}

void channel_replace(struct channel *c, int fd)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = fd;
    c->out_len = 0;
}

void channel_put(struct channel *c, enum message_type type, const void *body, size_t len,
                 struct bytes rest)
{
    struct message_head head = {.type = type, .len = (uint32_t)(len + rest.len)};
    size_t whole = sizeof(head) + (head.len + 7) / 8 * 8;
    uint8_t *to;

    if (c->fd < 0 || whole > MESSAGE_DATAGRAM_MAX) {
        c->n_lost++;
        return;
    }
    if (c->out_len + whole > MESSAGE_DATAGRAM_MAX)
        channel_flush(c);
    to = c->out + c->out_len;
    memset(to + whole - 8, 0, 8);
    memcpy(to, &head, sizeof(head));
    if (len > 0)
        memcpy(to + sizeof(head), body, len);
    if (rest.len > 0)
        memcpy(to + sizeof(head) + len, rest.at, rest.len);
    c->out_len += whole;
}

static uint64_t n_records(const struct channel *c)
{
    struct message_reader r = message_reader_of(bytes_of(c->out, c->out_len), c->self, c->peer);
    struct message m;
    uint64_t n = 0;

    while (message_next(&r, &m))
        n++;
    return n;
}

void channel_flush(struct channel *c)
{
    struct iovec part = {.iov_base = c->out, .iov_len = c->out_len};
    struct msghdr h = {.msg_iov = &part, .msg_iovlen = 1};
    union {
        struct cmsghdr align;
        char at[CMSG_SPACE(sizeof(int))];
    } control;
    ssize_t n;

    if (c->fd < 0 || c->out_len == 0) {
        c->with_fd = -1; /* borrowed, and soon closed: it must not go with a later datagram */
        return;
    }
    if (c->with_fd >= 0) {
        struct cmsghdr *with;

        memset(&control, 0, sizeof(control));
        h.msg_control = control.at;
        h.msg_controllen = sizeof(control.at);
        with = CMSG_FIRSTHDR(&h);
        with->cmsg_level = SOL_SOCKET;
        with->cmsg_type = SCM_RIGHTS;
        with->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(with), &c->with_fd, sizeof(int));
    }
    do
        n = sendmsg(c->fd, &h, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        c->n_lost += n_records(c);
    c->out_len = 0;
    c->with_fd = -1;
}

bool channel_tell_fd(struct channel *c, enum message_type type, const void *body, size_t len,
                     int fd)
{
    uint64_t n_lost;

    channel_flush(c); /* what waited stands or falls by itself */
    n_lost = c->n_lost;
    channel_put(c, type, body, len, (struct bytes){.len = 0});
    c->with_fd = fd;
    channel_flush(c);
    return c->n_lost == n_lost;
}

bool channel_tell(struct channel *c, enum message_type type, const void *body, size_t len)
{
    return channel_tell_fd(c, type, body, len, -1);
}

/* The descriptor that came, -1: none. Of several, which nobody sends, the last is left open: the
 * padding of our buffer has room for a second one, and the kernel uses it. */
static int taken_fd(struct msghdr *h)
{
    int fd = -1;

    for (struct cmsghdr *at = CMSG_FIRSTHDR(h); at; at = CMSG_NXTHDR(h, at)) {
        size_t n = at->cmsg_len >= CMSG_LEN(0) ? (at->cmsg_len - CMSG_LEN(0)) / sizeof(int) : 0;

        if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_RIGHTS)
            continue;
        for (size_t i = 0; i < n; i++) {
            if (fd >= 0)
                close(fd);
            memcpy(&fd, CMSG_DATA(at) + i * sizeof(int), sizeof(int));
        }
    }
    return fd;
}

int channel_receive(struct channel *c, void (*each)(const struct message *m, int fd, void *user),
                    void *user)
{
    static _Alignas(8) uint8_t in[MESSAGE_DATAGRAM_MAX];
    struct iovec part = {.iov_base = in, .iov_len = sizeof(in)};
    union {
        struct cmsghdr align;
        char at[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr h = {.msg_iov = &part,
                       .msg_iovlen = 1,
                       .msg_control = control.at,
                       .msg_controllen = sizeof(control.at)};
    struct message_reader r;
    struct message m;
    ssize_t n;
    int fd;

    if (c->fd < 0)
        return -EPIPE;
    n = recvmsg(c->fd, &h, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -EPIPE;
    if (n == 0)
        return -EPIPE;
    fd = taken_fd(&h);
    r = message_reader_of(bytes_of(in, (size_t)n), c->peer, c->self);
    while (message_next(&r, &m)) {
        bool wants = message_forms[m.type].has_fd;

        if (wants && fd < 0)
            return -EBADMSG;
        each(&m, wants ? fd : -1, user);
        if (wants)
            fd = -1;
    }
    if (fd >= 0)
        close(fd);
    return r.is_wrong ? -EBADMSG : 1;
}

int channel_receive_some(struct channel *c, int most,
                         void (*each)(const struct message *m, int fd, void *user), void *user)
{
    bool had_many = c->has_many;
    int n = 0, r;

    do
        r = channel_receive(c, each, user);
    while (r > 0 && ++n < most && had_many);
    /* One at a time hides whether there are more: look again every few datagrams. */
    c->has_many = had_many ? n > 1 : ++c->n_single % 8 == 0;
    return r;
}
