/*
 * recorder — owns the database; sees no packet.
 *
 * Folds what the inspector saw into visits, decides about alerts, keeps gaps, and answers who asks
 * how things are. Visits under way are written every few seconds, so that whatever dies, no more
 * than that is lost. A store that cannot be written is tried again and again, and the time until
 * it can is a gap.
 */
#include "base/clock.h"
#include "base/log.h"
#include "daemon/confine.h"
#include "daemon/family.h"
#include "daemon/gap_store.h"
#include "daemon/guesser.h"
#include "daemon/keeper.h"
#include "daemon/look_json.h"
#include "daemon/onlookers.h"
#include "daemon/rate.h"
#include "daemon/role.h"
#include "daemon/status_json.h"
#include "insight/alerts.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define SAVE_EACH_US  (5 * SECOND_US)
#define RETRY_EACH_US (5 * SECOND_US)
#define MOVED_US      (2 * SECOND_US) /* a clock that differs by less was not set */

enum { DATAGRAMS_AT_ONCE = 64 };

struct recorder {
    struct message_config config;
    struct channel control, inspector;
    struct guesser guesser;
    struct family family;
    struct catalogue *catalogue;
    struct store *store;
    struct keeper *keeper; /* NULL until there is a family */
    const char *children[POLICY_CHILDREN_MAX];
    size_t n_children;
    struct alerts *alerts;
    struct gap_store gaps;
    struct onlookers *onlookers;
    struct message_status status;
    int64_t heard_us; /* wall clock: when it came */
    struct rate names, losses[ROLE_COUNT];
    struct message_state state;
    int64_t save_us, retry_us; /* next ones, steady clock */
    int64_t watched_from_us;   /* wall clock: since when we see */
    int64_t saved_us;          /* the clocks at the last save(): wall, */
    int64_t saved_steady_us;   /* and steady */
    int64_t broken_from_us;    /* the store: since when, 0: it is well */
    bool is_watched, is_stopping, is_confined;
};

static const struct bytes nothing;

static int raise_alert(const struct alert *alert, void *user)
{
    struct recorder *r = user;
    AUTO_TEXT struct text error = {.at = NULL};
    int e;

    if ((alert->kind == ALERT_STRANGER_CHAT && !r->config.alert_first) ||
        (alert->kind == ALERT_BYPASS && !r->config.alert_bypass))
        return 0;
    e = store_add_alert(r->store, alert, &error);

    if (e < 0)
        log_error("an alert could not be kept: %s", text_string(&error));
    return e;
}

static void on_visit(const struct visit *v, void *user)
{
    struct recorder *r = user;

    if (alerts_visit(r->alerts, v) == -ENOMEM)
        log_error("recorder: there is no memory for an alert");
}

static void on_block(const struct block *b, void *user)
{
    struct recorder *r = user;

    if (alerts_block(r->alerts, b) == -ENOMEM)
        log_error("recorder: there is no memory for an alert");
}

/* The store failed: once a while it is tried again. */
static void mind_the_store(struct recorder *r, int64_t steady_us)
{
    const char *what;
    int e = r->keeper ? keeper_error(r->keeper, &what) : 0;
    struct gap gap = {.kind = GAP_RECORDER_STUCK, .to_us = role_now_us()};

    r->state.counts[STATE_ERROR] = (uint64_t)-e;
    if (e == 0 && r->broken_from_us != 0) {
        gap.from_us = r->broken_from_us;
        r->broken_from_us = 0;
        gap_store_add(&r->gaps, &gap, false);
        log_note("the store can be written again");
    }
    if (e == 0 || steady_us < r->retry_us)
        return;
    if (r->broken_from_us == 0) {
        r->broken_from_us = gap.to_us;
        log_error("nothing can be written at present: %s", what);
    }
    r->retry_us = steady_us + RETRY_EACH_US;
    keeper_retry(r->keeper);
    if (keeper_save(r->keeper) == 0) /* says whether it works again */
        mind_the_store(r, steady_us);
}

/* Somebody set the clock: what it says from now on is another time that we watch. */
static void note_clock(struct recorder *r, int64_t now_us)
{
    int64_t steady_us = role_steady_us();
    int64_t moved_us = (now_us - r->saved_us) - (steady_us - r->saved_steady_us);

    if (r->saved_us != 0 && llabs(moved_us) > MOVED_US)
        r->watched_from_us = now_us;
    r->saved_us = now_us;
    r->saved_steady_us = steady_us;
}

