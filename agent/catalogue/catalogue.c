#include "catalogue/catalogue.h"

#include "base/siphash.h"
#include "catalogue/image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

struct catalogue {
    const uint8_t *image;
    size_t bytes;
    bool is_mapped;
    struct siphash_key key;
    const struct image_slot *slots;
    const struct image_entry *entries;
    const uint32_t *lists; /* offsets of their names in text */
    const char *text;
    uint32_t n_slots, n_entries, n_lists, n_text;
    struct platform *platforms; /* owned */
    uint32_t n_platforms;
};

static int refuse(struct text *reterr, const char *path, const char *why, int error)
{
    text_addf(reterr, "%s: is no catalogue that can be used (%s); compile it again", path, why);
    return error;
}

/* A section's elements, checked to lie inside; NULL where they do not. */
static const void *section(const struct catalogue *c, const struct image_section *s, size_t each)
{
    if (s->at % 8 != 0 || s->at > c->bytes || s->count > (c->bytes - s->at) / each)
        return NULL;
    return c->image + s->at;
}

/* A NUL-terminated string of the text section. */
static const char *string_at(const struct catalogue *c, uint32_t at)
{
    return at < c->n_text ? c->text + at : "";
}

static int read_platforms(struct catalogue *c, const struct image_platform *from, uint32_t n)
{
    c->platforms = calloc(n ? n : 1, sizeof(*c->platforms));
    if (!c->platforms)
        return -ENOMEM;
    for (uint32_t i = 0; i < n; i++)
        c->platforms[i] = (struct platform){
            .index = (uint16_t)(i + 1),
            .id = string_at(c, from[i].id_at),
            .name = string_at(c, from[i].name_at),
            .kind = from[i].kind < PLATFORM_KIND_COUNT ? (enum platform_kind)from[i].kind
                                                       : PLATFORM_OTHER,
            .strangers_can_write =
                from[i].strangers <= KNOWN_UNSURE ? (enum known)from[i].strangers : KNOWN_UNSURE,
            .end_to_end_encrypted =
                from[i].encrypted <= KNOWN_UNSURE ? (enum known)from[i].encrypted : KNOWN_UNSURE,
            .minimum_age = from[i].age,
            .age_source = string_at(c, from[i].source_at),
            .card = string_at(c, from[i].card_at),
            .question = string_at(c, from[i].question_at),
            .categories = from[i].categories & (category_bit(CATEGORY_COUNT) - 1),
        };
    c->n_platforms = n;
    return 0;
}

static int load(struct catalogue *c, const char *path, struct text *reterr)
{
    struct image_header h;
    const struct image_platform *platforms;
    int r;

    if (c->bytes < sizeof(h))
        return refuse(reterr, path, "it is too short", -EINVAL);
    memcpy(&h, c->image, sizeof(h));
    if (memcmp(h.magic, IMAGE_MAGIC, sizeof(h.magic)) != 0)
        return refuse(reterr, path, "it does not begin like one", -EINVAL);
    if (h.version != IMAGE_VERSION) {
        text_addf(reterr,
                  "%s: is a catalogue of version %u, and this program reads version %d; "
                  "update the program, or compile the lists again",
                  path, h.version, IMAGE_VERSION);
        return -ENOTSUP;
    }
    c->key = (struct siphash_key){h.key[0], h.key[1]};
    c->slots = section(c, &h.slots, sizeof(*c->slots));
    c->entries = section(c, &h.entries, sizeof(*c->entries));
    c->lists = section(c, &h.lists, sizeof(*c->lists));
    c->text = section(c, &h.text, 1);
    platforms = section(c, &h.platforms, sizeof(*platforms));
    if (h.bytes != c->bytes || !c->slots || !c->entries || !c->lists || !c->text || !platforms ||
        h.slots.count == 0 || (h.slots.count & (h.slots.count - 1)) != 0 ||
        h.platforms.count >= UINT16_MAX || h.text.count == 0 || c->text[h.text.count - 1] != '\0')
        return refuse(reterr, path, "its parts do not fit together", -EINVAL);
    c->n_slots = h.slots.count;
    c->n_entries = h.entries.count;
    c->n_lists = h.lists.count;
    c->n_text = h.text.count;
    r = read_platforms(c, platforms, h.platforms.count);
    if (r < 0)
        text_addf(reterr, "%s: there is no memory to open it", path);
    return r;
}

