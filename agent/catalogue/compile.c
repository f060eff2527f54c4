#include "catalogue/catalogue_compile.h"

#include "catalogue/catalogue.h"
#include "catalogue/compiler_state.h"
#include "catalogue/list_line.h"

#include <errno.h>
#include <libpsl.h>
#include <stdlib.h>
#include <string.h>

int compiler_new(struct compiler **ret)
{
    struct compiler *c = calloc(1, sizeof(*c));

    if (!c)
        return -ENOMEM;
    text_add_bytes(&c->text, "", 1); /* offset 0 is the empty string */
    *ret = c;
    return 0;
}

struct compiler *compiler_free(struct compiler *c)
{
    if (c) {
        text_done(&c->text);
        free(c->entries);
        free(c->platforms);
        free(c->lists);
        free(c);
    }
    return NULL;
}

uint32_t compiler_text(struct compiler *c, const char *s)
{
    uint32_t at = (uint32_t)c->text.len;

    if (s[0] == '\0')
        return 0;
    text_add_bytes(&c->text, s, strlen(s) + 1);
    return at;
}

/* Room for one more in an array that doubles. */
static void *room(void *array, size_t n, size_t *room_n, size_t each)
{
    size_t more = *room_n ? *room_n * 2 : 64;
    void *grown;

    if (n < *room_n)
        return array;
    grown = realloc(array, more * each);
    if (grown)
        *room_n = more;
    return grown;
}

int compiler_entry(struct compiler *c, const char *name, const struct image_entry *like)
{
    struct image_entry *entries =
        room(c->entries, c->n_entries, &c->entries_room, sizeof(*entries));

    if (!entries)
        return -ENOMEM;
    c->entries = entries;
    entries[c->n_entries] = *like;
    entries[c->n_entries].name_len = (uint8_t)strlen(name);
    entries[c->n_entries].name_at = compiler_text(c, name);
    c->n_entries++;
    return c->text.failed || c->text.len > UINT32_MAX ? -ENOMEM : 0;
}

int compiler_list(struct compiler *c, const char *name, uint16_t *ret_number)
{
    uint32_t *lists = room(c->lists, c->n_lists, &c->lists_room, sizeof(*lists));

    if (!lists || c->n_lists >= UINT16_MAX)
        return -ENOMEM;
    c->lists = lists;
    lists[c->n_lists] = compiler_text(c, name);
    *ret_number = (uint16_t)c->n_lists++;
    return 0;
}

struct bytes compiler_line(struct bytes *text)
{
    const uint8_t *end = text->len ? memchr(text->at, '\n', text->len) : NULL;
    struct bytes line = end ? bytes_head(*text, (size_t)(end - text->at)) : *text;

    *text = bytes_after(*text, line.len + (end != NULL));
    if (line.len > 0 && line.at[line.len - 1] == '\r')
        line.len--;
    return line;
}

bool compiler_may_list(const char *name)
{
    return !psl_is_public_suffix2(psl_builtin(), name, PSL_TYPE_ICANN);
}

int compiler_add_list(struct compiler *c, const char *name, enum list_meaning meaning,
                      enum category category, struct bytes text, struct list_counts *ret_counts,
                      struct text *reterr)
{
    struct list_counts counts = {.names = 0};
    struct image_entry like = {.categories = meaning == LIST_CATEGORY ? category_bit(category) : 0};
    size_t n_line = 0;
    int r = compiler_list(c, name, &like.list);

