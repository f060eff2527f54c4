#include "capture/counters.h"

#include "base/clock.h"
#include "capture/netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack_tcp.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_compat.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { MARKS_MAX = 8, BUFFER = 1 << 16 };

/* The kernel's time-outs, which an administrator may have changed; seconds. */
static const struct {
    const char *file;
    unsigned usual_s;
} timeouts[] = {
    [TCP_CONNTRACK_NONE] = {"tcp_timeout_established", 432000},
    [TCP_CONNTRACK_SYN_SENT] = {"tcp_timeout_syn_sent", 120},
    [TCP_CONNTRACK_SYN_RECV] = {"tcp_timeout_syn_recv", 60},
    [TCP_CONNTRACK_ESTABLISHED] = {"tcp_timeout_established", 432000},
    [TCP_CONNTRACK_FIN_WAIT] = {"tcp_timeout_fin_wait", 120},
    [TCP_CONNTRACK_CLOSE_WAIT] = {"tcp_timeout_close_wait", 60},
    [TCP_CONNTRACK_LAST_ACK] = {"tcp_timeout_last_ack", 30},
    [TCP_CONNTRACK_TIME_WAIT] = {"tcp_timeout_time_wait", 120},
    [TCP_CONNTRACK_CLOSE] = {"tcp_timeout_close", 10},
    [TCP_CONNTRACK_CLOSE + 1] = {"udp_timeout", 30},
    [TCP_CONNTRACK_CLOSE + 2] = {"udp_timeout_stream", 120},
};

enum { UDP_ONCE = TCP_CONNTRACK_CLOSE + 1, UDP_STREAM };

struct counters {
    struct mnl_socket *socket; /* dumps and events */
    uint32_t marks[MARKS_MAX], mask;
    size_t n_marks, next_mark; /* of the dump that goes on; next_mark == n_marks: none does */
    unsigned timeout_s[ARRAY_LEN(timeouts)];
    unsigned sequence;
    bool is_overdue; /* asked for once more while a dump goes on */
    _Alignas(struct nlmsghdr) char buffer[BUFFER];
};

static unsigned timeout_read(const char *file, unsigned otherwise)
{
    char path[128];
    unsigned value;
    AUTO(close_stream) FILE *f = NULL;

    snprintf(path, sizeof(path), "/proc/sys/net/netfilter/nf_conntrack_%s", file);
    f = fopen(path, "re");
    return f && fscanf(f, "%u", &value) == 1 ? value : otherwise;
}

/* Let the kernel pass over events of connections that are not ours. */
static int attach_filter(struct counters *c)
{
    struct nfct_filter *f = nfct_filter_create();
    int r;

    if (!f)
        return -ENOMEM;
    for (size_t i = 0; i < c->n_marks; i++) {
        struct nfct_filter_dump_mark mark = {.val = c->marks[i], .mask = c->mask};

        nfct_filter_add_attr(f, NFCT_FILTER_MARK, &mark);
    }
    r = nfct_filter_attach(mnl_socket_get_fd(c->socket), f) < 0 ? -errno : 0;
    nfct_filter_destroy(f);
    return r;
}

int counters_open(const uint32_t *marks, size_t n_marks, uint32_t mask,
                  struct counters **ret_counters, struct text *reterr)
{
    AUTO(counters_close) struct counters *c = calloc(1, sizeof(*c));
    int r;

    if (!c)
        return -ENOMEM;
    c->mask = mask;
    for (size_t i = 0; i < n_marks && c->n_marks < MARKS_MAX; i++)
        c->marks[c->n_marks++] = marks[i];
    c->next_mark = c->n_marks;
    for (size_t i = 0; i < ARRAY_LEN(timeouts); i++)
        c->timeout_s[i] = timeout_read(timeouts[i].file, timeouts[i].usual_s);
    r = netlink_open(NF_NETLINK_CONNTRACK_DESTROY, &c->socket, reterr);
    if (r < 0)
        return r;
    r = attach_filter(c);
    if (r < 0) {
        text_addf(reterr, "the kernel's connection tracking cannot be filtered: %s", strerror(-r));
        return r;
    }
    *ret_counters = TAKE(c);
    return 0;
}

struct counters *counters_close(struct counters *c)
{
    if (c) {
        netlink_close(c->socket);
        free(c);
    }
    return NULL;
}

int counters_fd(const struct counters *c)
{
    return mnl_socket_get_fd(c->socket);
}

/* The dump of the next mark, one after the other. */
static int ask_next(struct counters *c)
{
    _Alignas(struct nlmsghdr) char buffer[512];
    struct nlmsghdr *m = mnl_nlmsg_put_header(buffer);
    struct nfgenmsg *head;

    m->nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET;
    m->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    m->nlmsg_seq = ++c->sequence;
    head = mnl_nlmsg_put_extra_header(m, sizeof(*head));
    *head = (struct nfgenmsg){.nfgen_family = AF_UNSPEC, .version = NFNETLINK_V0};
    mnl_attr_put_u32(m, CTA_MARK, htonl(c->marks[c->next_mark]));
    mnl_attr_put_u32(m, CTA_MARK_MASK, htonl(c->mask));
    return mnl_socket_sendto(c->socket, m, m->nlmsg_len) < 0 ? -errno : 0;
}

