/*
 * answers — the answers column of a DNS row: rcode, and the records of the answer section.
 */
#pragma once

#include "base/bytes.h"
#include "base/text.h"

#include <stdint.h>

/* Adds "rcode0;A=192.0.2.1;RRSIG": by `;`, sorted, each once. */
void answers_format(struct bytes message, uint8_t rcode, struct text *to);
