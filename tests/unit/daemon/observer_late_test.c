/* uses: base wire flow catalogue catalogue_default policy policy_load fold daemon */
#include "observing.h"

#include "daemon/awaited.h"

#define NAME "www.site.example.com"

static void begin_late(const char *policy_text)
{
    struct observer_options options = usual;

    options.is_live = true;
    begin(policy_text, options);
    observer_await(o, true);
}

/* What a resolver tells its monitor. */
static void learn(const char *name)
{
    message.len = 0;
    put_dns_header(&message, 0, 0x8180, 1, 1);
    put_dns_question(&message, name, 1);
    put_dns_record(&message, name, 1, 300, SERVER, 4);
    observer_learn(o, built(&message), now_us);
    observer_learned(o, now_us);
}

static void count(unsigned port, bool is_over)
{
    struct flow_count c = {.client = ip_from_bytes(bytes_of(CHILD, 4)),
                           .server = ip_from_bytes(bytes_of(SERVER, 4)),
                           .client_port = (uint16_t)port,
                           .server_port = 80,
                           .ended = is_over,
                           .up_bytes = 200,
                           .down_bytes = 200,
                           .up_packets = 4,
                           .down_packets = 4,
                           .active_us = now_us};

    observer_count(o, &c);
}

static void an_answer_before_the_packet_is_waited_for_by_nobody(void **state)
{
    (void)state;
    begin_late(NULL);
    learn(NAME);
    assert_true(request(5000, NAME).is_settled);
    assert_int_equal(got.n_open, 1);
    assert_int_equal(got.evidence, EVIDENCE_SAID);
}

/* RES-2: on a slow machine the program was faster with its connection than the resolver with its
 * word to us. */
static void an_answer_a_moment_later_says_the_name(void **state)
{
    (void)state;
    begin_late(NULL);
    assert_true(request(5000, NAME).is_settled);
    (void)request(5001, "other.example.org");
    assert_int_equal(got.n_open + got.n_look, 0);
    now_us += AWAITED_US / 2;
    observer_advance(o, now_us);
    learn(NAME);
    assert_int_equal(got.n_open, 1);
    assert_int_equal(got.n_look, 1);
    assert_string_equal(got.name, NAME);
    assert_int_equal(got.evidence, EVIDENCE_SAID);
    assert_true(got.when_us < now_us - AWAITED_US / 4); /* when it was, not when it was told */
    observer_finish(o);
    assert_int_equal(got.n_open, 2);
    assert_string_equal(got.name, "other.example.org");
    assert_int_equal(got.evidence, EVIDENCE_CLAIMED);
    assert_int_equal(got.n_close, 2);
}

static void without_an_answer_it_is_claimed_and_nothing_of_it_lost(void **state)
{
    (void)state;
    begin_late(NULL);
    (void)request(5000, NAME);
    count(5000, false);
    learn("elsewhere.example.org");
    assert_int_equal(got.n_open, 0);
    now_us += AWAITED_US;
    observer_advance(o, now_us);
    assert_int_equal(got.n_open, 1);
    assert_int_equal(got.evidence, EVIDENCE_CLAIMED);
    learn(NAME); /* too late */
    observer_finish(o);
    assert_int_equal(got.n_open, 1);
    assert_int_equal(got.n_packets, 8);
    assert_int_equal(got.n_close, 1);
}

static void what_ends_meanwhile_is_told_of_at_its_end(void **state)
{
    (void)state;
    begin_late(NULL);
    (void)request(5000, NAME);
    count(5000, true);
    assert_int_equal(got.n_open, 1);
    assert_int_equal(got.n_packets, 8);
    assert_int_equal(got.n_close, 1);
    observer_finish(o);
    assert_int_equal(got.n_open, 1);
}

