/* uses: base wire flow catalogue catalogue_default policy policy_load fold firewall agent */
/*
 * A guardian's wish that is refused: the bus hears why, by its own number of it, and nothing else
 * is done.
 */
#include "../wire/build.h"
#include "linked.h"

#include "daemon/supervisor_policy.h"

#include <errno.h>

static struct supervisor s;
static struct channel bus;
static struct message_granted heard;
static size_t n_heard;

static void on_message(const struct message *m, int fd, void *user)
{
    (void)fd;
    (void)user;
    if (m->type == MESSAGE_GRANTED && message_copy(m, &heard, sizeof(heard), NULL))
        n_heard++;
}

/* What the bus hears of it. */
static const struct message_granted *refused(const struct wish *w)
{
    struct message m = {.type = MESSAGE_WISH, .body = bytes_of((const uint8_t *)w, sizeof(*w))};

    n_heard = 0;
    supervisor_wish(&s, &m);
    while (channel_receive(&bus, on_message, NULL) > 0)
        ;
    assert_int_equal(n_heard, 1);
    assert_int_equal(heard.serial, w->serial);
    assert_true(heard.words[0] != '\0');
    assert_int_equal(s.serial, 5); /* the policy is what it was */
    assert_int_equal(s.n_exceptions, 0);
    return &heard;
}

static struct wish wish_of(uint32_t subject, const char *what)
{
    static uint32_t serial;
    struct wish w = {
        .serial = ++serial, .policy = 5, .kind = WISH_EXCEPTION, .subject = subject, .minutes = 60};

    snprintf(w.what, sizeof(w.what), "%s", what);
    return w;
}

static int begin(void **state)
{
    struct child mia = {.name = "Mia", .account = "mia", .birth = {.year = 2015}};
    AUTO_TEXT struct text error = {.at = NULL};
    uint32_t number;

    (void)state;
    s = (struct supervisor){.serial = 5};
    assert_int_equal(meanings_init(&s.meanings, &error), 0);
    assert_int_equal(policy_new(&s.policy), 0);
    assert_int_equal(policy_add_child(s.policy, &mia, &number), 0);
    link_up(&s.brood.roles[ROLE_BUS].control, ROLE_SUPERVISOR, &bus, ROLE_BUS);
    return 0;
}

static int end(void **state)
{
    (void)state;
    link_down(&s.brood.roles[ROLE_BUS].control, &bus);
    s.policy = policy_free(s.policy);
    meanings_done(&s.meanings);
    return 0;
}

static void of_a_policy_of_before(void **state)
{
    struct wish w = wish_of(SUBJECT_SITE, "example.com");

    (void)state;
    w.policy = 4;
    assert_int_equal(refused(&w)->error, -ESTALE);
    assert_non_null(strstr(heard.words, "do it again"));
}

static void of_a_child_that_there_is_not(void **state)
{
    struct wish w = wish_of(SUBJECT_SITE, "example.com");

    (void)state;
    w.child = 1;
    assert_int_equal(refused(&w)->error, -ESTALE);
    w.kind = WISH_BLOCK;
    assert_int_equal(refused(&w)->error, -ESTALE);
}

static void of_what_no_rule_can_speak_of(void **state)
{
    static const struct {
        uint32_t subject;
        const char *what;
    } others[] = {{SUBJECT_CATEGORY, "fun"},
                  {SUBJECT_PLATFORM, "no-such"},
                  {SUBJECT_SITE, ""},
                  {SUBJECT_SITE, "a\nsites=b.com"},
                  {SUBJECT_COUNT, "example.com"},
                  {UINT32_MAX, "example.com"}};
    struct wish endless = wish_of(SUBJECT_PLATFORM, "");

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        struct wish w = wish_of(others[i].subject, others[i].what);

        assert_int_equal(refused(&w)->error, -EINVAL);
        assert_non_null(strstr(heard.words, "nothing that a rule can speak of"));
        assert_null(strchr(heard.words, '\n'));
    }
    memset(endless.what, 'a', sizeof(endless.what)); /* from a bus gone bad: without a NUL */
    assert_int_equal(refused(&endless)->error, -EINVAL);
    assert_non_null(memchr(heard.words, '\0', sizeof(heard.words)));
}

static void of_an_exception_without_end(void **state)
{
    struct wish w = wish_of(SUBJECT_SITE, "example.com");

    (void)state;
    w.minutes = EXCEPTION_MINUTES_MAX + 1;
    assert_int_equal(refused(&w)->error, -ENOSPC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(of_a_policy_of_before, begin, end),
        cmocka_unit_test_setup_teardown(of_a_child_that_there_is_not, begin, end),
        cmocka_unit_test_setup_teardown(of_what_no_rule_can_speak_of, begin, end),
        cmocka_unit_test_setup_teardown(of_an_exception_without_end, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
