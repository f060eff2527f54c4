/*
 * inflate — what IPComp (RFC 3173) compressed with DEFLATE (RFC 2394: raw, without zlib's header).
 *
 * Each packet is compressed by itself, so nothing is remembered from one to the next. What grows
 * beyond the largest IP payload is given up, and so is what is cut or has bytes behind its end.
 * The memory is taken once.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

#include <stdbool.h>

struct inflate;

MUST_USE int inflate_new(struct inflate **ret);
struct inflate *inflate_free(struct inflate *i);
AUTO_RELEASE(struct inflate, inflate_free);

/**
 * inflate_read() - inflate one payload
 * @ret_plain: set on success only, at most 65,535 bytes; valid until the next call
 *
 * Return: false where it is not DEFLATE from its first byte to its last.
 */
MUST_USE bool inflate_read(struct inflate *i, struct bytes compressed, struct bytes *ret_plain);
