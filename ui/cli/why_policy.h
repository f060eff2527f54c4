/*
 * why_policy — what would happen to a name, for each child, and which rule decided.
 */
#pragma once

#include "catalogue/catalogue.h"

/**
 * why_policy() - print the verdict on a name of each child
 * @dir:   the configuration's folder; NULL: the usual one, and nothing is said where there is none
 * @child: name or account of one child; NULL: all of them
 * @name:  lower case, no trailing dot
 *
 * Return: an exit code: EXIT_IN_PART where the usual folder's policy cannot be read.
 */
int why_policy(const char *dir, const char *child, const struct catalogue *catalogue,
               const char *name);
