/*
 * unpack — a list as it was fetched becomes one text, in a process without privileges.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <stddef.h>

/**
 * unpack_list() - the lines of a list, or of all lists of an archive one after the other
 * @packed: the file as it was fetched: plain, packed, or an archive
 * @text:   a file to be written, which is made or emptied
 * @max:    bytes that it may have
 * @reterr: why it was refused, a clause
 *
 * Return: 0; -E2BIG, -ETIME: over a ceiling; -EINVAL and others: it is damaged.
 */
MUST_USE int unpack_list(const char *packed, const char *text, size_t max, struct text *reterr);
