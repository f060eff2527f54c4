/*
 * granted — what became of guardians' wishes, until the bus has heard it.
 *
 * Somebody waits for each answer: one that found no room in the link is told again when there is.
 */
#pragma once

#include "daemon/channel.h"

enum { GRANTED_MAX = 8 }; /* that wait; then the oldest is given up, and its asker hears nothing */

struct granted {
    struct message_granted owed[GRANTED_MAX]; /* in their order */
    size_t n;
};

/* One more answer. False: the oldest was given up for it. */
bool granted_add(struct granted *g, const struct message_granted *answer);

/* To the bus, what it has room for. */
void granted_tell(struct granted *g, struct channel *bus);

/* The bus that asked is gone, and with it who waited. */
void granted_forget(struct granted *g);