static void another_name_of_the_connection_does_not_take_the_first_ones_place(void **state)
{
    char next[256];

    (void)state;
    begin_late(NULL);
    (void)request(5000, NAME);
    (void)request(5000, NAME); /* once more says nothing new */
    assert_int_equal(got.n_open, 0);
    snprintf(next, sizeof(next), "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", "next.example.org");
    (void)tcp(true, 5000, 100 + 44, FLAG_ACK, next);
    assert_int_equal(got.n_open, 1);
    assert_string_equal(got.name, NAME);
    observer_finish(o);
    assert_int_equal(got.n_open, 2);
    assert_string_equal(got.name, "next.example.org");
}

/* Only its record does, with what was before it. */
static void a_block_waits_for_no_answer(void **state)
{
    (void)state;
    begin_late(blocks);
    (void)request(5000, "page.example.org");
    assert_true(request(5001, "www.blocked.example.com").is_blocked);
    assert_int_equal(got.n_open, 0);
    learn("www.blocked.example.com");
    assert_int_equal(got.n_open, 0);
    learn("page.example.org");
    assert_int_equal(got.n_open, 2);
    assert_int_equal(got.verdict, VERDICT_BLOCK);
    assert_int_equal(got.evidence, EVIDENCE_SAID);
    begin_late(blocks);
    (void)request(5000, "page.example.org");
    (void)request(5001, "www.blocked.example.com");
    now_us += AWAITED_US;
    learn("page.example.org"); /* in time: the block does not end the wait of what was before it */
    assert_int_equal(got.n_open, 1);
    assert_int_equal(got.evidence, EVIDENCE_SAID);
}

/* What was said when it was seen stays said: no answer binds a name to a proxy on this machine. */
static void what_was_said_stays_said(void **state)
{
    (void)state;
    begin_late(NULL);
    (void)request(5000, NAME);
    to_proxy = true;
    (void)request(5001, "proxied.example.org");
    to_proxy = false;
    assert_int_equal(got.n_open, 0);
    now_us += AWAITED_US;
    observer_advance(o, now_us);
    assert_int_equal(got.n_open, 2);
    assert_string_equal(got.name, "proxied.example.org");
    assert_int_equal(got.evidence, EVIDENCE_SAID);
}

/* Or the page that called for others would be taken for one that was called for. */
static void what_a_child_did_is_told_in_its_order(void **state)
{
    (void)state;
    begin_late(NULL);
    learn("known.example.org");
    (void)request(5000, NAME);
    (void)request(5001, "known.example.org");
    (void)request(5002, "third.example.net");
    assert_int_equal(got.n_open, 0);
    learn("third.example.net");
    assert_int_equal(got.n_open, 0);
    learn(NAME);
    assert_int_equal(got.n_open, 3);
    assert_string_equal(got.name, "third.example.net");
    assert_int_equal(got.evidence, EVIDENCE_SAID);

    begin_late(NULL);
    learn("known.example.org");
    (void)request(5000, NAME);
    (void)request(5001, "known.example.org");
    now_us += AWAITED_US - 1000;
    observer_advance(o, now_us); /* it is over for the first, and the second waits for no more */
    assert_int_equal(got.n_open, 2);
    assert_string_equal(got.name, "known.example.org");
    assert_int_equal(got.evidence, EVIDENCE_SAID);

    begin_late(NULL);
    (void)request(5000, NAME);
    (void)request(5001, "ended.example.org");
    count(5001, true);
    assert_int_equal(got.n_open, 2);
    assert_string_equal(got.name, "ended.example.org");
}

/* The answer came as a packet, too, after the connection. */
static void what_is_known_at_the_end_of_the_wait_counts(void **state)
{
    (void)state;
    begin_late(NULL);
    (void)request(5000, NAME);
    (void)dns(NAME, false);
    (void)dns(NAME, true);
    now_us += AWAITED_US;
    observer_advance(o, now_us);
    assert_int_equal(got.n_open, 1);
    assert_int_equal(got.evidence, EVIDENCE_SAID);
}

