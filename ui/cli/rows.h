/*
 * rows — what `kindward inspect` prints: each distinct row once, with what is told about all of
 * its messages.
 */
#pragma once

#include "base/scope.h"
#include "flow/sighting.h"

#include <stdio.h>

struct rows;

MUST_USE int rows_new(struct rows **ret);
struct rows *rows_free(struct rows *r);
AUTO_RELEASE(struct rows, rows_free);

/* A sighting with a name; others are left out. -ENOMEM is remembered for rows_print(). */
void rows_add(struct rows *r, const struct sighting *s);

enum rows_format { ROWS_TSV, ROWS_JSON };

/* 0, or a negative errno of writing. */
MUST_USE int rows_print(const struct rows *r, enum rows_format format, FILE *out);

size_t rows_count(const struct rows *r);
