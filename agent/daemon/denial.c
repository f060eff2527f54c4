#include "daemon/denial.h"

#include "wire/dns.h"

#include <string.h>

enum {
    UDP_BYTES = 8,
    UDP = 17,
    FLAG_RESPONSE = 0x80,
    FLAGS_KEPT = 0x79, /* opcode and "recursion desired" of the question */
    RECURSION_AVAILABLE = 0x80,
    NO_SUCH_NAME = 3,
};

/* Owner: the name asked for; class IN, type SOA; the numbers of the zone are of no meaning. */
static const uint8_t soa[] = {
    0xc0, 0x0c,
    0x00, 0x06,
    0x00, 0x01,
    0,    0,
    0,    DENIAL_TTL_S,
    0x00, 0x16, /* to the length */
    0x00,       /* MNAME: root */
    0x00,       /* RNAME: root */
    0,    0,
    0,    1, /* SERIAL */
    0,    0,
    0,    60, /* REFRESH */
    0,    0,
    0,    60, /* RETRY */
    0,    0,
    0,    60, /* EXPIRE */
    0,    0,
    0,    DENIAL_TTL_S, /* MINIMUM */
};

/* The end of the question section of a message with one question, 0: it has another form. */
static size_t question_end(struct bytes dns)
{
    struct reader in = reader_of(dns);

    read_skip(&in, 4);
    if (read_u16(&in) != 1)
        return 0;
    read_skip(&in, 6);
    for (uint8_t len; !in.ended && (len = read_u8(&in)) != 0;) {
        if (len > DNS_LABEL_BYTES_MAX) /* a pointer has nothing to point at here */
            return 0;
        read_skip(&in, len);
    }
    if (dns.len - in.left.len > DNS_HEADER_BYTES + DNS_NAME_BYTES_MAX)
        return 0;
    read_skip(&in, 4);
    return in.ended ? 0 : dns.len - in.left.len;
}

static uint32_t sum(uint32_t so_far, struct bytes b)
{
    struct reader in = reader_of(b);

    while (in.left.len >= 2)
        so_far += read_u16(&in);
    if (in.left.len == 1)
        so_far += (uint32_t)read_u8(&in) << 8;
    return so_far;
}

static uint16_t folded(uint32_t s)
{
    while (s >> 16)
        s = (s & 0xffff) + (s >> 16);
    return (uint16_t)~s;
}

static void write_u16(uint8_t *to, uint16_t value)
{
    to[0] = (uint8_t)(value >> 8);
    to[1] = (uint8_t)value;
}

size_t denial_make(struct bytes packet, uint8_t *ret)
{
    bool is_ip4 = packet.len >= 20 && packet.at[0] >> 4 == 4;
    bool is_ip6 = packet.len >= 40 && packet.at[0] >> 4 == 6;
    size_t ip_bytes = is_ip4 ? (size_t)(packet.at[0] & 15) * 4 : 40, asked, dns_bytes, all;
    struct bytes dns = bytes_after(packet, ip_bytes + UDP_BYTES), addresses;
    uint8_t *udp = ret + ip_bytes, *message = udp + UDP_BYTES;
    uint16_t check;

    if ((!is_ip4 && !is_ip6) || ip_bytes < 20 || packet.at[is_ip4 ? 9 : 6] != UDP)
        return 0;
    if (is_ip4 && (peek_u16(packet, 6) & 0x3fff)) /* a fragment */
        return 0;
    if (!(peek_u8(dns, 2) & FLAG_RESPONSE)) /* what is denied is an answer, never a question */
        return 0;
    asked = question_end(dns);
    dns_bytes = asked + sizeof(soa);
    all = ip_bytes + UDP_BYTES + dns_bytes;
    if (asked == 0 || all > DENIAL_MAX)
        return 0;
    memcpy(ret, packet.at, ip_bytes + UDP_BYTES + asked);
    memcpy(message + asked, soa, sizeof(soa));
    message[2] = (uint8_t)((message[2] & FLAGS_KEPT) | FLAG_RESPONSE);
    message[3] = RECURSION_AVAILABLE | NO_SUCH_NAME;
    write_u16(message + 6, 0);
    write_u16(message + 8, 1);
    write_u16(message + 10, 0);
    write_u16(udp + 4, (uint16_t)(UDP_BYTES + dns_bytes));
    write_u16(udp + 6, 0);
    addresses = is_ip4 ? bytes_of(ret + 12, 8) : bytes_of(ret + 8, 32);
    check = folded(sum(sum((uint32_t)(UDP + UDP_BYTES + dns_bytes), addresses),
                       bytes_of(udp, UDP_BYTES + dns_bytes)));
    write_u16(udp + 6, check ? check : 0xffff);
    if (is_ip4) {
        write_u16(ret + 2, (uint16_t)all);
        write_u16(ret + 10, 0);
        write_u16(ret + 10, folded(sum(0, bytes_of(ret, ip_bytes))));
    } else {
        write_u16(ret + 4, (uint16_t)(UDP_BYTES + dns_bytes));
    }
    return all;
}