static void save(struct recorder *r)
{
    int64_t now_us = role_now_us();
    const char *what;

    note_clock(r, now_us);
    if (!r->keeper || keeper_error(r->keeper, &what) < 0)
        return;
    if (now_us > r->watched_from_us)
        keeper_period(r->keeper, r->watched_from_us, now_us);
    if (keeper_save(r->keeper) < 0)
        r->retry_us = 0;
}

/* Alerts remember what the store knows; 0 or a negative errno, with @reterr. */
static int begin_alerts(struct recorder *r, struct text *reterr)
{
    struct alerts_options options = {
        .per_hour = r->config.alerts_per_hour, .raise = raise_alert, .user = r};
    AUTO(alerts_free) struct alerts *alerts = NULL;
    int e = alerts_new(&options, &alerts);

    if (e == 0)
        e = alerts_load(alerts, r->store, r->catalogue, reterr);
    if (e < 0)
        return e;
    alerts_free(r->alerts);
    r->alerts = TAKE(alerts);
    r->gaps.store = r->store;
    r->gaps.alerts = r->config.alert_gaps ? r->alerts : NULL;
    return 0;
}

/* The settings that are ours of the new kindward.conf. */
static void take_settings(struct recorder *r)
{
    const struct agent_config *c = &r->family.config;
    AUTO_TEXT struct text error = {.at = NULL};
    bool is_other = c->alerts_per_hour != r->config.alerts_per_hour;

    r->config.alert_first = c->alert_first_stranger_chat;
    r->config.alert_bypass = c->alert_ways_around;
    r->config.alert_gaps = c->alert_gaps;
    r->gaps.alerts = c->alert_gaps ? r->alerts : NULL;
    r->config.alerts_per_hour = c->alerts_per_hour;
    if (is_other && begin_alerts(r, &error) < 0)
        log_error("the new number of alerts is not in force: %s", text_string(&error));
}

/* A new policy: the same children go on, others begin anew. */
static void take_family(struct recorder *r, struct policy *old)
{
    struct keeper_options options = {
        .store = r->store, .visit = on_visit, .block = on_block, .user = r};
    bool is_first = !r->keeper;

    if (r->keeper && keeper_finish(r->keeper) < 0)
        log_error("what was under way when the policy changed is lost");
    /* Whatever still comes from the inspector of before has the children's old numbers. */
    channel_replace(&r->inspector, -1);
    guesser_forget_waiting(&r->guesser);
    take_settings(r);
    r->keeper = keeper_free(r->keeper);
    r->n_children = policy_n_children(r->family.policy);
    for (size_t i = 0; i < r->n_children; i++)
        r->children[i] = policy_child(r->family.policy, (uint32_t)i)->name;
    policy_free(old);
    options.children = r->children;
    options.n_children = r->n_children;
    if (r->n_children > 0 && keeper_new(&options, &r->keeper) < 0)
        log_error("recorder: there is no memory for a new policy");
    if (is_first)
        gap_store_add_time_off(&r->gaps, r->children, r->n_children, role_now_us());
}

static json_t *tell_status(void *user)
{
    struct recorder *r = user;
    struct status_facts f = {
        .status = &r->status,
        .family = &r->family,
        .now_us = role_now_us(),
        .heard_us = r->heard_us,
        .names_last_minute = rate_last_minute(&r->names, role_steady_us()),
    };

    for (enum role role = 0; role < ROLE_COUNT; role++)
        f.losses_last_minute += rate_last_minute(&r->losses[role], role_steady_us());
    if (r->keeper)
        f.counts = keeper_counts(r->keeper);
    status_count_today(r->store, r->children, r->n_children, &f);
    return status_json(&f);
}

static void on_status(struct recorder *r, const struct message *m)
{
    if (!message_copy(m, &r->status, sizeof(r->status), NULL))
        return;
    r->status.writer[sizeof(r->status.writer) - 1] = '\0';
    r->heard_us = role_now_us();
    rate_add(&r->names, r->status.roles[ROLE_INSPECTOR].state.counts[STATE_NAMED],
             role_steady_us());
    for (enum role role = 0; role < ROLE_COUNT; role++) {
        const uint64_t *c = r->status.roles[role].state.counts;

        rate_add(&r->losses[role], c[STATE_LOST] + c[STATE_LATE], role_steady_us());
    }
}

static void look(struct recorder *r, const struct observation *o, bool is_answer)
{
    json_t *line;

    if (!onlookers_any(r->onlookers) || o->child >= r->n_children)
        return;
    line = look_json(o, r->children[o->child], is_answer);
    if (line)
        onlookers_tell(r->onlookers, line);
    json_decref(line);
}