static void what_is_never_recorded_is_not_kept_for_a_moment(void **state)
{
    (void)state;
    begin_late(NULL);
    (void)request(5000, "www.childline.org.uk");
    assert_int_equal(got.n_unrecorded, 1);
    learn("www.childline.org.uk");
    observer_finish(o);
    assert_int_equal(got.n_open + got.n_look, 0);
    assert_int_equal(got.n_unrecorded, 1);
    begin_late(NULL);
    (void)request(5000, NAME);
    (void)request(5001, "www.childline.org.uk");
    assert_int_equal(got.n_open + got.n_unrecorded, 0);
    learn(NAME);
    assert_int_equal(got.n_open, 1);
    assert_int_equal(got.evidence, EVIDENCE_SAID);
    assert_int_equal(got.n_unrecorded, 1); /* behind it */
    observer_finish(o);
    assert_int_equal(got.n_open, 1);
}

static void more_than_can_wait_are_told_of_at_once(void **state)
{
    (void)state;
    begin_late(NULL);
    for (unsigned i = 0; i <= AWAITED_MAX; i++)
        (void)request(5000 + i, NAME);
    assert_int_equal(got.n_open, 1);
    observer_finish(o);
    assert_int_equal(got.n_open, AWAITED_MAX + 1);
    assert_int_equal(got.n_close, AWAITED_MAX + 1);
}

/* What is never recorded takes a place only behind others of the same child. */
static void no_place_is_made_for_what_need_not_wait(void **state)
{
    (void)state;
    begin_late(NULL);
    owner = 1;
    for (unsigned i = 0; i < AWAITED_MAX; i++)
        (void)request(5000 + i, NAME);
    owner = 0;
    (void)request(6000, "www.childline.org.uk");
    assert_int_equal(got.n_unrecorded, 1);
    assert_int_equal(got.n_open, 0);

    begin_late(NULL);
    (void)request(5000, NAME);
    owner = 1;
    for (unsigned i = 1; i < AWAITED_MAX; i++)
        (void)request(5000 + i, NAME);
    owner = 0;
    (void)request(6000, "www.childline.org.uk");
    assert_int_equal(got.n_open, 1); /* it was the one that made room, and nothing is before it */
    assert_int_equal(got.n_unrecorded, 1);
    observer_finish(o);
    assert_int_equal(got.n_open, AWAITED_MAX);
    assert_int_equal(got.n_unrecorded, 1);
}

/* They are judged by the policy and the lists that their packets were judged by; another policy has
 * other numbers for the children; without a monitor nothing can come late. */
static void nobody_waits_beyond_a_change(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        begin_late(NULL);
        (void)request(5000, NAME);
        assert_int_equal(got.n_open, 0);
        if (i == 0)
            observer_set_policy(o, NULL);
        else if (i == 1)
            observer_tell_awaited(o);
        else if (i == 2)
            observer_await(o, false);
        else
            observer_advance(o, now_us - 3600 * INT64_C(1000000)); /* the clock was set back */
        assert_int_equal(got.n_open, 1);
        assert_int_equal(got.evidence, EVIDENCE_CLAIMED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_before_the_packet_is_waited_for_by_nobody),
        cmocka_unit_test(an_answer_a_moment_later_says_the_name),
        cmocka_unit_test(without_an_answer_it_is_claimed_and_nothing_of_it_lost),
        cmocka_unit_test(what_ends_meanwhile_is_told_of_at_its_end),
        cmocka_unit_test(another_name_of_the_connection_does_not_take_the_first_ones_place),
        cmocka_unit_test(a_block_waits_for_no_answer),
        cmocka_unit_test(what_was_said_stays_said),
        cmocka_unit_test(what_a_child_did_is_told_in_its_order),
        cmocka_unit_test(what_is_known_at_the_end_of_the_wait_counts),
        cmocka_unit_test(what_is_never_recorded_is_not_kept_for_a_moment),
        cmocka_unit_test(more_than_can_wait_are_told_of_at_once),
        cmocka_unit_test(no_place_is_made_for_what_need_not_wait),
        cmocka_unit_test(nobody_waits_beyond_a_change),
    };

    return cmocka_run_group_tests(tests, NULL, free_all);
}
