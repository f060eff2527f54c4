/*
 * gate — holds the kernel's sockets, and sends verdicts; looks inside no payload.
 *
 * The only role that a verdict comes from (NFQ-18). A packet waits for the inspector for no longer
 * than answer-within-ms= of the configuration; then, and whenever the inspector is away, it goes on
 * its way (or is dropped, where the guardian chose so). On its end every packet that waits gets a
 * verdict first.
 */
#include "base/clock.h"
#include "base/log.h"
#include "capture/counters.h"
#include "capture/logged.h"
#include "capture/queue.h"
#include "daemon/confine.h"
#include "daemon/held.h"
#include "daemon/queueprobe.h"
#include "daemon/role.h"
#include "firewall/rules.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define COUNT_EACH_US MINUTE_US
#define ENDS_EACH_US  (ROLE_TICK_MS * 1000) /* connections that ended: in no hurry */

enum {
    VERDICTS_AT_ONCE = 256, /* datagrams; who talks without end gets no more */
    ANSWERS_UNCOUNTED = 32, /* until the kernel is asked how many wait */
    SHOWN_TOO_FEW = 4,      /* packets that the kernel may not have counted yet */
};

struct gate {
    struct message_config config;
    struct channel control, inspector;
    struct firewall_marks marks;
    struct queue *queue; /* NULL: nobody is held */
    struct logged *logged;
    struct counters *counters;
    struct held held;
    int queue_file; /* QUEUEWATCH_FILE */
    struct message_state state;
    struct role_losses losses;
    int64_t next_count_us, next_ends_us; /* steady clock */
    bool is_stopping, is_confined, queue_lost;
};

static void send_verdict(struct gate *g, const struct held_packet *p, enum packet_verdict v,
                         struct bytes bytes)
{
    uint32_t value = v == PACKET_BLOCK   ? g->marks.block
                     : v == PACKET_NAMED ? g->marks.named
                                         : g->marks.judged;

    g->state.counts[STATE_BLOCKED] += v == PACKET_BLOCK;
    if (queue_verdict(g->queue, p->id, QUEUE_REPEAT,
                      firewall_mark_packet(&g->marks, p->mark, value), bytes) < 0)
        g->state.counts[STATE_LOST]++;
}

/* No answer came: the family's network goes on. */
static void let_go(struct gate *g, const struct held_packet *p)
{
    static const struct bytes none;

    g->state.counts[STATE_LATE]++;
    if (!g->config.fail_closed)
        send_verdict(g, p, PACKET_GO, none);
    else if (queue_verdict(g->queue, p->id, QUEUE_DROP, p->mark, none) < 0)
        g->state.counts[STATE_LOST]++;
}

static void let_go_late(struct gate *g, int64_t now_us)
{
    const struct held_packet *p;

    while ((p = held_take_late(&g->held, now_us)))
        let_go(g, p);
}

/* What goes where the supervisor's probes go is for nobody, and would come back to the queue if it
 * went on: dropped, and said if it is one. */
static void on_probe(struct gate *g, const struct queued_packet *p)
{
    struct message_probed m;

    if (queue_verdict(g->queue, p->id, QUEUE_DROP, p->mark, (struct bytes){.len = 0}) < 0)
        g->state.counts[STATE_LOST]++;
    if (!queueprobe_read(p->bytes, &m.number))
        return;
    g->state.counts[STATE_PROBED]++;
    channel_put(&g->control, MESSAGE_PROBED, &m, sizeof(m), (struct bytes){.len = 0});
    channel_flush(&g->control);
}

static void on_queued(const struct queued_packet *p, void *user)
{
    struct gate *g = user;
    struct message_packet m = {
        .id = p->id,
        .uid = p->uid,
        .flags = PACKET_IS_HELD | (p->is_incoming ? PACKET_IS_INCOMING : 0),
        .wire_bytes = p->wire_bytes,
        .when_us = role_now_us(),
    };
    struct held_packet held = {.id = p->id,
                               .mark = p->mark,
                               .until_us =
                                   role_steady_us() + (int64_t)g->config.answer_within_ms * 1000,
                               .is_incoming = p->is_incoming};
    const struct held_packet *out = held_add(&g->held, &held);

    if (out)
        let_go(g, out);
    if (!p->is_incoming && queueprobe_goes_there(p->bytes)) { /* no child's comes to that rule */
        (void)held_take(&g->held, p->id);
        on_probe(g, p);
        return;
    }
    g->state.counts[STATE_PACKETS]++;
    g->state.counts[STATE_HELD]++;
    if (g->inspector.fd < 0 || p->bytes.len == 0) {
        let_go(g, held_take(&g->held, p->id));
        return;
    }
    channel_put(&g->inspector, MESSAGE_PACKET, &m, sizeof(m), p->bytes);
}

static void on_logged(const struct logged_packet *p, void *user)
{
    struct gate *g = user;
    struct message_packet m = {
        .uid = p->uid,
        .flags = p->is_incoming ? PACKET_IS_INCOMING : 0,
        .wire_bytes = (uint32_t)p->bytes.len,
        .when_us = role_now_us(),
    };

    g->state.counts[STATE_PACKETS]++;
    channel_put(&g->inspector, MESSAGE_PACKET, &m, sizeof(m), p->bytes);
}

