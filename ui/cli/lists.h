/*
 * lists — what `kindward lists` can do, one file a deed.
 */
#pragma once

#include "catalogue/catalogue.h"
#include "catalogue/category.h"

#include <stdio.h>

/* argv[0] is "lists", what follows are the deed's own words; each answers an exit code. */
int lists_check(int argc, char **argv);
int lists_diff(int argc, char **argv);
int lists_disable(int argc, char **argv);
int lists_enable(int argc, char **argv);
int lists_export(int argc, char **argv);
int lists_search(int argc, char **argv);
int lists_stats(int argc, char **argv);
int lists_status(int argc, char **argv);
int lists_rollback(int argc, char **argv);
int lists_try(int argc, char **argv);
int lists_update(int argc, char **argv);

/* "gambling, games"; "none" of the empty set. */
void lists_print_categories(category_set set, FILE *out);

/* What an entry says of its name, on standard output: "gambling, platform discord, this name only".
 */
void lists_print_said(const struct list_entry *e);
