#include "daemon/brood.h"

#include "base/clock.h"
#include "base/log.h"
#include "daemon/owner.h"
#include "daemon/role.h"

#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SO_SNDBUFFORCE
#define SO_SNDBUFFORCE 32
#endif

#define BUS_ADDRESS "DBUS_SYSTEM_BUS_ADDRESS"

enum {
    LINK_BYTES = 4 << 20,
    STOP_WITHIN_MS = 5000,
    WELL_AFTER_MS = 60000,
    OWN_DELAY_MS = 300,
    DIES_WITHIN_MS = 300
};

enum {
    DATAGRAMS_AT_ONCE = 64
}; /* of one role: who talks without end keeps nobody from the others */

/* Silence of a role that is there: frozen. The recorder may wait for a disk. */
static const int silent_ms[ROLE_COUNT] = {[ROLE_GATE] = 1500,
                                          [ROLE_INSPECTOR] = 2000,
                                          [ROLE_RECORDER] = 15000,
                                          [ROLE_NAMER] = 10000,
                                          [ROLE_BUS] = 30000};

/* Between whom there is a link. */
static const struct {
    enum role from, to;
} links[] = {{ROLE_GATE, ROLE_INSPECTOR},
             {ROLE_INSPECTOR, ROLE_RECORDER},
             {ROLE_RECORDER, ROLE_NAMER},
             {ROLE_RECORDER, ROLE_BUS}};

static const struct bytes nothing;

void brood_init(struct brood *b, const struct message_config *config)
{
    const struct passwd *who = config->account[0] ? getpwnam(config->account) : NULL;

    *b = (struct brood){.config = *config,
                        .account = geteuid() == 0 && who ? who->pw_uid : (uid_t)-1};
    for (enum role r = 0; r < ROLE_COUNT; r++)
        b->roles[r] = (struct brood_role){.is_wanted = r != ROLE_NAMER,
                                          .control = {.fd = -1, .with_fd = -1},
                                          .pause_ms = BROOD_PAUSE_MS};
}

static bool make_pair(int *ret)
{
    int bytes = LINK_BYTES;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ret) < 0)
        return false;
    for (int i = 0; i < 2; i++)
        if (setsockopt(ret[i], SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes)) < 0)
            (void)setsockopt(ret[i], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
    return true;
}

