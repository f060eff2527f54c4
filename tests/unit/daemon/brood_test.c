/* uses: base wire flow catalogue policy fold agent */
/*
 * The brood starts the roles anew from its own executable: this one, which then plays them as the
 * configuration's account says.
 */
#include "../wire/build.h"

#include "daemon/brood.h"
#include "daemon/role.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

static const struct bytes nothing;
static struct brood b;

static struct {
    unsigned n_ready, n_back, n_gone, n_frozen, n_said, n_told;
    struct gap gap;
} got;

static void on_tell(enum role role, void *user)
{
    (void)role;
    (void)user;
    got.n_told++;
}

static void on_ready(enum role role, void *user)
{
    (void)role;
    (void)user;
    got.n_ready++;
}

static void on_back(enum role role, const struct gap *gap, void *user)
{
    (void)role;
    (void)user;
    got.n_back++;
    got.gap = *gap;
}

static void on_gone(enum role role, bool was_frozen, void *user)
{
    (void)role;
    (void)user;
    got.n_gone++;
    got.n_frozen += was_frozen;
}

static void on_message(enum role role, const struct message *m, void *user)
{
    (void)role;
    (void)m;
    (void)user;
    got.n_said++;
}

static void begin(const char *play)
{
    struct message_config config = {.queue = 7};

    snprintf(config.account, sizeof(config.account), "%s", play);
    memset(&got, 0, sizeof(got));
    brood_init(&b, &config);
    b.roles[ROLE_BUS].is_wanted = false; /* three are enough to tell */
    b.tell = on_tell;
    b.ready = on_ready;
    b.back = on_back;
    b.gone = on_gone;
    b.message = on_message;
}

/* Minds the brood until `n` roles have become ready since the beginning. */
static void until_ready(unsigned n)
{
    for (int i = 0; i < 3000 && got.n_ready < n; i++) {
        brood_reap(&b, role_steady_us());
        brood_mind(&b, role_steady_us());
        poll(NULL, 0, 10);
    }
    assert_true(got.n_ready >= n);
}

static void end(void)
{
    int64_t began_us = role_steady_us();

    brood_stop(&b);
    assert_true(role_steady_us() - began_us < INT64_C(4000000));
    for (enum role r = 0; r < ROLE_COUNT; r++)
        assert_int_equal(b.roles[r].pid, 0);
    brood_done(&b);
}

static void all_are_started_linked_and_stopped(void **state)
{
    (void)state;
    begin("well");
    until_ready(3);
    assert_int_equal(got.n_told, 3);
    assert_int_equal(got.n_back + got.n_gone, 0);
    for (int i = 0; i < 500 && b.roles[ROLE_INSPECTOR].state.counts[STATE_CONNECTIONS] < 2; i++) {
        brood_mind(&b, role_steady_us());
        poll(NULL, 0, 10);
    }
    assert_int_equal(b.roles[ROLE_INSPECTOR].state.counts[STATE_CONNECTIONS], 2); /* its links */
    end();
}

static unsigned n_links(enum role role)
{
    return (unsigned)b.roles[role].state.counts[STATE_CONNECTIONS];
}

/* The role neither reads nor is killed for it, and its link is full. */
static pid_t fill_link(enum role role)
{
    static const uint8_t much[MESSAGE_BODY_MAX];
    struct channel *control = &b.roles[role].control;

    kill(b.roles[role].pid, SIGSTOP);
    while (channel_tell(control, MESSAGE_POLICY, much, sizeof(much)))
        ;
    while (channel_tell(control, MESSAGE_PING, NULL, 0))
        ;
    b.roles[role].answered_us = INT64_MAX / 2;
    got.n_told = 0;
    return b.roles[role].pid;
}

/* Minds the brood for some looks more. */
static void go_on(int n)
{
    for (int i = 0; i < n; i++) {
        brood_reap(&b, role_steady_us());
        b.ping_us = 0;
        brood_mind(&b, role_steady_us());
        poll(NULL, 0, 10);
    }
}

