/* uses: base */
#include "unit.h"

#include "base/ip.h"

#include <errno.h>

static struct ip ip_of(const char *text)
{
    struct ip_prefix prefix;

    assert_int_equal(ip_prefix_from_text(text, &prefix), 0);
    return prefix.ip;
}

static bool holds(const char *prefix_text, const char *address)
{
    struct ip ip = ip_of(address);
    struct ip_prefix prefix;

    assert_int_equal(ip_prefix_from_text(prefix_text, &prefix), 0);
    return ip_prefix_holds(&prefix, &ip);
}

static void an_address_is_printed_as_it_was_read(void **state)
{
    static const char *const texts[] = {"0.0.0.0", "192.168.1.7", "255.255.255.255",
                                        "::",      "::1",         "fd00::1:2"};
    char text[IP_TEXT_MAX];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct ip ip = ip_of(texts[i]);

        assert_string_equal(ip_format(&ip, text), texts[i]);
    }
}

static void only_four_or_sixteen_bytes_are_an_address(void **state)
{
    static const uint8_t bytes[20] = {1};
    char text[IP_TEXT_MAX];

    (void)state;
    for (size_t n = 0; n <= sizeof(bytes); n++) {
        struct ip ip = ip_from_bytes(bytes_of(bytes, n));

        assert_int_equal(ip.len, n == 4 || n == 16 ? n : 0);
        if (ip.len == 0)
            assert_string_equal(ip_format(&ip, text), "-");
    }
}

static void addresses_of_two_families_are_never_equal(void **state)
{
    struct ip four = ip_of("0.0.0.0"), six = ip_of("::"), none = ip_from_bytes(bytes_of(NULL, 0));

    (void)state;
    assert_true(ip_equal(&four, &four));
    assert_false(ip_equal(&four, &six));
    assert_false(ip_equal(&four, &none));
}

static void groups_and_nobody_are_told_from_servers(void **state)
{
    static const struct {
        const char *text;
        bool is_multicast, is_unspecified;
    } cases[] = {
        {"224.0.0.251", true, false},
        {"239.255.255.255", true, false},
        {"223.255.255.255", false, false},
        {"240.0.0.1", false, false},
        {"255.255.255.255", true, false},
        {"0.0.0.0", false, true},
        {"ff02::fb", true, false},
        {"fe80::1", false, false},
        {"::", false, true},
        {"::1", false, false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct ip ip = ip_of(cases[i].text);

        assert_int_equal(ip_is_multicast(&ip), cases[i].is_multicast);
        assert_int_equal(ip_is_unspecified(&ip), cases[i].is_unspecified);
    }
}

static void addresses_of_homes_links_and_machines_are_not_public(void **state)
{
    static const char *const others[] = {
        "0.0.0.0",     "10.9.0.2",    "100.64.0.1",      "100.127.255.255",
        "127.0.0.1",   "169.254.1.1", "172.16.0.1",      "172.31.255.255",
        "192.168.1.1", "224.0.0.251", "240.0.0.1",       "255.255.255.255",
        "::",          "::1",         "fe80::1",         "fd09::2",
        "fc00::1",     "ff02::fb",    "64:ff9b::1.2.3.4"};
    static const char *const ours[] = {"1.1.1.1",         "9.255.255.255", "100.63.0.1",
                                       "100.128.0.1",     "172.15.0.1",    "172.32.0.1",
                                       "192.167.1.1",     "223.255.255.1", "198.51.100.7",
                                       "2606:4700::1111", "2001:db8::1"};
    struct ip none = {.len = 0};
    struct ip_prefix p;

    (void)state;
    assert_false(ip_is_public(&none));
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        assert_int_equal(ip_prefix_from_text(others[i], &p), 0);
        assert_false(ip_is_public(&p.ip));
    }
    for (size_t i = 0; i < ARRAY_LEN(ours); i++) {
        assert_int_equal(ip_prefix_from_text(ours[i], &p), 0);
        assert_true(ip_is_public(&p.ip));
    }
}

static void a_nat64_address_stands_for_its_ipv4_address(void **state)
{
    struct ip ip = ip_of("64:ff9b::c000:201"), other = ip_of("64:ff9b:1::c000:201");
    char text[IP_TEXT_MAX];

    (void)state;
    ip = ip_without_nat64(&ip);
    assert_string_equal(ip_format(&ip, text), "192.0.2.1");
    ip = ip_without_nat64(&other); /* RFC 8215's is not the well-known one */
    assert_true(ip_equal(&ip, &other));
    other = ip_of("192.0.2.1");
    ip = ip_without_nat64(&other);
    assert_true(ip_equal(&ip, &other));
}

static void a_prefix_holds_what_shares_its_bits(void **state)
{
    (void)state;
    assert_true(holds("192.168.0.0/16", "192.168.255.1"));
    assert_false(holds("192.168.0.0/16", "192.169.0.1"));
    assert_true(holds("10.0.0.0/9", "10.127.255.255"));
    assert_false(holds("10.0.0.0/9", "10.128.0.0"));
    assert_true(holds("0.0.0.0/0", "8.8.8.8"));
    assert_false(holds("0.0.0.0/0", "::1")); /* another family */
    assert_true(holds("192.0.2.1", "192.0.2.1"));
    assert_false(holds("192.0.2.1", "192.0.2.0"));
    assert_true(holds("fd00::/63", "fd00:0:0:1::9"));
    assert_false(holds("fd00::/63", "fd00:0:0:2::"));
    assert_true(holds("::1/128", "::1"));
    assert_false(holds("::1/128", "::2"));
}

static void a_prefix_that_is_none_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "/8",
        "1.2.3",
        "1.2.3.4/33",
        "1.2.3.4/",
        "1.2.3.4/-1",
        "1.2.3.4/8x",
        "::1/129",
        "1.2.3.4/ 8",
        "example.com",
        "fe80::1%eth0",
        "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb",
    };
    struct ip_prefix prefix = {.bits = 99};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        assert_int_equal(ip_prefix_from_text(wrong[i], &prefix), -EINVAL);
    assert_int_equal(prefix.bits, 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_printed_as_it_was_read),
        cmocka_unit_test(only_four_or_sixteen_bytes_are_an_address),
        cmocka_unit_test(addresses_of_two_families_are_never_equal),
        cmocka_unit_test(groups_and_nobody_are_told_from_servers),
        cmocka_unit_test(addresses_of_homes_links_and_machines_are_not_public),
        cmocka_unit_test(a_nat64_address_stands_for_its_ipv4_address),
        cmocka_unit_test(a_prefix_holds_what_shares_its_bits),
        cmocka_unit_test(a_prefix_that_is_none_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
