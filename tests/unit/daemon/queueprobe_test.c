/* uses: base wire flow catalogue policy fold firewall agent */
#include "../wire/build.h"

#include "daemon/queueprobe.h"

static const struct queue_state begun = {.next_id = 7};

/* One that was begun, and found served while nothing was in the queue. */
static struct queueprobe probe_of(uint64_t number)
{
    struct queueprobe p = {.fd = -1, .sent = number, .answered = number};

    assert_true(queueprobe_is_served(&p, &begun, 0));
    p.sent++;
    p.sent_after_id = begun.next_id;
    return p;
}

static void what_went_in_and_was_not_answered_shows_no_service(void **state)
{
    struct queueprobe p = probe_of(4);
    struct queue_state waits = {.waiting = 1, .next_id = 8}, went = {.next_id = 8};

    (void)state;
    assert_false(queueprobe_is_served(&p, &waits, 0));
    assert_false(queueprobe_is_served(&p, &went, 0)); /* out again, and nobody says that it came */
    queueprobe_answered(&p, 5);
    assert_true(queueprobe_is_served(&p, &went, 0));
    assert_true(queueprobe_is_served(&p, &went, 0)); /* nothing more went in */
    went.next_id++;
    assert_false(queueprobe_is_served(&p, &went, 0)); /* an answer is good for once */
}

static void who_reads_packets_of_children_serves_too(void **state)
{
    struct queueprobe p = probe_of(4);
    struct queue_state full = {.waiting = 256, .next_id = 900};

    (void)state;
    assert_true(queueprobe_is_served(&p, &full, 12));
    assert_false(queueprobe_is_served(&p, &full, 12));
    assert_true(queueprobe_is_served(&p, &full, 0)); /* another gate, which counts anew */
}

static void a_probe_that_is_lost_is_held_against_nobody(void **state)
{
    struct queueprobe p = probe_of(4);
    struct queue_state waits = {.waiting = 3, .next_id = begun.next_id};

    (void)state;
    assert_true(queueprobe_is_served(&p, &begun, 0)); /* it never came into the queue */
    assert_true(queueprobe_is_served(&p, NULL, 0));   /* there is none any more */
    assert_true(queueprobe_is_served(&p, &(struct queue_state){.next_id = 1}, 0)); /* a new one */
    assert_false(queueprobe_is_served(&p, &waits, 0)); /* but somebody's page waits */
}

/* The gate began anew, and nobody looked meanwhile. */
static void another_queue_counts_from_its_own_beginning(void **state)
{
    struct queueprobe p = probe_of(4);
    struct queue_state other = {.next_id = 0};

    (void)state;
    assert_true(queueprobe_is_served(&p, &other, 0)); /* nothing went into it */
    p = probe_of(4);
    other.next_id = 2;
    assert_false(queueprobe_is_served(&p, &other, 0));
}

static void only_a_number_that_was_sent_is_an_answer(void **state)
{
    static const uint64_t ends[] = {4, UINT64_MAX - 1, UINT64_MAX};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        struct queueprobe p = probe_of(ends[i]);

        p.sent++; /* two, of which the first may be lost */
        queueprobe_answered(&p, ends[i]);
        queueprobe_answered(&p, ends[i] + 3);
        queueprobe_answered(&p, ends[i] - 1);
        assert_false(p.is_answered);
        queueprobe_answered(&p, ends[i] + 2);
        assert_true(p.is_answered);
        p.is_answered = false;
        queueprobe_answered(&p, ends[i] + 1); /* after a later one */
        queueprobe_answered(&p, ends[i] + 2);
        assert_false(p.is_answered);
    }
}

static void only_the_probe_waits(void **state)
{
    struct queueprobe p = probe_of(4);
    struct queue_state one = {.waiting = 1, .next_id = begun.next_id + 1};

    (void)state;
    assert_true(queueprobe_is_alone(&p, &one));
    one.waiting = 2; /* and somebody's page before it */
    assert_false(queueprobe_is_alone(&p, &one));
    one.waiting = 1;
    one.next_id++; /* what waits came after it */
    assert_false(queueprobe_is_alone(&p, &one));
    one = (struct queue_state){.waiting = 1, .next_id = begun.next_id + 1};
    queueprobe_answered(&p, 5);
    assert_false(queueprobe_is_alone(&p, &one));
}

