/*
 * name — a name as bytes on the wire become text.
 *
 * Lower case, one trailing dot removed, never decoded: xn-- stays, UTF-8 is bytes. What is not in
 * 0x21 to 0x7e, and the backslash, is written \xHH, and so is a dot inside a DNS label. The text is
 * printable ASCII, so it can be printed, compared and stored as it is.
 */
#pragma once

#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    NAME_BYTES_MAX = 1023,                  /* of a name that is not DNS's (which has 255) */
    NAME_TEXT_MAX = NAME_BYTES_MAX * 4 + 1, /* and a NUL */
};

struct name {
    uint16_t len;
    char at[NAME_TEXT_MAX]; /* NUL-terminated */
};

static inline void name_clear(struct name *n)
{
    n->len = 0;
    n->at[0] = '\0';
}

/* Add bytes of a name; false where it gets too long. @dot_is_data: a dot is written \x2e. */
bool name_add(struct name *n, struct bytes b, bool dot_is_data);

/* A host name from SNI or Host: bytes, lower case, without one trailing dot. False: empty or too
 * long. */
bool name_from_host(struct bytes b, struct name *ret_name);

/* Is the text an IPv4 address or something in brackets or with colons? Such a name is no site. */
bool name_is_address(const char *text);
