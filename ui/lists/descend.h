/*
 * descend — from root to an account that may write to the lists, and to nothing else.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

/**
 * descend() - make the folder of the lists, give it to the account, and become that account
 *
 * A folder that is there is given only if it is that account's already, or has generations of lists
 * in it; else -EEXIST, and it stays as it is.
 * Who is not root stays who it is, and nothing is made. There is no way back: no privilege is left,
 * and none can be gained. Return: 0; -ENOENT: there is no such account; or a negative errno;
 * *reterr says it.
 */
MUST_USE int descend(const char *account, const char *folder, struct text *reterr);
