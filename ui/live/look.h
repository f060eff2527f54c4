/*
 * look — a name as it was seen, for whoever looks on: read, chosen, and shown as a line.
 *
 * The object is that of daemon/look_json.h, from the running agent or from a capture.
 */
#pragma once

#include "base/scope.h"
#include "catalogue/catalogue.h"
#include "report/text_lines.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum look_kind { LOOK_KIND_LOOKUP, LOOK_KIND_VISIT, LOOK_KIND_GUESS, LOOK_KIND_COUNT };

/* Strings are in the JSON. */
struct look {
    int64_t when_us;
    enum look_kind kind;
    const char *child, *name, *platform, *rule;
    category_set categories;
    bool is_answer, is_blocked, is_alert, is_machinery;
};

/* False: it is no look. @json is borrowed by *ret. */
MUST_USE bool look_read(const json_t *json, struct look *ret);

struct look_filter {
    const char *child, *platform; /* NULL: any */
    category_set categories;      /* one of them at least; 0: any */
    bool only_visits, only_lookups, only_blocked;
    bool wants_answers; /* also the resolver's answers, which repeat the question's name */
};

bool look_passes(const struct look *look, const struct look_filter *filter);

/**
 * look_line() - one line: when, who, what, which name, what it means
 * @catalogue: for the platforms' names
 *
 * Foreign text in it is made clean; it is as wide as the lines are. The time is local.
 */
void look_line(const struct look *look, const struct catalogue *catalogue, struct lines *l);
