#include "base/log.h"
#include "daemon/errand_ask.h"
#include "daemon/role.h"
#include "daemon/supervisor_policy.h"

#include <poll.h>
#include <signal.h>
#include <systemd/sd-daemon.h>

static volatile sig_atomic_t must_stop, must_reload;

static void on_signal(int signal)
{
    if (signal == SIGHUP)
        must_reload = 1;
    else if (signal != SIGCHLD)
        must_stop = 1;
}

static void on_role_ready(enum role role, void *user)
{
    struct supervisor *s = user;

    supervisor_install_rules(s); /* first: root's side may take a while to answer */
    if (role == ROLE_GATE)
        supervisor_tell_queue(s);
    if (role == ROLE_INSPECTOR) /* it is to hear the resolver from its first moment on (RES-2) */
        s->check_us = 0;
}

static void on_back(enum role role, const struct gap *gap, void *user)
{
    (void)role;
    supervisor_tell_gap(user, gap);
}

/* A gate that is dead lets everything through; one that froze does not, and its rules must go. */
static void on_gone(enum role role, bool was_frozen, void *user)
{
    struct supervisor *s = user;

    if (role == ROLE_GATE && (was_frozen || s->config.when_inspector_is_away == AWAY_ACCEPT))
        supervisor_remove_rules(s);
    if (role == ROLE_GATE)
        s->queuewatch.is_waiting = false; /* what was dropped before stays told */
    if (role == ROLE_INSPECTOR)
        s->has_monitor = false; /* it went with it */
    if (role == ROLE_BUS)
        granted_forget(&s->granted);
    if (role == ROLE_RECORDER) {
        s->is_watched = false; /* who looked did so by it */
        supervisor_tell_watch(s);
    }
}

static void on_message(enum role role, const struct message *m, void *user)
{
    struct supervisor *s = user;
    int64_t now_us = role_now_us();
    struct gap gap;
    struct message_watch watch;
    struct message_probed probed;

    if (m->type == MESSAGE_LOST && message_copy(m, &gap, sizeof(gap), NULL)) {
        gap.kind = GAP_MESSAGES_LOST; /* how many is the role's to say; what and when is ours */
        gap.to_us = now_us;
        if (gap.from_us > now_us || gap.from_us < now_us - MINUTE_US)
            gap.from_us = now_us - SECOND_US;
        supervisor_tell_gap(s, &gap);
    }
    if (m->type == MESSAGE_PROBED && message_copy(m, &probed, sizeof(probed), NULL))
        queueprobe_answered(&s->queueprobe, probed.number);
    if (m->type == MESSAGE_WISH)
        supervisor_wish(s, m);
    if (m->type == MESSAGE_MONITOR_GONE)
        s->has_monitor = false;
    if (m->type == MESSAGE_WATCH && role == ROLE_RECORDER &&
        message_copy(m, &watch, sizeof(watch), NULL)) {
        s->is_watched = watch.is_on;
        supervisor_tell_watch(s);
    }
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
            (void)!supervisor_reload(s); /* which said it */
        }
        supervisor_tick(s);
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

static struct guard_options guard_options(const struct supervisor_options *o)
{
    return (struct guard_options){
        .state_dir = o->state_dir, .subuid_path = UIDS_SUBUID_PATH, .probed = o->probed};
}

int supervisor_probe(const struct supervisor_options *options)
{
    struct guard_options guard = guard_options(options);
    AUTO_TEXT struct text error = {.at = NULL};

    if (guard_probe(&guard, &error) == 0)
        return 0;
    log_error("%s", error.len ? error.at : "there is no memory to try the kernel with");
    return 1;
}

static int begin(struct supervisor *s, struct text *reterr)
{
    struct guard_options guard = guard_options(s->options);
    struct startup_policy fresh = {.policy = NULL};
    struct message_config config;
    int r = meanings_init(&s->meanings, reterr);

    if (r < 0)
        return r;
    s->lists = (struct meanings_file){.folder = s->options->lists_dir, .fd = -1};
    (void)meanings_look(&s->meanings, &s->lists);
    r = startup_read_policy(s->options->config_dir, s->options->errands, s->meanings.catalogue,
                            &fresh);
    if (r < 0) {
        text_add(reterr, "nothing is started with a configuration that has errors");
        return r;
    }
    r = supervisor_take_files(s, &fresh);
    if (r < 0)
        return r;
    r = startup_make_dirs(s->options->state_dir, s->options->runtime_dir, s->options->account,
                          reterr);
    if (r == 0) /* without --probed the kernel is tried in a namespace of its own, while we may */
        r = guard_open(&guard, &s->guard, reterr);
    if (r == 0)
        r = startup_drop_privileges(reterr);
    if (r == 0)
        r = guard_take(s->guard, s->policy, &s->config, s->day, reterr);
    if (r < 0)
        return r;
    supervisor_fill_config(s, &config);
    brood_init(&s->brood, &config);
    brood_want(&s->brood, ROLE_NAMER, s->config.names_for_nameless);
    s->brood.tell = supervisor_tell_family;
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

    s = (struct supervisor){.options = options,
                            .started_us = role_now_us(),
                            .serial = 1,
                            .day = clock_today(),
                            .queue_fd = -1};
    queueprobe_init(&s.queueprobe);
    catch_signals();
    if (begin(&s, &error) < 0) {
        log_error("%s", error.len ? error.at : "there is no memory to begin with");
        status = 1;
    } else {
        errand_ask_begun();
        run(&s);
        (void)sd_notify(0, "STOPPING=1");
        supervisor_remove_rules(&s);
        supervisor_tell_gaps(&s, INT64_MAX);
        brood_stop(&s.brood);
        brood_done(&s.brood);
    }
    queueprobe_done(&s.queueprobe);
    s.guard = guard_close(s.guard);
    policy_free(s.policy);
    policy_texts_done(&s.texts);
    policy_texts_done(&s.live);
    meanings_done(&s.meanings);
    auto_close_fd(&s.lists.fd);
    auto_close_fd(&s.queue_fd);
    return status;
}
