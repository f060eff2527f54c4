#include "capture/netlink.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#ifndef SO_RCVBUFFORCE
#define SO_RCVBUFFORCE 33
#endif

enum { ANSWER_WITHIN_MS = 2000 };

struct mnl_socket *netlink_close(struct mnl_socket *s)
{
    if (s)
        mnl_socket_close(s);
    return NULL;
}

int netlink_open(unsigned groups, struct mnl_socket **ret, struct text *reterr)
{
    AUTO(netlink_close)
    struct mnl_socket *s = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC | SOCK_NONBLOCK);
    int bytes = NETLINK_BUFFER_BYTES;

    if (!s || mnl_socket_bind(s, groups, MNL_SOCKET_AUTOPID) < 0) {
        int r = -errno;

        text_addf(reterr, "the kernel's netfilter cannot be reached: %s", strerror(-r));
        return r;
    }
    if (setsockopt(mnl_socket_get_fd(s), SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)) < 0)
        (void)setsockopt(mnl_socket_get_fd(s), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
    *ret = TAKE(s);
    return 0;
}

int netlink_ask(struct mnl_socket *s, struct nlmsghdr *message)
{
    _Alignas(struct nlmsghdr) char answer[8192];
    struct pollfd ready = {.fd = mnl_socket_get_fd(s), .events = POLLIN};
    ssize_t n;

    message->nlmsg_flags |= NLM_F_ACK;
    if (mnl_socket_sendto(s, message, message->nlmsg_len) < 0)
        return -errno;
    if (poll(&ready, 1, ANSWER_WITHIN_MS) <= 0)
        return -ETIMEDOUT;
    n = mnl_socket_recvfrom(s, answer, sizeof(answer));
    if (n < 0)
        return -errno;
    return mnl_cb_run(answer, (size_t)n, 0, mnl_socket_get_portid(s), NULL, NULL) < 0 ? -errno : 0;
}
