/*
 * list_line — one line of a list, of any of the three commonest formats.
 *
 * Which it is shows in the line itself: an address and names behind it (hosts), ||name^ (AdBlock),
 * or a name alone (plain domains; a dot or "*." before it is taken off).
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

#include <stdbool.h>

enum { LIST_NAME_ROOM = 254 };

struct list_line {
    struct bytes left; /* what is still to be read */
    bool has_begun;    /* its first word was read; true from the start where it is only names */
    bool is_hosts;     /* names behind an address, or |name^: they hold for themselves only */
};

enum list_line_answer {
    LIST_LINE_NAME,    /* one more name; call again for the rest of the line */
    LIST_LINE_LABEL,   /* a name without a dot, perhaps a top-level domain; call again */
    LIST_LINE_END,     /* nothing more on it */
    LIST_LINE_SKIPPED, /* something that is no name we can use: a path, a cosmetic rule */
    LIST_LINE_HTML,    /* an error page, not a list */
};

/**
 * list_line_next() - the next name of a line
 * @line:     begins as {.left = the line without its end}
 * @ret_name: set for NAME and LABEL: lower-case A-label form, NUL-terminated, LIST_NAME_ROOM bytes
 * @ret_is_allow: the rule allows the name (@@)
 */
MUST_USE enum list_line_answer list_line_next(struct list_line *line, char *ret_name,
                                              bool *ret_is_allow);
