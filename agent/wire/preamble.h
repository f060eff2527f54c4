/*
 * preamble — what a client says to a proxy before it says what it wants to its server.
 *
 * SOCKS 4, 4a and 5 (RFC 1928, RFC 1929) and the PROXY protocol, versions 1 and 2. They are
 * walked over, so that the hello or request behind them is found where it begins.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

#include <stdbool.h>

enum preamble_answer {
    PREAMBLE_FOUND, /* *ret_bytes of it */
    PREAMBLE_MORE,  /* may become one */
    PREAMBLE_NOT,
};

MUST_USE enum preamble_answer preamble_read(struct bytes stream, size_t *ret_bytes);
