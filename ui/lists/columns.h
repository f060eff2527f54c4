/*
 * columns — how a table of names is laid out, for who is told that one column of it is read.
 */
#pragma once

#include "base/bytes.h"

#include <stddef.h>

struct columns {
    size_t n;       /* of the widest row */
    size_t n_names; /* cells of all columns that are names */
};

/**
 * columns_count() - the columns of a table, divided by commas, semicolons or tabs, by whichever of
 * them the most names stand alone
 * @text: any bytes; a row that begins with "#" is a comment
 *
 * Return: n is 0 where nothing is divided by any of them. Of quotes only those around a cell count:
 * a separator within them is one all the same, so that n is a figure for people.
 */
struct columns columns_count(struct bytes text);
