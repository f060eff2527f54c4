/* uses: base firewall */
#include "../base/unit.h"

#include "firewall/iptables.h"
#include "firewall/probe.h"
#include "firewall/rules.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct uid_range kid[] = {{1001, 1001}, {165536, 231071}};
static const struct uid_range teen[] = {{1002, 1002}};
static const struct uid_range third[] = {{1003, 1003}};

static struct firewall_rules family_of(const struct firewall_child *children, size_t n)
{
    return (struct firewall_rules){
        .children = children,
        .n_children = n,
        .queue = 77,
        .log_group = 78,
        .mark_shift = FIREWALL_SHIFT,
    };
}

/* 0: nftables, 4: iptables, 6: ip6tables */
static void write_rules(const struct firewall_rules *r, int form, struct text *ret_text)
{
    AUTO_TEXT struct text why = {.at = NULL};

    text_clear(ret_text);
    if (form == 0)
        assert_int_equal(firewall_text_nftables(r, ret_text, &why), 0);
    else
        assert_int_equal(firewall_text_iptables(r, form == 6, ret_text, &why), 0);
    assert_int_equal(why.len, 0);
}

/* The texts that were read by a person and taken by a kernel (net.texts). */
static void assert_golden(const struct firewall_rules *r, int form, const char *name)
{
    AUTO_TEXT struct text text = {.at = NULL}, path = {.at = NULL}, golden = {.at = NULL};
    char part[4096];
    size_t n;
    FILE *f;

    write_rules(r, form, &text);
    text_addf(&path, SOURCE_DIR "/tests/unit/firewall/golden/%s", name);
    f = fopen(text_string(&path), "r");
    assert_non_null(f);
    while ((n = fread(part, 1, sizeof(part), f)) > 0)
        text_add_bytes(&golden, part, n);
    fclose(f);
    assert_string_equal(text_string(&text), text_string(&golden));
}

static void a_family_that_only_observes(void **state)
{
    const struct firewall_child children[] = {{.uids = kid, .n_uids = 2}};
    struct firewall_rules r = family_of(children, 1);

    (void)state;
    assert_golden(&r, 0, "observed.nft");
    assert_golden(&r, 4, "observed.ip");
    assert_golden(&r, 6, "observed.ip6");
}

static void a_family_with_one_of_each(void **state)
{
    const struct firewall_child children[] = {
        {.uids = kid, .n_uids = 2, .held = true},
        {.uids = teen, .n_uids = 1},
        {.uids = third, .n_uids = 1, .held = true, .dns_held = true},
    };
    struct firewall_rules r = family_of(children, 3);

    (void)state;
    assert_golden(&r, 0, "held.nft");
    assert_golden(&r, 4, "held.ip");
    assert_golden(&r, 6, "held.ip6");
}

/* And where one of them is only observed, none of what that one sends can come to the queue. */
static void whose_a_packet_is_is_asked_once_where_all_are_held(void **state)
{
    struct firewall_child children[] = {
        {.uids = kid, .n_uids = 2, .held = true},
        {.uids = teen, .n_uids = 1, .held = true},
    };
    struct firewall_rules r = family_of(children, 2);
    static const char always[] = "-A KINDWARD-FLOW -g KINDWARD-HELD\n",
                      asked[] = "-A KINDWARD-FLOW -m owner";

    (void)state;
    for (int form = 4; form <= 6; form += 2) {
        AUTO_TEXT struct text all = {.at = NULL}, some = {.at = NULL};

        children[1].held = true;
        write_rules(&r, form, &all);
        assert_non_null(strstr(text_string(&all), always));
        assert_null(strstr(text_string(&all), asked));
        children[1].held = false;
        write_rules(&r, form, &some);
        assert_null(strstr(text_string(&some), always));
        assert_non_null(strstr(text_string(&some), asked));
        assert_non_null(strstr(text_string(&some), "-A KINDWARD-FLOW -g KINDWARD-OBSERVED\n"));
    }
}

/* For a kernel that has not the match: then what it would have freed is copied, and nothing else.
 */
static void only_the_rule_that_asks_for_a_record_needs_u32(void **state)
{
    const struct firewall_child children[] = {{.uids = kid, .n_uids = 2}};
    const struct text no_jumps[TABLE_COUNT] = {{.at = NULL}};
    struct firewall_rules r = family_of(children, 1);

    (void)state;
    for (int form = 4; form <= 6; form += 2) {
        AUTO_TEXT struct text with = {.at = NULL}, without = {.at = NULL}, why = {.at = NULL};
        char *line, *end;

        write_rules(&r, form, &with);
        assert_int_equal(
            firewall_text_iptables_over(&r, form == 6, false, no_jumps, &without, &why), 0);
        line = strstr(with.at, "-A KINDWARD-TELLING -p tcp -m u32 ");
        assert_non_null(line);
        end = strchr(line, '\n') + 1;
        memmove(line, end, strlen(end) + 1);
        assert_string_equal(with.at, text_string(&without));
    }
}

