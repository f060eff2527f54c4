/*
 * Who hears signals. They go to those who asked for them, one by one, and never to everybody: that
 * something was told of a child is nobody else's business.
 */
#include "bus/listeners.h"

#include "bus/agent1_state.h"

#include <errno.h>
#include <string.h>

void listeners_forget(struct agent1 *a)
{
    memset(a->listeners, 0, sizeof(a->listeners));
    a->track = sd_bus_track_unref(a->track);
}

/* A place for one more connection of that caller; NULL: there are too many. */
static struct listener *place_for(struct agent1 *a, const char *name, struct caller_key who)
{
    struct listener *free_one = NULL;
    struct caller_key key;
    size_t of_caller = 0, of_children = 0;

    for (size_t i = 0; i < LISTENERS_MAX; i++) {
        struct listener *l = &a->listeners[i];

        if (l->name[0] && !sd_bus_track_contains(a->track, l->name))
            l->name[0] = '\0'; /* it left the bus */
        if (strcmp(l->name, name) == 0)
            return l;
        if (!l->name[0]) {
            free_one = l;
            continue;
        }
        key = caller_of(a->house, l->uid);
        of_caller += caller_is_same(key, who);
        of_children += key.is_child;
    }
    if (of_caller >= LISTENERS_EACH || (who.is_child && of_children >= LISTENERS_OF_CHILDREN))
        return NULL;
    return free_one;
}

int run_subscribe(struct call *c)
{
    struct agent1 *a = c->agent;
    const char *name = sd_bus_message_get_sender(c->m);
    struct listener *l;
    int r = a->track ? 0 : sd_bus_track_new(a->bus, &a->track, NULL, NULL);

    if (r < 0 || !name || strlen(name) >= SENDER_NAME_MAX)
        return r < 0 ? r : -EINVAL;
    l = place_for(a, name, c->key);
    if (!l)
        return call_refuse(c, ERROR_TOO_MANY, "too many programs of this account listen already");
    r = sd_bus_track_add_name(a->track, name);
    if (r < 0)
        return r;
    strcpy(l->name, name); /* its length was looked at */
    l->uid = c->uid;
    return sd_bus_reply_method_return(c->m, "");
}

static void send_to(struct agent1 *a, struct listener *l, sd_bus_message *m)
{
    if (!sd_bus_track_contains(a->track, l->name)) {
        l->name[0] = '\0';
        return;
    }
    (void)sd_bus_send_to(a->bus, m, l->name, NULL);
}

void listeners_tell_alert(struct agent1 *a, int64_t id)
{
    for (size_t i = 0; a->bus && i < LISTENERS_MAX; i++) {
        __attribute__((cleanup(sd_bus_message_unrefp))) sd_bus_message *m = NULL;
        struct listener *l = &a->listeners[i];

        if (l->name[0] && a->house->child_of(l->uid, a->house->user) == BUS_NOBODY &&
            sd_bus_message_new_signal(a->bus, &m, AGENT1_PATH, AGENT1_NAME, "AlertRaised") >= 0 &&
            sd_bus_message_append(m, "x", id) >= 0)
            send_to(a, l, m);
    }
}

void listeners_tell_block(struct agent1 *a, uint32_t child, const struct block *block)
{
    for (size_t i = 0; a->bus && i < LISTENERS_MAX; i++) {
        __attribute__((cleanup(sd_bus_message_unrefp))) sd_bus_message *m = NULL;
        struct listener *l = &a->listeners[i];

        if (l->name[0] && a->house->child_of(l->uid, a->house->user) == child &&
            sd_bus_message_new_signal(a->bus, &m, AGENT1_PATH, AGENT1_NAME, "BlockHappened") >= 0 &&
            sd_bus_message_append(m, "xss", block->when_us, block->site, block->rule) >= 0)
            send_to(a, l, m);
    }
}
