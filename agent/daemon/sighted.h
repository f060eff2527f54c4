/*
 * sighted — what a sighting is, whatever its name. Pure.
 */
#pragma once

#include "flow/sighting.h"
#include "policy/observation.h"

/* How the record calls what said the name. */
enum protocol sighted_protocol(enum sighting_kind kind);

/* What the form of it means: a look-up of where encrypted look-ups could go (RFC 9462 §4, ENC-4),
 * and a connection for such (ENC-1), are ways around. */
category_set sighted_categories(const struct sighting *s);