static void nobody_is_watched_where_there_are_no_children(void **state)
{
    struct firewall_rules r = family_of(NULL, 0);
    AUTO_TEXT struct text text = {.at = NULL};

    (void)state;
    write_rules(&r, 0, &text);
    assert_null(strstr(text_string(&text), "skuid"));
    write_rules(&r, 4, &text);
    assert_null(strstr(text_string(&text), "--uid-owner"));
}

static void observing_never_queues_marks_or_rejects_a_packet(void **state)
{
    const struct firewall_child children[] = {{.uids = kid, .n_uids = 2, .dns_held = true}};
    struct firewall_rules r = family_of(children, 1);
    AUTO_TEXT struct text text = {.at = NULL};

    (void)state;
    write_rules(&r, 0, &text);
    assert_null(strstr(text_string(&text), " queue "));
    assert_null(strstr(text_string(&text), "meta mark"));
    assert_null(strstr(text_string(&text), "reject"));
    write_rules(&r, 6, &text);
    assert_null(strstr(text_string(&text), "NFQUEUE"));
    assert_null(strstr(text_string(&text), "-j MARK"));
    assert_null(strstr(text_string(&text), "-j REJECT"));
}

static size_t n_times(const char *in, const char *what)
{
    size_t n = 0;

    while ((in = strstr(in, what))) {
        in += strlen(what);
        n++;
    }
    return n;
}

/* And no child's packet comes as far as its rule. */
static void the_probe_has_a_way_to_the_queue_while_somebody_is_held(void **state)
{
    struct firewall_child children[] = {{.uids = kid, .n_uids = 2}};
    struct firewall_rules r = family_of(children, 1);
    AUTO_TEXT struct text text = {.at = NULL};

    (void)state;
    for (int form = 0; form <= 6; form += form == 0 ? 4 : 2) {
        children[0].held = false;
        write_rules(&r, form, &text);
        assert_null(strstr(text_string(&text), FIREWALL_PROBE_IP));
        children[0].held = true;
        write_rules(&r, form, &text);
        assert_int_equal(n_times(text_string(&text), FIREWALL_PROBE_IP), form == 6 ? 0 : 1);
    }
    write_rules(&r, 0, &text);
    assert_true(strstr(text.at, "goto child\n") < strstr(text.at, FIREWALL_PROBE_IP));
    write_rules(&r, 4, &text);
    assert_true(strstr(text.at, "-g KINDWARD-CHILD\n") < strstr(text.at, FIREWALL_PROBE_IP));
}

static void without_a_listener_packets_pass_unless_it_fails_closed(void **state)
{
    const struct firewall_child children[] = {{.uids = kid, .n_uids = 2, .held = true}};
    struct firewall_rules r = family_of(children, 1);
    AUTO_TEXT struct text text = {.at = NULL};

    (void)state;
    r.prober_uid = 4200;
    write_rules(&r, 0, &text);
    assert_non_null(strstr(text_string(&text), "queue flags bypass to 77\n"));
    assert_int_equal(n_times(text_string(&text), "queue to"), 1); /* the probe is nobody's */
    assert_non_null(strstr(text_string(&text), "meta skuid 4200 queue to 77\n"));
    write_rules(&r, 4, &text);
    assert_non_null(strstr(text_string(&text), "--queue-bypass\n"));
    assert_int_equal(n_times(text_string(&text), "--queue-num 77\n"), 1);
    assert_non_null(strstr(text_string(&text), "--uid-owner 4200 -j NFQUEUE --queue-num 77\n"));
    assert_non_null(strstr(text_string(&text), "--connbytes 0:23 "));
    r.fail_closed = true;
    write_rules(&r, 0, &text);
    assert_null(strstr(text_string(&text), "bypass"));
    assert_non_null(strstr(text_string(&text), "ct original packets < 65536 goto bearing"));
    write_rules(&r, 4, &text);
    assert_null(strstr(text_string(&text), "bypass"));
}

/* Every number that is written to a mark or compared with one lies under our mask. */
static void only_our_three_bits_are_touched(void **state)
{
    const struct firewall_child children[] = {
        {.uids = kid, .n_uids = 2, .held = true, .dns_held = true}};
    struct firewall_rules r = family_of(children, 1);
    AUTO_TEXT struct text text = {.at = NULL};

    (void)state;
    for (r.mark_shift = 0; r.mark_shift <= FIREWALL_SHIFT_MAX; r.mark_shift++) {
        uint32_t mask = firewall_marks(r.mark_shift).mask;

        write_rules(&r, 0, &text);
        for (const char *at = text.at; (at = strstr(at, "mark set ")); at++) {
            unsigned kept = 0, value = 0;

            assert_true(sscanf(at, "mark set %*s mark & %x | %x", &kept, &value) >= 1);
            assert_int_equal(kept, ~mask);
            assert_int_equal(value & ~mask, 0);
        }
        write_rules(&r, 4, &text);
        for (const char *at = text.at; (at = strstr(at, "mark ")); at++) {
            unsigned value = 0, under = 0;

            if (sscanf(at, "mark %x/%x", &value, &under) != 2)
                continue;
            assert_int_equal(under, mask);
            assert_int_equal(value & ~mask, 0);
        }
    }
}

