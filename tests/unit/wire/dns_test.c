/* uses: base wire */
#include "build.h"

#include "wire/dns.h"

static struct build m;
static struct name name;

static void start(unsigned bits, unsigned questions, unsigned answers)
{
    m.len = 0;
    put_dns_header(&m, 0x1234, bits, questions, answers);
}

/* Does the name at the end of the header read, and as what? */
static bool name_reads(void)
{
    uint8_t *copy = exact_copy(built(&m));
    bool reads = dns_name(bytes_of(copy, m.len), DNS_HEADER_BYTES, &name);

    free(copy);
    return reads;
}

static void a_question_is_read_with_its_name_and_type(void **state)
{
    struct dns_header h;
    struct dns_reader r;
    struct dns_question q;

    (void)state;
    start(0x0100, 1, 0);
    put_dns_question(&m, "www.Example.COM", DNS_AAAA);
    assert_true(dns_begin(built(&m), &h, &r));
    assert_int_equal(h.id, 0x1234);
    assert_false(h.is_response);
    assert_false(h.is_truncated);
    assert_int_equal(h.count[DNS_QUESTION], 1);
    assert_true(dns_next_question(&r, &q));
    assert_int_equal(q.type, DNS_AAAA);
    assert_int_equal(q.class, 1);
    assert_true(dns_name(built(&m), q.name_at, &name));
    assert_string_equal(name.at, "www.example.com");
    assert_false(dns_next_question(&r, &q));
    assert_false(r.malformed);
}

static void header_bits_say_response_truncation_and_codes(void **state)
{
    struct dns_header h;
    struct dns_reader r;

    (void)state;
    start(0x8000 | 0x2800 | 0x0200 | 0x0040 | 3, 0, 0);
    assert_true(dns_begin(built(&m), &h, &r));
    assert_true(h.is_response && h.is_truncated && h.has_z_bit);
    assert_int_equal(h.opcode, 5);
    assert_int_equal(h.rcode, 3);
    for (size_t n = 0; n < DNS_HEADER_BYTES; n++)
        assert_false(dns_begin(bytes_head(built(&m), n), &h, &r));
}

/* DNS-1 */
static void only_a_pointer_strictly_backwards_is_followed(void **state)
{
    static const struct {
        uint16_t pointer;
        bool reads;
    } cases[] = {
        {0xc000, false}, {0xc00b, false}, /* into the header */
        {0xc00c, true},                   /* to the name before it */
        {0xc011, false}, {0xc012, false}, /* to itself, into itself */
        {0xc013, false}, {0xffff, false}, /* behind it, behind the message */
        {0x400c, false}, {0x800c, false}, /* other label types */
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        start(0, 1, 0);
        put_dns_name(&m, "abc"); /* 12 to 16 */
        put_u16(&m, cases[i].pointer);
        put_u16(&m, 0);
        assert_int_equal(dns_name(built(&m), 17, &name), cases[i].reads);
    }
}

static void a_pointer_may_lead_into_the_middle_of_an_earlier_name(void **state)
{
    (void)state;
    start(0, 1, 0);
    put_dns_name(&m, "www.example.com");
    put_u8(&m, 3);
    put_text(&m, "api");
    put_u16(&m, 0xc000 | (DNS_HEADER_BYTES + 4));
    assert_true(dns_name(built(&m), DNS_HEADER_BYTES + 17, &name));
    assert_string_equal(name.at, "api.example.com");
}

static void two_pointers_at_each_other_are_no_name(void **state)
{
    (void)state;
    start(0, 1, 0);
    put_u16(&m, 0xc00e);
    put_u16(&m, 0xc00c);
    assert_false(dns_name(built(&m), 12, &name));
    assert_false(dns_name(built(&m), 14, &name));
}

static void a_pointer_behind_labels_may_not_lead_back_into_its_own_run(void **state)
{
    (void)state;
    start(0, 1, 0);
    put_u8(&m, 1);
    put_text(&m, "a");
    put_u16(&m, 0xc00c);
    assert_false(name_reads());
}

/* Each points at the one before it: 127 are more than any name needs. */
static void a_chain_of_pointers_has_at_most_127_of_them(void **state)
{
    (void)state;
    start(0, 1, 0);
    put_u8(&m, 0);
    put_u8(&m, 0);
    for (size_t at = 14; at < 16000; at += 2)
        put_u16(&m, 0xc000 | (unsigned)(at - 2));
    assert_true(dns_name(built(&m), 12 + 2 * 127, &name));
    assert_string_equal(name.at, ".");
    assert_false(dns_name(built(&m), 12 + 2 * 128, &name));
    assert_false(dns_name(built(&m), m.len - 2, &name));
}

