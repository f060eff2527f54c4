#include "daemon/queueprobe.h"

#include "firewall/rules.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

enum { IP_HEAD = 20, UDP_HEAD = 8, IP_PROTOCOL_AT = 9, IP_TARGET_AT = 16, UDP_TARGET_AT = 2 };

static struct sockaddr_in target(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(FIREWALL_PROBE_PORT)};

    (void)inet_pton(AF_INET, FIREWALL_PROBE_IP, &to.sin_addr);
    return to;
}

void queueprobe_init(struct queueprobe *p)
{
    uint64_t before = 0;

    (void)!getrandom(&before, sizeof(before), GRND_NONBLOCK); /* early at a boot: from 0 on */
    *p = (struct queueprobe){.fd = -1, .sent = before, .answered = before};
}

void queueprobe_done(struct queueprobe *p)
{
    auto_close_fd(&p->fd);
    p->fd = -1;
}

/* A socket that nobody can send to, and whose datagrams stay on lo: its own address is there. */
static int open_socket(void)
{
    struct sockaddr_in from = {.sin_family = AF_INET}, to = target();
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd >= 0 && (bind(fd, (struct sockaddr *)&from, sizeof(from)) < 0 ||
                    connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0))
        auto_close_fd(&fd);
    return fd;
}

void queueprobe_send(struct queueprobe *p, const struct queue_state *state)
{
    if (p->fd < 0)
        p->fd = open_socket();
    p->sent++;
    p->sent_after_id = state->next_id;
    for (int i = 0; i < 2; i++) /* the first word may be that the one before met nobody */
        if (send(p->fd, &p->sent, sizeof(p->sent), MSG_NOSIGNAL) >= 0 || errno != ECONNREFUSED)
            return;
}

void queueprobe_answered(struct queueprobe *p, uint64_t number)
{
    if (number - p->answered - 1 >= p->sent - p->answered)
        return;
    p->answered = number;
    p->is_answered = true;
}

bool queueprobe_is_served(struct queueprobe *p, const struct queue_state *state, uint64_t n_held)
{
    uint32_t before = state && state->next_id < p->next_id ? 0 : p->next_id;
    bool went_in = p->has_looked && state && state->next_id != before;
    bool waits = state && state->waiting > 0;

    if ((went_in || waits) && !p->is_answered && n_held == p->n_held)
        return false;
    p->is_answered = false;
    p->has_looked = state != NULL;
    p->next_id = state ? state->next_id : 0;
    p->n_held = n_held;
    return true;
}

bool queueprobe_is_alone(const struct queueprobe *p, const struct queue_state *state)
{
    return p->sent != p->answered && state->waiting == 1 && state->next_id == p->sent_after_id + 1;
}

bool queueprobe_goes_there(struct bytes packet)
{
    struct sockaddr_in to = target();
    size_t head = 4 * (size_t)(peek_u8(packet, 0) & 0xf);

    return peek_u8(packet, 0) >> 4 == 4 && head >= IP_HEAD && packet.len >= head + UDP_HEAD &&
           peek_u8(packet, IP_PROTOCOL_AT) == IPPROTO_UDP &&
           memcmp(packet.at + IP_TARGET_AT, &to.sin_addr, sizeof(to.sin_addr)) == 0 &&
           peek_u16(packet, head + UDP_TARGET_AT) == FIREWALL_PROBE_PORT;
}

bool queueprobe_read(struct bytes packet, uint64_t *ret_number)
{
    if (packet.len != QUEUEPROBE_BYTES || peek_u8(packet, 0) != 0x45 ||
        !queueprobe_goes_there(packet))
        return false;
    memcpy(ret_number, packet.at + IP_HEAD + UDP_HEAD, sizeof(*ret_number));
    return true;
}
