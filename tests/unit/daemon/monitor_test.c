/* uses: base wire flow catalogue policy fold store daemon agent */
#include "daemon/monitor.h"
#include "wire/dns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* www.example.com. 300 IN A 192.0.2.7, as resolved gives a record. */
#define RAW "A3d3dwdleGFtcGxlA2NvbQAAAQABAAABLAAEwAACBw=="
#define TEXT(question)                                                                             \
    "{\"parameters\":{\"state\":\"success\",\"question\":" question                                \
    ",\"answer\":[{\"rr\":{},\"raw\":\"" RAW "\",\"ifindex\":2}]},\"continues\":true}"
#define ASKED "[{\"class\":1,\"type\":1,\"name\":\"www.example.com\"}]"

struct heard {
    int n;
    uint32_t ttl_s;
    struct name name, owner;
    uint8_t address[4];
};

static void hear(struct bytes message, void *user)
{
    struct heard *h = user;
    struct dns_header header;
    struct dns_reader r;
    struct dns_question q;
    struct dns_record record;

    h->n++;
    assert_true(dns_begin(message, &header, &r));
    assert_true(header.is_response);
    assert_true(dns_next_question(&r, &q));
    assert_true(dns_name(message, q.name_at, &h->name));
    assert_true(dns_next_record(&r, &record));
    assert_true(dns_name(message, record.name_at, &h->owner));
    h->ttl_s = record.ttl_s;
    assert_int_equal(record.data.len, 4);
    memcpy(h->address, record.data.at, 4);
    assert_false(dns_next_record(&r, &record));
    assert_false(r.malformed);
}

static void an_answer_is_as_it_would_have_come_by_the_network(void **state)
{
    static const uint8_t address[] = {192, 0, 2, 7};
    struct heard h = {.n = 0};

    (void)state;
    assert_true(monitor_read(bytes_of(TEXT(ASKED), sizeof(TEXT(ASKED)) - 1), hear, &h));
    assert_int_equal(h.n, 1);
    assert_string_equal(h.name.at, "www.example.com");
    assert_string_equal(h.owner.at, "www.example.com");
    assert_int_equal(h.ttl_s, 300);
    assert_memory_equal(h.address, address, 4);
}

struct learnt {
    int n;
    char names[4][64];
    bool is_alias[4];
};

static void learn(struct bytes message, void *user)
{
    struct learnt *l = user;
    struct dns_header header;
    struct dns_reader r;
    struct dns_question q;
    struct dns_record record;
    struct name name;

    assert_true(dns_begin(message, &header, &r));
    assert_true(dns_next_question(&r, &q));
    assert_true(dns_name(message, q.name_at, &name));
    assert_in_range(l->n, 0, 3);
    assert_in_range(name.len, 0, sizeof(l->names[0]) - 1);
    memcpy(l->names[l->n], name.at, name.len + 1u);
    assert_true(dns_next_record(&r, &record));
    if (record.type == DNS_CNAME) {
        l->is_alias[l->n] = true;
        assert_true(dns_name(message, record.name_at, &name));
        assert_string_equal(name.at, l->names[l->n]);
        assert_true(dns_name(message, record.data_at, &name));
        assert_string_equal(name.at, "www.example.com");
        assert_true(dns_next_record(&r, &record));
    }
    assert_int_equal(record.type, DNS_A);
    assert_false(dns_next_record(&r, &record));
    assert_false(r.malformed);
    l->n++;
}