static void a_name_has_at_most_255_bytes_and_127_labels(void **state)
{
    (void)state;
    start(0, 1, 0);
    for (int i = 0; i < 127; i++) {
        put_u8(&m, 1);
        put_text(&m, "a");
    }
    put_u8(&m, 0);
    assert_true(name_reads());
    assert_int_equal(name.len, 253);
    m.at[m.len - 1] = 1; /* a 128th */
    put_text(&m, "a");
    put_u8(&m, 0);
    assert_false(name_reads());

    start(0, 1, 0);
    for (int i = 0; i < 4; i++) {
        put_u8(&m, i < 3 ? 63 : 61);
        put_fill(&m, 'x', i < 3 ? 63 : 61);
    }
    put_u8(&m, 0);
    assert_int_equal(m.len - DNS_HEADER_BYTES, DNS_NAME_BYTES_MAX);
    assert_true(name_reads());
    m.at[DNS_HEADER_BYTES + 3 * 64] = 62; /* one byte more */
    m.at[m.len - 1] = 'x';
    put_u8(&m, 0);
    assert_false(name_reads());
}

/* DNS-2 */
static void labels_are_any_bytes_and_a_dot_in_one_is_told_apart(void **state)
{
    static const uint8_t labels[] = {3, 'a', '.', 'b', 3, 0, '<', 0x1b, 2, '\\', 0xff, 0};

    (void)state;
    start(0, 1, 0);
    put(&m, labels, sizeof(labels));
    assert_true(name_reads());
    assert_string_equal(name.at, "a\\x2eb.\\x00<\\x1b.\\x5c\\xff");
}

static void the_root_is_a_dot(void **state)
{
    (void)state;
    start(0, 1, 0);
    put_u8(&m, 0);
    assert_true(name_reads());
    assert_string_equal(name.at, ".");
}

/* DNS-5 */
static void fifty_casings_are_one_name(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 50; n++) {
        char text[] = "www.example.com";

        for (size_t i = 0; text[i]; i++)
            if (text[i] != '.' && (n * 2654435761u >> (i + 8) & 1))
                text[i] = (char)(text[i] - 32);
        start(0, 1, 0);
        put_dns_name(&m, text);
        assert_true(name_reads());
        assert_string_equal(name.at, "www.example.com");
    }
}

static void put_good_answer(void)
{
    static const uint8_t alias[] = {3, 'c', 'd', 'n', 0xc0, 16}, a[] = {192, 0, 2, 1};

    start(0x8180, 1, 2);
    set_u16(&m, 10, 1); /* additional */
    put_dns_question(&m, "www.example.com", DNS_A);
    put_dns_record(&m, "www.example.com", DNS_CNAME, 300, alias, sizeof(alias));
    put_dns_record(&m, "cdn.example.com", DNS_A, 60, a, sizeof(a));
    put_dns_name(&m, "");
    put_u16(&m, DNS_OPT);
    put_u16(&m, 65535); /* not a class, but a size */
    put_u32(&m, 0x80000000);
    put_u16(&m, 0);
}

static void records_are_read_section_by_section(void **state)
{
    struct dns_header h;
    struct dns_reader r;
    struct dns_record record;

    (void)state;
    put_good_answer();
    assert_true(dns_begin(built(&m), &h, &r));
    assert_true(dns_next_record(&r, &record)); /* questions are walked over */
    assert_int_equal(record.section, DNS_ANSWER);
    assert_int_equal(record.type, DNS_CNAME);
    assert_int_equal(record.ttl_s, 300);
    assert_true(dns_name(built(&m), record.data_at, &name));
    assert_string_equal(name.at, "cdn.example.com");
    assert_true(dns_next_record(&r, &record));
    assert_int_equal(record.type, DNS_A);
    assert_memory_equal(record.data.at, "\xc0\x00\x02\x01", 4);
    assert_true(dns_next_record(&r, &record)); /* DNS-6 */
    assert_int_equal(record.section, DNS_ADDITIONAL);
    assert_int_equal(record.type, DNS_OPT);
    assert_int_equal(record.class, 65535);
    assert_false(dns_next_record(&r, &record));
    assert_false(r.malformed);
    assert_true(dns_is_by_shape(built(&m)));
}

