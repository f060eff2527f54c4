/* uses: base wire flow catalogue policy fold agent */
#include "../wire/build.h"
#include "linked.h"

#include <dirent.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

static struct channel inspector, recorder;

struct got {
    size_t n;
    uint32_t last_id;
    int fd;
};

static void keep(const struct message *m, int fd, void *user)
{
    struct got *g = user;
    struct message_connection c;

    g->n++;
    if (m->type == MESSAGE_CLOSE && message_copy(m, &c, sizeof(c), NULL))
        g->last_id = c.id;
    if (fd >= 0)
        g->fd = fd;
}

static void put_close(uint32_t id)
{
    struct message_connection c = {.id = id};

    channel_put(&inspector, MESSAGE_CLOSE, &c, sizeof(c), (struct bytes){.len = 0});
}

static size_t n_open_files(void)
{
    DIR *dir = opendir("/proc/self/fd");
    size_t n = 0;

    assert_non_null(dir);
    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

static void records_come_in_one_datagram_and_in_their_order(void **state)
{
    struct got g = {.fd = -1};

    (void)state;
    link_up(&inspector, ROLE_INSPECTOR, &recorder, ROLE_RECORDER);
    for (uint32_t id = 1; id <= 5; id++)
        put_close(id);
    assert_int_equal(channel_receive(&recorder, keep, &g), 0); /* nothing was sent yet */
    channel_flush(&inspector);
    assert_int_equal(channel_receive(&recorder, keep, &g), 1);
    assert_int_equal(g.n, 5);
    assert_int_equal(g.last_id, 5);
    assert_int_equal(channel_receive(&recorder, keep, &g), 0);
    link_down(&inspector, &recorder);
}

static void a_datagram_that_is_full_goes_by_itself(void **state)
{
    enum { N = 10000 };
    struct got g = {.fd = -1};

    (void)state;
    link_up(&inspector, ROLE_INSPECTOR, &recorder, ROLE_RECORDER);
    for (uint32_t id = 1; id <= N; id++) {
        put_close(id);
        assert_true(channel_receive(&recorder, keep, &g) >= 0);
    }
    assert_true(g.n > 0 && g.n < N);
    channel_flush(&inspector);
    while (channel_receive(&recorder, keep, &g) > 0)
        ;
    assert_int_equal(g.n, N);
    assert_int_equal(inspector.n_lost, 0);
    link_down(&inspector, &recorder);
}

static bool tell_close(uint32_t id)
{
    struct message_connection c = {.id = id};

    return channel_tell(&inspector, MESSAGE_CLOSE, &c, sizeof(c));
}

static void who_must_not_lose_a_record_is_told_that_it_did_not_go(void **state)
{
    struct got g = {.fd = -1};
    uint32_t id = 1;

    (void)state;
    link_up(&inspector, ROLE_INSPECTOR, &recorder, ROLE_RECORDER);
    put_close(id++);
    while (id < 200000 && tell_close(id)) /* what was put before went first */
        id++;
    assert_true(id > 2 && id < 200000);
    assert_int_equal(inspector.n_lost, 1);
    put_close(id);
    assert_false(tell_close(id + 1));
    assert_int_equal(inspector.n_lost, 3);
    while (channel_receive(&recorder, keep, &g) > 0)
        ;
    assert_int_equal(g.n, id - 1);
    assert_int_equal(g.last_id, id - 1);
    put_close(id); /* what waited to go goes with it, and is not asked about */
    assert_true(tell_close(id + 1));
    assert_int_equal(channel_receive(&recorder, keep, &g), 1);
    assert_int_equal(channel_receive(&recorder, keep, &g), 1);
    assert_int_equal(g.last_id, id + 1);
    channel_replace(&inspector, -1);
    assert_false(tell_close(id + 2));
    link_down(&inspector, &recorder);
}

static void who_does_not_read_loses_records_and_each_is_counted(void **state)
{
    enum { N = 200000 };
    struct got g = {.fd = -1};
    int r;

    (void)state;
    link_up(&inspector, ROLE_INSPECTOR, &recorder, ROLE_RECORDER);
    for (uint32_t id = 1; id <= N; id++) /* never waits: else this test does not end */
        put_close(id);
    channel_flush(&inspector);
    assert_true(inspector.n_lost > 0);
    while ((r = channel_receive(&recorder, keep, &g)) > 0)
        ;
    assert_int_equal(r, 0);
    assert_int_equal(g.n + inspector.n_lost, N);
    link_down(&inspector, &recorder);
}

static void without_anybody_records_are_counted_as_lost(void **state)
{
    struct got g = {.fd = -1};

    (void)state;
    assert_int_equal(channel_init(&inspector, -1, ROLE_INSPECTOR, ROLE_RECORDER), 0);
    put_close(1);
    channel_flush(&inspector);
    assert_int_equal(inspector.n_lost, 1);
    assert_int_equal(channel_receive(&inspector, keep, &g), -EPIPE);
    channel_done(&inspector);
}

static void a_record_larger_than_a_datagram_is_lost_and_harms_nothing(void **state)
{
    static uint8_t huge[MESSAGE_DATAGRAM_MAX];
    struct got g = {.fd = -1};

    (void)state;
    link_up(&inspector, ROLE_INSPECTOR, &recorder, ROLE_RECORDER);
    channel_put(&inspector, MESSAGE_OPEN, NULL, 0, bytes_of(huge, sizeof(huge)));
    assert_int_equal(inspector.n_lost, 1);
    put_close(9);
    channel_flush(&inspector);
    assert_int_equal(channel_receive(&recorder, keep, &g), 1);
    assert_int_equal(g.last_id, 9);
    link_down(&inspector, &recorder);
}

static void the_end_of_the_other_is_told(void **state)
{
    struct got g = {.fd = -1};

    (void)state;
    link_up(&inspector, ROLE_INSPECTOR, &recorder, ROLE_RECORDER);
    put_close(1);
    channel_flush(&inspector);
    channel_done(&inspector);
    assert_int_equal(channel_receive(&recorder, keep, &g), 1); /* what was said stays */
    assert_int_equal(channel_receive(&recorder, keep, &g), -EPIPE);
    channel_done(&recorder);
}

static void what_a_role_may_not_say_is_refused(void **state)
{
    struct got g = {.fd = -1};

    (void)state;
    link_up(&inspector, ROLE_INSPECTOR, &recorder, ROLE_RECORDER);
    channel_put(&inspector, MESSAGE_STOP, NULL, 0, (struct bytes){.len = 0});
    channel_flush(&inspector);
    assert_int_equal(channel_receive(&recorder, keep, &g), -EBADMSG);
    assert_int_equal(g.n, 0);
    link_down(&inspector, &recorder);
}

static void a_descriptor_comes_with_its_record(void **state)
{
    struct message_peer peer = {.role = ROLE_RECORDER};
    struct got g = {.fd = -1};
    int pipe_fds[2];
    char byte = 0;

    (void)state;
    assert_int_equal(pipe(pipe_fds), 0);
    link_up(&inspector, ROLE_SUPERVISOR, &recorder, ROLE_INSPECTOR);
    channel_put(&inspector, MESSAGE_PING, NULL, 0, (struct bytes){.len = 0});
    assert_true(channel_tell_fd(&inspector, MESSAGE_PEER, &peer, sizeof(peer), pipe_fds[1]));
    close(pipe_fds[1]);
    assert_int_equal(channel_receive(&recorder, keep, &g), 1);
    assert_int_equal(g.fd, -1); /* the ping goes first, alone */
    assert_int_equal(channel_receive(&recorder, keep, &g), 1);
    assert_true(g.fd >= 0);
    assert_int_equal(write(g.fd, "x", 1), 1);
    assert_int_equal(read(pipe_fds[0], &byte, 1), 1);
    close(g.fd);
    close(pipe_fds[0]);
    link_down(&inspector, &recorder);
}

static void a_form_that_needs_a_descriptor_is_refused_without(void **state)
{
    struct message_peer peer = {.role = ROLE_RECORDER};
    struct got g = {.fd = -1};

    (void)state;
    link_up(&inspector, ROLE_SUPERVISOR, &recorder, ROLE_INSPECTOR);
    channel_put(&inspector, MESSAGE_PEER, &peer, sizeof(peer), (struct bytes){.len = 0});
    channel_flush(&inspector);
    assert_int_equal(channel_receive(&recorder, keep, &g), -EBADMSG);
    assert_int_equal(g.n, 0);
    link_down(&inspector, &recorder);
}

/* Sends a datagram with `n` descriptors, as none of ours does. */
static void send_with(int fd, struct bytes b, const int *fds, size_t n)
{
    struct iovec part = {.iov_base = (void *)(uintptr_t)b.at, .iov_len = b.len};
    union {
        struct cmsghdr align;
        char at[CMSG_SPACE(8 * sizeof(int))];
    } control = {.at = {0}};
    struct msghdr h = {.msg_iov = &part,
                       .msg_iovlen = 1,
                       .msg_control = control.at,
                       .msg_controllen = CMSG_SPACE(n * sizeof(int))};
    struct cmsghdr *with = CMSG_FIRSTHDR(&h);

    with->cmsg_level = SOL_SOCKET;
    with->cmsg_type = SCM_RIGHTS;
    with->cmsg_len = CMSG_LEN(n * sizeof(int));
    memcpy(CMSG_DATA(with), fds, n * sizeof(int));
    assert_int_equal(sendmsg(fd, &h, 0), (ssize_t)b.len);
}

static void descriptors_that_nobody_wants_are_closed(void **state)
{
    static const int fds[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    struct message_connection c = {.id = 1};
    struct message_head head = {.type = MESSAGE_CLOSE, .len = sizeof(c)};
    static struct build b;
    struct got g = {.fd = -1};
    size_t before;

    (void)state;
    link_up(&inspector, ROLE_INSPECTOR, &recorder, ROLE_RECORDER);
    put(&b, &head, sizeof(head));
    put(&b, &c, sizeof(c));
    put_fill(&b, 0, (8 - sizeof(c) % 8) % 8);
    before = n_open_files();
    for (size_t n = 1; n <= 8; n++) {
        send_with(inspector.fd, built(&b), fds, n);
        assert_int_equal(channel_receive(&recorder, keep, &g), 1);
        assert_int_equal(g.fd, -1);
        assert_int_equal(n_open_files(), before);
    }
    link_down(&inspector, &recorder);
}

static void a_descriptor_that_could_not_go_does_not_go_later(void **state)
{
    struct message_peer peer = {.role = ROLE_RECORDER};
    struct got g = {.fd = -1};
    int pair[2];

    (void)state;
    assert_int_equal(channel_init(&inspector, -1, ROLE_SUPERVISOR, ROLE_INSPECTOR), 0);
    assert_false(channel_tell_fd(&inspector, MESSAGE_PEER, &peer, sizeof(peer), 0));
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
    channel_replace(&inspector, pair[0]);
    assert_int_equal(channel_init(&recorder, pair[1], ROLE_INSPECTOR, ROLE_SUPERVISOR), 0);
    channel_put(&inspector, MESSAGE_PEER, &peer, sizeof(peer), (struct bytes){.len = 0});
    channel_flush(&inspector);
    assert_int_equal(channel_receive(&recorder, keep, &g), -EBADMSG); /* it came without one */
    assert_int_equal(g.fd, -1);
    link_down(&inspector, &recorder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_in_one_datagram_and_in_their_order),
        cmocka_unit_test(a_datagram_that_is_full_goes_by_itself),
        cmocka_unit_test(who_must_not_lose_a_record_is_told_that_it_did_not_go),
        cmocka_unit_test(who_does_not_read_loses_records_and_each_is_counted),
        cmocka_unit_test(without_anybody_records_are_counted_as_lost),
        cmocka_unit_test(a_record_larger_than_a_datagram_is_lost_and_harms_nothing),
        cmocka_unit_test(the_end_of_the_other_is_told),
        cmocka_unit_test(what_a_role_may_not_say_is_refused),
        cmocka_unit_test(a_descriptor_comes_with_its_record),
        cmocka_unit_test(a_form_that_needs_a_descriptor_is_refused_without),
        cmocka_unit_test(descriptors_that_nobody_wants_are_closed),
        cmocka_unit_test(a_descriptor_that_could_not_go_does_not_go_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
