#include "capture/queue.h"

#include "capture/netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { RECEIVE_MAX = 64 };

struct queue {
    struct mnl_socket *socket;
    uint16_t number;
    uint8_t n_single; /* packets read one by one since */
    bool has_many;    /* they came together when last read */
    bool is_drained;
    _Alignas(struct nlmsghdr) char buffer[QUEUE_BUFFER];
};

static int set_flag(struct queue *q, uint32_t flag, bool on)
{
    _Alignas(struct nlmsghdr) char buffer[512];
    struct nlmsghdr *m = nfq_nlmsg_put(buffer, NFQNL_MSG_CONFIG, q->number);

    mnl_attr_put_u32(m, NFQA_CFG_FLAGS, htonl(on ? flag : 0));
    mnl_attr_put_u32(m, NFQA_CFG_MASK, htonl(flag));
    return netlink_ask(q->socket, m);
}

static int configure(struct queue *q, bool fail_closed, struct text *reterr)
{
    _Alignas(struct nlmsghdr) char buffer[512];
    struct nlmsghdr *m = nfq_nlmsg_put(buffer, NFQNL_MSG_CONFIG, q->number);
    int one = 1, r;

    nfq_nlmsg_cfg_put_cmd(m, AF_UNSPEC, NFQNL_CFG_CMD_BIND);
    r = netlink_ask(q->socket, m);
    if (r == -EPERM || r == -EBUSY) {
        text_addf(
            reterr,
            "queue %u of the kernel's NFQUEUE is taken by another program, or we may not have "
            "it: stop the other, or set another number in kindward.conf ([agent] queue=)",
            q->number);
        return -EBUSY;
    }
    if (r == 0) {
        m = nfq_nlmsg_put(buffer, NFQNL_MSG_CONFIG, q->number);
        nfq_nlmsg_cfg_put_params(m, NFQNL_COPY_PACKET, QUEUE_COPY);
        r = netlink_ask(q->socket, m);
    }
    if (r == 0) {
        m = nfq_nlmsg_put(buffer, NFQNL_MSG_CONFIG, q->number);
        nfq_nlmsg_cfg_put_qmaxlen(m, QUEUE_LENGTH);
        r = netlink_ask(q->socket, m);
    }
    if (r < 0) {
        text_addf(reterr, "queue %u of the kernel's NFQUEUE cannot be set up: %s", q->number,
                  strerror(-r));
        return r;
    }
    (void)set_flag(q, NFQA_CFG_F_FAIL_OPEN, !fail_closed);
    (void)set_flag(q, NFQA_CFG_F_UID_GID, true);
    (void)mnl_socket_setsockopt(q->socket, NETLINK_NO_ENOBUFS, &one, sizeof(one));
    return 0;
}

int queue_open(uint16_t number, bool fail_closed, struct queue **ret_queue, struct text *reterr)
{
    AUTO(queue_close) struct queue *q = calloc(1, sizeof(*q));
    int r;

    if (!q)
        return -ENOMEM;
    q->number = number;
    r = netlink_open(0, &q->socket, reterr);
    if (r < 0)
        return r;
    r = configure(q, fail_closed, reterr);
    if (r < 0)
        return r;
    *ret_queue = TAKE(q);
    return 0;
}

struct queue *queue_close(struct queue *q)
{
    if (q) {
        netlink_close(q->socket);
        free(q);
    }
    return NULL;
}

int queue_fd(const struct queue *q)
{
    return mnl_socket_get_fd(q->socket);
}

struct receiving {
    void (*each)(const struct queued_packet *p, void *user);
    void *user;
};

static uint32_t number(const struct nlattr *a, uint32_t otherwise)
{
    return a && mnl_attr_get_payload_len(a) >= 4 ? ntohl(mnl_attr_get_u32(a)) : otherwise;
}

static int on_message(const struct nlmsghdr *m, void *data)
{
    struct receiving *to = data;
    struct nlattr *a[NFQA_MAX + 1] = {0};
    const struct nfqnl_msg_packet_hdr *head;
    struct queued_packet p;

    if (nfq_nlmsg_parse(m, a) < 0 || !a[NFQA_PACKET_HDR] ||
        mnl_attr_get_payload_len(a[NFQA_PACKET_HDR]) < sizeof(*head))
        return MNL_CB_OK;
    head = mnl_attr_get_payload(a[NFQA_PACKET_HDR]);
    p = (struct queued_packet){
        .id = ntohl(head->packet_id),
        .uid = number(a[NFQA_UID], UINT32_MAX),
        .mark = number(a[NFQA_MARK], 0),
        .is_incoming = head->hook == NF_INET_LOCAL_IN,
    };
    if (a[NFQA_PAYLOAD])
        p.bytes = bytes_of(mnl_attr_get_payload(a[NFQA_PAYLOAD]),
                           mnl_attr_get_payload_len(a[NFQA_PAYLOAD]));
    p.wire_bytes = number(a[NFQA_CAP_LEN], (uint32_t)p.bytes.len);
    to->each(&p, to->user);
    return MNL_CB_OK;
}

int queue_receive(struct queue *q, void (*each)(const struct queued_packet *p, void *user),
                  void *user)
{
    struct receiving to = {.each = each, .user = user};
    bool had_many = q->has_many;
    int n = 0;

    q->is_drained = false;
    /* Where they come one by one the question whether there is another is saved. */
    q->has_many = had_many ? false : ++q->n_single % 8 == 0;
    while (n < (had_many ? RECEIVE_MAX : 1)) {
        ssize_t got = recv(queue_fd(q), q->buffer, sizeof(q->buffer), MSG_DONTWAIT);

        q->is_drained = got < 0 && errno == EAGAIN;
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return n;
        if (got < 0)
            return -errno;
        if (mnl_cb_run(q->buffer, (size_t)got, 0, mnl_socket_get_portid(q->socket), on_message,
                       &to) < 0 &&
            errno != EPERM && errno != ENOENT) /* a verdict that came too late is no harm */
            return -errno;
        n++;
        q->has_many |= n > 1;
    }
    return n;
}

bool queue_is_drained(const struct queue *q)
{
    return q->is_drained;
}

int queue_verdict(struct queue *q, uint32_t id, enum queue_verdict verdict, uint32_t mark,
                  struct bytes bytes)
{
    static _Alignas(struct nlmsghdr) char buffer[QUEUE_BUFFER];
    static const int verdicts[] = {
        [QUEUE_ACCEPT] = NF_ACCEPT, [QUEUE_DROP] = NF_DROP, [QUEUE_REPEAT] = NF_REPEAT};
    struct nlmsghdr *m = nfq_nlmsg_put(buffer, NFQNL_MSG_VERDICT, q->number);

    nfq_nlmsg_verdict_put(m, (int)id, verdicts[verdict]);
    nfq_nlmsg_verdict_put_mark(m, mark);
    if (bytes.len > 0 && bytes.len <= QUEUE_COPY)
        nfq_nlmsg_verdict_put_pkt(m, bytes.at, (uint32_t)bytes.len);
    return mnl_socket_sendto(q->socket, m, m->nlmsg_len) < 0 ? -errno : 0;
}
