/*
 * What is in force, and who is told of it: the rules, the roles, whoever asks for the state.
 */
#include "base/log.h"
#include "daemon/role.h"
#include "daemon/supervisor_state.h"

#include <string.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

enum { UNSERVED_SAID = 10 }; /* in a row, one a second, until that is told */

static const struct bytes nothing;

void supervisor_tell_gap(struct supervisor *s, const struct gap *gap)
{
    gaps_add(&s->gaps, gap);
}

void supervisor_tell_gaps(struct supervisor *s, int64_t steady_us)
{
    struct brood_role *recorder = &s->brood.roles[ROLE_RECORDER];
    struct gap gap;

    while (recorder->is_ready && gaps_next(&s->gaps, steady_us, &gap))
        if (!channel_tell(&recorder->control, MESSAGE_GAP, &gap, sizeof(gap))) {
            gaps_add(&s->gaps, &gap); /* the recorder reads nothing just now */
            return;
        }
}

/* What is seen is told on only while somebody looks at it. */
void supervisor_tell_watch(struct supervisor *s)
{
    struct message_watch watch = {.is_on = s->is_watched};

    channel_put(&s->brood.roles[ROLE_INSPECTOR].control, MESSAGE_WATCH, &watch, sizeof(watch),
                nothing);
}

static void tell_exceptions(struct supervisor *s)
{
    struct exception all[EXCEPTIONS_MAX];

    for (size_t i = 0; i < s->n_exceptions; i++)
        all[i] = s->exceptions[i].told;
    channel_put(&s->brood.roles[ROLE_BUS].control, MESSAGE_EXCEPTIONS, all,
                s->n_exceptions * sizeof(all[0]), nothing);
}

/* The policy, to a role that reads it. */
void supervisor_tell_family(enum role role, void *user)
{
    struct supervisor *s = user;
    struct channel *c = &s->brood.roles[role].control;
    struct message_family head = {.serial = s->serial,
                                  .n_children = (uint32_t)policy_n_children(s->policy)};
    const struct message_account *accounts;
    size_t n = guard_accounts(s->guard, &accounts);

    if (role == ROLE_GATE || role == ROLE_NAMER)
        return;
    meanings_tell(&s->lists, c); /* before a policy that may speak of its platforms */
    if (role == ROLE_BUS)
        tell_exceptions(s);
    if (role == ROLE_INSPECTOR)
        supervisor_tell_watch(s);
    for (size_t i = 0; i < s->live.n; i++)
        head.n_bytes += s->live.at[i].text.len;
    channel_put(c, MESSAGE_FAMILY, &head, sizeof(head), nothing);
    channel_put(c, MESSAGE_ACCOUNTS, accounts, n * sizeof(*accounts), nothing);
    for (size_t i = 0; i < s->live.n; i++) {
        const struct policy_text *t = &s->live.at[i];
        size_t name_len = strlen(t->name) + 1, room = MESSAGE_BODY_MAX - name_len, at = 0;

        do { /* an empty file is a part, too */
            struct bytes part = bytes_head(bytes_after(t->text, at), room);

            channel_put(c, MESSAGE_POLICY, t->name, name_len, part);
            at += room;
        } while (at < t->text.len);
    }
    channel_put(c, MESSAGE_IN_FORCE, NULL, 0, nothing);
    channel_flush(c);
}

void supervisor_remove_rules(struct supervisor *s)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (guard_is_installed(s->guard) && guard_remove(s->guard, &error) < 0)
        log_error("the rules could not be taken away: %s", text_string(&error));
}

void supervisor_install_rules(struct supervisor *s)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (guard_is_installed(s->guard) || !s->brood.roles[ROLE_GATE].is_ready ||
        !s->brood.roles[ROLE_INSPECTOR].is_ready || !s->brood.roles[ROLE_RECORDER].is_ready)
        return;
    if (guard_install(s->guard, &error) < 0)
        log_error("the rules could not be put in force: %s", text_string(&error));
    else if (guard_is_installed(s->guard))
        log_note("rules in force (%s)%s", guard_writer(s->guard),
                 guard_is_held(s->guard) ? "" : ", for observing only");
}

void supervisor_fill_config(const struct supervisor *s, struct message_config *c)
{
    memset(c, 0, sizeof(*c));
    c->queue = (uint16_t)s->config.queue;
    c->log_group = (uint16_t)s->config.log_group;
    c->memory_mib = s->config.memory_mib;
    c->answer_within_ms = (uint16_t)s->config.answer_within_ms;
    c->alerts_per_hour = s->config.alerts_per_hour;
    c->mark_shift = (uint8_t)s->config.mark_bit;
    c->fail_closed = s->config.when_inspector_is_away == AWAY_BLOCK;
    c->is_held = guard_is_held(s->guard);
    c->alert_first = s->config.alert_first_stranger_chat;
    c->alert_bypass = s->config.alert_ways_around;
    c->alert_gaps = s->config.alert_gaps;
    strncpy(c->account, s->options->account, sizeof(c->account) - 1);
    strncpy(c->state_dir, s->options->state_dir, sizeof(c->state_dir) - 1);
    strncpy(c->runtime_dir, s->options->runtime_dir, sizeof(c->runtime_dir) - 1);
}