int counters_ask(struct counters *c)
{
    int r;

    if (c->next_mark < c->n_marks &&
        !c->is_overdue) { /* one goes on; its end may be lost, though */
        c->is_overdue = true;
        return 0;
    }
    c->is_overdue = false;
    c->next_mark = 0;
    r = ask_next(c);
    if (r < 0)
        c->next_mark = c->n_marks;
    return r;
}

static struct ip address(const struct nf_conntrack *ct, enum nf_conntrack_attr four,
                         enum nf_conntrack_attr six)
{
    if (nfct_get_attr_u8(ct, ATTR_L3PROTO) == AF_INET)
        return ip_from_bytes(bytes_of(nfct_get_attr(ct, four), 4));
    return ip_from_bytes(bytes_of(nfct_get_attr(ct, six), 16));
}

static int64_t idle_us(const struct counters *c, const struct nf_conntrack *ct, bool is_udp)
{
    unsigned state = is_udp ? UDP_ONCE : TCP_CONNTRACK_TIME_WAIT;
    unsigned left_s = nfct_attr_is_set(ct, ATTR_TIMEOUT) ? nfct_get_attr_u32(ct, ATTR_TIMEOUT) : 0;

    if (is_udp && nfct_attr_is_set(ct, ATTR_STATUS) &&
        (nfct_get_attr_u32(ct, ATTR_STATUS) & IPS_ASSURED))
        state = UDP_STREAM;
    else if (!is_udp && nfct_attr_is_set(ct, ATTR_TCP_STATE))
        state = nfct_get_attr_u8(ct, ATTR_TCP_STATE);
    if (state >= ARRAY_LEN(timeouts) || left_s > c->timeout_s[state])
        return 0;
    return (int64_t)(c->timeout_s[state] - left_s) * SECOND_US;
}

struct receiving {
    struct counters *c;
    void (*each)(const struct counted *c, void *user);
    void *user;
    int n;
};

static int on_message(const struct nlmsghdr *m, void *data)
{
    struct receiving *to = data;
    struct nf_conntrack *ct;
    struct counted got;
    uint8_t protocol;

    if (m->nlmsg_type >> 8 != NFNL_SUBSYS_CTNETLINK)
        return MNL_CB_OK;
    ct = nfct_new();
    if (!ct)
        return MNL_CB_OK;
    if (nfct_nlmsg_parse(m, ct) >= 0 && nfct_attr_is_set(ct, ATTR_L4PROTO) &&
        nfct_attr_is_set(ct, ATTR_PORT_SRC) && nfct_attr_is_set(ct, ATTR_ORIG_COUNTER_PACKETS)) {
        protocol = nfct_get_attr_u8(ct, ATTR_L4PROTO);
        got = (struct counted){
            .is_udp = protocol == IPPROTO_UDP,
            .ended = (m->nlmsg_type & 0xff) == IPCTNL_MSG_CT_DELETE,
            .client = address(ct, ATTR_IPV4_SRC, ATTR_IPV6_SRC),
            .server = address(ct, ATTR_IPV4_DST, ATTR_IPV6_DST),
            .client_port = ntohs(nfct_get_attr_u16(ct, ATTR_PORT_SRC)),
            .server_port = ntohs(nfct_get_attr_u16(ct, ATTR_PORT_DST)),
            .up_bytes = nfct_get_attr_u64(ct, ATTR_ORIG_COUNTER_BYTES),
            .up_packets = nfct_get_attr_u64(ct, ATTR_ORIG_COUNTER_PACKETS),
            .down_bytes = nfct_get_attr_u64(ct, ATTR_REPL_COUNTER_BYTES),
            .down_packets = nfct_get_attr_u64(ct, ATTR_REPL_COUNTER_PACKETS),
        };
        got.idle_us = idle_us(to->c, ct, got.is_udp);
        if (protocol == IPPROTO_TCP || protocol == IPPROTO_UDP) {
            to->n++;
            to->each(&got, to->user);
        }
    }
    nfct_destroy(ct);
    return MNL_CB_OK;
}

int counters_receive(struct counters *c, void (*each)(const struct counted *c, void *user),
                     void *user)
{
    struct receiving to = {.c = c, .each = each, .user = user};

    for (int n = 0; n < COUNTERS_AT_ONCE; n++) {
        ssize_t got = recv(counters_fd(c), c->buffer, sizeof(c->buffer), MSG_DONTWAIT);
        int r;

        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            break;
        if (got < 0)
            return -errno;
        r = mnl_cb_run(c->buffer, (size_t)got, 0, 0, on_message, &to);
        if (r == MNL_CB_STOP && c->next_mark < c->n_marks && ++c->next_mark < c->n_marks &&
            ask_next(c) < 0)
            c->next_mark = c->n_marks;
        if (r < 0 && errno != EINTR) { /* EINTR: the table changed under the dump; the next tells */
            int e = -errno;

            c->next_mark = c->n_marks; /* the kernel refused the dump: none goes on */
            return e;
        }
    }
    return to.n;
}