static void on_counted(const struct counted *c, void *user)
{
    struct gate *g = user;
    struct flow_count m = {
        .is_udp = c->is_udp,
        .ended = c->ended,
        .client = c->client,
        .server = c->server,
        .client_port = c->client_port,
        .server_port = c->server_port,
        .up_bytes = c->up_bytes,
        .down_bytes = c->down_bytes,
        .up_packets = c->up_packets,
        .down_packets = c->down_packets,
        .active_us = role_now_us() - c->idle_us,
    };

    channel_put(&g->inspector, MESSAGE_COUNT_OF, &m, sizeof(m), (struct bytes){.len = 0});
}

/* The kernel gives a packet its number before it counts it, and shows both without its lock: so it
 * may say of a full queue that there was room in it, for one, and where its processor was taken
 * away meanwhile, for some more. */
static void count_if_full(struct gate *g, unsigned most)
{
    g->state.counts[STATE_LOST] += most + SHOWN_TOO_FEW >= QUEUE_LENGTH;
}

/* What came and what went since the kernel was last asked is not told apart: it is asked before
 * that is much. False: it does not say. */
static bool ask_how_many_wait(struct gate *g)
{
    struct queue_state now;

    if (!queue_state_from(g->queue_file, (uint16_t)g->config.queue, &now))
        return false;
    count_if_full(g, held_known(&g->held, now.waiting, now.next_id));
    return true;
}

static void on_verdict(const struct message *m, int fd, void *user)
{
    struct gate *g = user;
    struct message_verdict v;
    struct bytes bytes;
    const struct held_packet *p;

    (void)fd;
    if (m->type != MESSAGE_VERDICT || !message_copy(m, &v, sizeof(v), &bytes) ||
        v.verdict >= PACKET_VERDICT_COUNT)
        return;
    p = held_take(&g->held, v.id);
    /* An answer to the child may be another one; what the child sends is nobody's to write: else
     * an inspector gone bad had a way out. */
    if (p && !p->is_incoming)
        bytes = (struct bytes){.len = 0};
    if (p)
        send_verdict(g, p, (enum packet_verdict)v.verdict, bytes);
    if (held_n_answered(&g->held) >= ANSWERS_UNCOUNTED)
        (void)ask_how_many_wait(g);
}

static void on_control(const struct message *m, int fd, void *user)
{
    struct gate *g = user;

    switch (m->type) {
    case MESSAGE_PEER:
        channel_replace(&g->inspector, fd);
        break;
    case MESSAGE_QUEUE:
        auto_close_fd(&g->queue_file);
        g->queue_file = fd;
        break;
    case MESSAGE_PING:
        g->state.is_confined = g->is_confined;
        g->state.counts[STATE_WAITING] = g->held.n_open;
        channel_put(&g->control, MESSAGE_STATE, &g->state, sizeof(g->state),
                    (struct bytes){.len = 0});
        channel_flush(&g->control);
        break;
    case MESSAGE_STOP:
        g->is_stopping = true;
        break;
    default: /* the form of the link lets nothing else come but a second MESSAGE_CONFIG */
        break;
    }
}

static int open_sockets(struct gate *g, struct text *reterr)
{
    uint32_t marks[4];
    int r = 0;

    g->marks = firewall_marks(g->config.mark_shift);
    marks[0] = g->marks.watched;
    marks[1] = g->marks.judged;
    marks[2] = g->marks.named;
    marks[3] = g->marks.block;
    if (g->config.is_held)
        r = queue_open(g->config.queue, g->config.fail_closed, &g->queue, reterr);
    if (g->queue) /* without it the most that may have waited is taken for the truth */
        g->queue_file = open(QUEUEWATCH_FILE, O_RDONLY | O_CLOEXEC);
    if (r == 0)
        r = logged_open(g->config.log_group, &g->logged, reterr);
    if (r == 0)
        r = counters_open(marks, ARRAY_LEN(marks), g->marks.mask, &g->counters, reterr);
    return r;
}

/* How long poll may wait. */
static int wait_ms(struct gate *g)
{
    int64_t until_us = held_until_us(&g->held), left_us;

    if (g->next_ends_us < until_us)
        until_us = g->next_ends_us;
    left_us = until_us - role_steady_us();
    return left_us <= 0 ? 0 : (int)(left_us / 1000) + 1;
}

/* That a connection ended wakes nobody: a page ends dozens. It is read before what came later. */
static void read_counters(struct gate *g, int64_t now_us)
{
    int r = counters_receive(g->counters, on_counted, g);

    g->state.counts[STATE_LOST] += r < 0 && r != -ENOBUFS;
    if (r == -ENOBUFS)
        g->next_count_us = 0; /* events were lost: read all anew (ACC-3) */
    g->next_ends_us = r < COUNTERS_AT_ONCE ? now_us + ENDS_EACH_US : now_us;
}

