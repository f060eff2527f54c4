/*
 * answer — what a server says of a file, line by line (RFC 9110).
 *
 * The values go into requests to come, JSON and messages to a person, so only what is printable
 * ASCII and short is taken.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "base/text.h"

#include <stdint.h>

enum { ANSWER_VALUE_MAX = 512 };

/* All zero at first; a header that did not come is "". */
struct answer {
    struct text etag;     /* §8.8.3, with its quotes, and W/ where it is a weak one */
    struct text modified; /* §8.8.2 */
    struct text type;     /* §8.3 */
    struct text range;    /* §14.4, Content-Range */
};

void answer_done(struct answer *a);

/* A line with or without its end. "HTTP/..." begins another answer (a redirect, a 100): what was
 * said before is forgotten. What is of no use here is passed over. */
void answer_line(struct answer *a, struct bytes line);

/* Where the bytes of a partial answer begin in the file, and how many bytes that has; false where
 * either is not said. */
bool answer_part(const struct answer *a, uint64_t *ret_begin, uint64_t *ret_whole);

/* Is it of a type that a list never has: a page, a picture, a film? */
bool answer_is_no_list(const struct answer *a);

/* What goes into If-Range (§13.1.5): a strong ETag, or the date; NULL: neither vouches for each
 * byte. Borrowed. */
const char *answer_vouches(const char *etag, const char *modified);
