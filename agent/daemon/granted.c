#include "daemon/granted.h"

#include <string.h>

static void drop_first(struct granted *g)
{
    g->n--;
    memmove(g->owed, g->owed + 1, g->n * sizeof(g->owed[0]));
}

bool granted_add(struct granted *g, const struct message_granted *answer)
{
    bool has_room = g->n < GRANTED_MAX;

    if (!has_room)
        drop_first(g);
    g->owed[g->n++] = *answer;
    return has_room;
}

void granted_tell(struct granted *g, struct channel *bus)
{
    while (g->n > 0 && channel_tell(bus, MESSAGE_GRANTED, &g->owed[0], sizeof(g->owed[0])))
        drop_first(g);
}

void granted_forget(struct granted *g)
{
    g->n = 0;
}
