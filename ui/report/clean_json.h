/*
 * clean_json — foreign bytes as a JSON string that shows them (clean.h).
 */
#pragma once

#include <jansson.h>

/* The caller's; NULL where there is no memory. */
json_t *clean_json(const char *s);

/* The same; null where there is nothing to say: NULL or "". */
json_t *clean_json_or_null(const char *s);
