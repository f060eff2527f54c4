/*
 * compile_folder — the lists that come with Kindward, into a compiler.
 */
#pragma once

#include "catalogue/catalogue_compile.h"

/**
 * compiler_add_folder() - platforms.tsv and starter/WORD.list of a folder
 * @folder: blocklists/ of the source, or where it was installed
 * @reterr: what is wrong, where, and what to do
 *
 * A list's name is its category, with a dot and a word of its own where there are several, or
 * "never-recorded" or "machinery"; what is of no use in one of them
 * is an error: they are ours. Return: 0, or a negative errno.
 */
MUST_USE int compiler_add_folder(struct compiler *c, const char *folder, struct text *reterr);