/* A role whose link was full lacks something that it is told once: a policy, lists. */
static void what_a_full_link_lost_is_told_again(void **state)
{
    pid_t pid;

    (void)state;
    begin("well");
    until_ready(3);
    pid = fill_link(ROLE_INSPECTOR);
    go_on(3);
    assert_int_equal(got.n_told, 0); /* no room yet */
    kill(pid, SIGCONT);
    for (int i = 0; i < 3000 && got.n_told == 0; i++)
        go_on(1);
    go_on(20);
    assert_int_equal(got.n_told, 1);              /* once */
    assert_int_equal(n_links(ROLE_INSPECTOR), 2); /* those of the beginning */
    assert_int_equal(b.roles[ROLE_INSPECTOR].n_starts, 1);
    assert_int_equal(b.roles[ROLE_INSPECTOR].tell_pause_ms, BROOD_TELL_MS);
    b.roles[ROLE_INSPECTOR].tell_us = 0;
    go_on(5);
    assert_int_equal(b.roles[ROLE_INSPECTOR].tell_pause_ms, 0); /* the next loss is another one */
    end();
}

static void a_link_that_was_lost_is_made_anew(void **state)
{
    pid_t pid;

    (void)state;
    begin("well");
    until_ready(3);
    pid = fill_link(ROLE_INSPECTOR);
    kill(b.roles[ROLE_GATE].pid, SIGKILL);
    until_ready(4); /* the inspector is to have a link to the new gate, and hears nothing of it */
    kill(pid, SIGCONT);
    for (int i = 0; i < 3000 && n_links(ROLE_INSPECTOR) < 4; i++)
        go_on(1);
    assert_int_equal(n_links(ROLE_INSPECTOR), 4);
    assert_int_equal(b.roles[ROLE_INSPECTOR].n_starts, 1);
    end();
}

static void on_tell_too_much(enum role role, void *user)
{
    on_tell(role, user);
    if (role == ROLE_INSPECTOR)
        b.roles[role].control.n_lost++; /* larger than a link is, at any time */
}

static void what_never_finds_room_is_tried_more_and_more_seldom(void **state)
{
    struct brood_role *r = &b.roles[ROLE_INSPECTOR];

    (void)state;
    begin("well");
    b.tell = on_tell_too_much;
    until_ready(3);
    for (int i = 0; i < 3000 && r->tell_pause_ms == 0; i++)
        go_on(1);
    assert_int_equal(r->tell_pause_ms, BROOD_TELL_MS);
    got.n_told = 0;
    r->tell_us = INT64_MAX; /* not yet */
    go_on(20);
    assert_int_equal(got.n_told, 0);
    for (unsigned pause_ms = 2 * BROOD_TELL_MS; pause_ms < BROOD_TELL_MAX_MS; pause_ms *= 2) {
        r->tell_us = 0;
        for (int i = 0; i < 3000 && r->tell_us == 0; i++)
            go_on(1);
        assert_int_equal(r->tell_pause_ms, pause_ms);
    }
    r->tell_us = 0;
    for (int i = 0; i < 3000 && r->tell_us == 0; i++)
        go_on(1);
    assert_int_equal(r->tell_pause_ms, BROOD_TELL_MAX_MS);
    assert_true(n_links(ROLE_INSPECTOR) <= 2);
    end();
}

static void who_dies_comes_back_and_the_gap_is_told(void **state)
{
    (void)state;
    begin("well");
    until_ready(3);
    kill(b.roles[ROLE_GATE].pid, SIGKILL);
    until_ready(4);
    assert_int_equal(got.n_gone, 1);
    assert_int_equal(got.n_frozen, 0);
    assert_int_equal(got.n_back, 1);
    assert_int_equal(got.gap.kind, GAP_GATE_AWAY);
    assert_true(got.gap.from_us > 0 && got.gap.to_us >= got.gap.from_us);
    assert_int_equal(b.roles[ROLE_GATE].n_starts, 2);
    end();
}

static void who_freezes_is_killed_and_comes_back(void **state)
{
    (void)state;
    begin("well");
    until_ready(3);
    kill(b.roles[ROLE_GATE].pid, SIGSTOP);
    until_ready(4);
    assert_int_equal(got.n_frozen, 1);
    assert_int_equal(got.gap.kind, GAP_GATE_FROZEN);
    assert_true(got.gap.to_us - got.gap.from_us >= INT64_C(1000000)); /* since its last answer */
    brood_end_frozen(&b, ROLE_GATE, role_steady_us());                /* as another saw it */
    until_ready(5);
    assert_int_equal(got.n_frozen, 2);
    assert_int_equal(got.gap.kind, GAP_GATE_FROZEN);
    end();
}