/* Tor's own program and its browser's, on this machine. */
static bool is_for_tor(const struct observation *o)
{
    return o->through_proxy && ip_is_loopback(&o->server) &&
           (o->server_port == 9050 || o->server_port == 9150);
}

static void on_guess(const struct guess_connection *c, const char *name, const char *site,
                     void *user)
{
    struct recorder *r = user;

    if (!r->keeper || c->child >= r->n_children)
        return;
    keeper_guess(r->keeper, c->child, clock_day(c->when_us, clock_utc_offset_s(c->when_us)), site);
    guess_tell(r->onlookers, c, name, site, r->children[c->child]);
}

static void on_opened(struct recorder *r, connection_id id, const struct observation *o)
{
    keeper_open(r->keeper, id, o);
    guesser_connection(&r->guesser, o);
    if ((o->nameless == NAMELESS_TUNNEL || is_for_tor(o)) &&
        alerts_tunnel(r->alerts, r->children[o->child], o->when_us,
                      clock_utc_offset_s(o->when_us)) == -ENOMEM)
        log_error("recorder: there is no memory for an alert");
}

static void on_inspector(const struct message *m, int fd, void *user)
{
    struct recorder *r = user;
    struct observation o;
    connection_id id;
    bool is_answer;
    union {
        struct message_use use;
        struct message_connection connection;
        struct message_moment moment;
    } u;

    (void)fd;
    r->state.counts[STATE_PACKETS]++; /* records, for this role */
    if (!r->keeper)
        return;
    switch (m->type) {
    case MESSAGE_OPEN:
    case MESSAGE_LOOK:
        if (!message_observation_read(m->body, &id, &o, &is_answer) || o.child >= r->n_children ||
            id > MESSAGE_CONNECTION_MAX)
            break;
        if (m->type == MESSAGE_OPEN)
            on_opened(r, id, &o);
        else
            look(r, &o, is_answer);
        break;
    case MESSAGE_USE:
        if (message_copy(m, &u.use, sizeof(u.use), NULL))
            keeper_use(r->keeper, u.use.id, &u.use.usage);
        break;
    case MESSAGE_CLOSE:
        if (message_copy(m, &u.connection, sizeof(u.connection), NULL))
            keeper_close(r->keeper, u.connection.id);
        break;
    case MESSAGE_UNRECORDED:
        if (message_copy(m, &u.moment, sizeof(u.moment), NULL))
            keeper_unrecorded(r->keeper, u.moment.child, u.moment.when_us);
        break;
    case MESSAGE_MINUTE:
        if (message_copy(m, &u.moment, sizeof(u.moment), NULL))
            keeper_minute(r->keeper, u.moment.when_us);
        break;
    default:
        break;
    }
}

static void on_peer(struct recorder *r, const struct message *m, int fd)
{
    struct message_peer peer;

    if (message_copy(m, &peer, sizeof(peer), NULL) && peer.role == ROLE_NAMER) {
        guesser_link(&r->guesser, fd);
        return;
    }
    if (r->keeper) /* another inspector: what the one before had open ends here */
        keeper_close_all(r->keeper);
    channel_replace(&r->inspector, fd);
}

