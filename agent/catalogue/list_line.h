/*
 * list_line — one line of a list of any of the three commonest formats.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

#include <stdbool.h>

enum { LIST_NAME_ROOM = 254 };

enum list_line_answer {
    LIST_LINE_NAME,    /* one more name; call again for the rest of the line */
    LIST_LINE_END,     /* nothing more on it */
    LIST_LINE_SKIPPED, /* something that is no name we can use: a path, a cosmetic rule */
    LIST_LINE_HTML,    /* an error page, not a list */
};

/**
 * list_line_next() - the next name of a line
 * @line:     what is left of it; moved on
 * @ret_name: lower-case A-label form, NUL-terminated, LIST_NAME_ROOM bytes
 */
MUST_USE enum list_line_answer list_line_next(struct bytes *line, char *ret_name,
                                              bool *ret_is_allow);
