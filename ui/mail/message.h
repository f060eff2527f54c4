/*
 * message — a message of mail (RFC 5322) with the same words as text and as HTML (RFC 2046 §5.1.4).
 * Pure.
 */
#pragma once

#include "base/text.h"

#include <stdint.h>

struct message {
    const char *from;    /* an address */
    const char *to;      /* addresses, parted by ";": policy/mail_word.h lets them */
    const char *subject; /* ASCII, one line */
    const char *id;      /* letters, digits and "-": what it is about */
    uint64_t chance; /* drawn anew for each: two homes may write of one week (RFC 5322 §3.6.4) */
    int64_t when_us; /* wall clock */
    int utc_offset_s;
    const char *plain, *html; /* UTF-8 */
};

/* Lines end with \n, and no line is longer than 998 bytes. out->failed: there is no memory. */
void message_write(const struct message *m, struct text *out);
