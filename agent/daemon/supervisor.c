#include "daemon/supervisor.h"

#include "base/clock.h"
#include "base/log.h"
#include "capture/queue.h"
#include "daemon/accountwatch.h"
#include "daemon/brood.h"
#include "daemon/gaps.h"
#include "daemon/guard.h"
#include "daemon/monitor.h"
#include "daemon/queuewatch.h"
#include "daemon/role.h"
#include "daemon/startup.h"
#include "daemon/timewatch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define CHECK_EACH_US  (3 * SECOND_US)
#define STATUS_EACH_US (1 * SECOND_US)
#define DAY_EACH_US    (10 * MINUTE_US)

struct supervisor {
    const struct supervisor_options *options;
    struct catalogue *catalogue;
    struct policy *policy;
    struct policy_texts texts;
    struct agent_config config;
    struct guard *guard;
    struct brood brood;
    struct timewatch timewatch;
    struct accountwatch accountwatch;
    struct queuewatch queuewatch;
    struct gaps gaps;                                /* that the recorder was not told of yet */
    int64_t started_us, check_us, status_us, day_us; /* the last three: next ones, steady clock */
    int64_t resolver_ns;                             /* startup_resolver_is_changed() */
    int32_t day;
    uint32_t serial, n_not_assigned;
    bool was_ready, has_monitor; /* the latter: the inspector hears of the resolver's answers */
};

static volatile sig_atomic_t must_stop, must_reload;

static const struct bytes nothing;

static void on_signal(int signal)
{
    if (signal == SIGHUP)
        must_reload = 1;
    else if (signal != SIGCHLD)
        must_stop = 1;
}

static void tell_gap(struct supervisor *s, const struct gap *gap)
{
    gaps_add(&s->gaps, gap);
}

static void tell_gaps(struct supervisor *s, int64_t steady_us)
{
    struct brood_role *recorder = &s->brood.roles[ROLE_RECORDER];
    struct gap gap;

    while (recorder->is_ready && gaps_next(&s->gaps, steady_us, &gap))
        channel_put(&recorder->control, MESSAGE_GAP, &gap, sizeof(gap), nothing);
}

/* The policy, to a role that reads it. */
static void tell_family(enum role role, void *user)
{
    struct supervisor *s = user;
    struct channel *c = &s->brood.roles[role].control;
    struct message_family head = {.serial = s->serial,
                                  .n_children = (uint32_t)policy_n_children(s->policy)};
    const struct message_account *accounts;
    size_t n = guard_accounts(s->guard, &accounts);

    if (role == ROLE_GATE || role == ROLE_NAMER)
        return;
    for (size_t i = 0; i < s->texts.n; i++)
        head.n_bytes += s->texts.at[i].text.len;
    channel_put(c, MESSAGE_FAMILY, &head, sizeof(head), nothing);
    channel_put(c, MESSAGE_ACCOUNTS, accounts, n * sizeof(*accounts), nothing);
    for (size_t i = 0; i < s->texts.n; i++) {
        const struct policy_text *t = &s->texts.at[i];
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

static void remove_rules(struct supervisor *s)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (guard_is_installed(s->guard) && guard_remove(s->guard, &error) < 0)
        log_error("the rules could not be taken away: %s", text_string(&error));
}

/* Rules are in force while there is a gate to serve them and an inspector to decide. */
static void install_rules(struct supervisor *s)
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

static void on_role_ready(enum role role, void *user)
{
    struct supervisor *s = user;

    (void)role;
    install_rules(s);
}

static void on_back(enum role role, const struct gap *gap, void *user)
{
    (void)role;
    tell_gap(user, gap);
}

/* A gate that is dead lets everything through; one that froze does not, and its rules must go. */
static void on_gone(enum role role, bool was_frozen, void *user)
{
    struct supervisor *s = user;

    if (role == ROLE_GATE && (was_frozen || s->config.when_inspector_is_away == AWAY_ACCEPT))
        remove_rules(s);
    if (role == ROLE_GATE)
        s->queuewatch.is_waiting = false; /* what was dropped before stays told */
    if (role == ROLE_INSPECTOR)
        s->has_monitor = false; /* it went with it */
}

static void on_message(enum role role, const struct message *m, void *user)
{
    struct supervisor *s = user;
    int64_t now_us = role_now_us();
    struct gap gap;
    struct message_watch watch;

    if (m->type == MESSAGE_LOST && message_copy(m, &gap, sizeof(gap), NULL)) {
        gap.kind = GAP_MESSAGES_LOST; /* how many is the role's to say; what and when is ours */
        gap.to_us = now_us;
        if (gap.from_us > now_us || gap.from_us < now_us - MINUTE_US)
            gap.from_us = now_us - SECOND_US;
        tell_gap(s, &gap);
    }
    if (m->type == MESSAGE_MONITOR_GONE)
        s->has_monitor = false;
    if (m->type == MESSAGE_WATCH && role == ROLE_RECORDER &&
        message_copy(m, &watch, sizeof(watch), NULL))
        channel_put(&s->brood.roles[ROLE_INSPECTOR].control, MESSAGE_WATCH, &watch, sizeof(watch),
                    nothing);
}

static void fill_config(const struct supervisor *s, struct message_config *c)
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

/* The new policy is in force from here on: rules, roles and all. */
static void put_in_force(struct supervisor *s)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct message_config before = s->brood.config;

    s->serial++;
    s->day = clock_today();
    s->n_not_assigned = startup_not_assigned(s->policy);
    if (guard_take(s->guard, s->policy, &s->config, s->day, &error) < 0)
        log_error("%s", text_string(&error));
    fill_config(s, &s->brood.config);
    brood_want(&s->brood, ROLE_NAMER, s->config.names_for_nameless);
    /* Its connections carry the children's numbers of before: it ends before the recorder hears of
     * the new ones, so that nobody's use becomes another's. */
    brood_restart(&s->brood, ROLE_INSPECTOR);
    tell_family(ROLE_RECORDER, s);
    if (gate_is_changed(&before, &s->brood.config)) {
        remove_rules(s); /* a queue more or less, another mark: the gate begins anew */
        brood_restart(&s->brood, ROLE_GATE);
    } else if (guard_is_installed(s->guard) && guard_install(s->guard, &error) < 0) {
        log_error("the rules could not be changed: %s", text_string(&error));
    }
}

