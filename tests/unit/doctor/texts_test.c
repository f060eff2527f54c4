/* uses: base wire catalogue policy policy_load record store insight firewall report live doctor */
#include "doctor/texts.h"

#include "../base/unit.h"

static struct bytes text_of(const char *s)
{
    return bytes_of(s, strlen(s));
}

static const char status[] =
    "Name:\tkindwardd\nState:\tS (sleeping)\nUid:\t4200\t4201\t4202\t4203\n"
    "CapInh:\t0000000000000000\nCapPrm:\t0000000000001000\n"
    "CapEff:\t0000000000001000\nCapBnd:\t0000000000001fff\n"
    "NoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t1\n";

static void a_process_is_read(void **state)
{
    struct proc_status p;

    (void)state;
    assert_true(proc_status_read(text_of(status), &p));
    assert_int_equal(p.uid, 4201);
    assert_int_equal(p.cap_eff, 0x1000);
    assert_int_equal(p.cap_bnd, 0x1fff);
    assert_int_equal(p.seccomp, 2);
    assert_true(p.no_new_privs);
}

static void half_a_process_is_none(void **state)
{
    struct proc_status p;
    const char *last = strstr(status, "Seccomp:\t2");

    (void)state;
    for (size_t len = 0; len < (size_t)(last - status); len++)
        assert_false(proc_status_read(bytes_of(status, len), &p));
    assert_false(proc_status_read(text_of("Uid:\tx\tx\nCapEff:\t-1\nCapBnd:\t0\nNoNewPrivs:\t0\n"
                                          "Seccomp:\t0\n"),
                                  &p));
}

static void servers_are_read_in_order(void **state)
{
    struct resolv_conf c =
        resolv_conf_read(text_of("# nameserver 192.0.2.9\nsearch home.arpa\nnameserver 127.0.0.53\n"
                                 "nameserver\tfe80::1%eth0\r\noptions edns0\nnameserver nowhere\n"
                                 "nameserver 10.0.0.0/8\nnameserver 192.0.2.1\n"
                                 "nameserver 192.0.2.2"));
    char address[IP_TEXT_MAX];

    (void)state;
    assert_int_equal(c.n, 3);
    assert_string_equal(ip_format(&c.servers[0], address), "127.0.0.53");
    assert_string_equal(ip_format(&c.servers[1], address), "fe80::1");
    assert_string_equal(ip_format(&c.servers[2], address), "192.0.2.1");
    assert_int_equal(resolv_conf_read(text_of("")).n, 0);
}

static void nsswitch_says_who_is_asked(void **state)
{
    struct bytes t = text_of("passwd: files systemd\nhosts:\tfiles myhostname resolve "
                             "[!UNAVAIL=return] dns # mdns4\n");

    (void)state;
    assert_true(nsswitch_asks(t, "hosts", "resolve"));
    assert_true(nsswitch_asks(t, "hosts", "dns"));
    assert_false(nsswitch_asks(t, "hosts", "systemd"));
    assert_false(nsswitch_asks(t, "hosts", "mdns4"));
    assert_false(nsswitch_asks(text_of("#hosts: resolve"), "hosts", "resolve"));
}

static void a_queue_has_a_reader(void **state)
{
    struct bytes t = text_of("    0  12345     0 2 65531     0     0        7  1\n"
                             "  187   4711     0 2 65531     0     0        7  1\n");
    uint32_t port = 0;

    (void)state;
    assert_true(netlink_reader(t, 187, &port));
    assert_int_equal(port, 4711);
    assert_false(netlink_reader(t, 18, &port));
    assert_false(netlink_reader(t, 4711, &port));
}

static bool overlaps(const char *s)
{
    struct bytes line;

    return marks_overlap(text_of(s), 0x70000000, &line);
}

static void marks_of_other_tools_are_found(void **state)
{
    (void)state;
    assert_true(overlaps("-A OUTPUT -j MARK --set-xmark 0x10000000/0xffffffff\n"));
    assert_true(overlaps("table inet vpn {\n\tmeta mark set 0x20000000\n}\n"));
    assert_true(overlaps("32765:\tfrom all fwmark 0x40000000/0xf0000000 lookup 100\n"));
}

static void marks_in_other_bits_are_not(void **state)
{
    (void)state;
    assert_false(overlaps("-A OUTPUT -j MARK --set-xmark 0x1/0xffffffff\n"));
    assert_false(overlaps("32765:\tfrom all fwmark 0xca6c lookup 51820\n"));
    assert_false(overlaps("32765:\tfrom all fwmark 0x0/0xf0000000 lookup 100\n"));
    assert_false(overlaps("\tmeta mark set meta mark & 0xfffffffe\n"));
    assert_false(overlaps("\tip daddr 10.0.0.0/8 counter 0x70000000\n"));
}

static void our_own_marks_are_ours(void **state)
{
    (void)state;
    assert_false(overlaps("-A KINDWARD-OUT -j MARK --set-xmark 0x10000000/0x70000000\n"));
    assert_false(overlaps("table inet kindward {\n\tmeta mark set 0x20000000\n}\n"));
    assert_true(overlaps("table inet kindward {\n\tmeta mark set 0x20000000\n}\n"
                         "table inet vpn {\n\tmeta mark set 0x20000000\n}\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_is_read),
        cmocka_unit_test(half_a_process_is_none),
        cmocka_unit_test(servers_are_read_in_order),
        cmocka_unit_test(nsswitch_says_who_is_asked),
        cmocka_unit_test(a_queue_has_a_reader),
        cmocka_unit_test(marks_of_other_tools_are_found),
        cmocka_unit_test(marks_in_other_bits_are_not),
        cmocka_unit_test(our_own_marks_are_ours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
