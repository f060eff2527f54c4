#include "daemon/queueprobe.h"

#include "firewall/rules.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

enum { IP_HEAD = 20, UDP_HEAD = 8, IP_PROTOCOL_AT = 9, IP_TARGET_AT = 16, UDP_TARGET_AT = 22 };

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

void queueprobe_send(struct queueprobe *p, const struct queue_state *state)
{
    struct sockaddr_in to = target();

    if (p->fd < 0)
        p->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    p->sent++;
    p->sent_after_id = state->next_id;
    (void)!sendto(p->fd, &p->sent, sizeof(p->sent), MSG_NOSIGNAL, (struct sockaddr *)&to,
                  sizeof(to));
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
    bool went_in = p->has_looked && state && state->next_id != p->next_id;
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

bool queueprobe_read(struct bytes packet, uint64_t *ret_number)
{
    struct sockaddr_in to = target();

    if (packet.len != QUEUEPROBE_BYTES || peek_u8(packet, 0) != 0x45 ||
        peek_u8(packet, IP_PROTOCOL_AT) != IPPROTO_UDP ||
        memcmp(packet.at + IP_TARGET_AT, &to.sin_addr, sizeof(to.sin_addr)) != 0 ||
        peek_u16(packet, UDP_TARGET_AT) != FIREWALL_PROBE_PORT)
        return false;
    memcpy(ret_number, packet.at + IP_HEAD + UDP_HEAD, sizeof(*ret_number));
    return true;
}
