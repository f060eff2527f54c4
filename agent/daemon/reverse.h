/*
 * reverse — from an address back to a host name, and whether that name knows of the address.
 *
 * RFC 1035 §3.5, RFC 3596 §2.5. Whoever holds an address may write any name for it, so a name
 * counts only where its own records hold the address: that much its holder agrees to.
 */
#pragma once

#include "base/bytes.h"
#include "base/ip.h"

#include <stdbool.h>

enum {
    REVERSE_HOST_MAX = 253, /* bytes of a host name, RFC 1035 §2.3.4 as text */
    REVERSE_NAME_MAX = 74,  /* of an address's name under ip6.arpa, with its NUL */
};

/* The name to ask PTR of; *ret_name holds REVERSE_NAME_MAX bytes. False: it is no address. */
bool reverse_name(const struct ip *ip, char *ret_name);

/* Is it a host name as we write them: lower-case letters, digits, hyphens and underscores in labels
 * of 1 to 63, at least two labels, no address? */
bool reverse_host_is_good(struct bytes name);

/**
 * reverse_read() - the host name in the answer to a PTR question
 * @message:  as it came, any bytes
 * @ret_host: holds REVERSE_HOST_MAX + 1 bytes; set on true only, a name that is good
 *
 * The first name that is good; what else the answer holds is passed over.
 */
MUST_USE bool reverse_read(struct bytes message, char *ret_host);

/* Does the answer to an A or AAAA question hold the address? */
bool reverse_confirms(struct bytes message, const struct ip *ip);
