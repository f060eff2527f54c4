/*
 * mine — a child's own page, in words: what is recorded, by which rules, and who looked.
 *
 * Reads what the agent says of the child (Mine of docs/bus.md). Nothing in it is believed to be
 * there or to be right; foreign text is made clean.
 */
#pragma once

#include "report/text_lines.h"

#include <jansson.h>
#include <stdint.h>

/* The name of an account, as @out is to say it. */
typedef void (*mine_who)(uint32_t uid, struct text *out);

void mine_text(const json_t *mine, mine_who who, struct lines *l);

/* A whole page for the browser, which loads nothing; out->failed where there is no memory. */
void mine_html(const json_t *mine, mine_who who, struct text *out);
