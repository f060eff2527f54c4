/*
 * digest — what bytes are, told by their SHA-256 (FIPS 180-4) in 64 hexadecimal digits.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

enum { DIGEST_TEXT_MAX = 65 }; /* with a NUL */

/* Of bytes, into @ret of DIGEST_TEXT_MAX. */
void digest_of(struct bytes of, char *ret);

/* Of all of a file. 0, or the negative errno of reading it. */
MUST_USE int digest_of_file(const char *path, char *ret);