static void a_verdict_keeps_the_bits_of_others(void **state)
{
    struct firewall_marks m = firewall_marks(4);

    (void)state;
    assert_int_equal(m.mask, 0x70);
    assert_int_equal(firewall_mark_packet(&m, 0xabcdef00, m.named), 0xabcdef30);
    assert_int_equal(firewall_mark_packet(&m, 0xabcdefff, m.block), 0xabcdefdf);
}

static void accounts_are_sorted_and_joined(void **state)
{
    static const struct uid_range a[] = {{3000, 3999}, {1001, 1001}}, b[] = {{1002, 1002}},
                                  c[] = {{3500, 4500}, {1001, 1001}};
    const struct firewall_child children[] = {
        {.uids = a, .n_uids = 2}, {.uids = b, .n_uids = 1}, {.uids = c, .n_uids = 2, .held = true}};
    struct firewall_rules r = family_of(children, 3);
    AUTO_TEXT struct text text = {.at = NULL};

    (void)state;
    write_rules(&r, 0, &text);
    assert_non_null(strstr(text_string(&text), "meta skuid { 1001-1002, 3000-4500 } goto child"));
    assert_non_null(strstr(text_string(&text), "meta skuid { 1001, 3500-4500 } goto held"));
}

static void what_cannot_be_a_child_is_refused(void **state)
{
    static const struct uid_range wrong[] = {{0, 0}, {0, 5000}, {5, 4}, {1, UINT32_MAX}};
    AUTO_TEXT struct text text = {.at = NULL}, why = {.at = NULL};
    struct firewall_rules r = family_of(NULL, 0);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        const struct firewall_child children[] = {{.uids = &wrong[i], .n_uids = 1}};

        r = family_of(children, 1);
        assert_int_equal(firewall_text_nftables(&r, &text, &why), -EINVAL);
        assert_int_equal(firewall_text_iptables(&r, true, &text, &why), -EINVAL);
    }
    r = family_of(NULL, 0);
    r.mark_shift = FIREWALL_SHIFT_MAX + 1;
    assert_int_equal(firewall_text_nftables(&r, &text, &why), -EINVAL);
    assert_int_equal(text.len, 0);
    assert_true(why.len > 0);
}

static void the_writer_is_the_one_that_can(void **state)
{
    struct firewall_support s = {.nft = true, .nft_log = true, .nft_ct_count = true}, all;
    enum firewall_writer w;
    bool only;

    (void)state;
    assert_int_equal(firewall_choose(&s, NULL, false, &w, &only), 0);
    assert_true(w == FIREWALL_NFTABLES && !only);
    assert_int_equal(firewall_choose(&s, NULL, true, &w, &only), 0);
    assert_true(w == FIREWALL_NFTABLES && only);
    s.nflog = s.connbytes = s.connmark = s.nfqueue = true;
    assert_int_equal(firewall_choose(&s, NULL, true, &w, &only), 0);
    assert_true(w == FIREWALL_IPTABLES && !only);
    s.nft_queue = s.nft_reject = true;
    assert_int_equal(firewall_choose(&s, NULL, true, &w, &only), 0);
    assert_true(w == FIREWALL_NFTABLES && !only);
    all = s;
    s = (struct firewall_support){.nft = true};
    assert_int_equal(firewall_choose(&s, NULL, false, &w, &only), -EOPNOTSUPP);
    s = all; /* forced: nftables without a queue sees, whatever iptables could hold */
    s.nft_queue = false;
    assert_int_equal(firewall_choose(&s, "nftables", true, &w, &only), 0);
    assert_true(w == FIREWALL_NFTABLES && only);
    assert_int_equal(firewall_choose(&s, "nftables", false, &w, &only), 0);
    assert_true(w == FIREWALL_NFTABLES && !only);
    assert_int_equal(firewall_choose(&all, "iptables", true, &w, &only), 0);
    assert_true(w == FIREWALL_IPTABLES && !only);
    s = all; /* forced, and not there: the other one is not taken in its place */
    s.connmark = false;
    w = FIREWALL_NFTABLES;
    assert_int_equal(firewall_choose(&s, "iptables", true, &w, &only), -EOPNOTSUPP);
    assert_true(w == FIREWALL_NFTABLES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_family_that_only_observes),
        cmocka_unit_test(a_family_with_one_of_each),
        cmocka_unit_test(whose_a_packet_is_is_asked_once_where_all_are_held),
        cmocka_unit_test(only_the_rule_that_asks_for_a_record_needs_u32),
        cmocka_unit_test(nobody_is_watched_where_there_are_no_children),
        cmocka_unit_test(observing_never_queues_marks_or_rejects_a_packet),
        cmocka_unit_test(the_probe_has_a_way_to_the_queue_while_somebody_is_held),
        cmocka_unit_test(without_a_listener_packets_pass_unless_it_fails_closed),
        cmocka_unit_test(only_our_three_bits_are_touched),
        cmocka_unit_test(a_verdict_keeps_the_bits_of_others),
        cmocka_unit_test(accounts_are_sorted_and_joined),
        cmocka_unit_test(what_cannot_be_a_child_is_refused),
        cmocka_unit_test(the_writer_is_the_one_that_can),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