int catalogue_of_memory(struct bytes image, struct catalogue **ret_catalogue, struct text *reterr)
{
    AUTO(catalogue_close) struct catalogue *c = calloc(1, sizeof(*c));
    int r;

    if (!c)
        return -ENOMEM;
    c->image = image.at;
    c->bytes = image.len;
    r = load(c, "the built-in catalogue", reterr);
    if (r < 0)
        return r;
    *ret_catalogue = TAKE(c);
    return 0;
}

int catalogue_open(const char *path, struct catalogue **ret_catalogue, struct text *reterr)
{
    AUTO(catalogue_close) struct catalogue *c = calloc(1, sizeof(*c));
    __attribute__((cleanup(auto_close_fd))) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    void *image;
    int r;

    if (!c)
        return -ENOMEM;
    if (fd < 0 || fstat(fd, &st) < 0) {
        r = -errno;
        text_addf(reterr, "%s: cannot be read: %s; check the path", path, strerror(-r));
        return r;
    }
    if (!S_ISREG(st.st_mode) || st.st_size < (off_t)sizeof(struct image_header) ||
        st.st_size > UINT32_MAX)
        return refuse(reterr, path, "it is no file of a fitting size", -EINVAL);
    image = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (image == MAP_FAILED) {
        r = -errno;
        text_addf(reterr, "%s: cannot be mapped: %s", path, strerror(-r));
        return r;
    }
    c->image = image;
    c->bytes = (size_t)st.st_size;
    c->is_mapped = true;
    r = load(c, path, reterr);
    if (r < 0)
        return r;
    *ret_catalogue = TAKE(c);
    return 0;
}

struct catalogue *catalogue_close(struct catalogue *c)
{
    if (c) {
        if (c->is_mapped)
            munmap((void *)c->image, c->bytes);
        free(c->platforms);
        free(c);
    }
    return NULL;
}

static const struct image_entry *entry_at(const struct catalogue *c, uint32_t number)
{
    return number > 0 && number <= c->n_entries ? &c->entries[number - 1] : NULL;
}

/* The first entry of exactly this name. */
static const struct image_entry *find_name(const struct catalogue *c, const char *name, size_t len)
{
    uint64_t hash = siphash13(c->key, name, len);
    uint32_t mask = c->n_slots - 1, at = (uint32_t)hash & mask;

    for (uint32_t n = 0; n <= mask && c->slots[at].entry != 0; n++, at = (at + 1) & mask) {
        const struct image_entry *e;

        if (c->slots[at].tag != (uint32_t)(hash >> 32))
            continue;
        e = entry_at(c, c->slots[at].entry);
        if (e && e->name_len == len && e->name_at < c->n_text && c->n_text - e->name_at > len &&
            memcmp(c->text + e->name_at, name, len) == 0)
            return e;
    }
    return NULL;
}

/* The entry's next of the same name; the count keeps a file with a loop from holding us. */
static const struct image_entry *next_entry(const struct catalogue *c, const struct image_entry *e,
                                            uint32_t *n)
{
    return ++*n < 1024 ? entry_at(c, e->next) : NULL;
}

static bool holds(const struct image_entry *e, bool is_whole)
{
    return is_whole || !(e->flags & ENTRY_EXACT);
}

