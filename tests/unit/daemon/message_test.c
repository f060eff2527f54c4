/* uses: base wire flow catalogue policy fold agent */
#include "../wire/build.h"

#include "daemon/message.h"

static struct build datagram;

/* A record as channel_put() writes it. */
static void put_record(struct build *b, uint32_t type, size_t len)
{
    struct message_head head = {.type = type, .len = (uint32_t)len};

    put(b, &head, sizeof(head));
    put_fill(b, 0x55, len);
    put_fill(b, 0, (8 - len % 8) % 8);
}

static bool reads(struct bytes b, enum role from, enum role to, struct message *ret)
{
    uint8_t *copy = exact_copy(b);
    struct message_reader r = message_reader_of(bytes_of(copy, b.len), from, to);
    bool is_there = message_next(&r, ret), more = is_there && message_next(&r, ret);

    assert_false(more && b.len == 0);
    free(copy);
    return is_there && !r.is_wrong;
}

static bool fits(enum message_type type, enum role from, enum role to)
{
    return (message_forms[type].from >> from & 1) && (message_forms[type].to >> to & 1);
}

static void every_kind_has_its_form(void **state)
{
    (void)state;
    for (enum message_type t = 0; t < MESSAGE_COUNT; t++) {
        const struct message_form *f = &message_forms[t];

        assert_non_null(f->name);
        assert_true(f->from != 0 && f->to != 0);
        assert_true(f->least <= f->most);
        assert_true(sizeof(struct message_head) + f->most + 8 <= MESSAGE_DATAGRAM_MAX);
    }
}

static void a_record_comes_only_on_its_way_and_in_its_size(void **state)
{
    struct message m;

    (void)state;
    for (enum message_type t = 0; t < MESSAGE_COUNT; t++)
        for (enum role from = 0; from < ROLE_COUNT; from++)
            for (enum role to = 0; to < ROLE_COUNT; to++) {
                const struct message_form *f = &message_forms[t];
                bool may = fits(t, from, to);

                datagram.len = 0;
                put_record(&datagram, t, f->least);
                assert_int_equal(reads(built(&datagram), from, to, &m), may);
                if (f->least > 0) {
                    datagram.len = 0;
                    put_record(&datagram, t, f->least - 1);
                    assert_false(reads(built(&datagram), from, to, &m));
                }
            }
}

static void a_body_larger_than_its_form_is_refused(void **state)
{
    struct message m;

    (void)state;
    datagram.len = 0;
    put_record(&datagram, MESSAGE_PING, 1);
    assert_false(reads(built(&datagram), ROLE_SUPERVISOR, ROLE_GATE, &m));
    datagram.len = 0;
    put_record(&datagram, MESSAGE_USE, sizeof(struct message_use) + 1);
    assert_false(reads(built(&datagram), ROLE_INSPECTOR, ROLE_RECORDER, &m));
}

static void a_kind_that_there_is_not_is_refused(void **state)
{
    struct message m;

    (void)state;
    for (enum role from = 0; from < ROLE_COUNT; from++)
        for (enum role to = 0; to < ROLE_COUNT; to++) {
            datagram.len = 0;
            put_record(&datagram, MESSAGE_COUNT, 0);
            assert_false(reads(built(&datagram), from, to, &m));
            datagram.len = 0;
            put_record(&datagram, UINT32_MAX, 0);
            assert_false(reads(built(&datagram), from, to, &m));
        }
}

static void a_length_past_the_end_is_refused(void **state)
{
    struct message_head head = {.type = MESSAGE_POLICY, .len = UINT32_MAX};
    struct message m;

    (void)state;
    datagram.len = 0;
    put(&datagram, &head, sizeof(head));
    put_fill(&datagram, 0, 64);
    assert_false(reads(built(&datagram), ROLE_SUPERVISOR, ROLE_RECORDER, &m));
}

static void what_is_cut_anywhere_but_between_records_is_refused(void **state)
{
    size_t ends[4], n = 0;

    (void)state;
    datagram.len = 0;
    put_record(&datagram, MESSAGE_USE, sizeof(struct message_use));
    ends[n++] = datagram.len;
    put_record(&datagram, MESSAGE_CLOSE, sizeof(struct message_connection));
    ends[n++] = datagram.len;
    put_record(&datagram, MESSAGE_MINUTE, sizeof(struct message_moment));
    ends[n++] = datagram.len;
    for (size_t cut = 0; cut <= datagram.len; cut++) {
        uint8_t *copy = exact_copy(bytes_head(built(&datagram), cut));
        struct message_reader r =
            message_reader_of(bytes_of(copy, cut), ROLE_INSPECTOR, ROLE_RECORDER);
        struct message m;
        size_t whole = 0, seen = 0;

        while (message_next(&r, &m))
            seen++;
        for (size_t i = 0; i < n; i++)
            whole += ends[i] <= cut;
        assert_int_equal(seen, whole);
        assert_int_equal(r.is_wrong, cut != 0 && (whole == 0 || ends[whole - 1] != cut));
        free(copy);
    }
}

static void a_body_shorter_than_the_struct_is_not_copied(void **state)
{
    struct message_packet p = {.id = 7}, got;
    struct message m = {.type = MESSAGE_PACKET, .body = bytes_of(&p, sizeof(p) - 1)};
    struct bytes rest;

    (void)state;
    assert_false(message_copy(&m, &got, sizeof(got), &rest));
    m.body.len++;
    assert_true(message_copy(&m, &got, sizeof(got), &rest));
    assert_int_equal(got.id, 7);
    assert_int_equal(rest.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_its_form),
        cmocka_unit_test(a_record_comes_only_on_its_way_and_in_its_size),
        cmocka_unit_test(a_body_larger_than_its_form_is_refused),
        cmocka_unit_test(a_kind_that_there_is_not_is_refused),
        cmocka_unit_test(a_length_past_the_end_is_refused),
        cmocka_unit_test(what_is_cut_anywhere_but_between_records_is_refused),
        cmocka_unit_test(a_body_shorter_than_the_struct_is_not_copied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