/* Of another queue, log or mark the gate learns by beginning anew; of alerts it need not know. */
static bool gate_is_changed(const struct message_config *a, const struct message_config *b)
{
    return a->queue != b->queue || a->log_group != b->log_group || a->mark_shift != b->mark_shift ||
           a->answer_within_ms != b->answer_within_ms || a->fail_closed != b->fail_closed ||
           a->is_held != b->is_held;
}

void supervisor_put_in_force(struct supervisor *s)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct message_config before = s->brood.config;

    s->serial++;
    s->day = clock_today();
    s->n_not_assigned = startup_not_assigned(s->policy);
    if (guard_take(s->guard, s->policy, &s->config, s->day, &error) < 0)
        log_error("%s", text_string(&error));
    supervisor_fill_config(s, &s->brood.config);
    brood_want(&s->brood, ROLE_NAMER, s->config.names_for_nameless);
    /* Its connections carry the children's numbers of before: it ends before the recorder hears of
     * the new ones, so that nobody's use becomes another's. */
    brood_restart(&s->brood, ROLE_INSPECTOR);
    supervisor_tell_family(ROLE_RECORDER, s);
    supervisor_tell_family(ROLE_BUS, s);
    if (gate_is_changed(&before, &s->brood.config)) {
        supervisor_remove_rules(s); /* a queue more or less, another mark: the gate begins anew */
        brood_restart(&s->brood, ROLE_GATE);
    } else if (guard_is_installed(s->guard) && guard_install(s->guard, &error) < 0) {
        log_error("the rules could not be changed: %s", text_string(&error));
    }
}

void supervisor_tell_status(struct supervisor *s)
{
    struct message_status m = {
        .started_us = s->started_us,
        .serial = s->serial,
        .n_children = (uint32_t)policy_n_children(s->policy),
        .n_held = guard_n_held(s->guard),
        .n_not_assigned = s->n_not_assigned,
        .rules_in_force = guard_is_installed(s->guard),
        .observe_only = guard_observes_only(s->guard),
    };

    strncpy(m.writer, guard_writer(s->guard), sizeof(m.writer) - 1);
    for (enum role r = 0; r < ROLE_COUNT; r++) {
        const struct brood_role *from = &s->brood.roles[r];

        m.roles[r] = (struct message_role_status){.pid = from->pid,
                                                  .n_starts = from->n_starts,
                                                  .since_us = from->since_us,
                                                  .state = from->state,
                                                  .is_wanted = from->is_wanted};
    }
    m.roles[ROLE_SUPERVISOR] = (struct message_role_status){
        .pid = getpid(), .n_starts = 1, .since_us = s->started_us, .is_wanted = true};
    channel_put(&s->brood.roles[ROLE_RECORDER].control, MESSAGE_STATUS, &m, sizeof(m), nothing);
    channel_put(&s->brood.roles[ROLE_BUS].control, MESSAGE_STATUS, &m, sizeof(m), nothing);
}

/* Does what goes into the queue come to the gate? And the next probe of that. */
static bool is_queue_served(struct supervisor *s)
{
    struct queue_state state;
    bool is_known = guard_is_held(s->guard) && guard_is_installed(s->guard) &&
                    supervisor_queue_state(s, &state);
    bool is_served = queueprobe_is_served(&s->queueprobe, is_known ? &state : NULL,
                                          s->brood.roles[ROLE_GATE].state.counts[STATE_HELD]);

    if (is_known)
        queueprobe_send(&s->queueprobe, &state);
    s->n_unserved = is_served ? 0 : s->n_unserved + 1;
    if (s->n_unserved == UNSERVED_SAID)
        log_error("packets went into the queue, and the gate says of none that it came; where that "
                  "goes on, systemd starts the agent anew");
    return is_served;
}

void supervisor_tell_systemd(struct supervisor *s)
{
    bool all = true;

    for (enum role r = ROLE_GATE; r <= ROLE_RECORDER; r++) /* a guess is nothing to wait for */
        all &= s->brood.roles[r].is_ready;
    if (all && !s->was_ready) {
        s->was_ready = true;
        (void)sd_notify(0, "READY=1\nSTATUS=Kindward is on");
        log_note("ready");
    }
    if (all && is_queue_served(s))
        (void)sd_notify(0, "WATCHDOG=1");
}
