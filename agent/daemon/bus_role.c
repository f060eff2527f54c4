/*
 * bus — serves the agent on the system bus; sees no packet.
 *
 * A role of its own, so that whatever callers do keeps at most this process busy: gate and
 * inspector have no link to it, the recorder sends it words and never waits. It reads the store,
 * writes who looked and who was told, and asks the supervisor for all else.
 */
#include "base/clock.h"
#include "base/log.h"
#include "daemon/bus_state.h"
#include "daemon/confine.h"
#include "daemon/status_json.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

static const struct bytes nothing;

static json_t *tell_status(void *user)
{
    struct bus_role *r = user;
    const char *children[POLICY_CHILDREN_MAX];
    size_t n = r->family.policy ? policy_n_children(r->family.policy) : 0;
    struct status_facts f = {.status = &r->status,
                             .family = &r->family,
                             .counts = r->summary.counts,
                             .names_last_minute = r->summary.names_last_minute,
                             .losses_last_minute = r->summary.losses_last_minute,
                             .now_us = role_now_us(),
                             .heard_us = r->heard_us};

    for (size_t i = 0; i < n; i++)
        children[i] = policy_child(r->family.policy, (uint32_t)i)->name;
    if (r->store)
        status_count_today(r->store, children, n, &f);
    return status_json(&f);
}

static uint32_t child_of(uint32_t uid, void *user)
{
    const struct bus_role *r = user;
    uint32_t child = r->family.policy ? family_child(&r->family, uid) : OWNER_NONE;

    return child < (r->family.policy ? policy_n_children(r->family.policy) : 0) ? child
                                                                                : BUS_NOBODY;
}

static int send_wish(const struct wish *w, void *user)
{
    struct bus_role *r = user;

    return channel_tell(&r->control, MESSAGE_WISH, w, sizeof(*w)) ? 0 : -EBUSY;
}

/* One at a time: it is rare, and the recorder does nothing else meanwhile. */
static int send_erase(uint32_t serial, const struct erasing *what, void *user)
{
    struct bus_role *r = user;
    struct message_erase m = {.serial = serial, .from_day = what->from_day, .to_day = what->to_day};

    if (r->recorder.fd < 0 || r->erasing != 0)
        return -EBUSY;
    if (what->child)
        strncpy(m.child, what->child, sizeof(m.child) - 1);
    if (!channel_tell(&r->recorder, MESSAGE_ERASE, &m, sizeof(m)))
        return -EBUSY;
    r->erasing = serial;
    return 0;
}

/* Whoever waits for the recorder that is gone would wait for ever. */
static void link_recorder(struct bus_role *r, int fd)
{
    channel_replace(&r->recorder, fd);
    if (r->erasing != 0)
        agent1_granted(r->agent, r->erasing, -EPIPE, 0,
                       "what records was started anew meanwhile; erase it again, to be sure");
    r->erasing = 0;
}

static void on_granted(struct bus_role *r, const struct message *m)
{
    struct message_granted granted;

    if (!message_copy(m, &granted, sizeof(granted), NULL))
        return;
    granted.words[sizeof(granted.words) - 1] = '\0';
    agent1_granted(r->agent, granted.serial, granted.error, granted.until_us, granted.words);
    if (granted.serial == r->erasing)
        r->erasing = 0;
}

static const char *state_of(const struct bus_role *r)
{
    const struct message_status *s = &r->status;

    for (enum role role = ROLE_GATE; role <= ROLE_RECORDER; role++)
        if (s->roles[role].pid == 0)
            return "trouble";
    if (s->observe_only || (r->family.policy && r->family.config.firewall == CHOICE_OBSERVE_ONLY))
        return "observing";
    return s->n_children > 0 && !s->rules_in_force ? "trouble" : "on";
}

static void on_status(struct bus_role *r, const struct message *m)
{
    const char *state;

    if (!message_copy(m, &r->status, sizeof(r->status), NULL))
        return;
    r->status.writer[sizeof(r->status.writer) - 1] = '\0';
    r->heard_us = role_now_us();
    r->house.since_us = r->status.started_us;
    state = state_of(r);
    if (strcmp(state, r->house.state) == 0)
        return;
    r->house.state = state;
    agent1_state_changed(r->agent);
}

static void take_family(struct bus_role *r, struct policy *old)
{
    r->house.policy = r->family.policy;
    r->house.config = &r->family.config;
    r->house.texts = &r->family.texts;
    r->house.policy_serial = r->family.serial;
    policy_free(old);
    agent1_state_changed(r->agent);
}

static void on_exceptions(struct bus_role *r, const struct message *m)
{
    size_t n = m->body.len / sizeof(r->exceptions[0]);

    r->house.n_exceptions = n < EXCEPTIONS_MAX ? n : EXCEPTIONS_MAX;
    if (n > 0)
        memcpy(r->exceptions, m->body.at, r->house.n_exceptions * sizeof(r->exceptions[0]));
    for (size_t i = 0; i < r->house.n_exceptions; i++)
        r->exceptions[i].what[sizeof(r->exceptions[i].what) - 1] = '\0';
}

