/* uses: base catalogue */
#include "catalogue/catalogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * A site lies inside its name, at a label's beginning, ends where the name does, has a dot, and is
 * the site of itself. The holder is the same kind of thing.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *name = malloc(size + 1);
    const char *site;

    if (!name)
        return 0;
    if (size > 0)
        memcpy(name, data, size);
    name[size] = '\0';
    site = catalogue_site(name);
    if (site) {
        size_t len = strlen(name);

        if (site < name || site >= name + len || (site > name && site[-1] != '.') ||
            !strchr(site, '.') || catalogue_site(site) != site)
            abort();
    }
    if (site) {
        const char *holder = catalogue_holder(name);

        if (holder && (holder < name || holder[strlen(holder) - 1] == '.' ||
                       (holder > name && holder[-1] != '.') || !strchr(holder, '.')))
            abort();
    } else {
        (void)catalogue_holder(name);
    }
    free(name);
    return 0;
}
