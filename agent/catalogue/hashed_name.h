/*
 * hashed_name — a listed name of which nothing but its SHA-256 is known.
 *
 * Some lists, such as those of known abuse sites, must not be read by whoever has them. A line of
 * one is the SHA-256 (FIPS 180-4) of a name as list_name.h has it, in 64 hexadecimal digits. In a
 * catalogue it is listed below a top-level domain that no host can have, "DIGITS.sha256.#", so that
 * the index, its records and the exact check serve it too. A look-up takes the digest of each
 * suffix of two labels or more, and only where there is anything below "sha256.#".
 */
#pragma once

#include "base/bytes.h"

#include <stdbool.h>

#define HASHED_PARENT "sha256.#"

enum { HASHED_DIGITS = 64, HASHED_LEN = HASHED_DIGITS + sizeof("." HASHED_PARENT) - 1 };

/* @digits: 64, lower case; @ret_name: HASHED_LEN bytes and a NUL. */
void hashed_name_of_digits(const char *digits, char ret_name[HASHED_LEN + 1]);

/* The same of a name in the clear. */
void hashed_name_of(struct bytes name, char ret_name[HASHED_LEN + 1]);

/* Does it lie where hashed names do? No host's name does. */
bool hashed_name_is(struct bytes name);
