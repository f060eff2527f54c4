/*
 * admit — is what was fetched a list, and one that may replace the one before it?
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "base/text.h"
#include "catalogue/category.h"
#include "catalogue/list_format.h"
#include "lists/digest.h"

#include <stdbool.h>
#include <stddef.h>

/* What is in a list's text. */
struct list_sum {
    enum list_format format;
    size_t names;    /* entries that are used */
    size_t skipped;  /* lines of no use */
    size_t suffixes; /* whole public suffixes, left out */
    char sha256[DIGEST_TEXT_MAX];
};

/**
 * admit_text() - read a list and say what is in it
 * @path:    its text, unpacked
 * @names_before: how many names the version before had; 0: there is none. One with less than half
 *           of them is refused
 * @why:     why it is refused, a clause; untouched otherwise
 *
 * Return: 0 and *ret_sum; -EINVAL: it is refused, being no list; -ERANGE: it is refused, having
 * less than half of the names; or a negative errno of reading it.
 */
MUST_USE int admit_text(const char *path, size_t names_before, struct list_sum *ret_sum,
                        struct text *why);
