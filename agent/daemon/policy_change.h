/*
 * policy_change — one rule more in the texts of a policy, and a block written into a child's file.
 */
#pragma once

#include "policy/policy_load.h"

/* The text of a child's file: they are numbered in their order. NULL: there is none. */
struct policy_text *policy_change_text_of(const struct policy_texts *texts, uint32_t child);

/* One rule more in a child's text: 1 it is there now, 0 it was, or a negative errno. *ret_new is
 * the new text of the file. */
MUST_USE int policy_change_edit(struct policy_texts *texts, uint32_t child, enum verdict verdict,
                                enum subject subject, const char *what, struct text *ret_new);

/* Is it a policy? 0 and *ret, the caller's; or a negative errno, and the first mistake is said. */
MUST_USE int policy_change_read(const struct catalogue *catalogue, const struct policy_texts *texts,
                                struct policy **ret, struct text *reterr);

/* UINT32_MAX: there is no such child. */
uint32_t policy_change_child(const struct policy *policy, const char *account);

/**
 * policy_change_block() - a block, in the file of the child with that account
 * @what: policy_edit_is_item()
 *
 * The file has to be our own account's; it is replaced whole or not at all, and keeps group and
 * mode. Nothing is written where the configuration has mistakes, before or then, or where the file
 * allows the same. Return: 0, or a negative errno, with @reterr.
 */
MUST_USE int policy_change_block(const char *config_dir, const struct catalogue *catalogue,
                                 const char *account, enum subject subject, const char *what,
                                 struct text *reterr);
