/*
 * child_file — the file of one child in children.d, as `kindward setup` writes it.
 *
 * What a guardian wrote there by hand stays, comments and all: of a file that is there only the
 * year of birth is changed, and not even that where the day is given.
 */
#pragma once

#include "base/text.h"
#include "policy/child.h"

#include <stdbool.h>

/* Is this the file of that account? */
bool child_file_is_of(const char *text, const char *account);

/* A whole file for a new child. */
void child_file_new(const struct child *child, struct text *ret);

/* The text of a file that is there, with the year of the answers. */
void child_file_edit(const char *text, int birth_year, struct text *ret);

/**
 * child_file_write() - the file in place at once and whole, or not at all
 * @dir:  children.d; made where it is missing
 * @name: "mia.conf"
 *
 * Return: 0, or a negative errno and *reterr.
 */
MUST_USE int child_file_write(const char *dir, const char *name, const struct text *text,
                              struct text *reterr);
