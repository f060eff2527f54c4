/*
 * inspector — reads packets, names them, decides; may do nothing else.
 *
 * Without a capability, a file or a socket but its links. What it says of a held packet goes back
 * to the gate at once; what it saw goes to the recorder, and is lost, and counted, where that does
 * not keep up.
 */
#include "base/clock.h"
#include "base/log.h"
#include "daemon/confine.h"
#include "daemon/denial.h"
#include "daemon/family.h"
#include "daemon/meanings.h"
#include "daemon/monitor.h"
#include "daemon/role.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

enum {
    LINK_TYPE_RAW_IP = 101, /* LINKTYPE_RAW */
    DATAGRAMS_AT_ONCE = 64,
    LAST_DATAGRAMS = 256,
    GATHER_MS = 100,
    GATHER_BYTES = MESSAGE_DATAGRAM_MAX / 2,
};

struct inspector_role {
    struct message_config config;
    struct channel control, gate, recorder;
    struct family family;
    struct monitor monitor;
    struct meanings meanings;
    struct observer *observer;
    struct message_state state;
    struct role_losses losses;
    uint64_t n_frames;
    int64_t gathered_us;
    bool is_watched, is_stopping, is_confined;
    bool lost_monitor; /* the supervisor, which can open another, does not know it yet */
};

static const struct bytes nothing;

static void say(struct inspector_role *i, enum message_type type, connection_id id,
                const struct observation *o, bool is_answer)
{
    uint8_t body[MESSAGE_OBSERVATION_MAX];
    size_t len = message_observation_write(id, o, is_answer, body);

    channel_put(&i->recorder, type, body, len, nothing);
}

static void on_open(connection_id id, const struct observation *o, void *user)
{
    struct inspector_role *i = user;

    i->state.counts[STATE_NAMED] += o->name[0] != '\0';
    i->state.counts[STATE_BLOCKED] += o->verdict == VERDICT_BLOCK;
    say(i, MESSAGE_OPEN, id, o, false);
}

static void on_use(connection_id id, const struct usage *usage, void *user)
{
    struct inspector_role *i = user;
    struct message_use m = {.id = id, .usage = *usage};

    channel_put(&i->recorder, MESSAGE_USE, &m, sizeof(m), nothing);
}

static void on_close(connection_id id, void *user)
{
    struct inspector_role *i = user;
    struct message_connection m = {.id = id};

    channel_put(&i->recorder, MESSAGE_CLOSE, &m, sizeof(m), nothing);
}

static void on_unrecorded(uint32_t child, int64_t when_us, void *user)
{
    struct inspector_role *i = user;
    struct message_moment m = {.when_us = when_us, .child = child};

    channel_put(&i->recorder, MESSAGE_UNRECORDED, &m, sizeof(m), nothing);
}

static void on_minute(int64_t now_us, void *user)
{
    struct inspector_role *i = user;
    struct message_moment m = {.when_us = now_us};

    channel_put(&i->recorder, MESSAGE_MINUTE, &m, sizeof(m), nothing);
}

static void on_look(const struct observation *o, bool is_answer, void *user)
{
    struct inspector_role *i = user;

    i->state.counts[STATE_NAMED] += o->protocol == PROTOCOL_DNS && !is_answer;
    if (i->is_watched)
        say(i, MESSAGE_LOOK, 0, o, is_answer);
}

static void answer(struct inspector_role *i, const struct message_packet *p, struct bytes packet,
                   struct observer_verdict v)
{
    struct message_verdict m = {.id = p->id, .verdict = PACKET_GO};
    uint8_t denial[DENIAL_MAX];
    struct bytes instead = nothing;

    if (v.is_denied && (p->flags & PACKET_IS_INCOMING)) {
        instead = bytes_of(denial, denial_make(packet, denial));
        v.is_blocked |= instead.len == 0; /* by TCP: the connection is refused */
    }
    if (v.is_blocked)
        m.verdict = PACKET_BLOCK;
    else if (v.is_settled && !v.is_denied)
        m.verdict = PACKET_NAMED;
    channel_put(&i->gate, MESSAGE_VERDICT, &m, sizeof(m), instead);
}

