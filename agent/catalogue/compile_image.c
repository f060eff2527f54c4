#include "catalogue/compile_index.h"
#include "catalogue/compile_sort.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

/* Everything that goes into the file and is not in the compiler yet. */
struct parts {
    size_t n_list; /* names, each once */
    struct image_record *records;
    struct image_say *says;
    size_t n_records, records_room, n_says, says_room;
    uint32_t *seen; /* hash table of records, number + 1 */
    struct image_line *lines;
    uint32_t *blocks;
    uint64_t *keys; /* of the blocks */
    struct text names;
    uint32_t n_lines, n_blocks;
};

enum { SEEN_SLOTS = 1 << 16 }; /* twice as many as there can be records */

static void parts_done(struct parts *p)
{
    free(p->records);
    free(p->says);
    free(p->seen);
    free(p->lines);
    free(p->blocks);
    free(p->keys);
    text_done(&p->names);
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

/* Of neighbours in the order of names. Equal names were sorted together to the end, so their order
 * is equal too, and where it is not, the names need no look. */
static bool is_same_name(const struct compiler *c, const struct compiler_entry *a,
                         const struct compiler_entry *b)
{
    return a->order == b->order && a->len == b->len &&
           memcmp(c->names.at + a->name_at, c->names.at + b->name_at, a->len) == 0;
}

/* Names once each at the front of the entries, in order, with the record of all that is said of
 * them. */
static int gather(struct compiler *c, struct parts *p)
{
    struct image_say *says = malloc((c->n_says + 1) * sizeof(*says));
    uint16_t *alone = calloc(c->n_says + 1, sizeof(*alone)); /* record of a say by itself, or 0 */
    int r = 0;

    p->seen = calloc(SEEN_SLOTS, sizeof(*p->seen));
    if (!says || !alone || !p->seen)
        r = -ENOMEM;
    else
        compile_sort(c->names.at, c->entries, c->n_entries);
    for (size_t i = 0, next; r >= 0 && i < c->n_entries; i = next) {
        struct compiler_entry e = c->entries[i];
        uint32_t n = 0;
        uint16_t record;

        compiler_expect(c->names.at, c->entries, c->n_entries, i);
        for (next = i; next < c->n_entries && is_same_name(c, &e, &c->entries[next]); next++)
            if (next == i || c->entries[next].say != c->entries[next - 1].say)
                says[n++] = c->says[c->entries[next].say];
        record = n == 1 ? alone[e.say] : 0;
        if (record == 0)
            r = intern(p, says, n, &record);
        if (r >= 0) {
            if (n == 1)
                alone[e.say] = record;
            e.say = record;
            c->entries[p->n_list++] = e;
        }
    }
    free(says);
    free(alone);
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
        place(image, &at, &h.rules, c->rules, c->n_rules, sizeof(*c->rules));
        place(image, &at, &h.blocks, p->blocks, p->n_blocks, sizeof(*p->blocks));
        place(image, &at, &h.keys, p->keys, p->n_blocks, sizeof(*p->keys));
        place(image, &at, &h.names, p->names.at, p->names.len, 1);
        place(image, &at, &h.text, c->text.at, c->text.len, 1);
        if (at > UINT32_MAX)
            return -EOVERFLOW;
        h.bytes = (uint32_t)at;
        if (!image && !(image = calloc(1, at)))
            return -ENOMEM;
    }
    h.body_sum = image_sum(image + sizeof(h), h.bytes - sizeof(h));
    h.header_sum = image_header_sum(&h);
    memcpy(image, &h, sizeof(h));
    *ret_image = bytes_of(image, h.bytes);
    return 0;
}

/* A key that follows from what the lists are: the same ones give the same file. */
static struct siphash_key key_of_lists(const struct compiler *c)
{
    struct sha256_ctx all;
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct siphash_key key;

    sha256_init(&all);
    sha256_update(&all, c->n_lists * sizeof(*c->lists), (const uint8_t *)c->lists);
    sha256_update(&all, c->n_says * sizeof(*c->says), (const uint8_t *)c->says);
    sha256_update(&all, c->n_rules * sizeof(*c->rules), (const uint8_t *)c->rules);
    sha256_digest(&all, sizeof(digest), digest);
    memcpy(&key, digest, sizeof(key));
    return key;
}

int compiler_finish(struct compiler *c, const struct siphash_key *key, struct bytes *ret_image)
{
    struct siphash_key k = key ? *key : key_of_lists(c);
    __attribute__((cleanup(parts_done))) struct parts p = {.n_list = 0};
    int r = c->text.failed ? -ENOMEM : gather(c, &p);

    if (r >= 0)
        r = compile_blocks(c->names.at, c->entries, p.n_list, &p.names, &p.blocks, &p.keys,
                           &p.n_blocks);
    text_done(&c->names);
    for (int tries = 0; r >= 0 && tries < 16; tries++, k.k1++) { /* two names that meet: rekey */
        r = compile_index(bytes_of(p.names.at, p.names.len), c->entries, p.n_list, k, &p.lines,
                          &p.n_lines);
        if (r != -EAGAIN)
            break;
        r = tries < 15 ? 0 : r;
    }
    free(c->entries); /* what they held is in the parts, and the file needs room */
    c->entries = NULL;
    c->n_entries = c->entries_room = 0;
    return r < 0 ? r : write_image(c, &p, k, ret_image);
}