/* resolved tells of the last name of the way, and of those before it apart. */
static void names_on_the_way_are_aliases_of_the_last(void **state)
{
    static const char text[] =
        "{\"parameters\":{\"state\":\"success\",\"question\":" ASKED
        ",\"collectedQuestions\":[{\"class\":1,\"type\":1,\"name\":\"video.example.net\"},"
        "{\"class\":1,\"type\":1,\"name\":\"edge.example.org\"}],"
        "\"answer\":[{\"rr\":{},\"raw\":\"" RAW "\",\"ifindex\":2}]},\"continues\":true}";
    struct learnt l = {.n = 0};

    (void)state;
    assert_true(monitor_read(bytes_of(text, sizeof(text) - 1), learn, &l));
    assert_int_equal(l.n, 3);
    assert_string_equal(l.names[0], "www.example.com");
    assert_false(l.is_alias[0]);
    assert_string_equal(l.names[1], "video.example.net");
    assert_true(l.is_alias[1]);
    assert_string_equal(l.names[2], "edge.example.org");
    assert_true(l.is_alias[2]);
}

static void what_is_no_answer_says_nothing(void **state)
{
    static const char *const texts[] = {
        "{\"parameters\":{\"ready\":true},\"continues\":true}",
        TEXT("null"),
        TEXT("[{\"class\":1,\"type\":16,\"name\":\"www.example.com\"}]"),
        TEXT("[{\"class\":1,\"type\":1,\"name\":\"a..b\"}]"),
        TEXT("[{\"class\":1,\"type\":1,\"name\":\"a\\\\.b\"}]"),
        TEXT("[{\"class\":1,\"type\":1,\"name\":7}]"),
        "{\"parameters\":{\"question\":" ASKED ",\"answer\":[{\"raw\":\"=%\"},{\"raw\":1},7]}}",
        "{\"error\":\"io.systemd.Resolve.Monitor.Refused\"}",
    };
    struct heard h = {.n = 0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        assert_true(monitor_read(bytes_of(texts[i], strlen(texts[i])), hear, &h));
    assert_int_equal(h.n, 0);
    assert_false(monitor_read(bytes_of("{}", 2), hear, &h));
    assert_false(monitor_read(bytes_of("no JSON", 7), hear, &h));
}

static void texts_are_read_wherever_the_socket_cuts_them(void **state)
{
    static const char two[] = TEXT(ASKED) "\0" TEXT(ASKED); /* with the NUL of the second */

    (void)state;
    for (size_t cut = 0; cut <= sizeof(two); cut += 7) {
        struct heard h = {.n = 0};
        struct monitor m;
        int pair[2];

        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
        assert_int_equal(monitor_init(&m), 0);
        monitor_replace(&m, pair[0]);
        assert_int_equal(write(pair[1], two, cut), (ssize_t)cut);
        assert_true(monitor_receive(&m, hear, &h));
        assert_int_equal(write(pair[1], two + cut, sizeof(two) - cut),
                         (ssize_t)(sizeof(two) - cut));
        assert_true(monitor_receive(&m, hear, &h));
        assert_int_equal(h.n, 2);
        close(pair[1]);
        assert_false(monitor_receive(&m, hear, &h));
        monitor_done(&m);
    }
}

static void a_text_without_an_end_is_given_up(void **state)
{
    static char endless[MONITOR_TEXT_MAX];
    struct heard h = {.n = 0};
    struct monitor m;
    int pair[2];
    size_t sent = 0;
    bool goes_on = true;

    (void)state;
    memset(endless, ' ', sizeof(endless));
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    assert_int_equal(monitor_init(&m), 0);
    monitor_replace(&m, pair[0]);
    while (goes_on && sent < sizeof(endless)) {
        ssize_t n = send(pair[1], endless + sent, sizeof(endless) - sent, MSG_DONTWAIT);

        if (n > 0)
            sent += (size_t)n;
        goes_on = monitor_receive(&m, hear, &h);
    }
    assert_false(goes_on);
    close(pair[1]);
    monitor_done(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_as_it_would_have_come_by_the_network),
        cmocka_unit_test(names_on_the_way_are_aliases_of_the_last),
        cmocka_unit_test(what_is_no_answer_says_nothing),
        cmocka_unit_test(texts_are_read_wherever_the_socket_cuts_them),
        cmocka_unit_test(a_text_without_an_end_is_given_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
