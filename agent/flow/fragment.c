#include "flow/fragment.h"

#include <errno.h>
#include <stdlib.h>

enum {
    SETS = 256,
    PIECES_MAX = 128,
    GIVEN_MAX = 8,
    WHOLE_MAX = 65535,
    WAIT_S = 60, /* RFC 8200 §4.5 */
};

struct part {
    uint32_t from, to;
};

struct set {
    uint64_t hash; /* 0: free */
    uint32_t since_s;
    uint32_t total; /* 0: the last one is not here yet */
    uint32_t have;
    uint16_t n_parts;
    bool is_dropped;
    uint8_t *bytes; /* WHOLE_MAX, owned */
    struct part parts[PIECES_MAX];
};

struct fragments {
    struct siphash_key key;
    struct set sets[SETS];
    uint8_t *given[GIVEN_MAX]; /* out until fragments_release() */
    size_t n_given;
    size_t in_use, in_use_max;
    uint64_t n_dropped;
};

int fragments_new(size_t bytes_max, struct siphash_key key, struct fragments **ret)
{
    struct fragments *f = calloc(1, sizeof(*f));

    if (!f)
        return -ENOMEM;
    f->key = key;
    f->in_use_max = bytes_max / WHOLE_MAX;
    if (f->in_use_max < 2)
        f->in_use_max = 2;
    *ret = f;
    return 0;
}

struct fragments *fragments_free(struct fragments *f)
{
    if (f) {
        for (int i = 0; i < SETS; i++)
            free(f->sets[i].bytes);
        fragments_release(f);
        free(f);
    }
    return NULL;
}

static void drop(struct fragments *f, struct set *s)
{
    free(s->bytes);
    s->bytes = NULL;
    s->hash = 0;
    f->in_use--;
}

static uint64_t hash_of(const struct fragments *f, const struct packet *p)
{
    uint8_t id[16 + 16 + 4 + 1 + 8];
    size_t n = 0;

    memcpy(id + n, p->source, p->ip_len);
    n += p->ip_len;
    memcpy(id + n, p->destination, p->ip_len);
    n += p->ip_len;
    memcpy(id + n, &p->fragment_id, 4);
    n += 4;
    memcpy(id + n, &p->vlan_tags, 8);
    n += 8;
    id[n++] = p->ip_len == 4 ? p->protocol : 0; /* IPv6 does not count it */
    return siphash13(f->key, id, n) | 1;
}

static struct set *find(struct fragments *f, uint64_t hash, uint32_t now_s)
{
    struct set *oldest = NULL, *free_set = NULL;

    for (int i = 0; i < SETS; i++) {
        struct set *s = &f->sets[i];

        if (s->hash == hash) {
            if ((int32_t)(now_s - s->since_s) <= WAIT_S) /* captures go back a little in time */
                return s;
            drop(f, s);
        }
        if (s->hash == 0)
            free_set = free_set ? free_set : s;
        else if (!oldest || (int32_t)(s->since_s - oldest->since_s) < 0)
            oldest = s;
    }
    if ((!free_set || f->in_use >= f->in_use_max) && oldest) {
        drop(f, oldest);
        f->n_dropped++;
        free_set = oldest;
    }
    *free_set = (struct set){.hash = hash, .since_s = now_s};
    f->in_use++;
    return free_set;
}

/* Put a part in; false: it overlaps another one, and is not its copy. */
static bool put(struct set *s, uint32_t from, struct bytes b)
{
    uint32_t to = from + (uint32_t)b.len;
    uint16_t at = 0;

    for (uint16_t i = 0; i < s->n_parts; i++) {
        if (s->parts[i].from == from && s->parts[i].to == to)
            return b.len == 0 || memcmp(s->bytes + from, b.at, b.len) == 0;
        if (s->parts[i].from < to && from < s->parts[i].to)
            return false;
        if (s->parts[i].from < from)
            at = (uint16_t)(i + 1);
    }
    if (s->n_parts == PIECES_MAX)
        return false;
    memmove(&s->parts[at + 1], &s->parts[at], (size_t)(s->n_parts - at) * sizeof(s->parts[0]));
    s->parts[at] = (struct part){from, to};
    s->n_parts++;
    if (b.len > 0)
        memcpy(s->bytes + from, b.at, b.len);
    s->have += (uint32_t)b.len;
    return true;
}

bool fragments_add(struct fragments *f, const struct packet *p, uint32_t now_s,
                   struct bytes *ret_whole)
{
    uint32_t from = p->fragment_offset, to = from + (uint32_t)p->inside.len;
    struct set *s;

    if (to > WHOLE_MAX || p->inside.len == 0)
        return false;
    s = find(f, hash_of(f, p), now_s);
    if (s->is_dropped)
        return false;
    if (!s->bytes) {
        s->bytes = malloc(WHOLE_MAX);
        if (!s->bytes) {
            drop(f, s);
            return false;
        }
    }
    if (!p->fragment_more) {
        if (s->total != 0 && s->total != to)
            s->is_dropped = true;
        s->total = to;
    }
    if (s->is_dropped || !put(s, from, p->inside)) {
        s->is_dropped = true; /* kept, so that what follows of it is dropped as well */
        f->n_dropped++;
        return false;
    }
    if (s->total == 0 || s->have < s->total)
        return false;
    if (s->have > s->total || s->parts[s->n_parts - 1].to != s->total) {
        s->is_dropped = true;
        f->n_dropped++;
        return false;
    }
    if (f->n_given == GIVEN_MAX)
        return false;
    *ret_whole = bytes_of(s->bytes, s->total);
    f->given[f->n_given++] = s->bytes;
    s->bytes = NULL;
    drop(f, s);
    return true;
}

void fragments_release(struct fragments *f)
{
    while (f->n_given > 0)
        free(f->given[--f->n_given]);
}

uint64_t fragments_n_dropped(const struct fragments *f)
{
    return f->n_dropped;
}
