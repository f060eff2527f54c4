/*
 * What the supervisor looks at again and again: the roles, the queue, the rules, the accounts, the
 * day.
 */
#include "base/log.h"
#include "capture/queue.h"
#include "daemon/role.h"
#include "daemon/supervisor_policy.h"

#include <string.h>

#define CHECK_EACH_US  (3 * SECOND_US)
#define STATUS_EACH_US (1 * SECOND_US)
#define DAY_EACH_US    (10 * MINUTE_US)

static void mind_the_queue(struct supervisor *s, int64_t steady_us)
{
    struct queue_state state;
    struct gap gap = {.kind = GAP_QUEUE_FULL, .from_us = role_now_us(), .to_us = role_now_us()};
    uint64_t dropped;

    if (!guard_is_held(s->guard) || !s->brood.roles[ROLE_GATE].is_ready ||
        !supervisor_queue_state(s, &state))
        return;
    if (queueprobe_is_alone(&s->queueprobe, &state)) /* whether that goes on, the pings show */
        state.waiting = 0;
    if (queuewatch_is_stuck(&s->queuewatch, &state, s->config.answer_within_ms, steady_us,
                            &dropped)) {
        log_error("packets wait in the queue and get no verdict; the rules are taken away");
        supervisor_remove_rules(s);
        brood_end_frozen(&s->brood, ROLE_GATE, steady_us);
    }
    /* Full: what comes now goes past unread, and the kernel does not count it. */
    if (dropped > 0 || state.waiting >= QUEUE_LENGTH) {
        gap.n_lost = dropped;
        supervisor_tell_gap(s, &gap);
    }
}

static void mind_the_rules(struct supervisor *s)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct gap gap = {.kind = GAP_RULES_FLUSHED, .to_us = role_now_us()};
    int r;

    supervisor_install_rules(s);
    r = guard_check(s->guard, &error);
    if (r < 0)
        log_error("the rules cannot be checked: %s", text_string(&error));
    if (r <= 0)
        return;
    log_error("another program took our rules away (%s); they are back", text_string(&error));
    gap.from_us = gap.to_us - CHECK_EACH_US; /* the last look */
    supervisor_tell_gap(s, &gap);
}

/* A number is a child's only as long as the account is: who gets it later is another (UID-7). */
static void mind_the_accounts(struct supervisor *s)
{
    static const char *const paths[ACCOUNTWATCH_FILES] = {"/etc/passwd", UIDS_SUBUID_PATH};
    AUTO_TEXT struct text error = {.at = NULL};
    struct message_account before[MESSAGE_ACCOUNTS_MAX];
    const struct message_account *accounts;
    size_t n_before, n;

    if (!accountwatch_look(&s->accountwatch, paths))
        return;
    s->n_not_assigned = startup_not_assigned(s->policy);
    n_before = guard_accounts(s->guard, &accounts);
    memcpy(before, accounts, n_before * sizeof(*accounts));
    if (guard_take(s->guard, s->policy, &s->config, clock_today(), &error) < 0)
        log_error("%s", text_string(&error));
    n = guard_accounts(s->guard, &accounts);
    if (n == n_before && memcmp(before, accounts, n * sizeof(*accounts)) == 0)
        return;
    log_note("the accounts of this machine are others now");
    supervisor_put_in_force(s);
}

/* Where programs ask resolved without a packet, it has to tell (RES-2, RES-3). */
static void mind_the_monitor(struct supervisor *s)
{
    AUTO(close_fd) int fd = -1;

    if (s->has_monitor || !s->brood.roles[ROLE_INSPECTOR].is_ready)
        return;
    fd = supervisor_monitor(s);
    if (fd >= 0) /* where there is no room for it: at the next look */
        s->has_monitor =
            channel_tell_fd(&s->brood.roles[ROLE_INSPECTOR].control, MESSAGE_MONITOR, NULL, 0, fd);
}

/* Lists that were fetched are used as soon as they are there. */
static void mind_the_lists(struct supervisor *s)
{
    if (!meanings_look(&s->meanings, &s->lists))
        return;
    log_note("lists that were fetched are in use: %zu names",
             catalogue_n_names(s->meanings.catalogue));
    for (enum role role = 0; role < ROLE_COUNT; role++)
        if (role == ROLE_INSPECTOR || role == ROLE_RECORDER || role == ROLE_BUS) {
            meanings_tell(&s->lists, &s->brood.roles[role].control);
            channel_flush(&s->brood.roles[role].control);
        }
}

void supervisor_tick(struct supervisor *s)
{
    int64_t steady_us = role_steady_us();
    int32_t day;
    struct gap gap;

    brood_reap(&s->brood, steady_us);
    brood_mind(&s->brood, steady_us);
    granted_tell(&s->granted, &s->brood.roles[ROLE_BUS].control);
    mind_the_queue(s, steady_us);
    supervisor_mind_exceptions(s, steady_us);
    if (timewatch_look(&s->timewatch, &gap))
        supervisor_tell_gap(s, &gap);
    if (steady_us >= s->check_us) {
        mind_the_accounts(s);
        mind_the_rules(s);
        mind_the_monitor(s);
        mind_the_lists(s);
        if (startup_resolver_is_changed(&s->resolver_ns))
            brood_restart(&s->brood, ROLE_NAMER); /* it cannot read where to ask any more */
        s->check_us = steady_us + CHECK_EACH_US;
    }
    if (steady_us >= s->day_us) {
        /* Who is 18 today is no child any more. On any other day all goes on: an inspector that
         * began anew would know no connection that does. */
        day = clock_today();
        if (startup_days_differ(s->policy, s->day, day))
            supervisor_put_in_force(s);
        s->n_not_assigned = startup_not_assigned(s->policy); /* of no file, too: LDAP's */
        s->day = day;
        s->day_us = steady_us + DAY_EACH_US;
    }
    if (steady_us >= s->status_us) {
        supervisor_tell_status(s);
        supervisor_tell_systemd(s);
        s->status_us = steady_us + STATUS_EACH_US;
    }
    supervisor_tell_gaps(s, steady_us);
}