/* In the child: nothing of ours but the control socket stays open. */
static void become(enum role role, int control)
{
    char name[64];
    char *const args[] = {(char *)"kindwardd", name, NULL};
    char *environment[] = {(char *)"PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL, NULL};
    const char *bus = getenv(BUS_ADDRESS);
    char address[512];

    snprintf(name, sizeof(name), "--role=%s", role_name(role));
    if (role == ROLE_BUS && bus) { /* of a bus that is not the usual one */
        snprintf(address, sizeof(address), BUS_ADDRESS "=%s", bus);
        environment[1] = address;
    }
    if (role != ROLE_GATE) /* of another account than root: a right that is not taken along */
        (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    signal(SIGHUP, SIG_IGN);
    signal(SIGINT, SIG_IGN); /* a terminal's, meant for the supervisor */
    signal(SIGTERM, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
    if (control == ROLE_CONTROL_FD) { /* dup2() onto itself would leave it to be closed */
        (void)dup2(control, ROLE_CONTROL_FD + 1);
        control = ROLE_CONTROL_FD + 1;
    }
    if (dup2(control, ROLE_CONTROL_FD) < 0)
        _exit(1);
    (void)close_range(ROLE_CONTROL_FD + 1, ~0U, 0);
    execve("/proc/self/exe", args, environment);
    _exit(1);
}

static void send_links(struct brood *b, enum role role)
{
    for (size_t i = 0; i < ARRAY_LEN(links); i++) {
        enum role ends[2] = {links[i].from, links[i].to};
        int pair[2];

        if ((ends[0] != role && ends[1] != role) || b->roles[ends[0]].pid == 0 ||
            b->roles[ends[1]].pid == 0 || !make_pair(pair))
            continue;
        for (int e = 0; e < 2; e++) {
            struct message_peer m = {.role = ends[!e]};

            if (!channel_tell_fd(&b->roles[ends[e]].control, MESSAGE_PEER, &m, sizeof(m), pair[e]))
                b->roles[ends[e]].has_lost_link = true;
            close(pair[e]);
        }
    }
}

/* A policy, a link, a catalogue is told once: where the role had no room for one, it would go on
 * without for as long as it lives. Which of the others it was does not matter; another link is
 * made only for one that was lost, since who gets it ends what came by the one before. What never
 * finds room, since it is larger than a link, is tried more and more seldom. */
static void tell_again(struct brood *b, enum role role, int64_t steady_us)
{
    struct brood_role *r = &b->roles[role];
    uint64_t n_lost = r->control.n_lost;

    if (n_lost == r->n_lost_told && steady_us >= r->tell_us)
        r->tell_pause_ms = 0; /* it heard all, and the next loss is another one */
    if (n_lost == r->n_lost_told || b->is_stopping || (steady_us < r->tell_us && !r->has_lost_link))
        return;
    r->tell_pause_ms = r->tell_pause_ms ? r->tell_pause_ms * 2 : BROOD_TELL_MS;
    if (r->tell_pause_ms > BROOD_TELL_MAX_MS)
        r->tell_pause_ms = BROOD_TELL_MAX_MS;
    r->tell_us = steady_us + r->tell_pause_ms * INT64_C(1000);
    r->n_lost_told = n_lost; /* what is lost of this is for the next time */
    log_note("the %s was too busy to hear all, and is told again", role_name(role));
    b->tell(role, b->user);
    if (r->has_lost_link) {
        r->has_lost_link = false;
        send_links(b, role);
    }
}

static void ping(struct brood *b, enum role role, int64_t steady_us)
{
    if (channel_tell(&b->roles[role].control, MESSAGE_PING, NULL, 0)) /* else it does not read */
        tell_again(b, role, steady_us);
}

static void start(struct brood *b, enum role role, int64_t steady_us)
{
    struct brood_role *r = &b->roles[role];
    int pair[2];
    pid_t pid;

    if (!make_pair(pair))
        return;
    pid = fork();
    if (pid == 0)
        become(role, pair[1]);
    close(pair[1]);
    if (pid < 0 || channel_init(&r->control, pair[0], ROLE_SUPERVISOR, role) < 0) {
        if (pid > 0)
            owner_kill(pid, b->account);
        if (pid < 0)
            close(pair[0]);
        r->start_us = steady_us + SECOND_US;
        return;
    }
    r->pid = pid;
    r->is_ready = false;
    r->n_lost_told = 0;
    r->has_lost_link = false;
    r->tell_us = 0;
    r->tell_pause_ms = 0;
    r->n_starts++;
    r->since_us = role_now_us();
    r->started_us = r->answered_us = steady_us;
    memset(&r->state, 0, sizeof(r->state));
    channel_put(&r->control, MESSAGE_CONFIG, &b->config, sizeof(b->config), nothing);
    channel_flush(&r->control);
    b->tell(role, b->user);
    send_links(b, role);
}

static void note_away(struct brood *b, enum role role, bool was_frozen, int64_t steady_us)
{
    struct brood_role *r = &b->roles[role];

    if (r->away_us == 0) {
        r->away_us = role_now_us();
        if (was_frozen) /* since it last answered */
            r->away_us -= steady_us - r->answered_us;
        r->was_frozen = was_frozen;
    }
    r->pid = 0;
    r->is_ready = false;
    channel_done(&r->control);
    if (steady_us - r->started_us > (int64_t)WELL_AFTER_MS * 1000)
        r->pause_ms = BROOD_PAUSE_MS;
    r->start_us = steady_us + (int64_t)r->pause_ms * 1000;
    r->pause_ms = r->pause_ms * 2 < BROOD_PAUSE_MAX_MS ? r->pause_ms * 2 : BROOD_PAUSE_MAX_MS;
    b->gone(role, was_frozen, b->user);
}

/* The end of a role by force. Who waits for a disk cannot die before that answers: the supervisor
 * does not wait for it. */
static void end_by_force(const struct brood *b, struct brood_role *r)
{
    owner_kill(r->pid, b->account);
    r->dying = r->pid;
    for (int n = 0; n < DIES_WITHIN_MS / 10 && r->dying != 0; n++) {
        if (waitpid(r->pid, NULL, WNOHANG) != 0)
            r->dying = 0;
        else
            poll(NULL, 0, 10);
    }
}

void brood_reap(struct brood *b, int64_t steady_us)
{
    pid_t pid;
    int status;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (enum role role = 0; role < ROLE_COUNT; role++)
            if (b->roles[role].dying == pid) {
                b->roles[role].dying = 0;
            } else if (b->roles[role].pid == pid && !b->is_stopping) {
                log_error("the %s ended (%s %d) and is started anew", role_name(role),
                          WIFSIGNALED(status) ? "signal" : "status",
                          WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
                note_away(b, role, false, steady_us);
            } else if (b->roles[role].pid == pid) {
                b->roles[role].pid = 0;
            }
}

struct from {
    struct brood *b;
    enum role role;
    int64_t steady_us;
};

static void on_ready(struct brood *b, enum role role)
{
    static const enum gap_kind kinds[ROLE_COUNT] = {[ROLE_GATE] = GAP_GATE_AWAY,
                                                    [ROLE_INSPECTOR] = GAP_INSPECTOR_AWAY,
                                                    [ROLE_RECORDER] = GAP_RECORDER_STUCK};
    struct brood_role *r = &b->roles[role];
    struct gap gap = {.kind = kinds[role], .from_us = r->away_us, .to_us = role_now_us()};

    r->is_ready = true;
    if (role == ROLE_GATE && r->was_frozen)
        gap.kind = GAP_GATE_FROZEN;
    if (r->was_ready && r->away_us != 0 && role < ROLE_NAMER) /* all is seen without the others */
        b->back(role, &gap, b->user);
    r->was_ready = true;
    r->was_frozen = false;
    r->away_us = 0;
    b->ready(role, b->user);
}

static void on_message(const struct message *m, int fd, void *user)
{
    struct from *f = user;
    struct brood_role *r = &f->b->roles[f->role];

    (void)fd;
    switch (m->type) {
    case MESSAGE_READY:
        r->answered_us = f->steady_us;
        on_ready(f->b, f->role);
        break;
    case MESSAGE_STATE:
        r->answered_us = f->steady_us;
        (void)message_copy(m, &r->state, sizeof(r->state), NULL);
        break;
    default:
        f->b->message(f->role, m, f->b->user);
        break;
    }
}

void brood_end_frozen(struct brood *b, enum role role, int64_t steady_us)
{
    end_by_force(b, &b->roles[role]);
    note_away(b, role, true, steady_us);
}

static void kill_frozen(struct brood *b, enum role role, int64_t steady_us)
{
    struct brood_role *r = &b->roles[role];
    int64_t most_us = (int64_t)silent_ms[role] * 1000;

    if (!r->is_ready) /* a start takes its time: a disk, a migration */
        most_us = 60 * SECOND_US;
    if (steady_us - r->answered_us < most_us)
        return;
    log_error("the %s does not answer; it is killed and started anew", role_name(role));
    brood_end_frozen(b, role, steady_us);
}

/* A machine that let us wait let them wait as well: it is no silence of theirs. */
static void forgive_own_delay(struct brood *b, int64_t steady_us)
{
    int64_t late_us = steady_us - b->minded_us - OWN_DELAY_MS * 1000;

    if (b->minded_us != 0 && late_us > 0)
        for (enum role role = 0; role < ROLE_COUNT; role++)
            b->roles[role].answered_us += late_us;
    b->minded_us = steady_us;
}

void brood_mind(struct brood *b, int64_t steady_us)
{
    bool is_time = steady_us >= b->ping_us;

    forgive_own_delay(b, steady_us);
    if (is_time)
        b->ping_us = steady_us + BROOD_PING_MS * 1000;
    for (enum role role = ROLE_COUNT; role-- > ROLE_GATE;) { /* the recorder first */
        struct brood_role *r = &b->roles[role];
        struct from from = {.b = b, .role = role, .steady_us = steady_us};
        int e = 0;

        if (r->pid == 0 && r->dying == 0 && !b->is_stopping && r->is_wanted &&
            steady_us >= r->start_us)
            start(b, role, steady_us);
        if (r->pid == 0)
            continue;
        for (int n = 0; n < DATAGRAMS_AT_ONCE; n++) {
            e = channel_receive(&r->control, on_message, &from);
            if (e <= 0)
                break;
        }
        if (e == -EBADMSG) {
            log_error("the %s said what it may not; it is killed", role_name(role));
            owner_kill(r->pid, b->account);
        }
        if (is_time)
            ping(b, role, steady_us);
        channel_flush(&r->control);
        if (!b->is_stopping)
            kill_frozen(b, role, steady_us);
    }
}

void brood_restart(struct brood *b, enum role role)
{
    struct brood_role *r = &b->roles[role];
    int64_t steady_us = role_steady_us();

    if (r->pid == 0)
        return;
    channel_put(&r->control, MESSAGE_STOP, NULL, 0, nothing);
    channel_flush(&r->control);
    for (int n = 0; n < 100 && waitpid(r->pid, NULL, WNOHANG) == 0; n++) {
        poll(NULL, 0, 10);
        if (n == 99)
            end_by_force(b, r);
    }
    note_away(b, role, false, steady_us);
    r->pause_ms = BROOD_PAUSE_MS;
    r->start_us = steady_us;
}

void brood_want(struct brood *b, enum role role, bool is_wanted)
{
    struct brood_role *r = &b->roles[role];

    if (r->is_wanted == is_wanted)
        return;
    r->is_wanted = is_wanted;
    if (is_wanted)
        r->start_us = role_steady_us();
    else
        brood_restart(b, role); /* its end; a start is for who is wanted */
    r->was_ready = false;
    r->away_us = 0;
}

static bool wait_for(struct brood *b, enum role role)
{
    for (int n = 0; n < STOP_WITHIN_MS / 10; n++) {
        brood_mind(b, role_steady_us());
        brood_reap(b, role_steady_us());
        if (b->roles[role].pid == 0)
            return true;
        poll(NULL, 0, 10);
    }
    return false;
}

void brood_stop(struct brood *b)
{
    b->is_stopping = true;
    for (enum role role = ROLE_GATE; role < ROLE_COUNT; role++) {
        struct brood_role *r = &b->roles[role];

        if (r->pid == 0)
            continue;
        channel_put(&r->control, MESSAGE_STOP, NULL, 0, nothing);
        channel_flush(&r->control);
        if (wait_for(b, role))
            continue;
        log_error("the %s does not stop; it is killed", role_name(role));
        end_by_force(b, r);
        r->pid = 0;
    }
}

void brood_done(struct brood *b)
{
    for (enum role role = 0; role < ROLE_COUNT; role++)
        channel_done(&b->roles[role].control);
}
