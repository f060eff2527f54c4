/*
 * list_folder — a folder of lists: a squidGuard tree as UT1 has it, or lists that name each other.
 */
#pragma once

#include "lists/list_file.h"

/**
 * list_folder_each() - every file below a folder, unpacked, in the order of their names
 * @each: a file's path below the folder, and its bytes; as of list_file_each()
 *
 * Links are not followed. Return: as list_file_each().
 */
MUST_USE int list_folder_each(const char *path, size_t max,
                              int (*each)(const char *name, struct bytes text, void *user),
                              void *user, struct text *reterr);

/**
 * list_folder_find() - the text of the list of that name beside a file
 * @beside: path of a file; its folder is looked in
 * @name:   of no folder: what has a slash or begins with a dot is not there
 *
 * Return: false where there is none, or it cannot be read or is larger than a list can be.
 */
bool list_folder_find(const char *beside, const char *name, struct text *ret);
