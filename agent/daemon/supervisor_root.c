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
    int64_t now_us = role_steady_us();
    int fd = -1, r;

    if (now_us < s->asked_us)
        return -EAGAIN;
    r = errand_ask(s->options->errands, &e, &fd, &error);
    if (error.len > 0) {
        log_error("%s", error.at);
        s->asked_us = now_us + ASKED_AGAIN_US;
    }
    return r == 0 && fd < 0 ? -EBADMSG : r < 0 ? r : fd;
}

/* QUEUEWATCH_FILE, borrowed; -1: we may open it ourselves, or nobody does it for us. */
static int queue_fd(struct supervisor *s)
{
    int r;

    if (s->queue_fd >= 0 || !errand_can_be_asked(s->options->errands))
        return s->queue_fd;
    r = ask_for(s, ERRAND_QUEUE);
    if (r >= 0) {
        s->queue_fd = r;
    } else if (r != -EAGAIN) {
        log_error("how many packets wait cannot be seen: %s", strerror(-r));
        s->asked_us = role_steady_us() + ASKED_AGAIN_US;
    }
    return s->queue_fd;
}

void supervisor_tell_queue(struct supervisor *s)
{
    int fd = s->brood.config.is_held ? queue_fd(s) : -1;

    if (fd >= 0) /* without it the gate takes the most that may wait for the truth */
        (void)!channel_tell_fd(&s->brood.roles[ROLE_GATE].control, MESSAGE_QUEUE, NULL, 0, fd);
}

bool supervisor_queue_state(struct supervisor *s, struct queue_state *ret)
{
    int fd = queue_fd(s);
    uint16_t queue = (uint16_t)s->config.queue;

    return fd >= 0 ? queue_state_from(fd, queue, ret) : queue_state_now(queue, ret);
}

int supervisor_monitor(struct supervisor *s)
{
    if (!errand_can_be_asked(s->options->errands))
        return monitor_connect(MONITOR_SOCKET);
    return access(MONITOR_SOCKET, F_OK) < 0 ? -errno : ask_for(s, ERRAND_MONITOR);
}
