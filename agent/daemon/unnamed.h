/*
 * unnamed — why a connection said no name, from its shape and its use. Pure.
 */
#pragma once

#include "flow/inspector.h"
#include "policy/observation.h"
#include "store/fold.h"

/* @use: its last; @all: all of it so far. */
enum nameless unnamed_why(const struct flow_use *use, const struct usage *all);

/* Whether STUN was the beginning of a call shows when it has gone on for as long as one does. */
bool unnamed_may_become_call(const struct flow_use *use, const struct usage *all);
