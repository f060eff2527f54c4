#include "catalogue/list_include.h"

#include <errno.h>
#include <string.h>

enum { DEPTH_MAX = 16, INCLUDES_MAX = 5000 };

/* A list that is being read, and the line by which it came in. */
struct reading {
    const struct list_shelf *shelf;
    const struct list_taker *to; /* who wanted the whole */
    const struct reading *above; /* NULL: nobody includes it */
    char name[LIST_NAME_ROOM];
    struct bytes attributes; /* that entries must have, or must not */
    size_t line;             /* of the outermost include, 0 in the list itself */
    unsigned depth;
    unsigned *n_includes; /* in all */
    int failed;
};

/* Does an entry with these attributes come through an include that wants those? */
static bool lets_by(struct bytes wanted, struct bytes has)
{
    struct bytes want, one;

    while ((want = list_take_word(&wanted)).len > 0) {
        bool must_not = want.len > 1 && want.at[1] == '-', is_there = false;
        struct bytes left = has;

        if (want.at[0] != '@')
            continue;
        want = bytes_after(want, must_not ? 2 : 1);
        while ((one = list_take_word(&left)).len > 0)
            is_there |= one.at[0] == '@' && bytes_equal(bytes_after(one, 1), want);
        if (is_there == must_not)
            return false;
    }
    return true;
}

static int take_item(const struct list_item *item, void *user)
{
    const struct reading *r = user;
    struct list_item put = *item;

    for (const struct reading *at = r; at; at = at->above)
        if (!lets_by(at->attributes, item->attributes))
            return 0;
    if (r->line > 0)
        put.line = r->line;
    return r->to->item(&put, r->to->user);
}

static bool is_above(const struct reading *r, const char *name)
{
    for (; r; r = r->above)
        if (strcmp(r->name, name) == 0)
            return true;
    return false;
}

static void take_left(size_t line, enum list_left why, struct bytes what, void *user);

/* The list of that name, in place of the line that includes it; false: it leads nowhere. */
static bool put_in(struct reading *r, size_t line, struct bytes what)
{
    struct bytes word = list_take_word(&what), text;
    struct reading inner = {.shelf = r->shelf,
                            .to = r->to,
                            .above = r,
                            .attributes = what,
                            .line = r->line > 0 ? r->line : line,
                            .depth = r->depth + 1,
                            .n_includes = r->n_includes};
    const struct list_taker taker = {take_item, take_left, &inner};
    int failed;

    if (word.len == 0 || word.len >= sizeof(inner.name) || inner.depth > DEPTH_MAX)
        return false;
    memcpy(inner.name, word.at, word.len);
    inner.name[word.len] = '\0';
    if (is_above(r, inner.name))
        return false;
    text = r->shelf->find(inner.name, r->shelf->user);
    if (!text.at)
        return false;
    if (++*r->n_includes > INCLUDES_MAX) {
        r->failed = -E2BIG;
        return true;
    }
    failed = list_read(FORMAT_V2FLY, text, &taker, NULL);
    r->failed = failed != 0 ? failed : inner.failed;
    return true;
}

static void take_left(size_t line, enum list_left why, struct bytes what, void *user)
{
    struct reading *r = user;

    if (r->failed != 0 || (why == LEFT_INCLUDE && put_in(r, line, what)))
        return;
    if (r->to->left && (r->line == 0 || why == LEFT_INCLUDE))
        r->to->left(r->line > 0 ? r->line : line, why, what, r->to->user);
}

int list_read_whole(struct bytes text, const struct list_shelf *shelf,
                    const struct list_taker *taker, struct list_facts *ret_facts)
{
    unsigned n_includes = 0;
    struct reading r = {.shelf = shelf, .to = taker, .n_includes = &n_includes};
    const struct list_taker inner = {take_item, take_left, &r};
    int failed = list_read(FORMAT_V2FLY, text, &inner, ret_facts);

    return failed != 0 ? failed : r.failed;
}