    if (r < 0)
        return r;
    if (text.len >= 3 && memcmp(text.at, "\xef\xbb\xbf", 3) == 0) /* byte order mark */
        text = bytes_after(text, 3);
    while (text.len > 0) {
        struct bytes line = compiler_line(&text);
        char host[LIST_NAME_ROOM];
        enum list_line_answer answer;
        bool is_allow;

        n_line++;
        while ((answer = list_line_next(&line, host, &is_allow)) != LIST_LINE_END) {
            if (answer == LIST_LINE_HTML) {
                text_addf(reterr, "%s, line %zu: this is a web page, not a list; fetch it again",
                          name, n_line);
                return -EINVAL;
            }
            if (answer == LIST_LINE_SKIPPED) {
                counts.skipped++;
                continue;
            }
            if (!compiler_may_list(host)) {
                text_addf(reterr,
                          "%s, line %zu: \"%s\" is a public suffix and would speak for every site "
                          "below it; take the line out",
                          name, n_line, host);
                return -EINVAL;
            }
            like.flags = is_allow || meaning == LIST_ALLOW ? ENTRY_ALLOW
                         : meaning == LIST_NEVER_RECORDED  ? ENTRY_NEVER_RECORDED
                         : meaning == LIST_MACHINERY       ? ENTRY_MACHINERY
                                                           : 0;
            r = compiler_entry(c, host, &like);
            if (r < 0)
                return r;
            counts.names++;
        }
    }
    if (counts.names == 0) {
        text_addf(reterr, "%s: there is no name in it (%zu lines are of no use); is it a list?",
                  name, counts.skipped);
        return -EINVAL;
    }
    *ret_counts = counts;
    return 0;
}

static uint32_t place(uint8_t *image, uint32_t *at, struct image_section *s, const void *from,
                      size_t n, size_t each)
{
    *at = (*at + 7) & ~7u;
    s->at = *at;
    s->count = (uint32_t)n;
    if (image && n > 0)
        memcpy(image + *at, from, n * each);
    *at += (uint32_t)(n * each);
    return *at;
}

/* Where each name's first entry is; entries of one name are chained. */
static struct image_slot *make_slots(struct compiler *c, struct siphash_key key, size_t *ret_n)
{
    size_t n = 8;
    struct image_slot *slots;

    while (n < c->n_entries * 2)
        n *= 2;
    slots = calloc(n, sizeof(*slots));
    for (size_t i = c->n_entries; slots && i > 0; i--) { /* backwards: the first comes first */
        struct image_entry *e = &c->entries[i - 1];
        uint64_t hash = siphash13(key, c->text.at + e->name_at, e->name_len);
        size_t at = (size_t)hash & (n - 1);

        e->next = 0;
        for (; slots[at].entry; at = (at + 1) & (n - 1)) {
            const struct image_entry *other = &c->entries[slots[at].entry - 1];

            if (slots[at].tag == (uint32_t)(hash >> 32) && other->name_len == e->name_len &&
                memcmp(c->text.at + other->name_at, c->text.at + e->name_at, e->name_len) == 0) {
                e->next = slots[at].entry;
                break;
            }
        }
        slots[at] = (struct image_slot){.tag = (uint32_t)(hash >> 32), .entry = (uint32_t)i};
    }
    *ret_n = n;
    return slots;
}

int compiler_finish(struct compiler *c, const struct siphash_key *key, struct bytes *ret_image)
{
    struct siphash_key k = key ? *key : siphash_key_random();
    struct image_header h = {.version = IMAGE_VERSION, .key = {k.k0, k.k1}};
    size_t n_slots;
    struct image_slot *slots = make_slots(c, k, &n_slots);
    uint8_t *image = NULL;

    memcpy(h.magic, IMAGE_MAGIC, sizeof(h.magic));
    for (int pass = 0; slots && pass < 2; pass++) { /* first the size, then the bytes */
        uint32_t at = sizeof(h);

        place(image, &at, &h.slots, slots, n_slots, sizeof(*slots));
        place(image, &at, &h.entries, c->entries, c->n_entries, sizeof(*c->entries));
        place(image, &at, &h.lists, c->lists, c->n_lists, sizeof(*c->lists));
        place(image, &at, &h.platforms, c->platforms, c->n_platforms, sizeof(*c->platforms));
        place(image, &at, &h.text, c->text.at, c->text.len, 1);
        h.bytes = at;
        if (!image && !(image = calloc(1, at)))
            break;
        memcpy(image, &h, sizeof(h));
    }
    free(slots);
    if (!image)
        return -ENOMEM;
    *ret_image = bytes_of(image, h.bytes);
    return 0;
}
