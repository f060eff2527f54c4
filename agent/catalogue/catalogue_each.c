/*
 * The whole of a catalogue, name by name: what `kindward lists` searches, counts and writes out.
 */
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_state.h"
#include "catalogue/hashed_name.h"

struct walk {
    const struct catalogue *c;
    bool (*each)(const struct list_entry *entry, void *user);
    void *user;
};

static bool say_all(const char *reversed, size_t len, void *user)
{
    const struct walk *w = user;
    char name[IMAGE_NAME_MAX + 1];
    const struct image_say *says;
    uint32_t n;

    for (size_t i = 0; i < len; i++) {
        name[i] = reversed[len - 1 - i];
        if (name[i] <= ' ' || name[i] > '~') /* no name: the file is damaged */
            return true;
    }
    name[len] = '\0';
    /* The index does not have it, where the file is damaged. */
    says = catalogue_says(w->c, name_index_value(&w->c->index, name, len) >> 1, &n);
    for (uint32_t i = 0; i < n; i++) {
        struct list_entry entry = catalogue_entry(w->c, &says[i], name);

        if (entry.is_hashed)
            name[len < HASHED_DIGITS ? len : HASHED_DIGITS] = '\0';
        if (!w->each(&entry, w->user))
            return false;
    }
    return true;
}

void catalogue_each(const struct catalogue *c,
                    bool (*each)(const struct list_entry *entry, void *user), void *user)
{
    struct walk w = {c, each, user};

    name_blocks_each(&c->names, say_all, &w);
}

size_t catalogue_n_lists(const struct catalogue *c)
{
    return c->n_lists;
}

const char *catalogue_list_name(const struct catalogue *c, size_t n)
{
    return n < c->n_lists && c->lists[n].name_at < c->n_text ? c->text + c->lists[n].name_at : "";
}
