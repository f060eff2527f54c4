/* uses: base wire flow catalogue policy fold store daemon agent */
/*
 * What roles say to each other, each a process of its own as in the agent: the test is the
 * supervisor, and all that is linked to the role.
 */
#include "../wire/build.h"
#include "linked.h"

#include "base/clock.h"
#include "daemon/role.h"
#include "store/store_keep.h"

#include <errno.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAIT_MS = 60000, MIA_UID = 4242 }; /* of a machine that is busy */

static const char mia[] = "[child]\nname=Mia\naccount=mia\nbirth-year=2015\n\n"
                          "[block]\nsites=example.com\n";
static const struct bytes nothing;

static struct channel control, gate, recorder, inspector, bus; /* our ends; fd -1: there is none */
static pid_t role_pid;
static char folder[64];

/* What came last of each kind, and how many of it. */
static struct {
    size_t n[MESSAGE_COUNT];
    char name[256]; /* of MESSAGE_LOOK and MESSAGE_OPEN */
    enum evidence evidence;
    struct message_news news;
    struct message_granted granted;
} heard;

static void on_message(const struct message *m, int fd, void *user)
{
    struct observation o;
    connection_id id;
    bool is_answer;

    (void)fd;
    (void)user;
    heard.n[m->type]++;
    if ((m->type == MESSAGE_LOOK || m->type == MESSAGE_OPEN) &&
        message_observation_read(m->body, &id, &o, &is_answer)) {
        snprintf(heard.name, sizeof(heard.name), "%s", o.name);
        heard.evidence = o.evidence;
    }
    if (m->type == MESSAGE_NEWS)
        (void)message_copy(m, &heard.news, sizeof(heard.news), NULL);
    if (m->type == MESSAGE_GRANTED)
        (void)message_copy(m, &heard.granted, sizeof(heard.granted), NULL);
}

/* Until one more of that kind came by the link. */
static void until(struct channel *c, enum message_type type)
{
    size_t before = heard.n[type];

    while (heard.n[type] == before) {
        struct pollfd ready = {.fd = c->fd, .events = POLLIN};

        assert_int_equal(poll(&ready, 1, WAIT_MS), 1);
        assert_int_equal(channel_receive(c, on_message, NULL), 1);
    }
}

/* All that it still says; then it has ended, and well. */
static void until_the_end(struct channel *c)
{
    int status = -1;

    assert_true(channel_tell(&control, MESSAGE_STOP, NULL, 0));
    for (int r = 1; r >= 0;) {
        struct pollfd ready = {.fd = c->fd, .events = POLLIN};

        assert_int_equal(poll(&ready, 1, WAIT_MS), 1);
        r = channel_receive(c, on_message, NULL);
    }
    assert_int_equal(waitpid(role_pid, &status, 0), role_pid);
    assert_int_equal(status, 0);
}

/* What was said to it before, by whichever link, it has read. */
static void until_read(void)
{
    assert_true(channel_tell(&control, MESSAGE_PING, NULL, 0));
    until(&control, MESSAGE_STATE);
}

