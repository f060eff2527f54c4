/*
 * sample_week — weeks made by hand, rich and odd, for the tests of the report.
 *
 * They own nothing and live as long as the program.
 */
#pragma once

#include "insight/week.h"

/* A child with everything a page can show: 16 to 22 November 2026. */
const struct week *sample_week_rich(void);

/* Another child of the same week, with less. */
const struct week *sample_week_calm(void);

/* Nothing seen and nobody looking. */
const struct week *sample_week_empty(void);

/* One day; a year. */
const struct week *sample_week_day(void);
const struct week *sample_week_year(void);

/**
 * sample_week_named() - a small week in which one foreign name stands everywhere
 * @name: borrowed; child, platform, site, card, question and source of the age
 *
 * The same week each time, with another name.
 */
const struct week *sample_week_named(const char *name);
