/*
 * The whole of a catalogue, name by name: what `kindward lists` searches, counts and writes out.
 */
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_state.h"

struct walk {
    const struct catalogue *c;
    bool (*each)(const struct list_entry *entry, void *user);
    void *user;
};

/* The record of a listed name, 0 where the index does not have it: the file is damaged. */
static uint16_t record_of(const struct catalogue *c, const char *name, size_t len)
{
    struct siphash state = siphash_begin(c->index.key);

    for (size_t end = len;;) {
        size_t at = name_label_start(name, len, end);

        name_hash_label(&state, name, len, at, end);
        if (at == 0)
            return name_index_find(&c->index, siphash_end(state)) >> 1;
        end = at - 1;
    }
}

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
    says = catalogue_says(w->c, record_of(w->c, name, len), &n);
    for (uint32_t i = 0; i < n; i++) {
        struct list_entry entry = catalogue_entry(w->c, &says[i], name);

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