/* DNS-3 */
static void a_message_cut_at_any_byte_gives_what_was_whole(void **state)
{
    static const size_t ends[] = {33, 33 + 17 + 10 + 6, 33 + 33 + 17 + 10 + 4};
    size_t whole;

    (void)state;
    put_good_answer();
    whole = m.len;
    for (size_t n = DNS_HEADER_BYTES; n < whole; n++) {
        uint8_t *copy = exact_copy(bytes_head(built(&m), n));
        struct dns_header h;
        struct dns_reader r;
        struct dns_question q;
        struct dns_record record;
        size_t n_whole = 0;

        assert_true(dns_begin(bytes_of(copy, n), &h, &r));
        n_whole += dns_next_question(&r, &q);
        while (dns_next_record(&r, &record))
            n_whole++;
        assert_int_equal(n_whole, (n >= ends[0]) + (n >= ends[1]) + (n >= ends[2]));
        assert_true(r.malformed);
        assert_false(dns_is_by_shape(bytes_of(copy, n)));
        free(copy);
    }
}

static void a_record_whose_data_is_beyond_the_end_is_damage(void **state)
{
    struct dns_header h;
    struct dns_reader r;
    struct dns_record record;

    (void)state;
    start(0x8000, 0, 2);
    put_dns_record(&m, "a.b", DNS_A, 1, "\1\2\3\4", 4);
    put_dns_record(&m, "a.b", DNS_A, 1, "\1\2\3\4", 4);
    set_u16(&m, m.len - 6, 5);
    assert_true(dns_begin(built(&m), &h, &r));
    assert_true(dns_next_record(&r, &record));
    assert_false(dns_next_record(&r, &record));
    assert_true(r.malformed);
    assert_false(dns_next_record(&r, &record)); /* stays so */
}

static void counts_beyond_the_data_do_not_cost_more_than_the_data(void **state)
{
    struct dns_header h;
    struct dns_reader r;
    struct dns_record record;

    (void)state;
    start(0x8000, 65535, 65535);
    put_dns_question(&m, "a.b", DNS_A);
    assert_true(dns_begin(built(&m), &h, &r));
    assert_false(dns_next_record(&r, &record));
    assert_true(r.malformed);
}

/* DNS-15 */
static void an_unknown_type_is_walked_over_by_its_length(void **state)
{
    struct dns_header h;
    struct dns_reader r;
    struct dns_record record;

    (void)state;
    start(0x8000, 0, 2);
    put_dns_record(&m, "a.b", 44444, 1, "\xc0\xff\xff", 3);
    put_dns_record(&m, "a.b", DNS_A, 1, "\1\2\3\4", 4);
    assert_true(dns_begin(built(&m), &h, &r));
    assert_true(dns_next_record(&r, &record));
    assert_true(dns_next_record(&r, &record));
    assert_int_equal(record.type, DNS_A);
}

static void types_are_written_by_their_name_or_number(void **state)
{
    char text[DNS_TYPE_TEXT_MAX];

    (void)state;
    assert_string_equal(dns_type_text(1, text), "A");
    assert_string_equal(dns_type_text(65, text), "HTTPS");
    assert_string_equal(dns_type_text(44, text), "TYPE44");
    assert_string_equal(dns_type_text(65535, text), "TYPE65535");
}

static void only_one_whole_question_is_dns_by_its_shape(void **state)
{
    (void)state;
    start(0x0100, 1, 0);
    put_dns_question(&m, "example.com", DNS_A);
    assert_true(dns_is_by_shape(built(&m)));
    m.at[2] |= 0x08; /* an opcode */
    assert_false(dns_is_by_shape(built(&m)));
    m.at[2] &= 0x87;
    m.at[3] |= 0x40; /* Z */
    assert_false(dns_is_by_shape(built(&m)));
    m.at[3] &= 0xbf;
    put_u8(&m, 0); /* a byte too many */
    assert_false(dns_is_by_shape(built(&m)));
    start(0x0100, 2, 0); /* DNS-4 */
    put_dns_question(&m, "example.com", DNS_A);
    put_dns_question(&m, "example.org", DNS_A);
    assert_false(dns_is_by_shape(built(&m)));
    start(0x0100, 0, 0);
    assert_false(dns_is_by_shape(built(&m)));
    start(0x0100, 1, 1); /* a query that answers */
    put_dns_question(&m, "example.com", DNS_A);
    put_dns_record(&m, "example.com", DNS_A, 1, "\1\2\3\4", 4);
    assert_false(dns_is_by_shape(built(&m)));
}

static struct build data;

static void put_key(unsigned key, const void *at, size_t len)
{
    put_u16(&data, key);
    put_u16(&data, (unsigned)len);
    put(&data, at, len);
}

static bool service_reads(struct dns_service *ret)
{
    struct dns_record record = {.data = built(&data), .data_at = 100};

    return dns_service_read(&record, ret);
}

