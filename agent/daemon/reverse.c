#include "daemon/reverse.h"

#include "wire/dns.h"

#include <stdio.h>
#include <string.h>

bool reverse_name(const struct ip *ip, char *ret_name)
{
    static const char hex[] = "0123456789abcdef";
    char *to = ret_name;

    if (ip->len == 4) {
        snprintf(ret_name, REVERSE_NAME_MAX, "%u.%u.%u.%u.in-addr.arpa", ip->at[3], ip->at[2],
                 ip->at[1], ip->at[0]);
        return true;
    }
    if (ip->len != 16)
        return false;
    for (int i = 15; i >= 0; i--) {
        *to++ = hex[ip->at[i] & 15];
        *to++ = '.';
        *to++ = hex[ip->at[i] >> 4];
        *to++ = '.';
    }
    strcpy(to, "ip6.arpa");
    return true;
}

static bool is_host_byte(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool reverse_host_is_good(struct bytes name)
{
    size_t label = 0, n_labels = 1;
    bool has_letter = false; /* in the last label: what ends in a number is an address */

    if (name.len == 0 || name.len > REVERSE_HOST_MAX)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.at[i];

        if (c == '.') {
            if (label == 0)
                return false;
            label = 0;
            has_letter = false;
            n_labels++;
            continue;
        }
        if (!is_host_byte(c) || ++label > DNS_LABEL_BYTES_MAX)
            return false;
        has_letter |= c >= 'a' && c <= 'z';
    }
    return label > 0 && n_labels > 1 && has_letter;
}

bool reverse_read(struct bytes message, char *ret_host)
{
    struct dns_header h;
    struct dns_reader r;
    struct dns_record record;
    struct name name;

    if (!dns_begin(message, &h, &r) || !h.is_response || h.rcode != 0)
        return false;
    while (dns_next_record(&r, &record) && record.section == DNS_ANSWER)
        if (record.class == DNS_CLASS_IN && record.type == DNS_PTR &&
            dns_name(message, record.data_at, &name) &&
            reverse_host_is_good(bytes_of(name.at, name.len))) {
            memcpy(ret_host, name.at, name.len + 1U);
            return true;
        }
    return false;
}

bool reverse_confirms(struct bytes message, const struct ip *ip)
{
    uint16_t type = ip->len == 4 ? DNS_A : DNS_AAAA;
    struct dns_header h;
    struct dns_reader r;
    struct dns_record record;

    if (ip->len == 0 || !dns_begin(message, &h, &r) || !h.is_response || h.rcode != 0)
        return false;
    while (dns_next_record(&r, &record) && record.section == DNS_ANSWER) {
        struct ip said = ip_from_bytes(record.data);

        if (record.class == DNS_CLASS_IN && record.type == type && ip_equal(&said, ip))
            return true;
    }
    return false;
}
