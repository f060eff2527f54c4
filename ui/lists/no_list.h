/*
 * no_list — what a file is that is no list of names, told by its bytes, so that a person hears more
 * than "no list".
 */
#pragma once

#include "base/bytes.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* What it is whatever else is in it: of another program, or in an encoding that lists are not in;
 * a clause, and what to do. NULL: it is none of those. */
const char *no_list_at_all(struct bytes text);

/**
 * no_list_prose() - is it a text in which some site is named, as a change log may be?
 * @n_invalid: entries that are in a name's place and cannot be one
 * @n_names:   entries that are used, each time that they stand there; as struct list_counts has
 * both
 * @why:       where it is, a clause is added; NULL: nobody asks
 *
 * It is one with more of the former than of the latter. Of real lists, less than one entry in a
 * hundred cannot be a name.
 */
bool no_list_prose(size_t n_invalid, size_t n_names, struct text *why);

/* What it may be, once no form was recognised: addresses of pages, or lines that end as nobody's do
 * any more. NULL: nothing that we know. */
const char *no_list_perhaps(struct bytes text);