/* DNS-11 */
static void a_service_record_gives_hints_and_ech(void **state)
{
    struct dns_service s;

    (void)state;
    data.len = 0;
    put_u16(&data, 1);
    put_dns_name(&data, "svc.example.com");
    put_key(1, "\2h2", 3);
    put_key(4, "\1\2\3\4\5\6\7\10", 8);
    put_key(5, "ech!", 4);
    put_key(6, "0123456789abcdef", 16);
    assert_true(service_reads(&s));
    assert_int_equal(s.priority, 1);
    assert_int_equal(s.target_at, 102);
    assert_int_equal(s.ipv4_hints.len, 8);
    assert_int_equal(s.ipv6_hints.len, 16);
    assert_true(bytes_equal(s.ech, bytes_of("ech!", 4)));
}

static void a_service_record_cut_anywhere_but_between_keys_is_malformed(void **state)
{
    struct dns_service s;
    size_t whole, target, first;

    (void)state;
    data.len = 0;
    put_u16(&data, 1);
    put_dns_name(&data, "svc.example.com");
    target = data.len;
    put_key(4, "\1\2\3\4", 4);
    first = data.len;
    put_key(6, "0123456789abcdef", 16);
    whole = data.len;
    for (size_t n = 0; n <= whole; n++) {
        uint8_t *copy = exact_copy(bytes_head(built(&data), n));
        struct dns_record record = {.data = bytes_of(copy, n)};

        assert_int_equal(dns_service_read(&record, &s), n == target || n == first || n == whole);
        free(copy);
    }
}

static void a_service_record_with_a_compressed_target_or_unordered_keys_is_malformed(void **state)
{
    struct dns_service s;

    (void)state;
    data.len = 0;
    put_u16(&data, 1);
    put_u16(&data, 0xc00c);
    assert_false(service_reads(&s));
    for (unsigned second = 3; second <= 6; second++) {
        data.len = 0;
        put_u16(&data, 1);
        put_u8(&data, 0);
        put_key(4, "\1\2\3\4", 4);
        put_key(second, "0123456789abcdef", 16);
        assert_int_equal(service_reads(&s), second > 4);
    }
}

static void hints_that_are_no_whole_addresses_are_malformed(void **state)
{
    struct dns_service s;

    (void)state;
    for (size_t n = 0; n <= 16; n++) {
        data.len = 0;
        put_u16(&data, 1);
        put_u8(&data, 0);
        put_key(4, "0123456789abcdef", n);
        assert_int_equal(service_reads(&s), n > 0 && n % 4 == 0);
        set_u16(&data, 3, 6);
        assert_int_equal(service_reads(&s), n == 16);
    }
}

static void an_alias_has_priority_zero(void **state)
{
    struct dns_service s;

    (void)state;
    data.len = 0;
    put_u16(&data, 0);
    put_dns_name(&data, "other.example");
    assert_true(service_reads(&s));
    assert_int_equal(s.priority, 0);
    assert_int_equal(s.ipv4_hints.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_is_read_with_its_name_and_type),
        cmocka_unit_test(header_bits_say_response_truncation_and_codes),
        cmocka_unit_test(only_a_pointer_strictly_backwards_is_followed),
        cmocka_unit_test(a_pointer_may_lead_into_the_middle_of_an_earlier_name),
        cmocka_unit_test(two_pointers_at_each_other_are_no_name),
        cmocka_unit_test(a_pointer_behind_labels_may_not_lead_back_into_its_own_run),
        cmocka_unit_test(a_chain_of_pointers_has_at_most_127_of_them),
        cmocka_unit_test(a_name_has_at_most_255_bytes_and_127_labels),
        cmocka_unit_test(labels_are_any_bytes_and_a_dot_in_one_is_told_apart),
        cmocka_unit_test(the_root_is_a_dot),
        cmocka_unit_test(fifty_casings_are_one_name),
        cmocka_unit_test(records_are_read_section_by_section),
        cmocka_unit_test(a_message_cut_at_any_byte_gives_what_was_whole),
        cmocka_unit_test(a_record_whose_data_is_beyond_the_end_is_damage),
        cmocka_unit_test(counts_beyond_the_data_do_not_cost_more_than_the_data),
        cmocka_unit_test(an_unknown_type_is_walked_over_by_its_length),
        cmocka_unit_test(types_are_written_by_their_name_or_number),
        cmocka_unit_test(only_one_whole_question_is_dns_by_its_shape),
        cmocka_unit_test(a_service_record_gives_hints_and_ech),
        cmocka_unit_test(a_service_record_cut_anywhere_but_between_keys_is_malformed),
        cmocka_unit_test(a_service_record_with_a_compressed_target_or_unordered_keys_is_malformed),
        cmocka_unit_test(hints_that_are_no_whole_addresses_are_malformed),
        cmocka_unit_test(an_alias_has_priority_zero),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
