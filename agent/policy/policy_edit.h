/*
 * policy_edit — one item more in a child's file, and nothing else changed.
 *
 * Whatever a person wrote there stays as it is: order, comments, spaces. What comes out is for
 * policy_of_texts() to judge.
 */
#pragma once

#include "base/bytes.h"
#include "base/text.h"
#include "policy/policy.h"

/* Can the word stand as an item of a list? No byte that parts or ends one, at most 253 of them. */
bool policy_edit_is_item(const char *what);

/**
 * policy_edit_add() - add an item to a list: [block] sites=… example.com
 * @text:    of the child's file
 * @ret_new: the new text is added to it; an item that is there already is not added again
 *
 * Where the group has the key, its line grows; where it has not, the key comes right behind the
 * group's line, and a group that is missing comes at the end. Return: 1, 0: nothing had to be
 * changed (*ret_new is the same text), or -ENOMEM.
 */
MUST_USE int policy_edit_add(struct bytes text, enum verdict verdict, enum subject subject,
                             const char *what, struct text *ret_new);

/**
 * policy_edit_append() - the same at the end, so that no line changes its number
 *
 * Where the key is there already its line grows; else group and key come at the end, for a group
 * may be said twice. As policy_edit_add().
 */
MUST_USE int policy_edit_append(struct bytes text, enum verdict verdict, enum subject subject,
                                const char *what, struct text *ret_new);