static void reload(struct supervisor *s)
{
    struct startup_policy fresh = {.policy = NULL};

    if (startup_read_policy(s->options->config_dir, s->catalogue, &fresh) < 0) {
        log_error("the configuration is refused; the one before stays in force");
        return;
    }
    policy_free(s->policy);
    policy_texts_done(&s->texts);
    s->policy = fresh.policy;
    s->texts = fresh.texts;
    s->config = fresh.config;
    put_in_force(s);
    log_note("the new configuration is in force");
}

static void mind_the_queue(struct supervisor *s, int64_t steady_us)
{
    struct queue_state state;
    struct gap gap = {.kind = GAP_QUEUE_FULL, .from_us = role_now_us(), .to_us = role_now_us()};
    uint64_t dropped;

    if (!guard_is_held(s->guard) || !s->brood.roles[ROLE_GATE].is_ready ||
        !queue_state_now((uint16_t)s->config.queue, &state))
        return;
    if (queuewatch_is_stuck(&s->queuewatch, &state, steady_us, &dropped)) {
        log_error("packets wait in the queue and get no verdict; the rules are taken away");
        remove_rules(s);
        brood_end_frozen(&s->brood, ROLE_GATE, steady_us);
    }
    /* Full: what comes now goes past unread, and the kernel does not count it. */
    if (dropped > 0 || state.waiting >= QUEUE_LENGTH) {
        gap.n_lost = dropped;
        tell_gap(s, &gap);
    }
}

static void mind_the_rules(struct supervisor *s)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct gap gap = {.kind = GAP_RULES_FLUSHED, .to_us = role_now_us()};
    int r;

    install_rules(s);
    r = guard_check(s->guard, &error);
    if (r < 0)
        log_error("the rules cannot be checked: %s", text_string(&error));
    if (r <= 0)
        return;
    log_error("another program took our rules away (%s); they are back", text_string(&error));
    gap.from_us = gap.to_us - CHECK_EACH_US; /* the last look */
    tell_gap(s, &gap);
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
    put_in_force(s);
}

/* Where programs ask resolved without a packet, it has to tell (RES-2, RES-3). */
static void mind_the_monitor(struct supervisor *s)
{
    AUTO(close_fd) int fd = -1;

    if (s->has_monitor || !s->brood.roles[ROLE_INSPECTOR].is_ready)
        return;
    fd = monitor_connect(MONITOR_SOCKET);
    if (fd < 0)
        return;
    channel_put_fd(&s->brood.roles[ROLE_INSPECTOR].control, MESSAGE_MONITOR, NULL, 0, fd);
    s->has_monitor = true;
}

static void tell_status(struct supervisor *s)
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
}

static void tell_systemd(struct supervisor *s)
{
    bool all = true;

    for (enum role r = ROLE_GATE; r <= ROLE_RECORDER; r++) /* a guess is nothing to wait for */
        all &= s->brood.roles[r].is_ready;
    if (all && !s->was_ready) {
        s->was_ready = true;
        (void)sd_notify(0, "READY=1\nSTATUS=Kindward is on");
        log_note("ready");
    }
    if (all)
        (void)sd_notify(0, "WATCHDOG=1");
}

