#include "base/ip.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>

struct ip ip_from_bytes(struct bytes b)
{
    struct ip ip = {.len = 0};

    /* sizes that the compiler knows: no call for each packet */
    if (b.len == 4) {
        memcpy(ip.at, b.at, 4);
        ip.len = 4;
    } else if (b.len == 16) {
        memcpy(ip.at, b.at, 16);
        ip.len = 16;
    }
    return ip;
}

bool ip_equal(const struct ip *a, const struct ip *b)
{
    return a->len == b->len && memcmp(a->at, b->at, sizeof(a->at)) == 0;
}

bool ip_is_multicast(const struct ip *ip)
{
    static const uint8_t broadcast[4] = {255, 255, 255, 255};

    if (ip->len == 4)
        return (ip->at[0] & 0xf0) == 0xe0 || memcmp(ip->at, broadcast, 4) == 0;
    return ip->len == 16 && ip->at[0] == 0xff;
}

bool ip_is_unspecified(const struct ip *ip)
{
    static const uint8_t zero[16];

    return ip->len == 0 || memcmp(ip->at, zero, ip->len) == 0;
}

bool ip_is_public(const struct ip *ip)
{
    static const struct {
        uint8_t first, second, bits; /* a network of at most 16 bits */
    } others[] = {{0, 0, 8},      {10, 0, 8},    {100, 64, 10},  {127, 0, 8},
                  {169, 254, 16}, {172, 16, 12}, {192, 168, 16}, {224, 0, 3}};
    unsigned head = (unsigned)ip->at[0] << 8 | ip->at[1];

    if (ip->len == 16)
        return (ip->at[0] & 0xe0) == 0x20;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (((head ^ ((unsigned)others[i].first << 8 | others[i].second)) >>
             (16 - others[i].bits)) == 0)
            return false;
    return ip->len == 4;
}

struct ip ip_without_nat64(const struct ip *ip)
{
    static const uint8_t well_known[12] = {0x00, 0x64, 0xff, 0x9b};

    if (ip->len == 16 && memcmp(ip->at, well_known, sizeof(well_known)) == 0)
        return ip_from_bytes(bytes_of(ip->at + 12, 4));
    return *ip;
}

/* Dotted quad without printf: there is one in every row. */
static void format_ipv4(const uint8_t *at, char *to)
{
    for (int i = 0; i < 4; i++) {
        unsigned n = at[i];

        if (n >= 100)
            *to++ = (char)('0' + n / 100);
        if (n >= 10)
            *to++ = (char)('0' + n / 10 % 10);
        *to++ = (char)('0' + n % 10);
        *to++ = i < 3 ? '.' : '\0';
    }
}

const char *ip_format(const struct ip *ip, char *ret_text)
{
    if (ip->len == 4) {
        format_ipv4(ip->at, ret_text);
        return ret_text;
    }
    if (ip->len == 0 || !inet_ntop(AF_INET6, ip->at, ret_text, IP_TEXT_MAX)) {
        ret_text[0] = '-';
        ret_text[1] = '\0';
    }
    return ret_text;
}

int ip_prefix_from_text(const char *text, struct ip_prefix *ret_prefix)
{
    char address[IP_TEXT_MAX];
    const char *slash = strchr(text, '/');
    size_t len = slash ? (size_t)(slash - text) : strlen(text);
    struct ip_prefix prefix = {.bits = 0};

    if (len >= sizeof(address))
        return -EINVAL;
    memcpy(address, text, len);
    address[len] = '\0';

    if (inet_pton(AF_INET, address, prefix.ip.at) == 1)
        prefix.ip.len = 4;
    else if (inet_pton(AF_INET6, address, prefix.ip.at) == 1)
        prefix.ip.len = 16;
    else
        return -EINVAL;

    prefix.bits = (uint8_t)(prefix.ip.len * 8);
    if (slash) {
        char *end;
        unsigned long bits;

        if (slash[1] < '0' || slash[1] > '9')
            return -EINVAL;
        bits = strtoul(slash + 1, &end, 10);
        if (*end != '\0' || bits > prefix.bits)
            return -EINVAL;
        prefix.bits = (uint8_t)bits;
    }
    *ret_prefix = prefix;
    return 0;
}

bool ip_prefix_holds(const struct ip_prefix *prefix, const struct ip *ip)
{
    size_t whole = prefix->bits / 8;
    unsigned rest = prefix->bits % 8;

    if (prefix->ip.len != ip->len || memcmp(prefix->ip.at, ip->at, whole) != 0)
        return false;
    return rest == 0 || ((prefix->ip.at[whole] ^ ip->at[whole]) >> (8 - rest)) == 0;
}

bool ip_is_loopback(const struct ip *ip)
{
    static const uint8_t six[16] = {[15] = 1};

    return (ip->len == 4 && ip->at[0] == 127) || (ip->len == 16 && memcmp(ip->at, six, 16) == 0);
}
