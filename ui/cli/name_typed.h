/*
 * name_typed — the host name in what a person typed, or copied out of a browser.
 */
#pragma once

#include <stdbool.h>

enum { NAME_TYPED_ROOM = 256 };

/**
 * name_typed() - a name as the catalogue has it: lower case, A-labels, no trailing dot
 * @typed: a name, in letters of the world too, or the address of a page, of which the host is taken
 * @ret:   NAME_TYPED_ROOM bytes
 *
 * Return: false where there is no name in it.
 */
bool name_typed(const char *typed, char *ret);