static void on_gate(const struct message *m, int fd, void *user)
{
    struct inspector_role *i = user;
    struct message_packet p;
    struct bytes packet;
    struct flow_count count;

    (void)fd;
    if (m->type == MESSAGE_COUNT_OF && message_copy(m, &count, sizeof(count), NULL)) {
        if ((count.client.len == 4 || count.client.len == 16) &&
            count.server.len == count.client.len)
            observer_count(i->observer, &count);
    } else if (m->type == MESSAGE_PACKET && message_copy(m, &p, sizeof(p), &packet)) {
        struct frame frame = {
            .when_us = p.when_us,
            .number = ++i->n_frames,
            .link_type = LINK_TYPE_RAW_IP,
            .bytes = packet,
            .wire_bytes = p.wire_bytes > packet.len ? p.wire_bytes : (uint32_t)packet.len,
            .owner = p.flags & PACKET_IS_INCOMING ? OWNER_NONE : family_child(&i->family, p.uid),
        };
        struct observer_verdict v = observer_feed(i->observer, &frame);

        i->state.counts[STATE_PACKETS]++;
        if (p.flags & PACKET_IS_HELD) {
            answer(i, &p, packet, v);
            if (!i->gate.has_many) /* a packet that is held waits for no other */
                channel_flush(&i->gate);
        }
    }
}

static void on_control(const struct message *m, int fd, void *user)
{
    struct inspector_role *i = user;
    struct message_peer peer;
    struct message_watch watch;
    struct policy *old = NULL;

    switch (m->type) {
    case MESSAGE_PEER:
        if (message_copy(m, &peer, sizeof(peer), NULL))
            channel_replace(peer.role == ROLE_GATE ? &i->gate : &i->recorder, fd);
        break;
    case MESSAGE_PING:
        i->state.is_confined = i->is_confined;
        i->state.counts[STATE_LOST] = i->recorder.n_lost + i->gate.n_lost;
        channel_put(&i->control, MESSAGE_STATE, &i->state, sizeof(i->state), nothing);
        break;
    case MESSAGE_WATCH:
        if (message_copy(m, &watch, sizeof(watch), NULL))
            i->is_watched = watch.is_on;
        break;
    case MESSAGE_CATALOGUE:
        observer_tell_awaited(i->observer); /* by the lists that its packets were judged by */
        if (meanings_message(&i->meanings, m, fd)) {
            i->family.catalogue = i->meanings.catalogue;
            observer_set_catalogue(i->observer, i->meanings.catalogue);
        }
        break;
    case MESSAGE_MONITOR:
        monitor_replace(&i->monitor, fd);
        observer_await(i->observer, fd >= 0);
        i->lost_monitor = false;
        break;
    case MESSAGE_STOP:
        i->is_stopping = true;
        break;
    default:
        if (family_message(&i->family, m, &old)) {
            observer_set_policy(i->observer, i->family.policy);
            policy_free(old);
        }
        break;
    }
}

static void on_answer(struct bytes message, void *user)
{
    struct inspector_role *i = user;

    observer_learn(i->observer, message, role_now_us());
}

static void read_monitor(struct inspector_role *i)
{
    bool goes_on = monitor_receive(&i->monitor, on_answer, i);

    observer_learned(i->observer, role_now_us());
    if (goes_on)
        return;
    monitor_replace(&i->monitor, -1);
    observer_await(i->observer, false);
    i->lost_monitor = true;
}

static void tell_control(struct inspector_role *i)
{
    if (i->lost_monitor && channel_tell(&i->control, MESSAGE_MONITOR_GONE, NULL, 0))
        i->lost_monitor = false;
    role_tell_lost(&i->losses, &i->control, i->recorder.n_lost);
}

static void flush(struct inspector_role *i)
{
    channel_flush(&i->gate);
    if (i->recorder.fd >= 0)
        channel_flush(&i->recorder);
    channel_flush(&i->control);
}

/* The recorder is in no hurry: to wake it for each name costs more than the name. */
static void flush_some(struct inspector_role *i, int64_t now_us)
{
    channel_flush(&i->gate);
    channel_flush(&i->control);
    if (i->recorder.fd < 0 || (i->recorder.out_len < GATHER_BYTES && now_us >= i->gathered_us &&
                               now_us - i->gathered_us < GATHER_MS * 1000))
        return;
    channel_flush(&i->recorder);
    i->gathered_us = now_us;
}

