/*
 * list_apart — a family's own list, in which rules may stand among lines of any form.
 */
#pragma once

#include "catalogue/list_format.h"

/**
 * list_apart() - the rules of a list, and v2fly's other lines, apart from the rest
 * @format:    of the list, as list_recognise() says, and not FORMAT_JSON, which has no lines; in
 * the end that of the rest: it may have looked like one of v2fly's for its rules alone
 * @ret_rules: as many bytes and lines as @text, of which all but these are blank: FORMAT_V2FLY
 * @ret_rest:  the same, of which these are blank
 *
 * Both are the caller's to free. Return: 0 or -ENOMEM.
 */
MUST_USE int list_apart(struct bytes text, enum list_format *format, char **ret_rules,
                        char **ret_rest);
