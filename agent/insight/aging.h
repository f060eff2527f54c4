/*
 * aging — visits that are older than they are kept become sums of their days; older sums go.
 *
 * Whole weeks at a time, Monday to Sunday, so that a week is told from visits or from sums. A day's
 * sums are what week_compute() says of that day alone: the minutes of each day are rounded outwards
 * once more, so a range of sums is wider than that of the visits was, and still holds the truth.
 * What is lost: hosts, times of day (but the latest minute), which use came after which,
 * advertising and embedded sites, the hours of the week.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "store/store.h"

#include <stdbool.h>

struct aging {
    int32_t today; /* the local day */
    uint32_t detail_days, weeks_days;
};

/**
 * aging_step() - at most one week of each child
 * @ret_more: there is more to do; call again
 *
 * Commits. Return: 0, or a negative errno and *reterr; what was not done is done next time.
 */
MUST_USE int aging_step(struct store *s, const struct catalogue *c, const struct aging *how,
                        bool *ret_more, struct text *reterr);
