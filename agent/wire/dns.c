#include "wire/dns.h"

bool dns_begin(struct bytes message, struct dns_header *ret_header, struct dns_reader *ret_reader)
{
    uint16_t bits;

    if (message.len < DNS_HEADER_BYTES)
        return false;
    bits = peek_u16(message, 2);
    ret_header->id = peek_u16(message, 0);
    ret_header->is_response = bits & 0x8000;
    ret_header->opcode = bits >> 11 & 15;
    ret_header->is_truncated = bits & 0x0200;
    ret_header->has_z_bit = bits & 0x0040;
    ret_header->rcode = bits & 15;
    ret_reader->message = message;
    ret_reader->at = DNS_HEADER_BYTES;
    ret_reader->malformed = false;
    for (int i = 0; i < DNS_SECTIONS; i++)
        ret_reader->left[i] = ret_header->count[i] = peek_u16(message, 4 + 2 * (size_t)i);
    return true;
}

/*
 * Walk the name at `at`. Where `ret_name` is not NULL its text is written. The answer is the offset
 * behind the name where it stands (not where pointers lead), or 0 where it is malformed: no name
 * ends at 0.
 */
static size_t walk_name(struct bytes message, size_t at, struct name *ret_name)
{
    size_t run = at; /* where this run of labels began: pointers go in front of it */
    size_t end = 0;  /* behind the name, once a pointer was met */
    size_t total = 1;
    unsigned jumps = 0;

    if (ret_name)
        name_clear(ret_name);
    for (;;) {
        uint8_t len;

        if (at >= message.len)
            return 0;
        len = message.at[at];
        if (len >= 0xc0) {
            size_t target;

            if (message.len - at < 2)
                return 0;
            target = (size_t)(len & 0x3f) << 8 | message.at[at + 1];
            if (target >= run || target < DNS_HEADER_BYTES || ++jumps > 127)
                return 0;
            if (end == 0)
                end = at + 2;
            run = at = target;
            continue;
        }
        if (len > DNS_LABEL_BYTES_MAX)
            return 0;
        if (len == 0)
            break;
        total += 1u + len;
        if (total > DNS_NAME_BYTES_MAX || message.len - at < 1u + len)
            return 0;
        if (ret_name) {
            if (ret_name->len > 0) {
                ret_name->at[ret_name->len++] = '.';
                ret_name->at[ret_name->len] = '\0';
            }
            if (!name_add(ret_name, bytes_of(message.at + at + 1, len), true))
                return 0;
        }
        at += 1u + len;
    }
    if (ret_name && ret_name->len == 0) {
        ret_name->at[ret_name->len++] = '.';
        ret_name->at[ret_name->len] = '\0';
    }
    return end ? end : at + 1;
}

bool dns_name(struct bytes message, size_t at, struct name *ret_name)
{
    return walk_name(message, at, ret_name) != 0;
}

bool dns_next_question(struct dns_reader *r, struct dns_question *ret_question)
{
    size_t end;

    if (r->malformed || r->left[DNS_QUESTION] == 0)
        return false;
    end = walk_name(r->message, r->at, NULL);
    if (end == 0 || r->message.len - end < 4) {
        r->malformed = true;
        return false;
    }
    ret_question->name_at = r->at;
    ret_question->type = peek_u16(r->message, end);
    ret_question->class = peek_u16(r->message, end + 2);
    r->at = end + 4;
    r->left[DNS_QUESTION]--;
    return true;
}

bool dns_next_record(struct dns_reader *r, struct dns_record *ret_record)
{
    struct dns_question skipped;
    struct reader in;
    size_t end;
    int section = DNS_ANSWER;

    while (dns_next_question(r, &skipped))
        ;
    if (r->malformed)
        return false;
    while (section < DNS_SECTIONS && r->left[section] == 0)
        section++;
    if (section == DNS_SECTIONS)
        return false;

    end = walk_name(r->message, r->at, NULL);
    if (end == 0) {
        r->malformed = true;
        return false;
    }
    in = reader_of(bytes_after(r->message, end));
    ret_record->name_at = r->at;
    ret_record->section = (enum dns_section)section;
    ret_record->type = read_u16(&in);
    ret_record->class = read_u16(&in);
    ret_record->ttl_s = read_u32(&in);
    ret_record->data = read_bytes(&in, read_u16(&in));
    if (in.ended) {
        r->malformed = true;
        return false;
    }
    r->at = r->message.len - in.left.len;
    ret_record->data_at = r->at - ret_record->data.len;
    r->left[section]--;
    return true;
}

bool dns_is_by_shape(struct bytes message)
{
    struct dns_header h;
    struct dns_reader r;
    struct dns_record record;
    struct dns_question question;

    if (!dns_begin(message, &h, &r))
        return false;
    if (h.opcode != 0 || h.has_z_bit || h.count[DNS_QUESTION] != 1 ||
        (!h.is_response && h.count[DNS_ANSWER] != 0))
        return false;
    if (!dns_next_question(&r, &question))
        return false;
    while (dns_next_record(&r, &record))
        ;
    return !r.malformed && r.at == message.len;
}

bool dns_service_read(const struct dns_record *record, struct dns_service *ret_service)
{
    struct dns_service service = {.priority = 0};
    struct reader in = reader_of(record->data);
    int last_key = -1;
    uint8_t len;

    service.priority = read_u16(&in);
    service.target_at = record->data_at + 2;
    do { /* RFC 9460 §2.2: the target is not compressed */
        len = read_u8(&in);
        if (len > DNS_LABEL_BYTES_MAX)
            return false;
        read_skip(&in, len);
    } while (len != 0 && !in.ended);

    while (in.left.len > 0 && !in.ended) {
        uint16_t key = read_u16(&in);
        struct bytes value = read_bytes(&in, read_u16(&in));

        if (in.ended || key <= last_key)
            return false;
        last_key = key;
        switch (key) {
        case 4:
            if (value.len == 0 || value.len % 4 != 0)
                return false;
            service.ipv4_hints = value;
            break;
        case 5:
            service.ech = value;
            break;
        case 6:
            if (value.len == 0 || value.len % 16 != 0)
                return false;
            service.ipv6_hints = value;
            break;
        }
    }
    if (in.ended)
        return false;
    *ret_service = service;
    return true;
}
