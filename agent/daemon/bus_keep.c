/*
 * The store of the role on the bus: looks that are kept, and what is new in it.
 */
#include "base/clock.h"
#include "base/log.h"
#include "bus/listeners.h"
#include "daemon/bus_state.h"

#include <errno.h>
#include <string.h>

#define TRY_EACH_US (5 * SECOND_US)

static int write_look(struct bus_role *r, const char *child, const struct lookup *look)
{
    AUTO_TEXT struct text error = {.at = NULL};
    int e;

    if (r->store)
        store_forget_names(r->store);
    e = r->store ? store_add_lookup(r->store, child, look, &error) : -EAGAIN;

    if (e == 0)
        e = store_commit(r->store, &error);
    return e;
}

/* A disk that is full keeps no guardian out, and no look from the child: it waits in memory. */
int bus_looked(uint32_t child, const struct lookup *look, void *user)
{
    struct bus_role *r = user;
    const char *name = policy_child(r->family.policy, child)->name;
    struct unwritten *at;

    if (write_look(r, name, look) == 0)
        return 0;
    for (size_t i = 0; i < r->n_unwritten; i++) {
        at = &r->unwritten[i];
        if (strcmp(at->child, name) == 0 && at->look.uid == look->uid &&
            at->look.kind == look->kind && look->from_us < at->look.to_us + LOOKUP_FOLD_US) {
            at->look.to_us = look->to_us;
            at->look.n++;
            return 0;
        }
    }
    if (r->n_unwritten == UNWRITTEN_MAX)
        return -ENOSPC;
    at = &r->unwritten[r->n_unwritten++];
    snprintf(at->child, sizeof(at->child), "%s", name);
    at->look = *look;
    return 0;
}

void bus_each_unwritten(uint32_t child, int (*each)(const struct lookup *, void *), void *to,
                        void *user)
{
    const struct bus_role *r = user;
    const char *name = policy_child(r->family.policy, child)->name;

    for (size_t i = r->n_unwritten; i-- > 0;)
        if (strcmp(r->unwritten[i].child, name) == 0 && each(&r->unwritten[i].look, to) < 0)
            return;
}

static int note_alert(const struct alert *a, void *user)
{
    int64_t *newest = user;

    if (a->id > *newest)
        *newest = a->id;
    return 0;
}

static void open_store(struct bus_role *r)
{
    AUTO_TEXT struct text path = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};

    text_addf(&path, "%s/kindward.db", r->config.state_dir);
    if (path.failed || store_open(path.at, STORE_WRITE, &r->store, &error) < 0)
        return; /* the recorder says why */
    if (store_each_alert(r->store, NULL, INT64_MIN, false, note_alert, &r->alert_id, &error) < 0)
        log_error("the bus: %s", text_string(&error));
}

void bus_mind_store(struct bus_role *r, int64_t steady_us)
{
    if (steady_us < r->store_us)
        return;
    r->store_us = steady_us + TRY_EACH_US;
    if (!r->store)
        open_store(r);
    if (!r->store) /* at the start the recorder is still making it */
        r->store_us = steady_us + SECOND_US / 2;
    while (r->n_unwritten > 0) {
        struct unwritten *last = &r->unwritten[r->n_unwritten - 1];

        if (write_look(r, last->child, &last->look) < 0)
            break;
        r->n_unwritten--;
    }
    r->house.store = r->store;
}

static int tell_alert(const struct alert *a, void *user)
{
    struct bus_role *r = user;

    if (a->id > r->alert_id)
        listeners_tell_alert(r->agent, a->id);
    return 0;
}

struct new_blocks {
    struct bus_role *r;
    uint32_t child;
    int64_t newest_us;
};

static int tell_block(const struct block *b, void *user)
{
    struct new_blocks *n = user;

    if (b->when_us <= n->r->block_us || b->is_embedded)
        return 0;
    listeners_tell_block(n->r->agent, n->child, b);
    if (b->when_us > n->newest_us)
        n->newest_us = b->when_us;
    return 0;
}

void bus_tell_news(struct bus_role *r)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct new_blocks n = {.r = r, .newest_us = r->block_us};
    int32_t today = clock_today();
    int e = 0;

    if (r->has_news_of_alert && r->store) {
        e = store_each_alert(r->store, NULL, INT64_MIN, true, tell_alert, r, &error);
        if (e == 0)
            e = store_each_alert(r->store, NULL, INT64_MIN, true, note_alert, &r->alert_id, &error);
    }
    for (n.child = 0; e == 0 && r->has_news_of_block && r->store && r->family.policy &&
                      n.child < policy_n_children(r->family.policy);
         n.child++)
        e = store_each_block(r->store, policy_child(r->family.policy, n.child)->name, today - 1,
                             today + 2, tell_block, &n, &error);
    r->block_us = n.newest_us;
    if (e < 0)
        log_error("the bus: %s", text_string(&error));
    r->has_news_of_alert = r->has_news_of_block = false;
}