/* Take in what is said of one suffix; suffixes come shortest first. */
static void apply(const struct catalogue *c, const struct image_entry *first, size_t len,
                  bool is_whole, struct meaning *m)
{
    category_set allowed = 0;
    bool allows_all = false;
    uint32_t n = 0;

    for (const struct image_entry *e = first; e; e = next_entry(c, e, &n)) {
        if (!holds(e, is_whole))
            continue;
        m->is_listed = true;
        m->suffix_len = (uint16_t)len;
        m->never_recorded |= (e->flags & ENTRY_NEVER_RECORDED) != 0;
        if (e->flags & ENTRY_ALLOW) {
            allowed |= e->categories;
            allows_all |= e->categories == 0;
            continue;
        }
        m->categories |= e->categories & (category_bit(CATEGORY_COUNT) - 1);
        if (e->flags & ENTRY_MACHINERY) {
            m->is_machinery = true;
            m->platform = 0;
        }
    }
    n = 0;
    for (const struct image_entry *e = first; e; e = next_entry(c, e, &n))
        if (holds(e, is_whole) && e->platform > 0 && e->platform <= c->n_platforms) {
            m->platform = e->platform; /* the most specific suffix wins */
            m->is_machinery = false;
        }
    m->categories &= allows_all ? 0 : ~allowed; /* allow wins at equal length, and below */
}

struct meaning catalogue_find(const struct catalogue *c, const char *name, size_t len)
{
    struct meaning m = {.categories = 0};

    if (len == 0 || len > IMAGE_NAME_MAX)
        return m;
    for (size_t at = len; at > 0;) { /* labels from the right */
        const struct image_entry *e;

        at--;
        while (at > 0 && name[at - 1] != '.')
            at--;
        e = find_name(c, name + at, len - at);
        if (e)
            apply(c, e, len - at, at == 0, &m);
        if (at == 0)
            break;
    }
    return m;
}

const struct platform *catalogue_platform(const struct catalogue *c, uint16_t index)
{
    return index > 0 && index <= c->n_platforms ? &c->platforms[index - 1] : NULL;
}

const struct platform *catalogue_platform_by_id(const struct catalogue *c, const char *id)
{
    for (uint32_t i = 0; i < c->n_platforms; i++)
        if (strcmp(c->platforms[i].id, id) == 0)
            return &c->platforms[i];
    return NULL;
}

size_t catalogue_n_platforms(const struct catalogue *c)
{
    return c->n_platforms;
}

size_t catalogue_n_names(const struct catalogue *c)
{
    return c->n_entries;
}

void catalogue_why(const struct catalogue *c, const char *name, size_t len,
                   bool (*each)(const struct list_entry *entry, void *user), void *user)
{
    struct meaning m = catalogue_find(c, name, len);
    char suffix[IMAGE_NAME_MAX + 1];

    if (len > IMAGE_NAME_MAX)
        return;
    for (size_t at = 0; at < len; at++) {
        const struct image_entry *e;
        uint32_t n = 0;

        if (at > 0 && name[at - 1] != '.')
            continue;
        memcpy(suffix, name + at, len - at);
        suffix[len - at] = '\0';
        for (e = find_name(c, suffix, len - at); e; e = next_entry(c, e, &n)) {
            const struct platform *p = catalogue_platform(c, e->platform);
            struct list_entry entry = {
                .list = e->list < c->n_lists ? string_at(c, c->lists[e->list]) : "",
                .suffix = suffix,
                .categories = e->categories,
                .platform_id = p ? p->id : NULL,
                .is_exact = e->flags & ENTRY_EXACT,
                .is_allow = e->flags & ENTRY_ALLOW,
                .never_recorded = e->flags & ENTRY_NEVER_RECORDED,
                .is_machinery = e->flags & ENTRY_MACHINERY,
            };

            entry.wins = holds(e, at == 0) &&
                         (entry.is_allow || entry.never_recorded ||
                          (e->platform != 0 && e->platform == m.platform) ||
                          (entry.is_machinery && m.is_machinery) || (e->categories & m.categories));
            if (!each(&entry, user))
                return;
        }
    }
}
