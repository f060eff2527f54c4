/*
 * no_list — what a file is that is no list of names, told by its bytes, so that a person hears more
 * than "no list".
 */
#pragma once

#include "base/bytes.h"

/* What it is whatever else is in it: of another program, or in an encoding that lists are not in;
 * a clause, and what to do. NULL: it is none of those. */
const char *no_list_at_all(struct bytes text);

/* Of a text with more entries that cannot be names than such that are, as a change log has in which
 * some site is named: both are size_t. Of real lists, less than one in a hundred cannot. */
#define NO_LIST_PROSE                                                                              \
    "%zu of its entries cannot be names, and only %zu are: it is a text, or a list in another "    \
    "form"

/* What it may be, once no form was recognised: addresses of pages, or lines that end as nobody's do
 * any more. NULL: nothing that we know. */
const char *no_list_perhaps(struct bytes text);
