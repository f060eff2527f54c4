/*
 * setup_talk — the three questions of `kindward setup`, and what it shows.
 */
#pragma once

#include "setup/answers.h"

#include <pwd.h>

/* Why the account cannot be that of a child: "it is in the group sudo: it may ...". False, and no
 * reason, where it can. */
bool setup_is_refused(const struct passwd *who, struct text *ret_why);

/**
 * setup_ask() - the first two questions, on a terminal or whatever stands in for it
 *
 * Return: 0; -ENODATA: nobody was chosen; -EIO: the answers ended; -EINVAL: said what is wrong.
 */
MUST_USE int setup_ask(struct answers *ret, struct text *reterr);

/* What will be recorded of whom until when, and what they see of it. */
void setup_show(const struct answers *a);

/* The third question: is it right? */
bool setup_confirm(void);
