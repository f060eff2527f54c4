/*
 * unpack — a list as it was fetched becomes one text, in a process without privileges.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <stddef.h>

/**
 * unpack_list() - the lines of a list, or of all lists of an archive one after the other
 * @packed:      the file as it was fetched: plain, packed, or an archive
 * @text:        a file to be made anew, and on the disk when this returns
 * @max:         bytes that it may have
 * @ret_refused: 0: it is there; -E2BIG, -ETIME: over a ceiling; -EINVAL and others: the list is
 *               damaged, or its files cannot be opened or written. Whatever it is, it is this
 *               list's and nobody else's
 * @reterr:      why it was refused, a clause
 *
 * Return: 0, or the negative errno of starting a process.
 */
MUST_USE int unpack_list(const char *packed, const char *text, size_t max, int *ret_refused,
                         struct text *reterr);
