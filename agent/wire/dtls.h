/*
 * dtls — handshake fragments of DTLS (RFC 6347 §4.2, RFC 9147 §5.5).
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

#include <stdbool.h>
#include <stdint.h>

struct dtls_fragment {
    uint32_t message_bytes; /* of the whole ClientHello body */
    uint32_t offset;
    uint16_t message_seq;
    struct bytes data;
};

/* The next fragment of a ClientHello in a datagram; false where there is none (any more). */
MUST_USE bool dtls_next_hello(struct reader *datagram, struct dtls_fragment *ret_fragment);