/* As the kernel sends it to 127.75.87.68 from a port of its choice. */
static size_t put_probe(struct build *b)
{
    static const uint8_t head[] = {0x45, 0,   0,   36, 0x12, 0x34, 0x40, 0,   64, 17,
                                   0,    0,   127, 0,  0,    1,    127,  75,  87, 68,
                                   0xc0, 0x1, 0,   9,  0,    16,   0xfe, 0x1f};
    uint64_t number = 0x1122334455667788;

    b->len = 0;
    put(b, head, sizeof(head));
    put(b, &number, sizeof(number));
    return b->len;
}

static void a_probe_is_known_by_where_it_goes(void **state)
{
    static const struct {
        size_t at;
        uint8_t byte;
    } others[] = {{0, 0x46}, {0, 0x65}, {9, 6}, {19, 69}, {16, 10}, {22, 1}, {23, 53}};
    static struct build b;
    size_t n = put_probe(&b);
    uint64_t number = 0;

    (void)state;
    assert_true(queueprobe_read(built(&b), &number));
    assert_true(number == 0x1122334455667788);
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        (void)put_probe(&b);
        b.at[others[i].at] = others[i].byte;
        assert_false(queueprobe_read(built(&b), &number));
    }
    (void)put_probe(&b);
    for (size_t len = 0; len < n; len++) {
        uint8_t *copy = exact_copy(bytes_of(b.at, len));

        assert_false(queueprobe_read(bytes_of(copy, len), &number));
        free(copy);
    }
    put_fill(&b, 0, 1);
    assert_false(queueprobe_read(built(&b), &number));
}

/* It is for nobody, whoever wrote it, and is no probe. */
static void whatever_goes_there_is_known(void **state)
{
    static struct build b;
    uint64_t number;

    (void)state;
    for (size_t more = 0; more < 3; more++) {
        (void)put_probe(&b);
        put_fill(&b, 0, more);
        assert_true(queueprobe_goes_there(built(&b)));
    }
    b.len = 28; /* without a number */
    assert_true(queueprobe_goes_there(built(&b)));
    assert_false(queueprobe_read(built(&b), &number));
    (void)put_probe(&b); /* with an option of IP (RFC 791 §3.1) */
    memmove(b.at + 24, b.at + 20, 16);
    memset(b.at + 20, 1, 4);
    b.at[0] = 0x46;
    b.len += 4;
    assert_true(queueprobe_goes_there(built(&b)));
    assert_false(queueprobe_read(built(&b), &number));
    for (size_t len = 0; len < 32; len++) { /* cut in its heads */
        uint8_t *copy = exact_copy(bytes_of(b.at, len));

        assert_false(queueprobe_goes_there(bytes_of(copy, len)));
        free(copy);
    }
}

static void one_that_is_sent_is_known(void **state)
{
    struct queueprobe p, other;

    (void)state;
    queueprobe_init(&p);
    queueprobe_init(&other);
    assert_true(p.sent != other.sent); /* where there is chance to be had, as here */
    queueprobe_send(&p, &begun);
    assert_true(p.sent == p.answered + 1);
    assert_int_equal(p.sent_after_id, begun.next_id);
    queueprobe_done(&p);
    queueprobe_done(&other);
    assert_int_equal(p.fd, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_went_in_and_was_not_answered_shows_no_service),
        cmocka_unit_test(who_reads_packets_of_children_serves_too),
        cmocka_unit_test(a_probe_that_is_lost_is_held_against_nobody),
        cmocka_unit_test(another_queue_counts_from_its_own_beginning),
        cmocka_unit_test(only_a_number_that_was_sent_is_an_answer),
        cmocka_unit_test(only_the_probe_waits),
        cmocka_unit_test(a_probe_is_known_by_where_it_goes),
        cmocka_unit_test(whatever_goes_there_is_known),
        cmocka_unit_test(one_that_is_sent_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
