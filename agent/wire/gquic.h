/*
 * gquic — Google's QUIC from before the IETF's: the CHLO, in the clear up to Q046.
 *
 * "QUIC Crypto" (A. Langley, W.-T. Chang): a tag, a count, and pairs of tag and end offset, little
 * endian, then the values.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

#include <stdbool.h>
#include <stdint.h>

/* The SNI value of a CHLO; false where it is no CHLO, cut, or without one. */
MUST_USE bool gquic_hello_read(struct bytes chlo, struct bytes *ret_sni);

/* A datagram of Q0xx with a CHLO in the clear: its version number and the CHLO. */
MUST_USE bool gquic_datagram_read(struct bytes datagram, uint32_t *ret_version,
                                  struct bytes *ret_chlo);
