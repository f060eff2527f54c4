/*
 * catalogue_compile — lists and the platform table become one catalogue file.
 *
 * Not linked into the inspector: it reads foreign lists.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "base/siphash.h"
#include "base/text.h"
#include "catalogue/category.h"

#include <stdbool.h>

struct compiler;

MUST_USE int compiler_new(struct compiler **ret);
struct compiler *compiler_free(struct compiler *c);
AUTO_RELEASE(struct compiler, compiler_free);

/* What the names of a list mean. */
enum list_meaning { LIST_CATEGORY, LIST_NEVER_RECORDED, LIST_MACHINERY, LIST_ALLOW };

struct list_counts {
    size_t names;    /* entries taken */
    size_t skipped;  /* what says no name that we can use: a path, a pattern, prose */
    size_t invalid;  /* of those, what is in a name's place and cannot be one, as prose is */
    size_t suffixes; /* public suffixes, which would speak for every site below them */
};

/**
 * compiler_add_list() - take in a list, of any form of list_format.h
 * @name: what `kindward why` calls it, "starter/gambling"
 * @text: the whole file
 *
 * Names hold for what is below them as well; one on a hosts line, or said to be a full one, for
 * itself, and www. before it, as a resolver would have it. An exception (`@@||name^`) takes the
 * list's category away. Public suffixes are left out and counted. Refused as a whole: a web page,
 * with its line, and a list without any name. A list that was refused leaves the compiler unfit
 * for more; release it.
 * Return: 0, -ENOMEM, or -EINVAL with *reterr.
 */
MUST_USE int compiler_add_list(struct compiler *c, const char *name, enum list_meaning meaning,
                               enum category category, struct bytes text,
                               struct list_counts *ret_counts, struct text *reterr);

/* The same of a list that a family keeps itself: what it says beats what other lists say, and of it
 * keywords and regular expressions (pattern.h) are taken too, as v2fly has them, whatever the form
 * of the other lines. One that is empty, or has comments only, is none the worse. Refused besides:
 * an expression that cannot be read, with its line and why, and more rules than RULES_MAX or states
 * than RULES_STATES_MAX (image.h). */
MUST_USE int compiler_add_local(struct compiler *c, const char *name, enum list_meaning meaning,
                                enum category category, struct bytes text,
                                struct list_counts *ret_counts, struct text *reterr);

/* Is a name of a list taken? Not where it is a public suffix by the registries' own rules
 * (`co.uk`), below which are the sites of others. */
bool compiler_may_list(const char *name);

/* The platform table (columns are in docs/lists.md). */
MUST_USE int compiler_add_platforms(struct compiler *c, const char *name, struct bytes text,
                                    struct text *reterr);

/**
 * compiler_finish() - the file
 * @key: under which names are hashed; NULL for one that follows from the lists, so that the same
 *       lists in the same order give the same bytes
 *
 * The entries are used up: nothing can be added afterwards, only compiler_free() is left. Where two
 * names would meet under the key, the next one is taken. Memory at its peak is less than 100 bytes
 * a line.
 * Return: 0 and bytes of malloc(), the caller's; -ENOMEM; or -EOVERFLOW: more than 4 GiB, or more
 * than 32,767 different sets of what lists say.
 */
MUST_USE int compiler_finish(struct compiler *c, const struct siphash_key *key,
                             struct bytes *ret_image);