static int run(struct inspector_role *i)
{
    while (!i->is_stopping) {
        struct pollfd ready[] = {{.fd = i->control.fd, .events = POLLIN},
                                 {.fd = i->gate.fd, .events = POLLIN},
                                 {.fd = i->monitor.fd, .events = POLLIN}};
        int64_t now_us;
        int r = 1;

        if (poll(ready, ARRAY_LEN(ready), i->recorder.out_len > 0 ? GATHER_MS : ROLE_TICK_MS) < 0 &&
            errno != EINTR)
            return 1;
        if (ready[2].revents) /* before the connection that follows the answer */
            read_monitor(i);
        if (ready[1].revents)
            r = channel_receive_some(&i->gate, DATAGRAMS_AT_ONCE, on_gate, i);
        if (r < 0)
            channel_replace(&i->gate, -1);
        now_us = role_now_us();
        observer_advance(i->observer, now_us);
        r = 1;
        while (ready[0].revents && (r = channel_receive(&i->control, on_control, i)) > 0)
            ;
        if (ready[0].revents && r < 0)
            return 0;
        tell_control(i);
        flush_some(i, now_us);
        if (observer_failed(i->observer))
            return role_failed(ROLE_INSPECTOR, "there is no memory to go on");
    }
    return 0;
}

/* What the gate still sent, and then everything open ends. */
static void finish(struct inspector_role *i)
{
    for (int n = 0; n < LAST_DATAGRAMS && channel_receive(&i->gate, on_gate, i) > 0; n++)
        ; /* where another policy ends us, the gate goes on sending */
    if (i->monitor.fd >= 0)
        read_monitor(i);
    observer_finish(i->observer);
    flush(i);
}

static int prepare(struct inspector_role *i, struct text *reterr)
{
    struct confinement what = {.role = ROLE_INSPECTOR, .account = i->config.account};
    struct observer_options options = {
        .is_live = true,
        .cannot_block = !i->config.is_held,
        .memory_bytes = (size_t)i->config.memory_mib << 20,
        .output = {.open = on_open,
                   .use = on_use,
                   .close = on_close,
                   .unrecorded = on_unrecorded,
                   .minute = on_minute,
                   .look = on_look,
                   .user = i},
    };
    int r = meanings_init(&i->meanings, reterr);

    if (r == 0)
        r = family_init(&i->family, i->meanings.catalogue);
    if (r == 0)
        r = monitor_init(&i->monitor);
    options.catalogue = i->meanings.catalogue;
    if (r == 0)
        r = observer_new(&options, &i->observer);
    (void)catalogue_site("www.example.com"); /* whatever it loads, it loads now */
    return r < 0 ? r : confine(&what, reterr);
}

int inspector_main(void)
{
    static struct inspector_role i;
    AUTO_TEXT struct text error = {.at = NULL};
    int status;

    if (channel_init(&i.control, ROLE_CONTROL_FD, ROLE_INSPECTOR, ROLE_SUPERVISOR) < 0 ||
        channel_init(&i.gate, -1, ROLE_INSPECTOR, ROLE_GATE) < 0 ||
        channel_init(&i.recorder, -1, ROLE_INSPECTOR, ROLE_RECORDER) < 0 ||
        role_config(&i.control, &i.config) < 0)
        return role_failed(ROLE_INSPECTOR, "there is nobody to work for");
    role_hurry();
    if (prepare(&i, &error) < 0)
        return role_failed(ROLE_INSPECTOR,
                           error.len ? error.at : "there is no memory to begin with");
    i.is_confined = confine_is_effective();
    i.losses.told_us = role_now_us();
    channel_put(&i.control, MESSAGE_READY, NULL, 0, nothing);
    channel_flush(&i.control);
    status = run(&i);
    finish(&i);
    observer_free(i.observer);
    family_done(&i.family);
    monitor_done(&i.monitor);
    meanings_done(&i.meanings);
    channel_done(&i.gate);
    channel_done(&i.recorder);
    channel_done(&i.control);
    return status;
}
