/* uses: base wire flow catalogue policy fold agent */
#include "../wire/build.h"

#include "daemon/denial.h"
#include "wire/dns.h"
#include "wire/packet.h"

enum { LINK_TYPE_RAW_IP = 101, UDP = 17, TCP = 6, FRAGMENT = 44 };

static struct build packet;
static uint8_t answer[DENIAL_MAX];

/* RFC 1071, another way than denial.c goes: by division, not by folding. Right where it is 0. */
static unsigned check_of(uint64_t sum, struct bytes b)
{
    for (size_t i = 0; i < b.len; i++)
        sum += i % 2 ? b.at[i] : b.at[i] * 256u;
    return (unsigned)(sum % 0xffff);
}

static void begin_ipv4(unsigned options, unsigned fragment, unsigned protocol)
{
    packet.len = 0;
    put_u8(&packet, 0x45 + options);
    put_u8(&packet, 0);
    put_u16(&packet, 0);
    put_u16(&packet, 0x1234);
    put_u16(&packet, fragment);
    put_u8(&packet, 64);
    put_u8(&packet, protocol);
    put_u16(&packet, 0);
    put(&packet, "\xc0\xa8\1\1\xc0\xa8\1\7", 8);
    put_fill(&packet, 1, (size_t)options * 4);
}

