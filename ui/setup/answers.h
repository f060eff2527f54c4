/*
 * answers — what `kindward setup` is told: who is a child, and who a guardian.
 *
 * As a file, for setups that nobody sits at, a line an answer; empty lines and those that begin
 * with # are comments:
 *
 *     child=ACCOUNT BIRTH-YEAR [NAME]
 *     guardian=ACCOUNT
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "base/text.h"
#include "policy/child.h"

#include <stddef.h>

enum { ANSWERS_CHILDREN_MAX = 64, ANSWERS_GUARDIANS_MAX = 16, ANSWERS_BYTES_MAX = 1 << 16 };

struct answers {
    struct child children[ANSWERS_CHILDREN_MAX]; /* name "": that of the account */
    size_t n_children;
    char guardians[ANSWERS_GUARDIANS_MAX][ACCOUNT_NAME_MAX + 1];
    size_t n_guardians;
};

/**
 * answers_add_child() - one more child; the same account again takes the place of the one before
 * @account: the user name
 * @year:    "2013"
 * @name:    what reports call the child, "" for the account's name; UTF-8, one line
 *
 * Return: 0, or -EINVAL and *reterr.
 */
MUST_USE int answers_add_child(struct answers *a, const char *account, const char *year,
                               const char *name, struct text *reterr);

/* The same of a guardian. */
MUST_USE int answers_add_guardian(struct answers *a, const char *account, struct text *reterr);

/**
 * answers_read() - the answers of a file
 * @text:   of the file, any bytes
 * @reterr: "3: what is wrong; what to write"
 *
 * Return: 0, or -EINVAL, and *ret is not to be used. Pure.
 */
MUST_USE int answers_read(struct bytes text, struct answers *ret, struct text *reterr);
