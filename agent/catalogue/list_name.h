/*
 * list_name — a word of a list as a name.
 *
 * Names are lower case, A-labels, without a dot at either end: labels of 1 to 63 of a-z 0-9 - _, at
 * least two of them, 253 bytes in all, the last one of two letters or more, and
 * nothing else, or an A-label.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

#include <stdbool.h>

enum { LIST_NAME_ROOM = 254 };

enum word_kind {
    WORD_NAME,
    WORD_LABEL,   /* one label: a top-level domain, or a name of this network */
    WORD_ADDRESS, /* an IP address, of either family, with or without a port */
    WORD_LOCAL,   /* what every hosts file has: localhost and its like */
    WORD_INVALID,
};

/**
 * list_word() - what a word is, and the name of it
 * @word:     one "*." or "." before it, and one "." behind it, are taken off
 * @ret_name: of a NAME or a LABEL; LIST_NAME_ROOM bytes
 */
MUST_USE enum word_kind list_word(struct bytes word, char *ret_name);

/* An IP address alone, as a hosts line begins. */
bool list_is_address(struct bytes word);

static inline bool list_is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r' && c != '\n');
}

/* The next word of a line, which loses it; of no length at its end. */
struct bytes list_take_word(struct bytes *line);

/* Without spaces at either end. */
struct bytes list_trim(struct bytes b);

bool list_starts(struct bytes b, const char *with); /* in any case */
bool list_is(struct bytes b, const char *word);     /* exactly */
