#include "bus/agent1_state.h"

#include <stdlib.h>

void call_done(struct call *c)
{
    for (struct call **at = &c->agent->calls; *at; at = &(*at)->next)
        if (*at == c) {
            *at = c->next;
            break;
        }
    if (c->is_open)
        callers_close(&c->agent->callers, c->key);
    sd_bus_slot_unref(c->slot);
    sd_bus_message_unref(c->m);
    free(c);
}

int call_refuse(struct call *c, const char *error, const char *words)
{
    return sd_bus_reply_method_errorf(c->m, error, "%s", words);
}

struct caller_key caller_of(const struct bus_house *house, uint32_t uid)
{
    uint32_t child = house->child_of(uid, house->user);

    return (struct caller_key){child != BUS_NOBODY, child != BUS_NOBODY ? child : uid};
}
