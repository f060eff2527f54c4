/* uses: base catalogue policy */
/* Addresses and servers of mail as a guardian writes them. */
#include "policy/mail_word.h"

#include "../base/unit.h"
#include "base/scope.h"

#include <string.h>

static void an_address_has_a_local_part_and_a_domain(void **state)
{
    static const char *const good[] = {"mum@example.org", "a.b+kids@mail.example.org", "x@y"};
    static const char *const bad[] = {"",
                                      "mum",
                                      "@example.org",
                                      "mum@",
                                      "a b@c.org",
                                      "a@b@c",
                                      "a..b@c.org",
                                      ".a@c.org",
                                      "a@c..org",
                                      "a@c.org.",
                                      "-oQ@example.org",
                                      "a@[::1]",
                                      "a\n@c.org",
                                      "\"a b\"@c.org",
                                      "m\xc3\xbctter@example.org"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        assert_true(mail_address_is_good(good[i], strlen(good[i])));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(mail_address_is_good(bad[i], strlen(bad[i])));
    assert_false(mail_address_is_good("mum@example.org\0x", 17));
}

static void a_list_is_read_one_by_one(void **state)
{
    const char *at = " mum@example.org ;;dad@example.net; ";
    const char *address;
    size_t len;

    (void)state;
    assert_true(mail_addresses_are_good(at));
    address = mail_address_next(&at, &len);
    assert_memory_equal(address, "mum@example.org", len);
    assert_int_equal(len, 15);
    address = mail_address_next(&at, &len);
    assert_memory_equal(address, "dad@example.net", len);
    assert_null(mail_address_next(&at, &len));
    assert_false(mail_addresses_are_good(" ; "));
    assert_false(mail_addresses_are_good("mum@example.org;dad"));
    assert_false(mail_addresses_are_good("mum@example.org,dad@example.net"));
}

static void a_server_is_named_by_its_protocol(void **state)
{
    static const char *const good[] = {"smtp://localhost", "smtps://mail.example.org:465"};
    static const char *const bad[] = {"",
                                      "mail.example.org",
                                      "http://mail.example.org",
                                      "smtps://",
                                      "smtps://a@mail.example.org",
                                      "smtps://mail.example.org/x",
                                      "smtps://mail.example.org:",
                                      "smtps://mail.example.org:465x",
                                      "smtps://mail.example.org:123456"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        assert_true(mail_server_is_good(good[i]));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(mail_server_is_good(bad[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_has_a_local_part_and_a_domain),
        cmocka_unit_test(a_list_is_read_one_by_one),
        cmocka_unit_test(a_server_is_named_by_its_protocol),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
