/*
 * look_json — a name as it was seen, for `kindward watch`: one object, the same on a live network
 * and on a capture.
 */
#pragma once

#include "policy/observation.h"

#include <jansson.h>

/* @child: name of the person. The object is the caller's; NULL: no memory. Fields: time (seconds),
 * child, protocol, name, site, platform, categories, evidence, verdict, rule, server, port, answer,
 * machinery.
 */
json_t *look_json(const struct observation *o, const char *child, bool is_answer);
