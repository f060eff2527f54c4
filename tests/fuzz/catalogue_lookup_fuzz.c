/* uses: base catalogue catalogue_compile */
#include "catalogue_reference.h"
#include "property.h"

static struct reference reference;

static void ask(const struct catalogue *c, struct bytes word, struct bytes *all, size_t *n)
{
    char name[300];
    struct meaning is, should;

    if (word.len >= sizeof(name) || memchr(word.at, 0, word.len))
        return;
    memcpy(name, word.at, word.len);
    name[word.len] = '\0';
    is = catalogue_find(c, name, word.len);
    should = reference_find(&reference, name);
    HOLDS(reference_agrees(&is, &should));
    if (*n < REFERENCE_LINES_MAX)
        all[(*n)++] = word;
}

/*
 * Each line is a name, and its first byte the list it is in, or a question if that is above the
 * lists. Every line is also asked for: whole, less its first byte, and below a label of its own.
 * Whatever the sorted array answers, one look-up answers, and so do all at once.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bytes asked[REFERENCE_LINES_MAX];
    static struct meaning meanings[REFERENCE_LINES_MAX];
    AUTO(catalogue_close) struct catalogue *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct bytes text = bytes_of(data, size), image;
    size_t n = 0;

    reference.n = 0;
    for (struct bytes left = text; left.len > 0;) {
        struct bytes line = compiler_line(&left);

        if (line.len > 1 && line.at[0] % 16 < REFERENCE_LISTS)
            reference_add(&reference, line.at[0] % 16, bytes_after(line, 1));
    }
    reference_sort(&reference);
    image = reference_image(&reference, NULL);
    HOLDS(catalogue_of_memory(image, &c, &error) == 0 && catalogue_check(c) == 0);
    for (struct bytes left = text; left.len > 0;) {
        struct bytes line = compiler_line(&left);

        for (size_t skip = 0; skip < 3; skip++)
            ask(c, bytes_after(line, skip), asked, &n);
    }
    for (size_t i = 0; i < reference.n; i++) {
        const char *name = reference.lines[i].name;

        for (const char *at = name; at; at = strchr(at, '.') ? strchr(at, '.') + 1 : NULL)
            ask(c, bytes_of(at, strlen(at)), asked, &n);
    }
    catalogue_find_many(c, asked, n, meanings);
    for (size_t i = 0; i < n; i++) {
        struct meaning one = catalogue_find(c, (const char *)asked[i].at, asked[i].len);

        HOLDS(reference_agrees(&one, &meanings[i]));
    }
    c = catalogue_close(c);
    free((void *)image.at);
    return 0;
}