static void tick(struct supervisor *s)
{
    int64_t steady_us = role_steady_us();
    int32_t day;
    struct gap gap;

    brood_reap(&s->brood, steady_us);
    brood_mind(&s->brood, steady_us);
    mind_the_queue(s, steady_us);
    if (timewatch_look(&s->timewatch, &gap))
        tell_gap(s, &gap);
    if (steady_us >= s->check_us) {
        mind_the_accounts(s);
        mind_the_rules(s);
        mind_the_monitor(s);
        if (startup_resolver_is_changed(&s->resolver_ns))
            brood_restart(&s->brood, ROLE_NAMER); /* it cannot read where to ask any more */
        s->check_us = steady_us + CHECK_EACH_US;
    }
    if (steady_us >= s->day_us) {
        /* Who is 18 today is no child any more. On any other day all goes on: an inspector that
         * began anew would know no connection that does. */
        day = clock_today();
        if (startup_days_differ(s->policy, s->day, day))
            put_in_force(s);
        s->n_not_assigned = startup_not_assigned(s->policy); /* of no file, too: LDAP's */
        s->day = day;
        s->day_us = steady_us + DAY_EACH_US;
    }
    if (steady_us >= s->status_us) {
        tell_status(s);
        tell_systemd(s);
        s->status_us = steady_us + STATUS_EACH_US;
    }
    tell_gaps(s, steady_us);
}

static void run(struct supervisor *s)
{
    while (!must_stop) {
        struct pollfd ready[ROLE_COUNT];

        for (enum role r = 0; r < ROLE_COUNT; r++)
            ready[r] = (struct pollfd){.fd = s->brood.roles[r].control.fd, .events = POLLIN};
        (void)poll(ready, ROLE_COUNT, 100);
        if (must_reload) {
            must_reload = 0;
            reload(s);
        }
        tick(s);
    }
}

static void catch_signals(void)
{
    struct sigaction act = {.sa_handler = on_signal};

    sigaction(SIGTERM, &act, NULL);
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGHUP, &act, NULL);
    act.sa_flags = SA_NOCLDSTOP;
    sigaction(SIGCHLD, &act, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static int begin(struct supervisor *s, struct text *reterr)
{
    struct guard_options guard = {.state_dir = s->options->state_dir,
                                  .subuid_path = UIDS_SUBUID_PATH};
    struct startup_policy fresh = {.policy = NULL};
    struct message_config config;
    int r = catalogue_of_memory(catalogue_default_image(), &s->catalogue, reterr);

    if (r < 0)
        return r;
    r = startup_read_policy(s->options->config_dir, s->catalogue, &fresh);
    if (r < 0) {
        text_add(reterr, "nothing is started with a configuration that has errors");
        return r;
    }
    s->policy = fresh.policy;
    s->texts = fresh.texts;
    s->config = fresh.config;
    r = startup_make_dirs(s->options->state_dir, s->options->runtime_dir, s->options->account,
                          reterr);
    if (r == 0) /* trying what the kernel can do takes a namespace of its own, while we may */
        r = guard_open(&guard, &s->guard, reterr);
    if (r == 0)
        r = startup_drop_privileges(reterr);
    if (r == 0)
        r = guard_take(s->guard, s->policy, &s->config, s->day, reterr);
    if (r < 0)
        return r;
    fill_config(s, &config);
    brood_init(&s->brood, &config);
    brood_want(&s->brood, ROLE_NAMER, s->config.names_for_nameless);
    s->brood.tell = tell_family;
    s->brood.ready = on_role_ready;
    s->brood.back = on_back;
    s->brood.gone = on_gone;
    s->brood.message = on_message;
    s->brood.user = s;
    return 0;
}

int supervisor_main(const struct supervisor_options *options)
{
    static struct supervisor s;
    AUTO_TEXT struct text error = {.at = NULL};
    int status = 0;

    s = (struct supervisor){
        .options = options, .started_us = role_now_us(), .serial = 1, .day = clock_today()};
    catch_signals();
    if (begin(&s, &error) < 0) {
        log_error("%s", error.len ? error.at : "there is no memory to begin with");
        status = 1;
    } else {
        run(&s);
        (void)sd_notify(0, "STOPPING=1");
        remove_rules(&s);
        tell_gaps(&s, INT64_MAX);
        brood_stop(&s.brood);
        brood_done(&s.brood);
    }
    s.guard = guard_close(s.guard);
    policy_free(s.policy);
    policy_texts_done(&s.texts);
    catalogue_close(s.catalogue);
    return status;
}
