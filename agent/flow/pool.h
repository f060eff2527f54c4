/*
 * pool — things that are known by a number, under one ceiling of bytes.
 *
 * What waits for more (stream.h, assembly.h) lives in one: a flow keeps the number, four bytes, and
 * 0 is none. The ceiling counts the things and what they hold.
 */
#pragma once

#include "base/scope.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool {
    void **things; /* [0] is not used */
    uint32_t *free_numbers;
    uint32_t room, made, n_free;
    size_t bytes, bytes_max;
};

void pool_init(struct pool *p, size_t bytes_max);
/* Its things were removed before. */
void pool_done(struct pool *p);

/* The number of a new thing of so many bytes, all zero; 0: at the ceiling. */
uint32_t pool_add(struct pool *p, size_t size);
void pool_remove(struct pool *p, uint32_t number, size_t size);

static inline void *pool_at(const struct pool *p, uint32_t number)
{
    return p->things[number];
}

static inline bool pool_has_room(const struct pool *p, size_t more)
{
    return p->bytes + more <= p->bytes_max;
}

/* Room for `need` bytes in what a thing holds, from `least` on in doublings; false: at the
 * ceiling, and nothing has changed. */
MUST_USE bool pool_grow(struct pool *p, uint8_t **bytes, uint32_t *room, size_t need,
                        uint32_t least);
