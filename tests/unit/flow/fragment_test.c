/* uses: base wire flow */
#include "../wire/build.h"

#include "flow/fragment.h"

static const struct siphash_key key = {5, 6};
static struct fragments *f;
static struct bytes whole;
static char text[65536];

static int set_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (char)('a' + i % 23);
    return fragments_new(4 << 20, key, &f);
}

static int tear_down(void **state)
{
    (void)state;
    f = fragments_free(f);
    return 0;
}

static struct packet packet_of(uint32_t id, size_t from, size_t to, bool more)
{
    return (struct packet){.source = (const uint8_t *)"\12\0\0\1",
                           .destination = (const uint8_t *)"\12\0\0\2",
                           .ip_len = 4,
                           .protocol = 17,
                           .fragment_id = id,
                           .fragment_offset = (uint16_t)from,
                           .fragment_more = more,
                           .inside = bytes_of(text + from, to - from)};
}

static bool add(uint32_t id, size_t from, size_t to, bool more)
{
    struct packet p = packet_of(id, from, to, more);

    return fragments_add(f, &p, 1000, &whole);
}

static void a_datagram_is_whole_with_its_last_part_in_any_order(void **state)
{
    static const unsigned orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                          {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    (void)state;
    for (uint32_t i = 0; i < 6; i++) {
        for (unsigned k = 0; k < 3; k++) {
            unsigned n = orders[i][k];

            assert_int_equal(add(i, n * 16, n == 2 ? 37 : n * 16 + 16, n != 2), k == 2);
        }
        assert_int_equal(whole.len, 37);
        assert_memory_equal(whole.at, text, 37);
        fragments_release(f);
    }
    assert_true(fragments_n_dropped(f) == 0);
}

static void an_equal_copy_does_no_harm(void **state)
{
    (void)state;
    assert_false(add(1, 0, 16, true));
    assert_false(add(1, 0, 16, true));
    assert_true(add(1, 16, 20, false));
    assert_true(fragments_n_dropped(f) == 0);
}

/* RFC 5722 */
static void an_overlap_drops_the_set_and_all_that_comes_of_it(void **state)
{
    static const struct {
        size_t from, to;
    } overlaps[] = {{8, 24}, {0, 8}, {8, 16}, {0, 24}};

    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        assert_false(add(i, 0, 16, true));
        assert_false(add(i, overlaps[i].from, overlaps[i].to, true));
        assert_false(add(i, 16, 32, false));
        assert_false(add(i, 0, 16, true));
        assert_true(fragments_n_dropped(f) == i + 1);
    }
}

static void a_copy_that_differs_drops_the_set(void **state)
{
    struct packet p = packet_of(1, 0, 16, true);

    (void)state;
    assert_false(add(1, 0, 16, true));
    p.inside = bytes_of("0123456789abcdef", 16);
    assert_false(fragments_add(f, &p, 1000, &whole));
    assert_false(add(1, 16, 20, false));
    assert_true(fragments_n_dropped(f) == 1);
}

static void two_last_parts_that_differ_drop_the_set(void **state)
{
    (void)state;
    assert_false(add(1, 16, 24, false));
    assert_false(add(1, 32, 40, false));
    assert_false(add(1, 0, 16, true));
    assert_true(fragments_n_dropped(f) == 1);
}

static void a_part_behind_the_last_is_no_part_of_it(void **state)
{
    (void)state;
    assert_false(add(1, 24, 32, true));
    assert_false(add(1, 8, 16, false));
    assert_false(add(1, 0, 8, true)); /* as many bytes as the whole has, at the wrong place */
    assert_true(fragments_n_dropped(f) == 1);
}

static void a_part_beyond_the_largest_datagram_is_refused(void **state)
{
    struct packet p = packet_of(1, 0, 16, false);

    (void)state;
    p.fragment_offset = 65528;
    assert_false(fragments_add(f, &p, 1000, &whole));
    p.inside.len = 0;
    assert_false(fragments_add(f, &p, 1000, &whole));
}

static void the_largest_datagram_is_put_together(void **state)
{
    (void)state;
    for (size_t at = 0; at < 65535; at += 1480)
        assert_int_equal(add(1, at, at + 1480 < 65535 ? at + 1480 : 65535, at + 1480 < 65535),
                         at + 1480 >= 65535);
    assert_int_equal(whole.len, 65535);
    assert_memory_equal(whole.at, text, 65535);
}

static void parts_of_different_datagrams_do_not_mix(void **state)
{
    struct packet p = packet_of(1, 16, 20, false);

    (void)state;
    assert_false(add(1, 0, 16, true));
    p.fragment_id = 2;
    assert_false(fragments_add(f, &p, 1000, &whole));
    p.fragment_id = 1;
    p.protocol = 6;
    assert_false(fragments_add(f, &p, 1000, &whole));
    p.protocol = 17;
    p.vlan_tags = 5;
    assert_false(fragments_add(f, &p, 1000, &whole));
    p.vlan_tags = 0;
    p.source = (const uint8_t *)"\12\0\0\3";
    assert_false(fragments_add(f, &p, 1000, &whole));
    assert_true(add(1, 16, 20, false));
}

static void a_set_waits_sixty_seconds(void **state)
{
    struct packet p = packet_of(1, 16, 20, false);

    (void)state;
    assert_false(add(1, 0, 16, true));
    assert_false(fragments_add(f, &p, 1061, &whole)); /* the first part is forgotten */
    p = packet_of(2, 16, 20, false);
    assert_false(add(2, 0, 16, true));
    assert_true(fragments_add(f, &p, 1060, &whole));
}

static void at_the_ceiling_the_oldest_set_is_dropped(void **state)
{
    (void)tear_down(state);
    assert_int_equal(fragments_new(0, key, &f), 0); /* two sets at least */
    for (uint32_t id = 1; id <= 3; id++) {
        struct packet p = packet_of(id, 0, 16, true);

        assert_false(fragments_add(f, &p, 1000 + id, &whole));
    }
    assert_true(fragments_n_dropped(f) == 1);
    assert_true(add(3, 16, 20, false));
    assert_true(add(2, 16, 20, false));
    assert_false(add(1, 16, 20, false));
    fragments_release(f);
}

static void a_flood_of_first_parts_is_bounded(void **state)
{
    (void)state;
    for (uint32_t id = 0; id < 5000; id++)
        assert_false(add(id, 0, 8, true));
    assert_true(fragments_n_dropped(f) > 0);
    assert_false(add(9999, 0, 16, true));
    assert_true(add(9999, 16, 20, false));
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        EACH(a_datagram_is_whole_with_its_last_part_in_any_order),
        EACH(an_equal_copy_does_no_harm),
        EACH(an_overlap_drops_the_set_and_all_that_comes_of_it),
        EACH(a_copy_that_differs_drops_the_set),
        EACH(two_last_parts_that_differ_drop_the_set),
        EACH(a_part_behind_the_last_is_no_part_of_it),
        EACH(a_part_beyond_the_largest_datagram_is_refused),
        EACH(the_largest_datagram_is_put_together),
        EACH(parts_of_different_datagrams_do_not_mix),
        EACH(a_set_waits_sixty_seconds),
        EACH(at_the_ceiling_the_oldest_set_is_dropped),
        EACH(a_flood_of_first_parts_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
