/* uses: base wire flow catalogue policy fold agent */
/* Which addresses are asked about, how often, and who hears of the answer. */
#include "../wire/build.h"

#include "daemon/guesses.h"

static struct guesses *g;
static size_t n_heard;
static uint32_t children_heard;

static struct guess_connection to(uint32_t address, uint32_t child)
{
    const uint8_t at[4] = {(uint8_t)(address >> 24), (uint8_t)(address >> 16),
                           (uint8_t)(address >> 8), (uint8_t)address};

    return (struct guess_connection){.server = ip_from_bytes(bytes_of(at, 4)), .child = child};
}

static enum guess_step connect_to(uint32_t address, uint32_t child, int64_t steady_us,
                                  const char **ret_name)
{
    struct guess_connection c = to(address, child);

    return guesses_connection(g, &c, steady_us, ret_name);
}

static void hear(const struct guess_connection *c, void *user)
{
    (void)user;
    n_heard++;
    children_heard |= 1u << c->child;
}

static bool answer(uint32_t address, const char *name)
{
    struct guess_connection c = to(address, 0);

    return guesses_answer(g, &c.server, name, hear, NULL);
}

static int begin(void **state)
{
    (void)state;
    n_heard = 0;
    children_heard = 0;
    return guesses_new(&g);
}

static int end(void **state)
{
    (void)state;
    g = guesses_free(g);
    return 0;
}

static void an_address_is_asked_about_once_a_day(void **state)
{
    const char *name = NULL;

    (void)state;
    assert_int_equal(connect_to(1, 0, 0, &name), GUESS_ASK);
    assert_int_equal(connect_to(1, 1, SECOND_US, &name), GUESS_WAIT);
    assert_int_equal(connect_to(1, 1, HOUR_US, &name), GUESS_WAIT);
    assert_true(answer(1, "host.example"));
    assert_int_equal(n_heard, 3);
    assert_int_equal(children_heard, 3);
    assert_int_equal(connect_to(1, 0, DAY_US - 1, &name), GUESS_KNOWN);
    assert_string_equal(name, "host.example");
    assert_int_equal(connect_to(1, 0, DAY_US, &name), GUESS_ASK);
    assert_true(answer(1, ""));
    assert_int_equal(connect_to(1, 0, DAY_US + 1, &name), GUESS_NOTHING);
    assert_int_equal(n_heard, 3);
}

static void twenty_are_asked_about_in_any_minute(void **state)
{
    const char *name;

    (void)state;
    for (uint32_t i = 0; i < GUESS_PER_MINUTE; i++)
        assert_int_equal(connect_to(100 + i, 0, i * SECOND_US, &name), GUESS_ASK);
    assert_int_equal(connect_to(1, 0, 30 * SECOND_US, &name), GUESS_NOTHING);
    assert_int_equal(connect_to(1, 0, MINUTE_US - 1, &name), GUESS_NOTHING);
    assert_int_equal(connect_to(1, 0, MINUTE_US, &name), GUESS_ASK); /* the first is a minute old */
    assert_int_equal(connect_to(2, 0, MINUTE_US, &name), GUESS_NOTHING);
    assert_int_equal(connect_to(2, 0, MINUTE_US + SECOND_US, &name), GUESS_ASK);
}

static void what_nobody_asked_is_not_heard(void **state)
{
    const char *name;

    (void)state;
    assert_false(answer(7, "host.example"));
    assert_int_equal(connect_to(7, 0, 0, &name), GUESS_ASK);
    assert_false(answer(8, "host.example"));
    assert_true(answer(7, "host.example"));
    assert_false(answer(7, "other.example")); /* said already */
    assert_int_equal(connect_to(7, 0, 1, &name), GUESS_KNOWN);
    assert_string_equal(name, "host.example");
    assert_int_equal(n_heard, 1);
}

static void the_table_has_a_ceiling_and_keeps_its_word(void **state)
{
    const char *name;
    size_t n_asked = 0;
    int64_t steady_us = 0;

    (void)state;
    for (uint32_t i = 0; i < 3 * GUESS_ADDRESSES_MAX; i++, steady_us += 4 * SECOND_US)
        if (connect_to(1000 + i, 0, steady_us, &name) == GUESS_ASK)
            n_asked++;
    assert_true(steady_us < DAY_US);
    assert_true(n_asked <= GUESS_ADDRESSES_MAX);
    assert_true(n_asked > GUESS_ADDRESSES_MAX * 9 / 10);
    for (uint32_t i = 0; i < 3 * GUESS_ADDRESSES_MAX; i++) /* none of them a second time */
        assert_int_not_equal(connect_to(1000 + i, 0, DAY_US - 1, &name), GUESS_ASK);
}

static void of_many_that_wait_the_last_are_not_guessed(void **state)
{
    const char *name;

    (void)state;
    assert_int_equal(connect_to(1, 0, 0, &name), GUESS_ASK);
    for (size_t i = 0; i < 2 * GUESS_WAITING_MAX; i++)
        assert_int_equal(connect_to(1, 0, 1, &name), GUESS_WAIT);
    assert_true(answer(1, "host.example"));
    assert_int_equal(n_heard, GUESS_WAITING_MAX);
}

static void who_is_forgotten_does_not_hear(void **state)
{
    const char *name;

    (void)state;
    assert_int_equal(connect_to(1, 0, 0, &name), GUESS_ASK);
    guesses_forget_waiting(g);
    assert_int_equal(connect_to(1, 2, 0, &name), GUESS_WAIT);
    assert_true(answer(1, "host.example"));
    assert_int_equal(n_heard, 1);
    assert_int_equal(children_heard, 4);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(an_address_is_asked_about_once_a_day),
        TEST(twenty_are_asked_about_in_any_minute),
        TEST(what_nobody_asked_is_not_heard),
        TEST(the_table_has_a_ceiling_and_keeps_its_word),
        TEST(of_many_that_wait_the_last_are_not_guessed),
        TEST(who_is_forgotten_does_not_hear),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
