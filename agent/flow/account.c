#include "flow/account.h"

#include <errno.h>
#include <stdlib.h>

struct accounts {
    struct account *all; /* [0] is not used */
    account_id *busy, *free_ids;
    uint32_t room, made, n_busy, n_free;
};

int accounts_new(struct accounts **ret)
{
    struct accounts *a = calloc(1, sizeof(*a));

    if (!a)
        return -ENOMEM;
    a->made = 1;
    *ret = a;
    return 0;
}

struct accounts *accounts_free(struct accounts *a)
{
    if (a) {
        free(a->all);
        free(a->busy);
        free(a->free_ids);
        free(a);
    }
    return NULL;
}

static bool make_room(struct accounts *a)
{
    uint32_t room = a->room ? a->room * 2 : 256;
    struct account *all = realloc(a->all, room * sizeof(*all));
    account_id *ids;

    if (!all)
        return false;
    a->all = all;
    ids = realloc(a->busy, room * sizeof(*ids));
    if (!ids)
        return false;
    a->busy = ids;
    ids = realloc(a->free_ids, room * sizeof(*ids));
    if (!ids)
        return false;
    a->free_ids = ids;
    a->room = room;
    return true;
}

account_id account_new(struct accounts *a)
{
    account_id id;

    if (a->n_free == 0 && a->made >= a->room && !make_room(a))
        return 0;
    id = a->n_free > 0 ? a->free_ids[--a->n_free] : a->made++;
    a->all[id] = (struct account){.in_use = true};
    return id;
}

struct account *account_at(struct accounts *a, account_id id)
{
    return &a->all[id];
}

void account_release(struct accounts *a, account_id id)
{
    if (a->all[id].is_busy) { /* it must not be on the list under a new life */
        account_id last = a->busy[--a->n_busy];

        a->busy[a->all[id].busy_at] = last;
        a->all[last].busy_at = a->all[id].busy_at;
    }
    a->all[id].in_use = a->all[id].is_busy = false;
    a->free_ids[a->n_free++] = id;
}

void account_touch(struct accounts *a, account_id id, int64_t from_us, int64_t to_us)
{
    struct account *c = &a->all[id];

    if (!c->is_busy) {
        c->is_busy = true;
        c->from_us = from_us;
        c->to_us = to_us;
        c->up_bytes = c->down_bytes = 0;
        c->up_packets = c->down_packets = 0;
        c->busy_at = a->n_busy;
        a->busy[a->n_busy++] = id;
    }
    if (from_us < c->from_us)
        c->from_us = from_us;
    if (to_us > c->to_us)
        c->to_us = to_us;
}

void account_count(struct accounts *a, account_id id, bool is_up, uint32_t bytes, int64_t when_us)
{
    struct account *c = &a->all[id];

    account_touch(a, id, when_us, when_us);
    if (is_up) {
        c->up_bytes += bytes;
        c->up_packets++;
    } else {
        c->down_bytes += bytes;
        c->down_packets++;
    }
}

account_id account_next_busy(struct accounts *a)
{
    account_id id;

    if (a->n_busy == 0)
        return 0;
    id = a->busy[--a->n_busy];
    a->all[id].is_busy = false;
    return id;
}
