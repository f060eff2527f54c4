/* uses: base firewall */
/*
 * queue_mark — a gate that reads nothing: it gives every packet of the queue the same verdict.
 *
 * usage: queue_mark QUEUE repeat|accept judged|named|block|none
 *
 * Says "ready" when it is bound, then a line for each packet: out or in, tcp or udp, its ports and
 * length, and the mark it came with.
 */
#include "base/bytes.h"
#include "firewall/rules.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gate {
    struct mnl_socket *socket;
    uint16_t queue;
    bool repeats;
    uint32_t value; /* 0: no mark is given */
};

static char buffer[0x20000];

static int send_it(struct gate *g, struct nlmsghdr *h)
{
    return mnl_socket_sendto(g->socket, h, h->nlmsg_len) < 0 ? -errno : 0;
}

static void say(struct bytes packet, bool is_out, uint32_t mark)
{
    bool is_ip6 = peek_u8(packet, 0) >> 4 == 6;
    size_t head = is_ip6 ? 40 : (size_t)(peek_u8(packet, 0) & 15) * 4;
    uint8_t protocol = peek_u8(packet, is_ip6 ? 6 : 9);

    printf("%s %s%s %u %u len %zu mark 0x%x\n", is_out ? "out" : "in",
           protocol == 6    ? "tcp"
           : protocol == 17 ? "udp"
                            : "other",
           is_ip6 ? "6" : "4", peek_u16(packet, head), peek_u16(packet, head + 2), packet.len,
           mark);
    fflush(stdout);
}

static int on_packet(const struct nlmsghdr *h, void *user)
{
    struct gate *g = user;
    struct nlattr *a[NFQA_MAX + 1] = {NULL};
    struct firewall_marks m = firewall_marks(FIREWALL_SHIFT);
    struct nfqnl_msg_packet_hdr *head;
    char out[256];
    struct nlmsghdr *v;
    uint32_t mark;

    if (nfq_nlmsg_parse(h, a) < 0 || !a[NFQA_PACKET_HDR])
        return MNL_CB_OK;
    head = mnl_attr_get_payload(a[NFQA_PACKET_HDR]);
    mark = a[NFQA_MARK] ? ntohl(mnl_attr_get_u32(a[NFQA_MARK])) : 0;
    say(bytes_of(mnl_attr_get_payload(a[NFQA_PAYLOAD]), mnl_attr_get_payload_len(a[NFQA_PAYLOAD])),
        head->hook == NF_INET_LOCAL_OUT, mark);
    v = nfq_nlmsg_put(out, NFQNL_MSG_VERDICT, g->queue);
    nfq_nlmsg_verdict_put(v, (int)ntohl(head->packet_id), g->repeats ? NF_REPEAT : NF_ACCEPT);
    if (g->value)
        nfq_nlmsg_verdict_put_mark(v, firewall_mark_packet(&m, mark, g->value));
    return send_it(g, v) < 0 ? MNL_CB_ERROR : MNL_CB_OK;
}

static int bind_queue(struct gate *g)
{
    char out[256];
    struct nlmsghdr *h = nfq_nlmsg_put(out, NFQNL_MSG_CONFIG, g->queue);
    int r;

    nfq_nlmsg_cfg_put_cmd(h, AF_INET, NFQNL_CFG_CMD_BIND);
    r = send_it(g, h);
    if (r < 0)
        return r;
    h = nfq_nlmsg_put(out, NFQNL_MSG_CONFIG, g->queue);
    nfq_nlmsg_cfg_put_params(h, NFQNL_COPY_PACKET, 4096);
    return send_it(g, h);
}

static uint32_t value_of(const char *word)
{
    struct firewall_marks m = firewall_marks(FIREWALL_SHIFT);

    return strcmp(word, "judged") == 0  ? m.judged
           : strcmp(word, "named") == 0 ? m.named
           : strcmp(word, "block") == 0 ? m.block
                                        : 0;
}

int main(int argc, char **argv)
{
    struct gate g = {.socket = NULL};
    ssize_t n;

    if (argc != 4)
        return 2;
    g.queue = (uint16_t)atoi(argv[1]);
    g.repeats = strcmp(argv[2], "repeat") == 0;
    g.value = value_of(argv[3]);
    g.socket = mnl_socket_open(NETLINK_NETFILTER);
    if (!g.socket || mnl_socket_bind(g.socket, 0, MNL_SOCKET_AUTOPID) < 0 || bind_queue(&g) < 0) {
        perror("queue_mark");
        return 1;
    }
    puts("ready");
    fflush(stdout);
    while ((n = mnl_socket_recvfrom(g.socket, buffer, sizeof(buffer))) > 0 || errno == ENOBUFS)
        if (n > 0 &&
            mnl_cb_run(buffer, (size_t)n, 0, mnl_socket_get_portid(g.socket), on_packet, &g) < 0)
            perror("queue_mark: a message");
    return 1;
}
