/*
 * advice — why a list that is there is not used, and what a guardian can do about one that could
 * not be had, for whoever shows it.
 */
#pragma once

#include "base/text.h"

#include <jansson.h>

/* Why a list was refused: the "cause" of KEPT_ATTEMPTS (kept.h). */
enum refusal {
    REFUSED_NO_CAUSE,   /* it was not; or by a version of before, which did not say */
    REFUSED_NO_LIST,    /* what was fetched is no list, or none that can be read */
    REFUSED_SHRUNK,     /* it has less than half of the names it had; --accept takes it */
    REFUSED_UNCOMPILED, /* it was read, and could not be compiled */
    REFUSED_SPOILT,     /* what is kept of it is not as it was written, and nothing new is there */
    REFUSED_WAITS,      /* it is good; another one that is spoilt and cannot be had is waited for */
};

/* For JSON: "shrunk". NULL of REFUSED_NO_CAUSE. */
const char *refusal_name(enum refusal refusal);

/**
 * advice_on_list() - what to do, in sentences
 * @to:      added to
 * @id:      of the list
 * @attempt: what KEPT_ATTEMPTS has of the last one (kept.h), which was refused or failed
 *
 * Each cause has advice of its own: that of accepting is given only where accepting helps.
 */
void advice_on_list(struct text *to, const char *id, const json_t *attempt);
