/*
 * week_compute — from visits to the week that every format of the report reads.
 */
#pragma once

#include "insight/week.h"

/**
 * week_compute() - the model for one child and span of local days
 * @to_day: exclusive; at most WEEK_DAYS_MAX days after @from_day
 *
 * Return: 0 and *ret_week, owned by the caller; or a negative errno with *reterr. A span without
 * any visit is a week of zeros, not an error.
 */
MUST_USE int week_compute(struct store *s, const struct catalogue *c, const char *child,
                          int32_t from_day, int32_t to_day, struct week **ret_week,
                          struct text *reterr);
