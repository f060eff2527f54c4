/* uses: base catalogue catalogue_compile */
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_compile.h"
#include "property.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_ours(const struct list_entry *entry, void *user)
{
    if (strcmp(entry->suffix, "keyword:zebra") == 0)
        *(bool *)user = true;
    return true;
}

/* 0 and the counts; or it was refused, with a reason. */
static int compile(struct bytes text, struct bytes *ret_image)
{
    AUTO(compiler_free) struct compiler *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts;
    int r = compiler_new(&c);

    if (r == 0)
        r = compiler_add_local(c, "own", LIST_CATEGORY, CATEGORY_GAMES, text, &counts, &error);
    HOLDS(r == 0 || r == -ENOMEM || (r == -EINVAL && error.len > 0));
    return r < 0 ? r : compiler_finish(c, NULL, ret_image);
}

/* Any bytes, as a list that a family keeps: a rule before them holds, whatever form they have. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char name[] = "my-zebra-7.example.net";
    AUTO_TEXT struct text text = {.at = NULL};
    AUTO_TEXT struct text error = {.at = NULL};
    struct bytes image = {.at = NULL};

    if (compile(bytes_of(data, size), &image) == 0)
        free((void *)image.at);
    text_add(&text, "keyword:Zebra\n");
    text_add_bytes(&text, data, size);
    if (!text.failed && compile(bytes_of(text.at, text.len), &image) == 0) {
        AUTO(catalogue_close) struct catalogue *c = NULL;
        bool is_there = false;

        HOLDS(catalogue_of_memory(image, &c, &error) == 0);
        catalogue_why(c, name, strlen(name), is_ours, &is_there);
        HOLDS(is_there);
        c = catalogue_close(c);
        free((void *)image.at);
    }
    return 0;
}
