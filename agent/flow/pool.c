#include "flow/pool.h"

#include <stdlib.h>

void pool_init(struct pool *p, size_t bytes_max)
{
    *p = (struct pool){.made = 1, .bytes_max = bytes_max};
}

void pool_done(struct pool *p)
{
    free(p->things);
    free(p->free_numbers);
}

static bool make_numbers(struct pool *p)
{
    uint32_t room = p->room ? p->room * 2 : 64;
    void **things = realloc(p->things, room * sizeof(*things));
    uint32_t *numbers;

    if (!things)
        return false;
    p->things = things;
    numbers = realloc(p->free_numbers, room * sizeof(*numbers));
    if (!numbers)
        return false;
    p->free_numbers = numbers;
    p->room = room;
    return true;
}

uint32_t pool_add(struct pool *p, size_t size)
{
    void *thing;
    uint32_t number;

    if (!pool_has_room(p, size) || (p->n_free == 0 && p->made >= p->room && !make_numbers(p)))
        return 0;
    thing = calloc(1, size);
    if (!thing)
        return 0;
    number = p->n_free > 0 ? p->free_numbers[--p->n_free] : p->made++;
    p->things[number] = thing;
    p->bytes += size;
    return number;
}

void pool_remove(struct pool *p, uint32_t number, size_t size)
{
    free(p->things[number]);
    p->things[number] = NULL;
    p->free_numbers[p->n_free++] = number;
    p->bytes -= size;
}

bool pool_grow(struct pool *p, uint8_t **bytes, uint32_t *room, size_t need, uint32_t least)
{
    size_t more = *room ? *room : least;
    uint8_t *grown;

    if (need <= *room)
        return true;
    while (more < need)
        more *= 2;
    if (!pool_has_room(p, more - *room))
        return false;
    grown = realloc(*bytes, more);
    if (!grown)
        return false;
    p->bytes += more - *room;
    *bytes = grown;
    *room = (uint32_t)more;
    return true;
}
