/*
 * recorder — owns the database; sees no packet.
 *
 * Folds what the inspector saw into visits, decides about alerts, keeps gaps, and answers who asks
 * how things are. Visits under way are written every few seconds, so that whatever dies, no more
 * than that is lost. A store that cannot be written is tried again and again, and the time until
 * it can is a gap.
 */
#include "base/log.h"
#include "daemon/confine.h"
#include "daemon/look_json.h"
#include "daemon/recorder_state.h"
#include "daemon/status_json.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define SAVE_EACH_US (5 * SECOND_US)

enum { DATAGRAMS_AT_ONCE = 64 };

static const struct bytes nothing;

static struct message_summary summary_of(const struct recorder *r)
{
    struct message_summary s = {.names_last_minute = rate_last_minute(&r->names, role_steady_us())};

    for (enum role role = 0; role < ROLE_COUNT; role++)
        s.losses_last_minute += rate_last_minute(&r->losses[role], role_steady_us());
    if (r->keeper)
        s.counts = keeper_counts(r->keeper);
    return s;
}

static json_t *tell_status(struct recorder *r)
{
    struct message_summary s = summary_of(r);
    struct status_facts f = {
        .status = &r->status,
        .family = &r->family,
        .now_us = role_now_us(),
        .heard_us = r->heard_us,
        .counts = s.counts,
        .names_last_minute = s.names_last_minute,
        .losses_last_minute = s.losses_last_minute,
    };

    status_count_today(r->store, r->children, r->n_children, &f);
    return status_json(&f);
}

static json_t *answer(const char *question, void *user)
{
    struct recorder *r = user;

    if (strcmp(question, "status") == 0)
        return tell_status(r);
    return strncmp(question, "erase ", 6) == 0 ? recorder_erase(r, question + 6) : NULL;
}

/* The role on the bus hears what is new, never waits for it, and is never waited for: while its
 * link is full, what is new goes on being it. */
static void tell_bus(struct recorder *r)
{
    if ((r->news.alert || r->news.block) &&
        channel_tell(&r->bus, MESSAGE_NEWS, &r->news, sizeof(r->news)))
        r->news = (struct message_news){.alert = 0};
    if (r->owes_answer &&
        channel_tell(&r->bus, MESSAGE_GRANTED, &r->erase_answer, sizeof(r->erase_answer)))
        r->owes_answer = false;
    channel_flush(&r->bus);
}

static void on_status(struct recorder *r, const struct message *m)
{
    struct message_summary summary;

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
    summary = summary_of(r);
    channel_put(&r->bus, MESSAGE_SUMMARY, &summary, sizeof(summary), nothing);
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

/* What a guardian had erased, and came late. */
static bool is_erased(const struct recorder *r, uint32_t child, int64_t when_us)
{
    return erased_has(&r->erased, r->children[child],
                      clock_day(when_us, clock_utc_offset_s(when_us)), when_us);
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
    if (is_erased(r, o->child, o->when_us)) {
        keeper_close(r->keeper, id); /* the one that had this number before */
        return;
    }
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
        if (message_copy(m, &u.moment, sizeof(u.moment), NULL) && u.moment.child < r->n_children &&
            !is_erased(r, u.moment.child, u.moment.when_us))
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

static void on_bus(const struct message *m, int fd, void *user)
{
    (void)fd;
    if (m->type == MESSAGE_ERASE)
        recorder_erase_for_bus(user, m);
}

static void on_peer(struct recorder *r, const struct message *m, int fd)
{
    struct message_peer peer;

    if (!message_copy(m, &peer, sizeof(peer), NULL))
        return;
    if (peer.role == ROLE_NAMER) {
        guesser_link(&r->guesser, fd);
        return;
    }
    if (peer.role == ROLE_BUS) {
        channel_replace(&r->bus, fd);
        r->owes_answer = false; /* nobody waits for it there any more */
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
    case MESSAGE_CATALOGUE:
        if (meanings_message(&r->meanings, m, fd)) {
            r->family.catalogue = r->meanings.catalogue;
            r->guesser.options.catalogue = r->meanings.catalogue;
        }
        break;
    case MESSAGE_STATUS:
        on_status(r, m);
        break;
    case MESSAGE_STOP:
        r->is_stopping = true;
        break;
    default:
        if (family_message(&r->family, m, &old))
            recorder_take_family(r, old);
        break;
    }
}

static void mind_who_looks(struct recorder *r)
{
    struct message_watch m = {.is_on = onlookers_any(r->onlookers)};

    if (m.is_on != r->is_watched && channel_tell(&r->control, MESSAGE_WATCH, &m, sizeof(m)))
        r->is_watched = m.is_on;
}

static int run(struct recorder *r)
{
    while (!r->is_stopping) {
        struct pollfd ready[4 + ONLOOKERS_MAX + 1] = {
            {.fd = r->control.fd, .events = POLLIN},
            {.fd = r->inspector.fd, .events = POLLIN},
            {.fd = r->guesser.namer.fd, .events = POLLIN},
            {.fd = r->bus.fd, .events = POLLIN},
        };
        nfds_t n = 4 + onlookers_poll(r->onlookers, ready + 4);
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
        if (ready[3].revents && channel_receive(&r->bus, on_bus, r) < 0)
            channel_replace(&r->bus, -1);
        guesser_mind(&r->guesser);
        if (onlookers_ask(ready + 4, n - 4))
            onlookers_serve(r->onlookers, answer, r);
        mind_who_looks(r);
        steady_us = role_steady_us();
        if (r->keeper)
            keeper_commit(r->keeper);
        tell_bus(r);
        if (steady_us >= r->save_us) {
            recorder_save(r);
            r->save_us = steady_us + SAVE_EACH_US;
        }
        recorder_mind_store(r, steady_us);
        recorder_age(r, steady_us);
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
    recorder_save(r);
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
    int e = meanings_init(&r->meanings, reterr);

    if (e == 0)
        e = family_init(&r->family, r->meanings.catalogue);
    guess.catalogue = r->meanings.catalogue;
    if (e == 0)
        e = guesser_init(&r->guesser, &guess);
    (void)clock_utc_offset_s(role_now_us()); /* reads the zone while it may */
    if (e == 0)
        e = confine(&what, reterr);
    text_addf(&path, "%s/kindward.db", r->config.state_dir);
    if (e == 0)
        e = path.failed ? -ENOMEM : store_open(path.at, STORE_WRITE, &r->store, reterr);
    if (e == 0)
        e = recorder_begin_alerts(r, reterr);
    return e < 0 ? e : onlookers_open(r->config.runtime_dir, &r->onlookers, reterr);
}

int recorder_main(void)
{
    static struct recorder r;
    AUTO_TEXT struct text error = {.at = NULL};
    int status;

    if (channel_init(&r.control, ROLE_CONTROL_FD, ROLE_RECORDER, ROLE_SUPERVISOR) < 0 ||
        channel_init(&r.inspector, -1, ROLE_RECORDER, ROLE_INSPECTOR) < 0 ||
        channel_init(&r.bus, -1, ROLE_RECORDER, ROLE_BUS) < 0 ||
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
    meanings_done(&r.meanings);
    channel_done(&r.inspector);
    channel_done(&r.bus);
    channel_done(&r.control);
    return status;
}
