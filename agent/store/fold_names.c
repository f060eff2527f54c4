#include "store/fold_state.h"

#include <errno.h>

/* Past this the table is no longer thin; names with a meaning have the last third for themselves,
 * so that a flood of random names cannot push what matters out of the page. */
static const uint32_t limit_host = FOLD_NAMES_PER_DAY;
static const uint32_t limit_site = 2 * FOLD_NAMES_PER_DAY;
static const uint32_t limit_meaning = 3 * FOLD_NAMES_PER_DAY;
_Static_assert(3 * FOLD_NAMES_PER_DAY < NAME_SLOTS / 4 * 3, "probing has to stay short");

/* Is the name in the set, or could it be added below the limit? */
static bool admit(struct fold *f, struct names_of_day *names, const char *name, uint32_t limit)
{
    uint64_t hash = siphash13(f->key, name, strlen(name)) | 1;
    size_t at = (size_t)(hash >> 8) % NAME_SLOTS;

    for (; names->slots[at]; at = (at + 1) % NAME_SLOTS)
        if (names->slots[at] == hash)
            return true;
    if (names->n >= limit)
        return false;
    names->slots[at] = hash;
    names->n++;
    return true;
}

int names_admit(struct fold *f, uint32_t child, int32_t day, const char *host, const char *site,
                bool has_meaning, enum name_answer *ret_answer)
{
    struct names_of_day *names = &f->children[child].names;
    uint32_t limit = has_meaning ? limit_meaning : limit_site;

    if (!names->slots) {
        names->slots = calloc(NAME_SLOTS, sizeof(*names->slots));
        if (!names->slots)
            return -ENOMEM;
        names->day = day;
    }
    /* Late connections of yesterday share today's set; only a clock set far back begins anew. */
    if (day > names->day || day < names->day - 2) {
        memset(names->slots, 0, NAME_SLOTS * sizeof(*names->slots));
        names->n = 0;
        names->day = day;
    }
    if (admit(f, names, host, limit_host))
        *ret_answer = NAME_HOST;
    else if (admit(f, names, site, limit))
        *ret_answer = NAME_SITE;
    else
        *ret_answer = NAME_OTHER;
    return 0;
}