static void start(enum role role, int (*play)(void))
{
    struct message_config config = {.answer_within_ms = 50, .memory_mib = 8, .is_held = true};
    int pair[2];

    memset(&heard, 0, sizeof(heard));
    gate.fd = recorder.fd = inspector.fd = bus.fd = -1;
    snprintf(folder, sizeof(folder), "/tmp/kindward-spoken-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(config.state_dir, sizeof(config.state_dir), "%s", folder);
    snprintf(config.runtime_dir, sizeof(config.runtime_dir), "%s", folder);
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
    role_pid = fork();
    assert_true(role_pid >= 0);
    if (role_pid == 0) {
        if (pair[1] != ROLE_CONTROL_FD && dup2(pair[1], ROLE_CONTROL_FD) < 0)
            _exit(1);
        (void)close_range(ROLE_CONTROL_FD + 1, ~0U, 0);
        (void)syscall(SYS_exit_group,
                      play()); /* _exit() may do more, and nothing more is allowed */
    }
    close(pair[1]);
    assert_int_equal(channel_init(&control, pair[0], ROLE_SUPERVISOR, role), 0);
    assert_true(channel_tell(&control, MESSAGE_CONFIG, &config, sizeof(config)));
    until(&control, MESSAGE_READY);
}

static void link_to(enum role role, struct channel *ours, enum role peer)
{
    struct message_peer m = {.role = peer};
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
    assert_true(channel_tell_fd(&control, MESSAGE_PEER, &m, sizeof(m), pair[1]));
    close(pair[1]);
    assert_int_equal(channel_init(ours, pair[0], peer, role), 0);
}

static void tell_family(void)
{
    static const char name[] = "children.d/mia.conf";
    struct message_family head = {.serial = 1, .n_children = 1, .n_bytes = sizeof(mia) - 1};
    struct message_account account = {.first_uid = MIA_UID, .last_uid = MIA_UID};

    channel_put(&control, MESSAGE_FAMILY, &head, sizeof(head), nothing);
    channel_put(&control, MESSAGE_ACCOUNTS, &account, sizeof(account), nothing);
    channel_put(&control, MESSAGE_POLICY, name, sizeof(name), bytes_of(mia, sizeof(mia) - 1));
    channel_put(&control, MESSAGE_IN_FORCE, NULL, 0, nothing);
    channel_flush(&control);
}

static int end(void **state)
{
    struct channel *all[] = {&control, &gate, &recorder, &inspector, &bus};
    char command[2 * sizeof(folder)];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        channel_done(all[i]); /* and a role that is still there ends */
    (void)waitpid(role_pid, NULL, 0);
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    return system(command);
}

/* The gate has a packet of Mia's. */
static void tell_packet(const struct build *b, uint32_t id)
{
    struct message_packet m = {
        .id = id, .uid = MIA_UID, .when_us = role_now_us(), .wire_bytes = (uint32_t)b->len};

    channel_put(&gate, MESSAGE_PACKET, &m, sizeof(m), built(b));
    channel_flush(&gate);
}

/* Mia asks her name server for WORD.example. */
static void ask(const char *word, unsigned port)
{
    static struct build b;
    size_t n = strlen(word), dns = 12 + 1 + n + 9 + 4;

    b.len = 0;
    put(&b, "\x45\0", 2);
    put_u16(&b, (unsigned)(28 + dns));
    put(&b, "\0\7\0\0\x40\x11\0\0\xc0\0\2\1\xc0\0\2\2", 16);
    put_u16(&b, port);
    put_u16(&b, 53);
    put_u16(&b, (unsigned)(8 + dns));
    put_u16(&b, 0);
    put_u16(&b, port);
    put(&b, "\1\0\0\1\0\0\0\0\0\0", 10);
    put_u8(&b, (unsigned)n);
    put(&b, word, n);
    put(&b, "\7example\0\0\1\0\1", 13);
    tell_packet(&b, port);
}

/* A packet of Mia's by TCP to port 80 of 192.0.2.7. */
static void send_tcp(unsigned port, uint32_t seq, unsigned flags, const char *payload)
{
    static struct build b;
    size_t n = strlen(payload);

    b.len = 0;
    put(&b, "\x45\0", 2);
    put_u16(&b, (unsigned)(40 + n));
    put(&b, "\0\7\0\0\x40\x06\0\0\xc0\0\2\1\xc0\0\2\7", 16);
    put_u16(&b, port);
    put_u16(&b, 80);
    put_u32(&b, seq);
    put_u32(&b, 1);
    put_u8(&b, 0x50);
    put_u8(&b, flags);
    put_fill(&b, 0, 6);
    put(&b, payload, n);
    tell_packet(&b, seq);
}

/* A resolver's monitor, and our end of it. */
static int link_monitor(void)
{
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    assert_true(channel_tell_fd(&control, MESSAGE_MONITOR, NULL, 0, pair[1]));
    close(pair[1]);
    return pair[0];
}

static void watch(bool is_on)
{
    struct message_watch m = {.is_on = is_on};

    assert_true(channel_tell(&control, MESSAGE_WATCH, &m, sizeof(m)));
    until_read();
}

static void the_inspector_says_once_that_the_monitor_is_gone(void **state)
{
    (void)state;
    start(ROLE_INSPECTOR, inspector_main);
    for (unsigned i = 0; i < 2; i++) { /* and of the next one again */
        int monitor = link_monitor();

        until_read();
        assert_int_equal(heard.n[MESSAGE_MONITOR_GONE], i);
        close(monitor);
        until(&control, MESSAGE_MONITOR_GONE);
        until_read();
        assert_int_equal(heard.n[MESSAGE_MONITOR_GONE], i + 1);
    }
    until_the_end(&control);
}

/* RES-2: the monitor's word comes after the connection's; without a monitor nobody waits for one.
 */
static void a_name_waits_for_the_monitors_word(void **state)
{
    static const char hello[] = "GET / HTTP/1.1\r\nHost: www.quiet.net\r\n\r\n";
    static const char word[] = /* www.quiet.net. 300 IN A 192.0.2.7 */
        "{\"parameters\":{\"state\":\"success\",\"question\":[{\"class\":1,\"type\":1,\"name\":"
        "\"www.quiet.net\"}],\"answer\":[{\"rr\":{},\"raw\":"
        "\"A3d3dwVxdWlldANuZXQAAAEAAQAAASwABMAAAgc=\",\"ifindex\":2}]},"
        "\"continues\":true}";
    int monitor;

    (void)state;
    start(ROLE_INSPECTOR, inspector_main);
    tell_family();
    link_to(ROLE_INSPECTOR, &recorder, ROLE_RECORDER);
    link_to(ROLE_INSPECTOR, &gate, ROLE_GATE);
    monitor = link_monitor();
    until_read();
    send_tcp(1024, 99, 2, "");
    send_tcp(1024, 100, 16, hello);
    until_read();
    assert_int_equal(write(monitor, word, sizeof(word)), sizeof(word));
    until(&recorder, MESSAGE_OPEN);
    assert_string_equal(heard.name, "www.quiet.net");
    assert_int_equal(heard.evidence, EVIDENCE_SAID);

    send_tcp(1025, 99, 2, "");
    send_tcp(1025, 100, 16, "GET / HTTP/1.1\r\nHost: other.example.net\r\n\r\n");
    until_read();
    close(monitor);
    until(&recorder, MESSAGE_OPEN);
    assert_string_equal(heard.name, "other.example.net");
    assert_int_equal(heard.evidence, EVIDENCE_CLAIMED);
    until_the_end(&recorder);
    assert_int_equal(heard.n[MESSAGE_OPEN], 2);
}

static void names_are_told_on_only_while_somebody_looks(void **state)
{
    (void)state;
    start(ROLE_INSPECTOR, inspector_main);
    tell_family();
    link_to(ROLE_INSPECTOR, &recorder, ROLE_RECORDER);
    link_to(ROLE_INSPECTOR, &gate, ROLE_GATE);
    until_read();
    ask("before", 1024);
    until_read();
    watch(true);
    ask("meanwhile", 1025);
    until(&recorder, MESSAGE_LOOK);
    assert_string_equal(heard.name, "meanwhile.example");
    watch(false);
    ask("afterwards", 1026);
    until_read();
    until_the_end(&recorder);
    assert_int_equal(heard.n[MESSAGE_LOOK], 1);
}

static void the_bus_hears_of_a_block_and_what_became_of_erasing(void **state)
{
    struct observation o = {.when_us = role_now_us(),
                            .protocol = PROTOCOL_TLS,
                            .name = "www.example.com",
                            .platform_id = "",
                            .rule = "block site example.com",
                            .evidence = EVIDENCE_SAID,
                            .verdict = VERDICT_BLOCK};
    struct message_erase all = {.serial = 7, .from_day = ERASE_FROM, .to_day = ERASE_TO};
    uint8_t body[MESSAGE_OBSERVATION_MAX];
    size_t n;

    (void)state;
    o.site = o.name + strlen("www.");
    n = message_observation_write(1, &o, false, body);
    start(ROLE_RECORDER, recorder_main);
    tell_family();
    link_to(ROLE_RECORDER, &inspector, ROLE_INSPECTOR);
    link_to(ROLE_RECORDER, &bus, ROLE_BUS);
    until_read();
    assert_true(channel_tell(&inspector, MESSAGE_OPEN, body, n));
    until(&bus, MESSAGE_NEWS);
    assert_true(heard.news.block);

    assert_true(channel_tell(&bus, MESSAGE_ERASE, &all, sizeof(all)));
    until(&bus, MESSAGE_GRANTED);
    assert_int_equal(heard.granted.serial, 7);
    assert_int_equal(heard.granted.error, 0);
    assert_string_equal(heard.granted.words, "");
    all.serial = 8;
    all.to_day = all.from_day; /* no day at all */
    assert_true(channel_tell(&bus, MESSAGE_ERASE, &all, sizeof(all)));
    until(&bus, MESSAGE_GRANTED);
    assert_int_equal(heard.granted.serial, 8);
    assert_int_equal(heard.granted.error, -EINVAL);
    assert_non_null(strstr(heard.granted.words, "no day"));
    until_the_end(&bus);
    assert_int_equal(heard.n[MESSAGE_NEWS], 1); /* once */
    assert_int_equal(heard.n[MESSAGE_GRANTED], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_inspector_says_once_that_the_monitor_is_gone, end),
        cmocka_unit_test_teardown(a_name_waits_for_the_monitors_word, end),
        cmocka_unit_test_teardown(names_are_told_on_only_while_somebody_looks, end),
        cmocka_unit_test_teardown(the_bus_hears_of_a_block_and_what_became_of_erasing, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
