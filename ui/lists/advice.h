/*
 * advice — what a guardian can do about a list that could not be had, for whoever shows it.
 */
#pragma once

#include "base/text.h"

#include <jansson.h>

/**
 * advice_on_list() - what to do, in sentences
 * @to:      added to
 * @id:      of the list
 * @attempt: what KEPT_ATTEMPTS has of the last one (kept.h), which was refused or failed
 */
void advice_on_list(struct text *to, const char *id, const json_t *attempt);