static void who_talks_without_end_keeps_nobody_from_the_others(void **state)
{
    int64_t began_us;

    (void)state;
    begin("chatters");
    until_ready(3);
    for (int i = 0; i < 20; i++) {
        began_us = role_steady_us();
        brood_mind(&b, role_steady_us());
        assert_true(role_steady_us() - began_us < INT64_C(2000000));
    }
    assert_true(got.n_said > 0);
    brood_stop(&b);
    brood_done(&b);
}

static void who_says_what_it_may_not_is_killed(void **state)
{
    (void)state;
    begin("lies");
    for (int i = 0; i < 1000 && got.n_gone < 2; i++) {
        brood_reap(&b, role_steady_us());
        brood_mind(&b, role_steady_us());
        poll(NULL, 0, 10);
    }
    assert_true(got.n_gone >= 2);
    assert_int_equal(got.n_said, 0);
    assert_true(b.roles[ROLE_GATE].pause_ms >
                2 * BROOD_PAUSE_MS); /* not at once, again and again */
    brood_stop(&b);
    brood_done(&b);
}

static void who_begins_anew_has_the_new_configuration(void **state)
{
    (void)state;
    begin("well");
    until_ready(3);
    b.config.queue = 9;
    brood_restart(&b, ROLE_GATE);
    until_ready(4);
    for (int i = 0; i < 500 && b.roles[ROLE_GATE].state.counts[STATE_HELD] == 0; i++) {
        brood_mind(&b, role_steady_us());
        poll(NULL, 0, 10);
    }
    assert_int_equal(b.roles[ROLE_GATE].state.counts[STATE_HELD], 9);
    assert_int_equal(b.roles[ROLE_GATE].pause_ms, BROOD_PAUSE_MS); /* no fault of its own */
    end();
}

/* What follows is played in the processes of the roles. */

static struct {
    struct channel control;
    struct message_config config;
    struct message_state state;
    bool is_stopping;
} self;

static void say(enum message_type type, const void *body, size_t len)
{
    channel_put(&self.control, type, body, len, nothing);
    channel_flush(&self.control);
}

static void hear(const struct message *m, int fd, void *user)
{
    (void)user;
    if (m->type == MESSAGE_PEER && fd >= 0)
        self.state.counts[STATE_CONNECTIONS]++;
    if (m->type == MESSAGE_PING)
        say(MESSAGE_STATE, &self.state, sizeof(self.state));
    self.is_stopping |= m->type == MESSAGE_STOP;
}

static int play(const char *name)
{
    enum role role = ROLE_GATE;
    struct gap gap = {.kind = GAP_MESSAGES_LOST, .n_lost = 1};
    bool is_gate = strcmp(name, "--role=gate") == 0;

    while (role < ROLE_COUNT && strcmp(name + strlen("--role="), role_name(role)) != 0)
        role++;
    if (channel_init(&self.control, ROLE_CONTROL_FD, role, ROLE_SUPERVISOR) < 0 ||
        role_config(&self.control, &self.config) < 0)
        return 1;
    self.state.counts[STATE_HELD] = self.config.queue;
    say(MESSAGE_READY, NULL, 0);
    while (!self.is_stopping) {
        struct pollfd ready = {.fd = self.control.fd, .events = POLLIN};
        int r;

        if (is_gate && strcmp(self.config.account, "lies") == 0)
            say(MESSAGE_IN_FORCE, NULL, 0);
        if (is_gate && strcmp(self.config.account, "chatters") == 0)
            for (int i = 0; i < 1000; i++)
                say(MESSAGE_LOST, &gap, sizeof(gap));
        else
            (void)poll(&ready, 1, 50);
        while ((r = channel_receive(&self.control, hear, NULL)) > 0)
            ;
        if (r < 0)
            break;
    }
    channel_done(&self.control);
    _exit(0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_started_linked_and_stopped),
        cmocka_unit_test(what_a_full_link_lost_is_told_again),
        cmocka_unit_test(a_link_that_was_lost_is_made_anew),
        cmocka_unit_test(what_never_finds_room_is_tried_more_and_more_seldom),
        cmocka_unit_test(who_dies_comes_back_and_the_gap_is_told),
        cmocka_unit_test(who_freezes_is_killed_and_comes_back),
        cmocka_unit_test(who_talks_without_end_keeps_nobody_from_the_others),
        cmocka_unit_test(who_says_what_it_may_not_is_killed),
        cmocka_unit_test(who_begins_anew_has_the_new_configuration),
    };

    if (argc > 1)
        return play(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
