#include "daemon/role.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <sys/resource.h>

enum { HURRY = -5 }; /* nice(2): three times the weight of others, who go on beside a flood */

int64_t role_now_us(void)
{
    return clock_us(CLOCK_REALTIME);
}

int64_t role_steady_us(void)
{
    return clock_us(CLOCK_BOOTTIME);
}

int64_t role_awake_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

struct waiting {
    struct message_config *config;
    bool is_there;
};

static void on_message(const struct message *m, int fd, void *user)
{
    struct waiting *w = user;

    (void)fd;
    if (m->type == MESSAGE_CONFIG)
        w->is_there = message_copy(m, w->config, sizeof(*w->config), NULL);
}

int role_config(struct channel *control, struct message_config *ret)
{
    struct waiting w = {.config = ret};

    while (!w.is_there) {
        struct pollfd ready = {.fd = control->fd, .events = POLLIN};

        if (poll(&ready, 1, -1) < 0 && errno != EINTR)
            return -EPIPE;
        if (channel_receive(control, on_message, &w) < 0)
            return -EPIPE;
    }
    ret->account[sizeof(ret->account) - 1] = '\0';
    ret->state_dir[sizeof(ret->state_dir) - 1] = '\0';
    ret->runtime_dir[sizeof(ret->runtime_dir) - 1] = '\0';
    return 0;
}

void role_tell_lost(struct role_losses *l, struct channel *control, uint64_t lost)
{
    int64_t steady_us = role_steady_us();
    struct gap gap = {.kind = GAP_MESSAGES_LOST, .from_us = l->told_us, .to_us = role_now_us()};

    if (steady_us < l->next_us) /* the wall clock may be set back by a year */
        return;
    l->next_us = steady_us + SECOND_US;
    if (lost > l->told) {
        gap.n_lost = lost - l->told;
        if (!channel_tell(control, MESSAGE_LOST, &gap, sizeof(gap)))
            return; /* in a second, with what is lost until then */
    }
    l->told = lost;
    l->told_us = gap.to_us;
}

void role_hurry(void)
{
    if (getpriority(PRIO_PROCESS, 0) > HURRY)
        (void)setpriority(PRIO_PROCESS, 0, HURRY);
}

int role_failed(enum role role, const char *what)
{
    log_error("%s: %s", role_name(role), what);
    return 1;
}
