#include "flow/stream.h"

#include "flow/pool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_LEAST = 512 };

struct stream_pool {
    struct pool pool;
    size_t waiting;
};

int stream_pool_new(size_t bytes_max, struct stream_pool **ret_pool)
{
    struct stream_pool *p = calloc(1, sizeof(*p));

    if (!p)
        return -ENOMEM;
    pool_init(&p->pool, bytes_max);
    *ret_pool = p;
    return 0;
}

struct stream_pool *stream_pool_free(struct stream_pool *p)
{
    if (p) {
        for (uint32_t i = 1; i < p->pool.made; i++)
            stream_release(p, i);
        pool_done(&p->pool);
        free(p);
    }
    return NULL;
}

uint32_t stream_new(struct stream_pool *p)
{
    return pool_add(&p->pool, sizeof(struct stream));
}

struct stream *stream_at(struct stream_pool *p, uint32_t number)
{
    return pool_at(&p->pool, number);
}

void stream_release(struct stream_pool *p, uint32_t number)
{
    struct stream *s = number ? stream_at(p, number) : NULL;

    if (!s)
        return;
    while (s->n_later > 0)
        free(stream_take_later(p, s).bytes);
    free(s->held);
    free(s->later);
    pool_remove(&p->pool, number, sizeof(*s) + s->held_room + s->later_room * sizeof(*s->later));
}

size_t stream_pool_waiting(const struct stream_pool *p)
{
    return p->waiting;
}

bool stream_pool_is_roomy(const struct stream_pool *p)
{
    return p->pool.bytes < p->pool.bytes_max / 4;
}

/* Room for so many held bytes. */
static bool make_room(struct stream_pool *p, struct stream *s, size_t need)
{
    return need <= STREAM_HELD_MAX &&
           pool_grow(&p->pool, &s->held, &s->held_room, need, ROOM_LEAST);
}

bool stream_hold(struct stream_pool *p, struct stream *s, struct bytes b)
{
    size_t need = s->held_len + b.len;

    if (!make_room(p, s, need))
        return false;
    if (s->n_borders < STREAM_BORDERS_MAX)
        s->border[s->n_borders++] = s->held_len;
    if (b.len > 0)
        memcpy(s->held + s->held_len, b.at, b.len);
    s->held_len = (uint32_t)need;
    s->n_segments++;
    return true;
}

bool stream_hold_before(struct stream_pool *p, struct stream *s, struct bytes b)
{
    if (b.len == 0 || !make_room(p, s, s->held_len + b.len))
        return b.len == 0;
    if (s->n_borders == STREAM_BORDERS_MAX)
        s->n_borders--;
    for (uint16_t i = s->n_borders; i > 0; i--)
        s->border[i] = s->border[i - 1] + (uint32_t)b.len;
    s->border[0] = 0;
    s->n_borders++;
    s->n_segments++;
    if (s->held_len > 0)
        memmove(s->held + b.len, s->held, s->held_len);
    memcpy(s->held, b.at, b.len);
    s->held_len += (uint32_t)b.len;
    s->seq -= (uint32_t)b.len;
    return true;
}

void stream_drop_held(struct stream_pool *p, struct stream *s, size_t n)
{
    uint16_t kept = 0;

    (void)p;
    if (n > s->held_len)
        n = s->held_len;
    if (n > 0 && n < s->held_len)
        memmove(s->held, s->held + n, s->held_len - n);
    s->held_len -= (uint32_t)n;
    s->seq += (uint32_t)n;
    for (uint16_t i = 0; i < s->n_borders; i++)
        if (s->border[i] >= n)
            s->border[kept++] = s->border[i] - (uint32_t)n;
    s->n_segments = (uint16_t)(s->n_segments - (s->n_borders - kept));
    s->n_borders = kept;
    s->need = 0;
    if (s->held_len == 0) {
        s->n_segments = 0;
        s->is_ambiguous = s->is_begun = false;
        s->n_tries = 0;
    }
}

bool stream_agrees(const struct stream *s, uint32_t seq, struct bytes b)
{
    int32_t at = (int32_t)(seq - s->seq);

    if (at < 0) {
        b = bytes_after(b, (size_t) - (int64_t)at);
        at = 0;
    }
    if (b.len == 0 || (uint32_t)at >= s->held_len)
        return true;
    if (b.len > s->held_len - (uint32_t)at)
        b.len = s->held_len - (uint32_t)at;
    return memcmp(s->held + at, b.at, b.len) == 0;
}

/* Do two segments differ where they overlap? */
static bool differs(const struct later *l, uint32_t seq, struct bytes b)
{
    int32_t at = (int32_t)(seq - l->seq);
    struct bytes mine = bytes_of(l->bytes, l->len);

    if (at >= 0)
        mine = bytes_after(mine, (size_t)at);
    else
        b = bytes_after(b, (size_t) - (int64_t)at);
    if (mine.len > b.len)
        mine.len = b.len;
    return mine.len > 0 && memcmp(mine.at, b.at, mine.len) != 0;
}

bool stream_keep_later(struct stream_pool *p, struct stream *s, uint32_t seq, struct bytes b,
                       uint32_t missing, const struct arrival *arrival)
{
    uint16_t at = s->n_later;
    bool is_ambiguous = false;
    struct later *l;
    uint8_t *copy;

    for (uint16_t i = 0; i < s->n_later; i++) {
        if (differs(&s->later[i], seq, b))
            s->later[i].is_ambiguous = is_ambiguous = true;
        if (s->later[i].seq == seq && s->later[i].len >= b.len)
            return true; /* an equal copy, or told as ambiguous */
    }
    while (at > 0 && (int32_t)(s->later[at - 1].seq - seq) > 0)
        at--;
    if (s->n_later >= STREAM_LATER_MAX || s->later_bytes + b.len > STREAM_LATER_BYTES_MAX ||
        !pool_has_room(&p->pool, b.len))
        return false;
    if (s->n_later == s->later_room) {
        uint16_t room = s->later_room ? (uint16_t)(s->later_room * 2) : 4;
        struct later *later = realloc(s->later, room * sizeof(*later));

        if (!later)
            return false;
        p->pool.bytes += (size_t)(room - s->later_room) * sizeof(*later);
        s->later = later;
        s->later_room = room;
    }
    copy = malloc(b.len ? b.len : 1);
    if (!copy)
        return false;
    if (b.len > 0)
        memcpy(copy, b.at, b.len);
    l = &s->later[at];
    memmove(l + 1, l, (size_t)(s->n_later - at) * sizeof(*l));
    *l = (struct later){.seq = seq,
                        .len = (uint32_t)b.len,
                        .missing = missing,
                        .is_ambiguous = is_ambiguous,
                        .bytes = copy,
                        .arrival = *arrival};
    s->n_later++;
    p->waiting++;
    s->later_bytes += (uint32_t)b.len;
    p->pool.bytes += b.len;
    return true;
}

struct later stream_take_later(struct stream_pool *p, struct stream *s)
{
    struct later first = s->later[0];

    s->n_later--;
    p->waiting--;
    memmove(s->later, s->later + 1, s->n_later * sizeof(first));
    s->later_bytes -= first.len;
    p->pool.bytes -= first.len;
    return first;
}
