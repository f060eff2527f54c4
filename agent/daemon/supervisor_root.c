/*
 * What the kernel and the resolver show to root alone: opened by ourselves where we are root, else
 * by root's side (errand.h).
 */
#include "base/clock.h"
#include "base/log.h"
#include "daemon/errand_ask.h"
#include "daemon/monitor.h"
#include "daemon/role.h"
#include "daemon/supervisor_state.h"

#include <errno.h>

#define ASKED_AGAIN_US (30 * SECOND_US)

/* The descriptor, the caller's, or a negative errno; that root's side does not answer is said. */
static int ask_for(struct supervisor *s, enum errand_kind kind)
{
    struct errand e = errand_of(kind, "/");
    AUTO_TEXT struct text error = {.at = NULL};
    int fd = -1, r;

    if (role_steady_us() < s->asked_us[kind])
        return -EAGAIN;
    r = errand_ask(s->options->errands, &e, &fd, &error);
    if (error.len > 0)
        log_error("%s", error.at);
    if (r == 0 && fd < 0)
        r = -EBADMSG;
    if (r < 0)
        s->asked_us[kind] = role_steady_us() + ASKED_AGAIN_US;
    return r < 0 ? r : fd;
}

/* Is there root's side, and need for it? That it went is said once. */
static bool has_root(struct supervisor *s)
{
    bool is_away = errand_is_away(s->options->errands);
    AUTO_TEXT struct text error = {.at = NULL};

    if (is_away && !s->is_root_away) {
        errand_say_away(s->options->errands,
                        "shows how many packets wait, and what Debian 12's resolver answers",
                        &error);
        log_error("%s", text_string(&error));
    }
    s->is_root_away = is_away;
    return errand_can_be_asked(s->options->errands);
}

/* Without it the gate takes the most that may wait for the truth. */
static void tell_gate(struct supervisor *s)
{
    (void)!channel_tell_fd(&s->brood.roles[ROLE_GATE].control, MESSAGE_QUEUE, NULL, 0, s->queue_fd);
}

/* QUEUEWATCH_FILE, borrowed; -1: we may open it ourselves, or nobody does it for us. */
static int queue_fd(struct supervisor *s)
{
    int r;

    if (s->queue_fd >= 0 || !has_root(s))
        return s->queue_fd;
    r = ask_for(s, ERRAND_QUEUE);
    if (r >= 0) {
        s->queue_fd = r;
        tell_gate(s);
    } else if (r != -EAGAIN) {
        log_error("how many packets wait cannot be seen: %s", strerror(-r));
    }
    return s->queue_fd;
}

void supervisor_tell_queue(struct supervisor *s)
{
    if (!s->brood.config.is_held)
        return;
    if (s->queue_fd >= 0)
        tell_gate(s);
    else
        (void)queue_fd(s); /* which tells it */
}

bool supervisor_queue_state(struct supervisor *s, struct queue_state *ret)
{
    int fd = queue_fd(s);
    uint16_t queue = (uint16_t)s->config.queue;

    return fd >= 0 ? queue_state_from(fd, queue, ret) : queue_state_now(queue, ret);
}

int supervisor_monitor(struct supervisor *s)
{
    if (!has_root(s))
        return monitor_connect(MONITOR_SOCKET);
    return access(MONITOR_SOCKET, F_OK) < 0 ? -errno : ask_for(s, ERRAND_MONITOR);
}