static void on_control(const struct message *m, int fd, void *user)
{
    struct bus_role *r = user;
    struct policy *old = NULL;

    switch (m->type) {
    case MESSAGE_PEER:
        link_recorder(r, fd);
        break;
    case MESSAGE_PING:
        channel_put(&r->control, MESSAGE_STATE, &r->state, sizeof(r->state), nothing);
        break;
    case MESSAGE_CATALOGUE:
        if (meanings_message(&r->meanings, m, fd))
            r->family.catalogue = r->house.catalogue = r->meanings.catalogue;
        break;
    case MESSAGE_STATUS:
        on_status(r, m);
        break;
    case MESSAGE_EXCEPTIONS:
        on_exceptions(r, m);
        break;
    case MESSAGE_GRANTED:
        on_granted(r, m);
        break;
    case MESSAGE_STOP:
        r->is_stopping = true;
        break;
    default:
        if (family_message(&r->family, m, &old))
            take_family(r, old);
        break;
    }
}

static void on_recorder(const struct message *m, int fd, void *user)
{
    struct bus_role *r = user;
    struct message_news news;

    (void)fd;
    if (m->type == MESSAGE_GRANTED)
        on_granted(r, m);
    if (m->type == MESSAGE_SUMMARY)
        (void)message_copy(m, &r->summary, sizeof(r->summary), NULL);
    if (m->type == MESSAGE_NEWS && message_copy(m, &news, sizeof(news), NULL)) {
        r->has_news_of_alert |= news.alert != 0;
        r->has_news_of_block |= news.block != 0;
    }
}

static int run(struct bus_role *r)
{
    while (!r->is_stopping) {
        int timeout_ms = ROLE_SLOW_TICK_MS, e = 1;
        struct pollfd ready[3] = {
            {.fd = r->control.fd, .events = POLLIN},
            {.fd = r->recorder.fd, .events = POLLIN},
            agent1_poll(r->agent, &timeout_ms),
        };

        if (poll(ready, 3, timeout_ms) < 0 && errno != EINTR)
            return 1;
        while (ready[0].revents && (e = channel_receive(&r->control, on_control, r)) > 0)
            ;
        if (ready[0].revents && e < 0)
            return 0;
        while (ready[1].revents && (e = channel_receive(&r->recorder, on_recorder, r)) > 0)
            ;
        if (ready[1].revents && e < 0)
            link_recorder(r, -1);
        bus_mind_store(r, role_steady_us());
        if (r->has_news_of_alert || r->has_news_of_block)
            bus_tell_news(r);
        agent1_process(r->agent, role_steady_us());
        channel_flush(&r->control);
    }
    return 0;
}

static int prepare(struct bus_role *r, struct text *reterr)
{
    struct confinement what = {.role = ROLE_BUS,
                               .account = r->config.account,
                               .writable = {r->config.state_dir, NULL},
                               .time_zones = true};
    int e = meanings_init(&r->meanings, reterr);

    if (e == 0)
        e = family_init(&r->family, r->meanings.catalogue);
    r->family.keeps_texts = true;
    r->house = (struct bus_house){.version = KINDWARD_VERSION,
                                  .state = "starting",
                                  .catalogue = r->meanings.catalogue,
                                  .exceptions = r->exceptions,
                                  .child_of = child_of,
                                  .status = tell_status,
                                  .wish = send_wish,
                                  .erase = send_erase,
                                  .looked = bus_looked,
                                  .each_unwritten = bus_each_unwritten,
                                  .user = r};
    (void)clock_utc_offset_s(role_now_us()); /* reads the zone while it may */
    if (e == 0)
        e = confine(&what, reterr);
    return e < 0 ? e : agent1_new(&r->house, &r->agent);
}

int bus_main(void)
{
    static struct bus_role r;
    AUTO_TEXT struct text error = {.at = NULL};
    int status;

    if (channel_init(&r.control, ROLE_CONTROL_FD, ROLE_BUS, ROLE_SUPERVISOR) < 0 ||
        channel_init(&r.recorder, -1, ROLE_BUS, ROLE_RECORDER) < 0 ||
        role_config(&r.control, &r.config) < 0)
        return role_failed(ROLE_BUS, "there is nobody to work for");
    if (prepare(&r, &error) < 0)
        return role_failed(ROLE_BUS, error.len ? error.at : "there is no memory to begin with");
    r.state.is_confined = confine_is_effective();
    r.block_us = role_now_us();
    channel_put(&r.control, MESSAGE_READY, NULL, 0, nothing);
    channel_flush(&r.control);
    status = run(&r);
    r.agent = agent1_free(r.agent);
    r.store = store_close(r.store);
    family_done(&r.family);
    meanings_done(&r.meanings);
    channel_done(&r.recorder);
    channel_done(&r.control);
    return status;
}
