/* uses: base catalogue catalogue_compile */
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_compile.h"
#include "catalogue/image.h"

#include <errno.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool look(const struct list_entry *e, void *user)
{
    *(size_t *)user +=
        strlen(e->list) + strlen(e->suffix) + (e->platform_id ? strlen(e->platform_id) : 0);
    return true;
}

/* A small catalogue of our own, whose names the hostile one is then asked for. */
static struct bytes small_image(void)
{
    static const char table[] = "video\tVideo\tvideo\tvideo.com\ty\tn\t13\tterms\tcard\tquestion\n";
    static const char list[] = "a.com\n0.0.0.0 b.a.com\n||c.org^\n@@||d.c.org^\n";
    static const char rules[] = "keyword:casino\nregexp:^x[0-9]+\\.(a|c)\\.com$\n||local.net^\n";
    static const struct siphash_key key = {1, 2};
    AUTO(compiler_free) struct compiler *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts;
    struct bytes image;

    if (compiler_new(&c) < 0 ||
        compiler_add_platforms(c, "p", bytes_of(table, sizeof(table) - 1), &error) < 0 ||
        compiler_add_list(c, "l", LIST_CATEGORY, CATEGORY_GAMES, bytes_of(list, sizeof(list) - 1),
                          &counts, &error) < 0 ||
        compiler_add_local(c, "r", LIST_CATEGORY, CATEGORY_ADULT,
                           bytes_of(rules, sizeof(rules) - 1), &counts, &error) < 0 ||
        compiler_finish(c, &key, &image) < 0)
        abort();
    return image;
}

static void ask(const uint8_t *at, size_t len)
{
    static const char *const names[] = {"a.com",    "www.b.a.com", "x.d.c.org",   "video.com",
                                        "none.net", "x12.a.com",   "mycasino.net"};
    AUTO(catalogue_close) struct catalogue *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    size_t read = 0;
    int r = catalogue_of_memory(bytes_of(at, len), &c, &error);

    if (r < 0) {
        if ((r != -EINVAL && r != -ENOTSUP) || c || error.len == 0)
            abort();
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        size_t n = strlen(names[i]);
        struct meaning m = catalogue_find(c, names[i], n);

        if (m.suffix_len > n || m.categories >= category_bit(CATEGORY_COUNT) ||
            (m.platform != 0 && !catalogue_platform(c, m.platform)))
            abort();
        catalogue_why(c, names[i], n, look, &read);
    }
    for (uint16_t i = 1; i <= catalogue_n_platforms(c) && i < 64; i++)
        read += strlen(catalogue_platform(c, i)->card);
    catalogue_each(c, look, &read);
}

static void sum_up(uint8_t *image)
{
    struct image_header h;

    memcpy(&h, image, sizeof(h));
    h.header_sum = image_header_sum(&h);
    memcpy(image, &h, sizeof(h));
}

/*
 * Hostile files: the input as it is, and the input as changes (where, what) to a good one, which
 * gets further. It opens or is refused; whatever is read lies inside.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes good = small_image();
    uint8_t *changed = (uint8_t *)good.at;

    ask(data, size);
    for (size_t i = 0; i + 3 <= size && i < 3 * 64; i += 3)
        changed[(size_t)(data[i] << 8 | data[i + 1]) % good.len] = data[i + 2];
    ask(changed, good.len);
    sum_up(changed); /* and as somebody would change it who means it */
    ask(changed, good.len);
    free(changed);
    return 0;
}
