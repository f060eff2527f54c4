/* uses: base catalogue catalogue_compile */
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_compile.h"

#include <errno.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * A list of any bytes is taken or refused with a message. Of one that was taken, the catalogue
 * opens, and holds no more names than lines said, of which each is found again.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct siphash_key key = {1, 2};
    AUTO(compiler_free) struct compiler *c = NULL;
    AUTO(catalogue_close) struct catalogue *catalogue = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts = {.names = 0};
    struct bytes image;
    int r;

    if (compiler_new(&c) < 0)
        return 0;
    r = compiler_add_list(c, "fuzz", LIST_CATEGORY, CATEGORY_ADULT, bytes_of(data, size), &counts,
                          &error);
    if (r < 0) {
        if (r != -EINVAL || error.len == 0 || counts.names != 0)
            abort();
        return 0;
    }
    if (counts.names == 0 || compiler_finish(c, &key, &image) < 0)
        abort();
    if (catalogue_of_memory(image, &catalogue, &error) < 0 ||
        catalogue_n_names(catalogue) > counts.names || catalogue_n_names(catalogue) == 0)
        abort();
    /* The whole input as a name: listed only if its end is. */
    if (size <= 253) {
        struct meaning m = catalogue_find(catalogue, (const char *)data, size);

        if (m.suffix_len > size || m.is_listed != (m.suffix_len > 0))
            abort();
    }
    catalogue = catalogue_close(catalogue);
    free((void *)image.at);
    return 0;
}
