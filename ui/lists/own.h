/*
 * own — the lists that a family keeps itself: CONFIG/lists/CATEGORY.list, and allow.list.
 *
 * What they say beats every other list (catalogue_compile.h). They are read before the right to
 * read them is given up, and compiled with all the others.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"
#include "catalogue/catalogue_compile.h"

enum { OWN_LISTS_MAX = 100, OWN_BYTES_MAX = 16 << 20 };

struct own_list {
    char *name; /* "own/gambling", "own/allow"; what `kindward why` says */
    enum list_meaning meaning;
    enum category category;
    struct text text;
    size_t n_passed_over; /* lines that say nothing that could be used, and should */
    char *prose;          /* why it is more of a text than of a list, a clause; NULL: it is not */
};

struct own_lists {
    struct own_list *at; /* by name */
    size_t n;
};

void own_lists_done(struct own_lists *o);
#define AUTO_OWN_LISTS __attribute__((cleanup(own_lists_done)))

/**
 * own_lists_load() - read them
 * @folder: of WORD.list or WORD.TOPIC.list, where WORD is a category or "allow"; may not be there
 * @reterr: which file is wrong, and why
 *
 * Return: 0; -EINVAL: a file's name says no category, or it is no list; -E2BIG: there are too many,
 * or one is too large; or a negative errno.
 */
MUST_USE int own_lists_load(const char *folder, struct own_lists *ret, struct text *reterr);

/* All of them, after the others. As compiler_add_local(). */
MUST_USE int own_lists_compile(const struct own_lists *o, struct compiler *c, struct text *reterr);
