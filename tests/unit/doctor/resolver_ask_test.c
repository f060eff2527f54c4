/* uses: base wire catalogue policy policy_load record store insight firewall report live doctor */
#include "doctor/resolver_ask.h"

#include "../base/unit.h"

enum { A = 1, HTTPS = 65 };

/* An answer of one record to a question for "a.example". */
#define MESSAGE(rcode, n, type, ...)                                                               \
    {                                                                                              \
        0x12, 0x34, 0x81, 0x80 | (rcode), 0, 1, 0, (n), 0, 0, 0, 0,           /* header */         \
            1, 'a', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0, 0, (type), 0, 1, /* question */       \
            __VA_ARGS__                                                                            \
    }
#define RECORD_A(a, b, c, d) 0xc0, 12, 0, A, 0, 1, 0, 0, 0, 60, 0, 4, (a), (b), (c), (d)

static struct resolver_reply reply_of(const uint8_t *at, size_t len, uint16_t type)
{
    struct resolver_reply r = {.came = false};

    assert_true(resolver_reply_read(bytes_of(at, len), type, &r));
    assert_true(r.came);
    return r;
}

static void an_address_is_counted(void **state)
{
    const uint8_t m[] = MESSAGE(0, 1, A, RECORD_A(192, 0, 2, 1));
    struct resolver_reply r = reply_of(m, sizeof(m), A);

    (void)state;
    assert_int_equal(r.rcode, 0);
    assert_int_equal(r.n_records, 1);
    assert_false(r.is_nowhere);
    assert_int_equal(reply_of(m, sizeof(m), HTTPS).n_records, 0);
}

static void addresses_that_lead_nowhere_are_known(void **state)
{
    const uint8_t zero[] = MESSAGE(0, 1, A, RECORD_A(0, 0, 0, 0));
    const uint8_t self[] = MESSAGE(0, 1, A, RECORD_A(127, 0, 0, 1));

    (void)state;
    assert_true(reply_of(zero, sizeof(zero), A).is_nowhere);
    assert_true(reply_of(self, sizeof(self), A).is_nowhere);
}

static void no_such_name_is_an_answer(void **state)
{
    const uint8_t m[] = MESSAGE(3, 0, A, );
    struct resolver_reply r = reply_of(m, sizeof(m), A);

    (void)state;
    assert_int_equal(r.rcode, 3);
    assert_int_equal(r.n_records, 0);
}

static void what_is_cut_is_not_counted(void **state)
{
    const uint8_t m[] = MESSAGE(0, 1, A, RECORD_A(192, 0, 2, 1));
    struct resolver_reply r;

    (void)state;
    for (size_t len = 0; len < sizeof(m); len++)
        if (resolver_reply_read(bytes_of(m, len), A, &r))
            assert_int_equal(r.n_records, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_counted),
        cmocka_unit_test(addresses_that_lead_nowhere_are_known),
        cmocka_unit_test(no_such_name_is_an_answer),
        cmocka_unit_test(what_is_cut_is_not_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
