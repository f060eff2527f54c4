/* uses: base wire */
/*
 * A DNS message: entries come in order and lie in the message, there are never more of them than
 * the counts say, every name is printable and within DNS's length, and what is DNS by its shape
 * holds no damage and no more after any byte is cut off.
 */
#include "property.h"

#include "wire/dns.h"

static void check_name(struct bytes message, size_t at)
{
    static struct name name;

    if (!dns_name(message, at, &name))
        return;
    HOLDS(name.len > 0 && name.len <= DNS_NAME_BYTES_MAX * 4);
    HOLDS(is_name_text(name.at, name.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes message = bytes_of(data, size);
    struct dns_header h;
    struct dns_reader r;
    struct dns_question q;
    struct dns_record record;
    size_t n = 0, last = DNS_HEADER_BYTES;
    enum dns_section section = DNS_ANSWER;

    if (!dns_begin(message, &h, &r)) {
        HOLDS(size < DNS_HEADER_BYTES);
        return 0;
    }
    while (dns_next_question(&r, &q)) {
        n++;
        HOLDS(q.name_at == last && r.at > last && r.at <= size);
        last = r.at;
        check_name(message, q.name_at);
    }
    HOLDS(n == h.count[DNS_QUESTION] || r.malformed);
    n = 0;
    while (dns_next_record(&r, &record)) {
        struct dns_service service;
        char text[DNS_TYPE_TEXT_MAX];

        n++;
        HOLDS(record.section >= section);
        section = record.section;
        HOLDS(record.name_at == last && r.at > last && r.at <= size);
        last = r.at;
        HOLDS(lies_inside(record.data, message));
        HOLDS(record.data.len == 0 || message.at + record.data_at == record.data.at);
        HOLDS(record.data_at + record.data.len == r.at);
        HOLDS(strlen(dns_type_text(record.type, text)) < DNS_TYPE_TEXT_MAX);
        check_name(message, record.name_at);
        check_name(message, record.data_at);
        if (dns_service_read(&record, &service)) {
            HOLDS(lies_inside(service.ipv4_hints, record.data));
            HOLDS(lies_inside(service.ipv6_hints, record.data));
            HOLDS(lies_inside(service.ech, record.data));
            HOLDS(service.ipv4_hints.len % 4 == 0 && service.ipv6_hints.len % 16 == 0);
            check_name(message, service.target_at);
        }
    }
    HOLDS(r.malformed ||
          n == (size_t)h.count[DNS_ANSWER] + h.count[DNS_AUTHORITY] + h.count[DNS_ADDITIONAL]);
    HOLDS(!dns_next_record(&r, &record));
    if (dns_is_by_shape(message)) {
        HOLDS(!r.malformed && r.at == size && h.count[DNS_QUESTION] == 1);
        HOLDS(!dns_is_by_shape(bytes_head(message, size - 1)));
    }
    return 0;
}