/* What a full queue lets by is nowhere counted; that it may have been full is. */
static void mind_a_full_queue(struct gate *g)
{
    unsigned most = held_most(&g->held);
    bool is_drained = queue_is_drained(g->queue);

    if (!is_drained && most >= QUEUE_LENGTH / 2 && ask_how_many_wait(g))
        return;
    count_if_full(g, most);
    if (is_drained)
        held_drained(&g->held);
}

static void read_kernel(struct gate *g, const struct pollfd *ready, int64_t now_us)
{
    int r;

    if (ready[3].revents || now_us >= g->next_ends_us)
        read_counters(g, now_us);
    if (ready[3].revents) {
        r = logged_receive(g->logged, on_logged, g);
        g->state.counts[STATE_LOST] += r < 0;
    }
    if (g->queue && ready[2].revents) {
        r = queue_receive(g->queue, on_queued, g);
        if (r == -ENOBUFS)
            g->state.counts[STATE_LOST]++;
        else if (r < 0)
            g->queue_lost = true;
        mind_a_full_queue(g);
    }
    channel_flush(&g->inspector);
}

static int run(struct gate *g)
{
    while (!g->is_stopping && !g->queue_lost) {
        struct pollfd ready[] = {
            {.fd = g->control.fd, .events = POLLIN},
            {.fd = g->inspector.fd, .events = POLLIN},
            {.fd = g->queue ? queue_fd(g->queue) : -1, .events = POLLIN},
            {.fd = logged_fd(g->logged), .events = POLLIN},
        };
        int64_t now_us;
        int r = 1;

        if (poll(ready, ARRAY_LEN(ready), wait_ms(g)) < 0 && errno != EINTR)
            return 1;
        if (ready[1].revents)
            r = channel_receive_some(&g->inspector, VERDICTS_AT_ONCE, on_verdict, g);
        if (r < 0)
            channel_replace(&g->inspector, -1); /* the supervisor will send another */
        now_us = role_steady_us();
        read_kernel(g, ready, now_us);
        now_us = role_steady_us();
        let_go_late(g, now_us);
        if (held_n_answered(&g->held) >= ANSWERS_UNCOUNTED)
            (void)ask_how_many_wait(g);
        while (ready[0].revents && (r = channel_receive(&g->control, on_control, g)) > 0)
            ;
        if (ready[0].revents && r < 0)
            return 0; /* the supervisor is gone, and its rules with it */
        if (now_us >= g->next_count_us && counters_ask(g->counters) == 0) {
            g->next_count_us = now_us + COUNT_EACH_US;
            g->next_ends_us = now_us;
        }
        role_tell_lost(&g->losses, &g->control, g->state.counts[STATE_LOST] + g->inspector.n_lost);
    }
    return g->queue_lost;
}

/* The kernel still gathers the last copies (LOGGED_FLUSH_MS): a page that was just read is in them.
 */
static void finish_logged(struct gate *g)
{
    int64_t until_us = role_steady_us() + 2 * LOGGED_FLUSH_MS * 1000, left_us;

    while (g->logged && (left_us = until_us - role_steady_us()) > 0) {
        struct pollfd ready = {.fd = logged_fd(g->logged), .events = POLLIN};

        if (poll(&ready, 1, (int)(left_us / 1000) + 1) > 0 &&
            logged_receive(g->logged, on_logged, g) < 0)
            break;
        channel_flush(&g->inspector);
    }
}

/* All that waits goes on its way, and what was counted since the last minute is handed on. */
static void finish(struct gate *g)
{
    struct pollfd ready = {.events = POLLIN};

    let_go_late(g, INT64_MAX - 1);
    finish_logged(g);
    if (!g->counters)
        return;
    ready.fd = counters_fd(g->counters);
    if (counters_ask(g->counters) == 0)
        for (int n = 0; n < 16 && poll(&ready, 1, 20) > 0; n++)
            if (counters_receive(g->counters, on_counted, g) < 0)
                break;
    channel_flush(&g->inspector);
}

int gate_main(void)
{
    static struct gate g = {.queue_file = -1};
    AUTO_TEXT struct text error = {.at = NULL};
    struct confinement what = {.role = ROLE_GATE, .net_admin = true};
    int status;

    if (channel_init(&g.control, ROLE_CONTROL_FD, ROLE_GATE, ROLE_SUPERVISOR) < 0 ||
        channel_init(&g.inspector, -1, ROLE_GATE, ROLE_INSPECTOR) < 0 ||
        role_config(&g.control, &g.config) < 0)
        return role_failed(ROLE_GATE, "there is nobody to work for");
    what.account = g.config.account;
    role_hurry();
    if (open_sockets(&g, &error) < 0 || confine(&what, &error) < 0)
        return role_failed(ROLE_GATE, text_string(&error));
    g.is_confined = confine_is_effective();
    g.losses.told_us = role_now_us();
    channel_put(&g.control, MESSAGE_READY, NULL, 0, (struct bytes){.len = 0});
    channel_flush(&g.control);
    status = run(&g);
    finish(&g);
    g.queue = queue_close(g.queue);
    if (g.queue_file >= 0)
        (void)close(g.queue_file);
    g.logged = logged_close(g.logged);
    g.counters = counters_close(g.counters);
    return status;
}
