/*
 * list_text — a list of any form and packing as one text, and the names in it.
 */
#pragma once

#include "catalogue/catalogue.h"
#include "cli/name_set.h"

/**
 * list_text_read() - the lines of a list, or of all lists of an archive one after the other
 * @path:   a file: plain, packed, or an archive
 * @ret:    the caller's, empty before
 * @reterr: what is wrong, where, and what to do
 *
 * Return: 0, or a negative errno.
 */
MUST_USE int list_text_read(const char *path, struct text *ret, struct text *reterr);

/* The same of a file that is plain for certain: of what an update kept, of what comes with
 * Kindward, of a family's own lists. Nothing is unpacked, whatever its bytes are, since the one who
 * asks may be root, and the file another account's. */
MUST_USE int list_text_read_kept(const char *path, struct text *ret, struct text *reterr);

/* Its names, in order, each once; an exception begins with "@@". 0; -EINVAL: it is no list, with
 * *reterr; or -ENOMEM. */
MUST_USE int list_text_names(const char *path, const struct text *text, struct name_set *ret,
                             struct text *reterr);

/* The line of an entry, from 1: the first that says the same of the name, or else the first that
 * speaks of it. 0: there is none, or it cannot be told. */
size_t list_text_line(const struct text *text, const struct list_entry *entry);
