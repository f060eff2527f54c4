/*
 * ip — an address of either family, and a prefix of them.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

#include <stdbool.h>
#include <stdint.h>

enum { IP_TEXT_MAX = 46 /* INET6_ADDRSTRLEN */ };

/* len is 4 or 16, 0 for "no address"; bytes past len are zero, so the struct compares as memory. */
struct ip {
    uint8_t at[16];
    uint8_t len;
};

struct ip_prefix {
    struct ip ip;
    uint8_t bits;
};

/* An address of 4 or 16 bytes; any other length gives no address. */
struct ip ip_from_bytes(struct bytes b);

bool ip_equal(const struct ip *a, const struct ip *b);

/* Loopback, link-local, multicast, broadcast and unspecified: never a server out in the world. */
bool ip_is_multicast(const struct ip *ip); /* multicast and limited broadcast */
bool ip_is_unspecified(const struct ip *ip);
bool ip_is_loopback(const struct ip *ip); /* 127.0.0.0/8, ::1 */

/* One of the net's own: not of a home, a carrier's inside, a link, a machine, or a group (RFC
 * 6890); of IPv6, 2000::/3. Addresses for documentation are such, too. */
bool ip_is_public(const struct ip *ip);

/* The IPv4 address inside 64:ff9b::/96 (RFC 6052 §2.1), or the address itself. */
struct ip ip_without_nat64(const struct ip *ip);

/* As inet_ntop() prints it; "-" for no address. @ret_text holds IP_TEXT_MAX bytes. */
const char *ip_format(const struct ip *ip, char *ret_text);

/* "192.168.1.7", "fd00::/64": 0, or -EINVAL. Without a length the prefix is the one address. */
MUST_USE int ip_prefix_from_text(const char *text, struct ip_prefix *ret_prefix);

bool ip_prefix_holds(const struct ip_prefix *prefix, const struct ip *ip);
