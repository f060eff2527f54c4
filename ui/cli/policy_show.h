/*
 * policy_show — what a policy says, for a person and for a program.
 */
#pragma once

#include "cli/policy_source.h"

#include <stdint.h>
#include <stdio.h>

/* Which children: one, or all of them. */
struct shown_children {
    uint32_t from, to; /* to: behind the last */
};

/* As text, with a heading for each child. */
void policy_show_text(const struct policy_source *s, struct shown_children shown, FILE *out);

/* As one JSON object (docs/policy.md); false where it could not be written. */
MUST_USE bool policy_show_json(const struct policy_source *s, struct shown_children shown,
                               FILE *out);