static void begin_ipv6(unsigned next)
{
    packet.len = 0;
    put_u32(&packet, 0x60000000);
    put_u16(&packet, 0);
    put_u8(&packet, next);
    put_u8(&packet, 64);
    put(&packet, "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16);
    put(&packet, "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\x35", 16);
}

static void put_udp(void)
{
    put_u16(&packet, 53);
    put_u16(&packet, 41000);
    put_u16(&packet, 0);
    put_u16(&packet, 0xbeef);
}

/* An answer with one address, its opcode 0, "recursion desired" set. */
static void put_answer(const char *name, unsigned questions)
{
    put_dns_header(&packet, 0xabcd, 0x8580, questions, 1);
    for (unsigned i = 0; i < questions; i++)
        put_dns_question(&packet, name, 28);
    put_dns_record(&packet, name, 1, 300, "\xc0\0\2\1", 4);
}

static void end(size_t ip_bytes)
{
    if (packet.at[0] >> 4 == 4)
        set_u16(&packet, 2, (unsigned)packet.len);
    else
        set_u16(&packet, 4, (unsigned)(packet.len - 40));
    set_u16(&packet, ip_bytes + 4, (unsigned)(packet.len - ip_bytes));
}

static size_t deny(struct bytes b)
{
    uint8_t *copy = exact_copy(b);
    size_t n = denial_make(bytes_of(copy, b.len), answer);

    free(copy);
    assert_true(n <= DENIAL_MAX);
    return n;
}

static void check(size_t n, size_t ip_bytes, const char *name)
{
    bool is_ip4 = answer[0] >> 4 == 4;
    struct bytes all = bytes_of(answer, n);
    struct bytes addresses = bytes_of(answer + (is_ip4 ? 12 : 8), is_ip4 ? 8 : 32);
    struct packet p;
    struct dns_header h;
    struct dns_reader r;
    struct dns_question q;
    struct dns_record record;
    struct name text;

    assert_true(n > 0);
    assert_int_equal(packet_read(LINK_TYPE_RAW_IP, all, (uint32_t)n, &p), PACKET_UDP);
    assert_int_equal(p.ip_bytes, n);
    assert_int_equal(p.source_port, 53);
    assert_int_equal(p.destination_port, 41000);
    assert_int_equal(p.payload.len, n - ip_bytes - 8);
    if (is_ip4)
        assert_int_equal(check_of(0, bytes_head(all, ip_bytes)), 0);
    assert_int_equal(
        check_of(UDP + (n - ip_bytes) + check_of(0, addresses), bytes_after(all, ip_bytes)), 0);
    assert_int_not_equal(peek_u16(all, ip_bytes + 6), 0); /* which would say: none */

    assert_true(dns_begin(p.payload, &h, &r));
    assert_int_equal(h.id, 0xabcd);
    assert_int_equal(h.rcode, 3);
    assert_true(h.is_response && !h.is_truncated && !h.has_z_bit);
    assert_int_equal(p.payload.at[2] & 1, 1);
    assert_true(dns_next_question(&r, &q));
    assert_int_equal(q.type, 28);
    assert_true(dns_name(p.payload, q.name_at, &text));
    assert_string_equal(text.at, name);
    assert_true(dns_next_record(&r, &record));
    assert_int_equal(record.section, DNS_AUTHORITY);
    assert_int_equal(record.type, 6);
    assert_int_equal(record.ttl_s, DENIAL_TTL_S);
    assert_true(dns_name(p.payload, record.name_at, &text));
    assert_string_equal(text.at, name);
    assert_int_equal(peek_u32(record.data, record.data.len - 4), DENIAL_TTL_S); /* RFC 2308 §5 */
    assert_false(dns_next_record(&r, &record));
    assert_false(r.malformed);
    assert_true(dns_is_by_shape(p.payload));
}

static void an_ipv4_answer_is_denied(void **state)
{
    (void)state;
    for (unsigned options = 0; options <= 10; options++) {
        begin_ipv4(options, 0x4000, UDP);
        put_udp();
        put_answer("www.site.example", 1);
        end(20 + options * 4);
        check(deny(built(&packet)), 20 + options * 4, "www.site.example");
    }
}

static void an_ipv6_answer_is_denied(void **state)
{
    static const char *const names[] = {"www.site.example", "a", "ab.example"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        begin_ipv6(UDP);
        put_udp();
        put_answer(names[i], 1);
        end(40);
        check(deny(built(&packet)), 40, names[i]);
    }
}

static void every_checksum_is_right(void **state)
{
    (void)state;
    for (unsigned id = 0; id < 70000; id += 7) { /* the sum that comes to zero is among them */
        begin_ipv4(0, 0, UDP);
        put_udp();
        put_answer("site.example", 1);
        set_u16(&packet, 4, id & 0xffff);
        set_u16(&packet, 22, id & 0xffff);
        end(20);
        assert_true(deny(built(&packet)) > 0);
        assert_int_equal(check_of(0, bytes_of(answer, 20)), 0);
        assert_int_equal(check_of(UDP + peek_u16(bytes_of(answer, 28), 24) +
                                      check_of(0, bytes_of(answer + 12, 8)),
                                  bytes_of(answer + 20, peek_u16(bytes_of(answer, 28), 24))),
                         0);
        assert_int_not_equal(peek_u16(bytes_of(answer, 28), 26), 0);
    }
}

static void what_is_no_answer_of_a_name_server_is_left(void **state)
{
    (void)state;
    begin_ipv4(0, 0, TCP);
    put_udp();
    put_answer("site.example", 1);
    assert_int_equal(deny(built(&packet)), 0);
    begin_ipv4(0, 0x2000, UDP); /* the first of several fragments */
    put_udp();
    put_answer("site.example", 1);
    assert_int_equal(deny(built(&packet)), 0);
    begin_ipv4(0, 0x0010, UDP);
    put_udp();
    put_answer("site.example", 1);
    assert_int_equal(deny(built(&packet)), 0);
    begin_ipv6(FRAGMENT);
    put_udp();
    put_answer("site.example", 1);
    assert_int_equal(deny(built(&packet)), 0);
    begin_ipv4(0, 0, UDP);
    packet.at[0] = 0x44; /* a header shorter than one */
    put_udp();
    put_answer("site.example", 1);
    assert_int_equal(deny(built(&packet)), 0);
    packet.at[0] = 0x55;
    assert_int_equal(deny(built(&packet)), 0);
    begin_ipv4(0, 0, UDP);
    put_udp();
    put_dns_header(&packet, 1, 0x0100, 1, 0); /* a question */
    put_dns_question(&packet, "site.example", 1);
    assert_int_equal(deny(built(&packet)), 0);
}

static void another_number_of_questions_is_left(void **state)
{
    (void)state;
    for (unsigned n = 0; n <= 3; n++) {
        begin_ipv4(0, 0, UDP);
        put_udp();
        put_answer("site.example", n);
        assert_int_equal(deny(built(&packet)) > 0, n == 1);
    }
}

static void a_name_that_is_none_is_left(void **state)
{
    (void)state;
    for (unsigned first = 64; first <= 255;
         first++) { /* a pointer, or a length that there is not */
        begin_ipv4(0, 0, UDP);
        put_udp();
        put_dns_header(&packet, 1, 0x8180, 1, 0);
        put_u8(&packet, first);
        put_fill(&packet, 12, 400);
        assert_int_equal(deny(built(&packet)), 0);
    }
    for (unsigned labels = 1; labels <= 40; labels++) { /* longer than a name may be */
        begin_ipv4(0, 0, UDP);
        put_udp();
        put_dns_header(&packet, 1, 0x8180, 1, 0);
        for (unsigned i = 0; i < labels; i++) {
            put_u8(&packet, 9);
            put_fill(&packet, 'a', 9);
        }
        put_u8(&packet, 0);
        put_u32(&packet, 0x00010001);
        assert_int_equal(deny(built(&packet)) > 0, labels * 10 + 1 <= 255);
    }
}

static void an_answer_cut_at_any_byte_is_denied_or_left(void **state)
{
    static const size_t ip_bytes[] = {20, 40};

    (void)state;
    for (size_t v = 0; v < 2; v++) {
        size_t question = ip_bytes[v] + 8 + 12 + sizeof("\4site\7example") + 4;

        if (v == 0)
            begin_ipv4(0, 0, UDP);
        else
            begin_ipv6(UDP);
        put_udp();
        put_answer("site.example", 1);
        end(ip_bytes[v]);
        for (size_t n = 0; n <= packet.len; n++)
            assert_int_equal(deny(bytes_head(built(&packet), n)) > 0, n >= question);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ipv4_answer_is_denied),
        cmocka_unit_test(an_ipv6_answer_is_denied),
        cmocka_unit_test(every_checksum_is_right),
        cmocka_unit_test(what_is_no_answer_of_a_name_server_is_left),
        cmocka_unit_test(another_number_of_questions_is_left),
        cmocka_unit_test(a_name_that_is_none_is_left),
        cmocka_unit_test(an_answer_cut_at_any_byte_is_denied_or_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
