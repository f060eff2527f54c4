#include "capture/logged.h"

#include "capture/netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libnetfilter_log/libnetfilter_log.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink_log.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
    FLUSH_CENTISECONDS = LOGGED_FLUSH_MS / 10,
    BATCH = 128, /* nor more packets */
    RECEIVE_MAX = 16,
};

struct logged {
    struct mnl_socket *socket;
    uint16_t group;
    _Alignas(struct nlmsghdr) char buffer[LOGGED_BUFFER];
};

static int configure(struct logged *l, struct text *reterr)
{
    _Alignas(struct nlmsghdr) char buffer[512];
    struct nlmsghdr *m = nflog_nlmsg_put_header(buffer, NFULNL_MSG_CONFIG, AF_UNSPEC, l->group);
    int r = nflog_attr_put_cfg_cmd(m, NFULNL_CFG_CMD_BIND) < 0 ? -errno : 0;

    if (r == 0)
        r = netlink_ask(l->socket, m);
    if (r == -EPERM || r == -EBUSY) {
        text_addf(reterr,
                  "group %u of the kernel's NFLOG is taken by another program, or we may not have "
                  "it: stop the other, or set another number in kindward.conf ([agent] log-group=)",
                  l->group);
        return -EBUSY;
    }
    if (r == 0) {
        m = nflog_nlmsg_put_header(buffer, NFULNL_MSG_CONFIG, AF_UNSPEC, l->group);
        r = nflog_attr_put_cfg_mode(m, NFULNL_COPY_PACKET, LOGGED_COPY) < 0 ? -errno : 0;
        mnl_attr_put_u32(m, NFULA_CFG_TIMEOUT, htonl(FLUSH_CENTISECONDS));
        mnl_attr_put_u32(m, NFULA_CFG_QTHRESH, htonl(BATCH));
        mnl_attr_put_u32(m, NFULA_CFG_NLBUFSIZ, htonl(LOGGED_BATCH_BYTES));
    }
    if (r == 0)
        r = netlink_ask(l->socket, m);
    if (r < 0)
        text_addf(reterr, "group %u of the kernel's NFLOG cannot be set up: %s", l->group,
                  strerror(-r));
    return r;
}

int logged_open(uint16_t group, struct logged **ret_logged, struct text *reterr)
{
    AUTO(logged_close) struct logged *l = calloc(1, sizeof(*l));
    int r;

    if (!l)
        return -ENOMEM;
    l->group = group;
    r = netlink_open(0, &l->socket, reterr);
    if (r < 0)
        return r;
    r = configure(l, reterr);
    if (r < 0)
        return r;
    *ret_logged = TAKE(l);
    return 0;
}

struct logged *logged_close(struct logged *l)
{
    if (l) {
        netlink_close(l->socket);
        free(l);
    }
    return NULL;
}

int logged_fd(const struct logged *l)
{
    return mnl_socket_get_fd(l->socket);
}

struct receiving {
    void (*each)(const struct logged_packet *p, void *user);
    void *user;
    int n;
};

static int on_message(const struct nlmsghdr *m, void *data)
{
    struct receiving *to = data;
    struct nlattr *a[NFULA_MAX + 1] = {0};
    struct logged_packet p = {.uid = UINT32_MAX};
    const struct nfulnl_msg_packet_hdr *head;

    if (nflog_nlmsg_parse(m, a) < 0 || !a[NFULA_PAYLOAD])
        return MNL_CB_OK;
    if (a[NFULA_UID] && mnl_attr_get_payload_len(a[NFULA_UID]) >= 4)
        p.uid = ntohl(mnl_attr_get_u32(a[NFULA_UID]));
    if (a[NFULA_PACKET_HDR] && mnl_attr_get_payload_len(a[NFULA_PACKET_HDR]) >= sizeof(*head)) {
        head = mnl_attr_get_payload(a[NFULA_PACKET_HDR]);
        p.is_incoming = head->hook == NF_INET_LOCAL_IN;
    }
    p.bytes = bytes_of(mnl_attr_get_payload(a[NFULA_PAYLOAD]),
                       mnl_attr_get_payload_len(a[NFULA_PAYLOAD]));
    to->n++;
    to->each(&p, to->user);
    return MNL_CB_OK;
}

int logged_receive(struct logged *l, void (*each)(const struct logged_packet *p, void *user),
                   void *user)
{
    struct receiving to = {.each = each, .user = user};

    for (int n = 0; n < RECEIVE_MAX; n++) {
        ssize_t got = recv(logged_fd(l), l->buffer, sizeof(l->buffer), MSG_DONTWAIT);

        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            break;
        if (got < 0)
            return -errno;
        if (mnl_cb_run(l->buffer, (size_t)got, 0, 0, on_message, &to) < 0)
            return -errno;
    }
    return to.n;
}
