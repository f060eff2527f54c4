/* uses: base catalogue */
#include "catalogue/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_site_is_the_registrable_domain(void **state)
{
    static const struct {
        const char *name, *site;
    } known[] = {
        {"example.com", "example.com"},
        {"a.b.example.com", "example.com"},
        {"www.example.co.uk", "example.co.uk"},
        {"someone.github.io", "someone.github.io"}, /* private suffixes count */
        {"a.someone.github.io", "someone.github.io"},
        {"www.xn--bcher-kva.de", "xn--bcher-kva.de"},
        {"x.y.unknown-tld-zz", "y.unknown-tld-zz"},   /* the rule for what no rule names */
        {"www.city.kawasaki.jp", "city.kawasaki.jp"}, /* an exception to a wildcard */
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        const char *site = catalogue_site(known[i].name);

        assert_non_null(site);
        assert_string_equal(site, known[i].site);
        assert_ptr_equal(site, known[i].name + strlen(known[i].name) - strlen(site));
    }
}

static void the_holder_is_who_registered_not_who_rents(void **state)
{
    static const struct {
        const char *name, *holder;
    } known[] = {
        {"example.com", "example.com"},
        {"ec2-192-0-2-1.eu-west-1.compute.amazonaws.com", "amazonaws.com"},
        {"someone.github.io", "github.io"},
        {"github.io", "github.io"},
        {"www.example.co.uk", "example.co.uk"},
        {"www.city.kawasaki.jp", "city.kawasaki.jp"},
        {"x.y.unknown-tld-zz", "y.unknown-tld-zz"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        const char *holder = catalogue_holder(known[i].name);

        assert_non_null(holder);
        assert_string_equal(holder, known[i].holder);
    }
    assert_null(catalogue_holder("co.uk"));
    assert_null(catalogue_holder("1.2.0.192.in-addr.arpa"));
    assert_null(catalogue_holder("192.0.2.1"));
    assert_null(catalogue_holder("nas.lan"));
    assert_null(catalogue_holder("a..example"));
    assert_null(catalogue_holder("."));
    assert_null(catalogue_holder(""));
}

static void what_is_no_site_has_none(void **state)
{
    static const char *const names[] = {
        "",
        "com",
        "co.uk",
        "github.io",
        "single",
        "10.0.0.1",
        "2001:db8::1",
        "[2001:db8::1]",
        "printer.local",
        "router.lan",
        "nas.home.arpa",
        "1.0.0.127.in-addr.arpa",
        "x.internal",
        "a.test",
        "b.invalid",
        "c.example",
        "d.localhost",
        "expyuzz4wqqyqhjn.onion",
        ".",
        "..",
        ".com",
        "example.com.",
        "example..com",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (catalogue_site(names[i]))
            print_error("\"%s\" is the site \"%s\"\n", names[i], catalogue_site(names[i]));
        assert_null(catalogue_site(names[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_site_is_the_registrable_domain),
        cmocka_unit_test(the_holder_is_who_registered_not_who_rents),
        cmocka_unit_test(what_is_no_site_has_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
