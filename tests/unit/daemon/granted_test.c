/* uses: base wire flow catalogue policy fold agent */
#include "../wire/build.h"
#include "linked.h"

#include "daemon/granted.h"

static struct channel supervisor, bus;

struct heard {
    uint32_t serials[2 * GRANTED_MAX];
    size_t n;
};

static void on_message(const struct message *m, int fd, void *user)
{
    struct heard *h = user;
    struct message_granted g;

    (void)fd;
    if (m->type == MESSAGE_GRANTED && message_copy(m, &g, sizeof(g), NULL) &&
        h->n < ARRAY_LEN(h->serials))
        h->serials[h->n++] = g.serial;
}

static struct heard all_that_is_heard(void)
{
    struct heard h = {.n = 0};

    while (channel_receive(&bus, on_message, &h) > 0)
        ;
    return h;
}

static bool add(struct granted *g, uint32_t serial)
{
    struct message_granted answer = {.serial = serial, .error = -1};

    return granted_add(g, &answer);
}

static void fill_link(void)
{
    while (channel_tell(&supervisor, MESSAGE_PING, NULL, 0))
        ;
}

static void what_finds_no_room_is_told_when_there_is(void **state)
{
    struct granted g = {.n = 0};
    struct heard h;

    (void)state;
    link_up(&supervisor, ROLE_SUPERVISOR, &bus, ROLE_BUS);
    assert_true(add(&g, 1));
    granted_tell(&g, &supervisor);
    fill_link();
    assert_true(add(&g, 2));
    assert_true(add(&g, 3));
    granted_tell(&g, &supervisor);
    h = all_that_is_heard(); /* and there is room again */
    assert_int_equal(h.n, 1);
    assert_int_equal(h.serials[0], 1);
    granted_tell(&g, &supervisor);
    granted_tell(&g, &supervisor); /* nothing is told twice */
    h = all_that_is_heard();
    assert_int_equal(h.n, 2);
    assert_int_equal(h.serials[0], 2);
    assert_int_equal(h.serials[1], 3);
    link_down(&supervisor, &bus);
}

static void of_too_many_the_oldest_is_given_up(void **state)
{
    struct granted g = {.n = 0};
    struct heard h;

    (void)state;
    link_up(&supervisor, ROLE_SUPERVISOR, &bus, ROLE_BUS);
    for (uint32_t i = 0; i < GRANTED_MAX; i++)
        assert_true(add(&g, i));
    assert_false(add(&g, GRANTED_MAX));
    granted_tell(&g, &supervisor);
    h = all_that_is_heard();
    assert_int_equal(h.n, GRANTED_MAX);
    for (uint32_t i = 0; i < GRANTED_MAX; i++)
        assert_int_equal(h.serials[i], i + 1);
    link_down(&supervisor, &bus);
}

static void another_bus_hears_nothing_of_what_it_did_not_ask(void **state)
{
    struct granted g = {.n = 0};

    (void)state;
    link_up(&supervisor, ROLE_SUPERVISOR, &bus, ROLE_BUS);
    assert_true(add(&g, 1));
    granted_forget(&g);
    granted_tell(&g, &supervisor);
    assert_int_equal(all_that_is_heard().n, 0);
    link_down(&supervisor, &bus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_finds_no_room_is_told_when_there_is),
        cmocka_unit_test(of_too_many_the_oldest_is_given_up),
        cmocka_unit_test(another_bus_hears_nothing_of_what_it_did_not_ask),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
