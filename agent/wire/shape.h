/*
 * shape — protocols that are known by how they begin, and carry no name.
 */
#pragma once

#include "base/bytes.h"

#include <stdbool.h>

enum shape {
    SHAPE_NONE,
    SHAPE_STUN,      /* RFC 8489 §5: calls, and pages that probe for them */
    SHAPE_WIREGUARD, /* a handshake initiation of 148 bytes */
    SHAPE_OPENVPN,   /* a client's hard reset */
    SHAPE_SSH,       /* RFC 4253 §4.2 */
    SHAPE_RESOLVER, /* a hello whose ALPN is that of encrypted DNS: RFC 7858 §3, RFC 9250 §4.1.1 */
    SHAPE_COUNT,
};

const char *shape_name(enum shape s);

enum shape shape_of_datagram(struct bytes payload);
enum shape shape_of_stream(struct bytes start);

/* Does a server name look like those that Tor makes up: www, 8 to 20 of a-z 2-7, com or net? Worth
 * something only together with a name that no answer bound. */
bool shape_is_tor_name(const char *name);
