/*
 * listeners — who hears signals.
 */
#pragma once

#include "bus/house.h"

struct agent1;

/* Something new is in the store: an alert, to guardians who listen; a block, to that child. */
void listeners_tell_alert(struct agent1 *a, int64_t id);
void listeners_tell_block(struct agent1 *a, uint32_t child, const struct block *block);

/* Nobody listens any more. */
void listeners_forget(struct agent1 *a);
