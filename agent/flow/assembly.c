#include "flow/assembly.h"

#include "flow/pool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_LEAST = 2048 };

struct assembly_pool {
    struct pool pool;
};

int assembly_pool_new(size_t bytes_max, struct assembly_pool **ret_pool)
{
    struct assembly_pool *p = calloc(1, sizeof(*p));

    if (!p)
        return -ENOMEM;
    pool_init(&p->pool, bytes_max);
    *ret_pool = p;
    return 0;
}

struct assembly_pool *assembly_pool_free(struct assembly_pool *p)
{
    if (p) {
        for (uint32_t i = 1; i < p->pool.made; i++)
            assembly_release(p, i);
        pool_done(&p->pool);
        free(p);
    }
    return NULL;
}

uint32_t assembly_new(struct assembly_pool *p)
{
    return pool_add(&p->pool, sizeof(struct assembly));
}

struct assembly *assembly_at(struct assembly_pool *p, uint32_t number)
{
    return pool_at(&p->pool, number);
}

void assembly_release(struct assembly_pool *p, uint32_t number)
{
    struct assembly *a = number ? assembly_at(p, number) : NULL;

    if (!a)
        return;
    free(a->bytes);
    pool_remove(&p->pool, number, sizeof(*a) + a->room);
}

bool assembly_add(struct assembly_pool *p, struct assembly *a, uint64_t offset, struct bytes b)
{
    uint32_t from, to;
    uint16_t first = 0, after;

    if (b.len == 0)
        return true;
    if (offset > ASSEMBLY_BYTES_MAX || b.len > ASSEMBLY_BYTES_MAX - offset)
        return false;
    from = (uint32_t)offset;
    to = from + (uint32_t)b.len;
    if (!pool_grow(&p->pool, &a->bytes, &a->room, to, ROOM_LEAST))
        return false;
    a->is_shuffled |= a->n_added > 0 && from != a->last_end;
    a->last_end = to;
    a->n_added++;

    for (uint16_t i = 0; i < a->n_pieces; i++) { /* where it overlaps it has to be the same */
        uint32_t low = a->pieces[i].from > from ? a->pieces[i].from : from;
        uint32_t high = a->pieces[i].to < to ? a->pieces[i].to : to;

        if (low < high && memcmp(a->bytes + low, b.at + (low - from), high - low) != 0)
            a->is_spoiled = true;
    }
    memcpy(a->bytes + from, b.at, b.len);

    while (first < a->n_pieces && a->pieces[first].to < from)
        first++;
    for (after = first; after < a->n_pieces && a->pieces[after].from <= to; after++) {
        if (a->pieces[after].from < from)
            from = a->pieces[after].from;
        if (a->pieces[after].to > to)
            to = a->pieces[after].to;
    }
    if (after == first && a->n_pieces == ASSEMBLY_PIECES_MAX)
        return false;
    memmove(&a->pieces[first + 1], &a->pieces[after],
            (size_t)(a->n_pieces - after) * sizeof(a->pieces[0]));
    a->n_pieces = (uint16_t)(a->n_pieces - (after - first) + 1);
    a->pieces[first] = (struct piece){from, to};
    return true;
}

struct bytes assembly_head(const struct assembly *a)
{
    if (a->n_pieces == 0 || a->pieces[0].from != 0)
        return (struct bytes){.at = NULL, .len = 0};
    return bytes_of(a->bytes, a->pieces[0].to);
}
