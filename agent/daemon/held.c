#include "daemon/held.h"

#include <stddef.h>

static struct held_packet *slot(struct held *h, uint32_t id)
{
    return &h->ring[id % HELD_MAX];
}

static const struct held_packet *close_slot(struct held *h, struct held_packet *p)
{
    p->is_open = false;
    h->n_open--;
    h->n_answered++;
    return p;
}

const struct held_packet *held_add(struct held *h, const struct held_packet *packet)
{
    uint32_t id = packet->id;
    static struct held_packet pushed; /* for the caller, until the next call */
    struct held_packet *p = slot(h, id);
    const struct held_packet *out = NULL;

    if (!h->has_any ||
        id - h->first >= HELD_MAX * 2u) { /* the first, or another life of the queue */
        if (h->n_open == 0)
            h->first = id;
        h->drained_next = id;
        h->has_any = true;
    }
    if (p->is_open) {
        pushed = *p;
        out = &pushed;
        close_slot(h, p);
    }
    *p = *packet;
    p->is_open = true;
    h->n_open++;
    h->next = id + 1;
    return out;
}

const struct held_packet *held_take(struct held *h, uint32_t id)
{
    struct held_packet *p = slot(h, id);

    return p->is_open && p->id == id ? close_slot(h, p) : NULL;
}

/* The oldest that is open. */
static struct held_packet *oldest(struct held *h)
{
    if (h->n_open == 0) {
        h->first = h->next;
        return NULL;
    }
    for (unsigned n = 0; n < HELD_MAX * 2u && h->first != h->next; n++, h->first++) {
        struct held_packet *p = slot(h, h->first);

        if (p->is_open && p->id == h->first)
            return p;
    }
    for (unsigned i = 0; i < HELD_MAX; i++) /* numbers that jumped: any will do */
        if (h->ring[i].is_open) {
            h->first = h->ring[i].id;
            return &h->ring[i];
        }
    return NULL;
}

const struct held_packet *held_take_late(struct held *h, int64_t now_us)
{
    struct held_packet *p = oldest(h);

    return p && p->until_us <= now_us ? close_slot(h, p) : NULL;
}

int64_t held_until_us(struct held *h)
{
    const struct held_packet *p = oldest(h);

    return p ? p->until_us : INT64_MAX;
}

void held_drained(struct held *h)
{
    h->drained_next = h->next;
    h->drained_open = h->n_open;
    h->n_answered = 0;
}

/* Of packets up to number `next`. */
static unsigned most_until(const struct held *h, uint32_t next)
{
    int32_t since = (int32_t)(next - h->drained_next); /* less than none: not all is read yet */

    return h->drained_open + (since > 0 ? (unsigned)since : 0);
}

unsigned held_known(struct held *h, unsigned waiting, uint32_t last_id)
{
    unsigned most = most_until(h, last_id + 1);

    h->drained_next = last_id + 1;
    h->drained_open = waiting;
    h->n_answered = 0;
    return most > waiting ? most : waiting;
}

unsigned held_n_answered(const struct held *h)
{
    return h->n_answered;
}

unsigned held_most(const struct held *h)
{
    return most_until(h, h->next);
}