static void on_control(const struct message *m, int fd, void *user)
{
    struct recorder *r = user;
    struct policy *old = NULL;
    struct gap gap;

    switch (m->type) {
    case MESSAGE_PEER:
        on_peer(r, m, fd);
        break;
    case MESSAGE_PING:
        r->state.is_confined = r->is_confined;
        channel_put(&r->control, MESSAGE_STATE, &r->state, sizeof(r->state), nothing);
        break;
    case MESSAGE_GAP:
        if (message_copy(m, &gap, sizeof(gap), NULL) && (unsigned)gap.kind < GAP_KIND_COUNT)
            gap_store_add(&r->gaps, &gap, r->broken_from_us != 0);
        break;
    case MESSAGE_STATUS:
        on_status(r, m);
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

static void mind_who_looks(struct recorder *r)
{
    struct message_watch m = {.is_on = onlookers_any(r->onlookers)};

    if (m.is_on == r->is_watched)
        return;
    r->is_watched = m.is_on;
    channel_put(&r->control, MESSAGE_WATCH, &m, sizeof(m), nothing);
}

static int run(struct recorder *r)
{
    while (!r->is_stopping) {
        struct pollfd ready[3 + ONLOOKERS_MAX + 1] = {
            {.fd = r->control.fd, .events = POLLIN},
            {.fd = r->inspector.fd, .events = POLLIN},
            {.fd = r->guesser.namer.fd, .events = POLLIN},
        };
        nfds_t n = 3 + onlookers_poll(r->onlookers, ready + 3);
        int64_t steady_us;
        int e = 1;

        if (poll(ready, n, ROLE_TICK_MS) < 0 && errno != EINTR)
            return 1;
        /* An inspector's last words go before those of the supervisor on the next one. */
        for (int i = 0; i < DATAGRAMS_AT_ONCE && (ready[0].revents || ready[1].revents) && e > 0;
             i++)
            e = channel_receive(&r->inspector, on_inspector, r);
        if (e < 0)
            channel_replace(&r->inspector, -1);
        e = 1;
        while (ready[0].revents && (e = channel_receive(&r->control, on_control, r)) > 0)
            ;
        if (ready[0].revents && e < 0)
            return 0;
        guesser_mind(&r->guesser);
        if (onlookers_ask(ready + 3, n - 3))
            onlookers_serve(r->onlookers, tell_status, r);
        mind_who_looks(r);
        steady_us = role_steady_us();
        if (r->keeper)
            keeper_commit(r->keeper);
        if (steady_us >= r->save_us) {
            save(r);
            r->save_us = steady_us + SAVE_EACH_US;
        }
        mind_the_store(r, steady_us);
        if (r->broken_from_us == 0)
            gap_store_retry(&r->gaps, steady_us);
        channel_flush(&r->control);
    }
    return 0;
}

static int finish(struct recorder *r)
{
    const char *what;

    while (channel_receive(&r->inspector, on_inspector, r) > 0)
        ;
    if (!r->keeper)
        return 0;
    save(r);
    if (keeper_finish(r->keeper) < 0) {
        (void)keeper_error(r->keeper, &what);
        log_error("the last visits could not be kept: %s", what);
        return 1;
    }
    return 0;
}

static int prepare(struct recorder *r, struct text *reterr)
{
    AUTO_TEXT struct text path = {.at = NULL};
    struct confinement what = {.role = ROLE_RECORDER,
                               .account = r->config.account,
                               .writable = {r->config.state_dir, r->config.runtime_dir},
                               .time_zones = true};
    struct guesser_options guess = {.guess = on_guess, .user = r};
    int e = catalogue_of_memory(catalogue_default_image(), &r->catalogue, reterr);

    if (e == 0)
        e = family_init(&r->family, r->catalogue);
    guess.catalogue = r->catalogue;
    if (e == 0)
        e = guesser_init(&r->guesser, &guess);
    (void)clock_utc_offset_s(role_now_us()); /* reads the zone while it may */
    if (e == 0)
        e = confine(&what, reterr);
    text_addf(&path, "%s/kindward.db", r->config.state_dir);
    if (e == 0)
        e = path.failed ? -ENOMEM : store_open(path.at, STORE_WRITE, &r->store, reterr);
    if (e == 0)
        e = begin_alerts(r, reterr);
    return e < 0 ? e : onlookers_open(r->config.runtime_dir, &r->onlookers, reterr);
}

int recorder_main(void)
{
    static struct recorder r;
    AUTO_TEXT struct text error = {.at = NULL};
    int status;

    if (channel_init(&r.control, ROLE_CONTROL_FD, ROLE_RECORDER, ROLE_SUPERVISOR) < 0 ||
        channel_init(&r.inspector, -1, ROLE_RECORDER, ROLE_INSPECTOR) < 0 ||
        role_config(&r.control, &r.config) < 0)
        return role_failed(ROLE_RECORDER, "there is nobody to work for");
    if (prepare(&r, &error) < 0)
        return role_failed(ROLE_RECORDER,
                           error.len ? error.at : "there is no memory to begin with");
    r.is_confined = confine_is_effective();
    r.watched_from_us = role_now_us();
    channel_put(&r.control, MESSAGE_READY, NULL, 0, nothing);
    channel_flush(&r.control);
    status = run(&r) | finish(&r);
    r.onlookers = onlookers_close(r.onlookers);
    r.keeper = keeper_free(r.keeper);
    r.alerts = alerts_free(r.alerts);
    r.store = store_close(r.store);
    guesser_done(&r.guesser);
    family_done(&r.family);
    catalogue_close(r.catalogue);
    channel_done(&r.inspector);
    channel_done(&r.control);
    return status;
}
