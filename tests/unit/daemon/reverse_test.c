/* uses: base wire flow catalogue policy fold agent */
/* From an address to a name and back, and what a hostile resolver or namer says instead. */
#include "../wire/build.h"

#include "daemon/message.h"
#include "daemon/reverse.h"

static struct ip ip_of(const char *text)
{
    struct ip_prefix p;

    assert_int_equal(ip_prefix_from_text(text, &p), 0);
    return p.ip;
}

static bool is_good(const char *name)
{
    return reverse_host_is_good(bytes_of(name, strlen(name)));
}

/* An answer of one record. */
static const uint8_t ptr_answer[] = {
    0,    7,   0x81, 0x80, 0,   1,   0,   1,   0,   0,   0,   0,              /* header */
    1,    '7', 7,    'i',  'n', '-', 'a', 'd', 'd', 'r', 0,   0,   12,  0, 1, /* question */
    0xc0, 12,  0,    12,   0,   1,   0,   0,   0,   60,  0,   14,             /* PTR, 14 bytes */
    4,    'H', 'o',  's',  't', 7,   'e', 'x', 'a', 'm', 'p', 'l', 'e', 0};   /* Host.example */

static const uint8_t a_answer[] = {0,    7,   0x81, 0x80, 0,   1, 0, 1, 0, 0,  0, 0, /* header */
                                   4,    'h', 'o',  's',  't', 0, 0, 1, 0, 1,        /* question */
                                   0xc0, 12,  0,    1,    0,   1, 0, 0, 0, 60, 0, 4,
                                   198,  51,  100,  7}; /* A */

static void the_name_of_an_address_is_asked_backwards(void **state)
{
    char name[REVERSE_NAME_MAX];
    struct ip ip = ip_of("198.51.100.7"), none = {.len = 0};

    (void)state;
    assert_true(reverse_name(&ip, name));
    assert_string_equal(name, "7.100.51.198.in-addr.arpa");
    ip = ip_of("2001:db8::4:5");
    assert_true(reverse_name(&ip, name));
    assert_string_equal(name,
                        "5.0.0.0.4.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
    assert_int_equal(strlen(name), REVERSE_NAME_MAX - 2);
    assert_false(reverse_name(&none, name));
}

static void a_host_name_is_letters_digits_and_dots(void **state)
{
    static const char *const good[] = {"a.example", "ec2-1-2.eu.amazonaws.com", "_x.b-c.de",
                                       "1.2.3.4.example", "xn--bcher-kva.de"};
    static const char *const bad[] = {
        "",           "localhost",   "A.example",   "a.example.",
        ".a.example", "a..example",  "a b.example", "a\nb.example",
        "a\\x2eb.c",  "1.2.3.4",     "<b>.example", "\xc3\xa4.example",
        "a.\x1b[31m", "a.example/x", "a.2"};
    char longest[300];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        assert_true(is_good(good[i]));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(is_good(bad[i]));
    memset(longest, 'a', sizeof(longest));
    for (size_t i = 63; i < sizeof(longest); i += 64)
        longest[i] = '.';
    assert_true(reverse_host_is_good(bytes_of(longest, 253)));
    assert_false(reverse_host_is_good(bytes_of(longest, 254)));
    longest[63] = 'a'; /* a label of 127 */
    assert_false(reverse_host_is_good(bytes_of(longest, 253)));
    assert_false(reverse_host_is_good(bytes_of("a.b\0c", 5)));
}

static void a_name_is_read_in_lower_case(void **state)
{
    uint8_t message[sizeof(ptr_answer)];
    char host[REVERSE_HOST_MAX + 1] = "untouched";

    (void)state;
    for (size_t n = 0; n < sizeof(ptr_answer); n++) { /* cut anywhere */
        uint8_t *copy = exact_copy(bytes_of(ptr_answer, n));

        assert_false(reverse_read(bytes_of(copy, n), host));
        free(copy);
    }
    assert_string_equal(host, "untouched");
    assert_true(reverse_read(bytes_of(ptr_answer, sizeof(ptr_answer)), host));
    assert_string_equal(host, "host.example");
    for (uint8_t c = 0; c < 0x21; c++) { /* what no host name has */
        memcpy(message, ptr_answer, sizeof(message));
        message[sizeof(message) - 12] = c;
        assert_false(reverse_read(bytes_of(message, sizeof(message)), host));
    }
    memcpy(message, ptr_answer, sizeof(message));
    message[3] = 0x83; /* NXDOMAIN */
    assert_false(reverse_read(bytes_of(message, sizeof(message)), host));
    memcpy(message, ptr_answer, sizeof(message));
    message[2] = 0x01; /* a question */
    assert_false(reverse_read(bytes_of(message, sizeof(message)), host));
}

static void only_a_name_that_holds_the_address_confirms(void **state)
{
    struct bytes message = bytes_of(a_answer, sizeof(a_answer));
    struct ip ip = ip_of("198.51.100.7"), other = ip_of("198.51.100.8");
    struct ip longer = ip_of("::ffff:198.51.100.7"), none = {.len = 0};

    (void)state;
    assert_true(reverse_confirms(message, &ip));
    assert_false(reverse_confirms(message, &other));
    assert_false(reverse_confirms(message, &longer));
    assert_false(reverse_confirms(message, &none));
    assert_false(reverse_confirms(bytes_of(ptr_answer, sizeof(ptr_answer)), &ip));
    for (size_t n = 0; n < sizeof(a_answer); n++) {
        uint8_t *copy = exact_copy(bytes_of(a_answer, n));

        assert_false(reverse_confirms(bytes_of(copy, n), &ip));
        free(copy);
    }
}

static bool guess_is_read(const struct ip *ip, const char *name, size_t len)
{
    static struct build body;
    char said[REVERSE_HOST_MAX + 1];
    struct ip ret;

    body.len = 0;
    put(&body, ip, sizeof(*ip));
    put(&body, name, len);
    return message_guess_read(built(&body), &ret, said) && strlen(said) == len &&
           ip_equal(&ret, ip);
}

static void a_guess_that_is_none_is_refused(void **state)
{
    struct ip ip = ip_of("198.51.100.7");
    char said[REVERSE_HOST_MAX + 1];

    (void)state;
    assert_true(guess_is_read(&ip, "host.example", 12));
    assert_true(guess_is_read(&ip, "", 0)); /* nobody knows */
    assert_false(guess_is_read(&ip, "Host.example", 12));
    assert_false(guess_is_read(&ip, "host\0example.com", 16));
    assert_false(guess_is_read(&ip, "\x1b]0;x.example", 13));
    assert_false(message_guess_read(bytes_of(&ip, sizeof(ip) - 1), &ip, said));
    ip.at[9] = 1; /* bytes behind an IPv4 address */
    assert_false(guess_is_read(&ip, "host.example", 12));
    ip = (struct ip){.len = 0};
    assert_false(guess_is_read(&ip, "host.example", 12));
    ip.len = 200;
    assert_false(guess_is_read(&ip, "host.example", 12));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_name_of_an_address_is_asked_backwards),
        cmocka_unit_test(a_host_name_is_letters_digits_and_dots),
        cmocka_unit_test(a_name_is_read_in_lower_case),
        cmocka_unit_test(only_a_name_that_holds_the_address_confirms),
        cmocka_unit_test(a_guess_that_is_none_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
