#include "flow/assembly.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct assembly_pool {
    struct assembly **all; /* [0] is not used */
    uint32_t *free_numbers;
    uint32_t room, made, n_free;
    size_t bytes, bytes_max;
};

int assembly_pool_new(size_t bytes_max, struct assembly_pool **ret_pool)
{
    struct assembly_pool *p = calloc(1, sizeof(*p));

    if (!p)
        return -ENOMEM;
    p->bytes_max = bytes_max;
    p->made = 1;
    *ret_pool = p;
    return 0;
}

struct assembly_pool *assembly_pool_free(struct assembly_pool *p)
{
    if (p) {
        for (uint32_t i = 1; i < p->made; i++)
            assembly_release(p, i);
        free(p->all);
        free(p->free_numbers);
        free(p);
    }
    return NULL;
}

uint32_t assembly_new(struct assembly_pool *p)
{
    struct assembly *a;
    uint32_t number;

    if (p->bytes + sizeof(*a) > p->bytes_max)
        return 0;
    if (p->n_free == 0 && p->made >= p->room) {
        uint32_t room = p->room ? p->room * 2 : 64;
        struct assembly **all = realloc(p->all, room * sizeof(struct assembly *));
        uint32_t *numbers;

        if (!all)
            return 0;
        p->all = all;
        numbers = realloc(p->free_numbers, room * sizeof(*numbers));
        if (!numbers)
            return 0;
        p->free_numbers = numbers;
        p->room = room;
    }
    a = calloc(1, sizeof(*a));
    if (!a)
        return 0;
    number = p->n_free > 0 ? p->free_numbers[--p->n_free] : p->made++;
    p->all[number] = a;
    p->bytes += sizeof(*a);
    return number;
}

struct assembly *assembly_at(struct assembly_pool *p, uint32_t number)
{
    return p->all[number];
}

void assembly_release(struct assembly_pool *p, uint32_t number)
{
    struct assembly *a = number ? p->all[number] : NULL;

    if (!a)
        return;
    p->bytes -= sizeof(*a) + a->room;
    free(a->bytes);
    free(a);
    p->all[number] = NULL;
    p->free_numbers[p->n_free++] = number;
}

static bool make_room(struct assembly_pool *p, struct assembly *a, uint32_t to)
{
    uint32_t room = a->room ? a->room : 2048;
    uint8_t *bytes;

    if (to <= a->room)
        return true;
    while (room < to)
        room *= 2;
    if (p->bytes + (room - a->room) > p->bytes_max)
        return false;
    bytes = realloc(a->bytes, room);
    if (!bytes)
        return false;
    p->bytes += room - a->room;
    a->bytes = bytes;
    a->room = room;
    return true;
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
    if (!make_room(p, a, to))
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
