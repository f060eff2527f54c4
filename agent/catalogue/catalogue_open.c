/*
 * A catalogue from a file or from memory: nothing in it is trusted, and nothing but its header is
 * looked at before it is used.
 */
#include "catalogue/catalogue.h"

#include "catalogue/catalogue_state.h"
#include "catalogue/hashed_name.h"
#include "catalogue/rules.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

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

static int read_platforms(struct catalogue *c, const struct image_platform *from, uint32_t n)
{
    c->platforms = calloc(n ? n : 1, sizeof(*c->platforms));
    if (!c->platforms)
        return -ENOMEM;
    for (uint32_t i = 0; i < n; i++)
        c->platforms[i] = (struct platform){
            .index = (uint16_t)(i + 1),
            .id = catalogue_text(c, from[i].id_at),
            .name = catalogue_text(c, from[i].name_at),
            .kind = from[i].kind < PLATFORM_KIND_COUNT ? (enum platform_kind)from[i].kind
                                                       : PLATFORM_OTHER,
            .strangers_can_write =
                from[i].strangers <= KNOWN_UNSURE ? (enum known)from[i].strangers : KNOWN_UNSURE,
            .end_to_end_encrypted =
                from[i].encrypted <= KNOWN_UNSURE ? (enum known)from[i].encrypted : KNOWN_UNSURE,
            .minimum_age = from[i].age,
            .age_source = catalogue_text(c, from[i].source_at),
            .card = catalogue_text(c, from[i].card_at),
            .question = catalogue_text(c, from[i].question_at),
            .categories = from[i].categories & (category_bit(CATEGORY_COUNT) - 1),
        };
    c->n_platforms = n;
    return 0;
}

static int load(struct catalogue *c, const char *path, struct text *reterr)
{
    struct image_header h;
    const struct image_platform *platforms;
    const struct image_rule *rules;
    int r;

    if ((uintptr_t)c->image % 8 != 0)
        return refuse(reterr, path, "it does not lie at a multiple of eight bytes", -EINVAL);
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
    if (h.header_sum != image_header_sum(&h))
        return refuse(reterr, path, "its beginning is damaged", -EINVAL);
    c->body_sum = h.body_sum;
    c->index.key = (struct siphash_key){h.key[0], h.key[1]};
    c->index.lines = section(c, &h.lines, sizeof(*c->index.lines));
    c->records = section(c, &h.records, sizeof(*c->records));
    c->says = section(c, &h.says, sizeof(*c->says));
    c->lists = section(c, &h.lists, sizeof(*c->lists));
    c->names.blocks = section(c, &h.blocks, sizeof(*c->names.blocks));
    c->names.keys = section(c, &h.keys, sizeof(*c->names.keys));
    c->names.names = bytes_of(section(c, &h.names, 1), h.names.count);
    c->text = section(c, &h.text, 1);
    platforms = section(c, &h.platforms, sizeof(*platforms));
    rules = section(c, &h.rules, sizeof(*rules));
    if (h.bytes != c->bytes || !c->index.lines || !c->records || !c->says || !c->lists ||
        !c->names.blocks || !c->names.keys || h.keys.count != h.blocks.count ||
        !c->names.names.at || !c->text || !platforms || !rules || h.rules.count > RULES_MAX ||
        h.lines.count < 2 || h.lines.count % 2 != 0 || h.platforms.count >= UINT16_MAX ||
        h.text.count == 0 || c->text[h.text.count - 1] != '\0')
        return refuse(reterr, path, "its parts do not fit together", -EINVAL);
    c->index.n_lines = h.lines.count;
    c->n_records = h.records.count;
    c->n_says = h.says.count;
    c->n_lists = h.lists.count;
    c->names.n_blocks = h.blocks.count;
    c->n_text = h.text.count;
    c->n_names = h.n_names;
    c->has_hashed = name_index_value(&c->index, HASHED_PARENT, strlen(HASHED_PARENT)) & 1;
    r = read_platforms(c, platforms, h.platforms.count);
    if (r == 0)
        r = rules_open(c, rules, h.rules.count);
    if (r < 0)
        text_addf(reterr, "%s: there is no memory to open it", path);
    return r;
}

int catalogue_check(const struct catalogue *c)
{
    size_t behind = sizeof(struct image_header);

    return image_sum(c->image + behind, c->bytes - behind) == c->body_sum ? 0 : -EBADMSG;
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

/* Memory of one's own with what is in the file. A file that ends before its size does is refused.
 */
static int copy_file(int fd, size_t bytes, void **ret)
{
    uint8_t *image = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    size_t at = 0;
    int r = 0;

    if (image == MAP_FAILED)
        return -errno;
    while (at < bytes && r == 0) {
        ssize_t n = read(fd, image + at, bytes - at);

        if (n > 0)
            at += (size_t)n;
        else if (n == 0 || errno != EINTR)
            r = n == 0 ? -EIO : -errno;
    }
    if (r < 0)
        munmap(image, bytes);
    else
        *ret = image;
    return r;
}

static int map_file(int fd, size_t bytes, void **ret)
{
    void *image = mmap(NULL, bytes, PROT_READ, MAP_SHARED, fd, 0);

    if (image == MAP_FAILED)
        return -errno;
    *ret = image;
    return 0;
}

static int open_file(const char *path, int (*take)(int fd, size_t bytes, void **ret),
                     struct catalogue **ret_catalogue, struct text *reterr)
{
    AUTO(catalogue_close) struct catalogue *c = calloc(1, sizeof(*c));
    __attribute__((cleanup(auto_close_fd))) int fd =
        open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC); /* a pipe is not waited for */
    struct stat st;
    void *image = NULL;
    int r;

    if (!c)
        return -ENOMEM;
    if (fd < 0 || fstat(fd, &st) < 0) {
        r = -errno;
        text_addf(reterr, "%s: cannot be read: %s; check the path", path, strerror(-r));
        return r;
    }
    if (!S_ISREG(st.st_mode) || st.st_size < (off_t)sizeof(struct image_header))
        return refuse(reterr, path, "it is no file of a fitting size", -EINVAL);
    if (st.st_size > CATALOGUE_BYTES_MAX) {
        text_addf(reterr,
                  "%s: is larger than a catalogue may be (%d MB); turn some lists off, and compile "
                  "it again",
                  path, CATALOGUE_BYTES_MAX >> 20);
        return -EINVAL;
    }
    r = take(fd, (size_t)st.st_size, &image);
    if (r < 0) {
        text_addf(reterr, "%s: cannot be read: %s", path, strerror(-r));
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

int catalogue_open(const char *path, struct catalogue **ret_catalogue, struct text *reterr)
{
    return open_file(path, map_file, ret_catalogue, reterr);
}

int catalogue_read(const char *path, struct catalogue **ret_catalogue, struct text *reterr)
{
    return open_file(path, copy_file, ret_catalogue, reterr);
}

struct catalogue *catalogue_close(struct catalogue *c)
{
    if (c) {
        if (c->is_mapped)
            munmap((void *)c->image, c->bytes);
        rules_close(c);
        free(c->platforms);
        free(c);
    }
    return NULL;
}
