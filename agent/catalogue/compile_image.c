#include "catalogue/compile_index.h"
#include "catalogue/compiler_state.h"
#include "catalogue/name_blocks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Everything that goes into the file and is not in the compiler yet. */
struct parts {
    struct compiled_name *list;
    size_t n_list;
    struct image_record *records;
    struct image_say *says;
    size_t n_records, records_room, n_says, says_room;
    uint32_t *seen; /* hash table of records, number + 1 */
    struct image_line *lines;
    uint32_t *blocks;
    struct text names;
    uint32_t n_lines, n_blocks;
};

enum { SEEN_SLOTS = 1 << 16 }; /* twice as many as there can be records */

static void parts_done(struct parts *p)
{
    free(p->list);
    free(p->records);
    free(p->says);
    free(p->seen);
    free(p->lines);
    free(p->blocks);
    text_done(&p->names);
}

static struct bytes name_of(const struct compiler *c, const struct compiler_entry *e)
{
    return bytes_of(c->names.at + e->name_at, e->name_len);
}

/* By name, list and what is said: the same set always reads the same. */
static int by_name(const void *a, const void *b, void *compiler)
{
    const struct compiler_entry *x = a, *y = b;
    int order = name_blocks_order(name_of(compiler, x), name_of(compiler, y));

    if (order != 0)
        return order;
    if (x->say.list != y->say.list)
        return x->say.list < y->say.list ? -1 : 1;
    return memcmp(&x->say, &y->say, sizeof(x->say));
}

/* The number, from 1, of the record that says just this. */
static int intern(struct parts *p, const struct image_say *says, uint32_t n, uint16_t *ret_record)
{
    static const struct siphash_key any = {0, 0}; /* our own table, gone in a moment */
    struct image_record *records;
    uint32_t at = (uint32_t)siphash13(any, says, n * sizeof(*says)) % SEEN_SLOTS;

    for (; p->seen[at]; at = (at + 1) % SEEN_SLOTS) {
        const struct image_record *r = &p->records[p->seen[at] - 1];

        if (r->count == n && memcmp(&p->says[r->first], says, n * sizeof(*says)) == 0) {
            *ret_record = (uint16_t)p->seen[at];
            return 0;
        }
    }
    if (p->n_records >= IMAGE_RECORDS_MAX)
        return -EOVERFLOW;
    records = compiler_room(p->records, p->n_records, &p->records_room, sizeof(*records));
    if (!records)
        return -ENOMEM;
    p->records = records;
    records[p->n_records++] = (struct image_record){(uint32_t)p->n_says, n};
    for (uint32_t i = 0; i < n; i++) {
        struct image_say *all = compiler_room(p->says, p->n_says, &p->says_room, sizeof(*all));

        if (!all)
            return -ENOMEM;
        p->says = all;
        all[p->n_says++] = says[i];
    }
    p->seen[at] = (uint32_t)p->n_records;
    *ret_record = (uint16_t)p->n_records;
    return 0;
}

/* Names once each, in order, with the record of all that is said of them. */
static int gather(struct compiler *c, struct parts *p)
{
    struct image_say *says = malloc((c->n_lists + c->n_platforms + 1) * 4 * sizeof(*says));
    size_t room = (c->n_lists + c->n_platforms + 1) * 4;
    int r = 0;

    p->list = malloc((c->n_entries + 1) * sizeof(*p->list));
    p->seen = calloc(SEEN_SLOTS, sizeof(*p->seen));
    if (!says || !p->list || !p->seen)
        r = -ENOMEM;
    if (r >= 0 && c->n_entries > 0)
        qsort_r(c->entries, c->n_entries, sizeof(*c->entries), by_name, c);
    for (size_t i = 0, next; r >= 0 && i < c->n_entries; i = next) {
        const struct compiler_entry *e = &c->entries[i];
        struct compiled_name name = {e->name_at, e->name_len, 0};
        uint32_t n = 0;

        for (next = i;
             next < c->n_entries && bytes_equal(name_of(c, e), name_of(c, &c->entries[next]));
             next++) { /* equal ones lie side by side; distinct ones are no more than `room` */
            const struct image_say *say = &c->entries[next].say;

            if (n < room && (n == 0 || memcmp(&says[n - 1], say, sizeof(*say)) != 0))
                says[n++] = *say;
        }
        r = intern(p, says, n, &name.record);
        p->list[p->n_list++] = name;
    }
    free(says);
    return r;
}

static void place(uint8_t *image, uint64_t *at, struct image_section *s, const void *from, size_t n,
                  size_t each)
{
    *at = (*at + 63) & ~UINT64_C(63);
    *s = (struct image_section){(uint32_t)*at, (uint32_t)n};
    if (image && n > 0)
        memcpy(image + *at, from, n * each);
    *at += n * each;
}

static int write_image(const struct compiler *c, const struct parts *p, struct siphash_key key,
                       struct bytes *ret_image)
{
    struct image_header h = {
        .version = IMAGE_VERSION, .key = {key.k0, key.k1}, .n_names = (uint32_t)p->n_list};
    uint8_t *image = NULL;

    memcpy(h.magic, IMAGE_MAGIC, sizeof(h.magic));
    for (int pass = 0; pass < 2; pass++) { /* first the size, then the bytes */
        uint64_t at = sizeof(h);

        place(image, &at, &h.lines, p->lines, p->n_lines, sizeof(*p->lines));
        place(image, &at, &h.records, p->records, p->n_records, sizeof(*p->records));
        place(image, &at, &h.says, p->says, p->n_says, sizeof(*p->says));
        place(image, &at, &h.lists, c->lists, c->n_lists, sizeof(*c->lists));
        place(image, &at, &h.platforms, c->platforms, c->n_platforms, sizeof(*c->platforms));
        place(image, &at, &h.blocks, p->blocks, p->n_blocks, sizeof(*p->blocks));
        place(image, &at, &h.names, p->names.at, p->names.len, 1);
        place(image, &at, &h.text, c->text.at, c->text.len, 1);
        if (at > UINT32_MAX)
            return -EOVERFLOW;
        h.bytes = (uint32_t)at;
        if (!image && !(image = calloc(1, at)))
            return -ENOMEM;
        memcpy(image, &h, sizeof(h));
    }
    *ret_image = bytes_of(image, h.bytes);
    return 0;
}

int compiler_finish(struct compiler *c, const struct siphash_key *key, struct bytes *ret_image)
{
    struct siphash_key k = key ? *key : siphash_key_random();
    __attribute__((cleanup(parts_done))) struct parts p = {.list = NULL};
    int r;

    if (c->text.failed)
        return -ENOMEM;
    r = gather(c, &p);
    if (r >= 0)
        r = compile_blocks(c->names.at, p.list, p.n_list, &p.names, &p.blocks, &p.n_blocks);
    for (int tries = 0; r >= 0 && tries < 16; tries++, k.k1++) { /* two names that meet: rekey */
        r = compile_index(c->names.at, p.list, p.n_list, k, &p.lines, &p.n_lines);
        if (r != -EAGAIN)
            break;
        r = tries < 15 ? 0 : r;
    }
    return r < 0 ? r : write_image(c, &p, k, ret_image);
}
