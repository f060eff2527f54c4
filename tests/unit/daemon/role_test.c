/* uses: base wire flow catalogue policy fold agent */
#include "../wire/build.h"
#include "linked.h"

#include "base/clock.h"
#include "daemon/role.h"

static struct channel gate, supervisor;

struct told {
    size_t n;
    uint64_t n_lost;
    int64_t from_us;
};

static void on_message(const struct message *m, int fd, void *user)
{
    struct told *t = user;
    struct gap gap;

    (void)fd;
    if (m->type != MESSAGE_LOST || !message_copy(m, &gap, sizeof(gap), NULL))
        return;
    t->n++;
    t->n_lost += gap.n_lost;
    t->from_us = gap.from_us;
}

static struct told all_that_is_told(void)
{
    struct told t = {.n = 0};

    while (channel_receive(&supervisor, on_message, &t) > 0)
        ;
    return t;
}

static void a_loss_is_told_once_and_no_more_than_once_a_second(void **state)
{
    struct role_losses l = {.told_us = 1};
    struct told t;

    (void)state;
    link_up(&gate, ROLE_GATE, &supervisor, ROLE_SUPERVISOR);
    role_tell_lost(&l, &gate, 0);
    assert_int_equal(all_that_is_told().n, 0);
    l.next_us = 0; /* a second later */
    role_tell_lost(&l, &gate, 3);
    l.next_us = INT64_MAX;
    role_tell_lost(&l, &gate, 4); /* not yet */
    t = all_that_is_told();
    assert_int_equal(t.n, 1);
    assert_int_equal(t.n_lost, 3);
    l.next_us = 0;
    role_tell_lost(&l, &gate, 4);
    l.next_us = 0;
    role_tell_lost(&l, &gate, 4);
    t = all_that_is_told();
    assert_int_equal(t.n, 1);
    assert_int_equal(t.n_lost, 1);
    link_down(&gate, &supervisor);
}

static void what_the_supervisor_had_no_room_for_is_told_later(void **state)
{
    struct role_losses l = {.told_us = 1};
    struct gap gap = {.kind = GAP_MESSAGES_LOST};
    struct told t;

    (void)state;
    link_up(&gate, ROLE_GATE, &supervisor, ROLE_SUPERVISOR);
    while (channel_tell(&gate, MESSAGE_LOST, &gap, sizeof(gap)))
        ;
    role_tell_lost(&l, &gate, 5);
    l.next_us = 0;
    role_tell_lost(&l, &gate, 6);
    assert_int_equal(all_that_is_told().n_lost, 0); /* room again */
    l.next_us = 0;
    role_tell_lost(&l, &gate, 7);
    t = all_that_is_told();
    assert_int_equal(t.n, 1);
    assert_int_equal(t.n_lost, 7);
    assert_int_equal(t.from_us, 1);
    link_down(&gate, &supervisor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loss_is_told_once_and_no_more_than_once_a_second),
        cmocka_unit_test(what_the_supervisor_had_no_room_for_is_told_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
