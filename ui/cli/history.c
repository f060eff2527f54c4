#include "cli/history.h"

#include <errno.h>
#include <string.h>

struct work {
    struct store *store;
    const struct history_ask *ask;
    struct history *history;
    const char *child;
    struct text *reterr;
    bool is_found; /* the child that was asked for */
};

void history_done(struct history *h)
{
    for (size_t i = 0; i < h->n; i++)
        free(h->rows[i].child);
    free(h->rows);
    *h = (struct history){.rows = NULL};
}

static char *put(char **at, const char *s)
{
    size_t len = strlen(s) + 1;
    char *here = memcpy(*at, s, len);

    *at += len;
    return here;
}

/* A copy of the row and its strings. */
static int keep(struct history *h, const char *child, const struct history_row *row)
{
    const char *const strings[] = {child, row->host, row->site, row->platform, row->rule};
    size_t len = 0;
    char *at;

    if (h->n == h->room) {
        size_t room = h->room ? 2 * h->room : 256;
        struct history_row *rows = reallocarray(h->rows, room, sizeof(*rows));

        if (!rows)
            return -ENOMEM;
        h->rows = rows;
        h->room = room;
    }
    for (size_t i = 0; i < ARRAY_LEN(strings); i++)
        len += strlen(strings[i]) + 1;
    at = malloc(len);
    if (!at)
        return -ENOMEM;
    h->rows[h->n] = *row;
    h->rows[h->n].child = put(&at, child);
    h->rows[h->n].host = put(&at, row->host);
    h->rows[h->n].site = put(&at, row->site);
    h->rows[h->n].platform = put(&at, row->platform);
    h->rows[h->n].rule = put(&at, row->rule);
    h->n++;
    return 0;
}

bool history_is_at_or_below(const char *host, const char *name)
{
    size_t host_len = strlen(host), len = strlen(name);

    return host_len >= len && strcasecmp(host + host_len - len, name) == 0 &&
           (host_len == len || host[host_len - len - 1] == '.');
}

static bool is_wanted(const struct history_ask *a, const struct history_row *row)
{
    return (a->wants_all || (!row->is_embedded && !row->is_machinery)) &&
           (!a->site || history_is_at_or_below(row->host, a->site) ||
            history_is_at_or_below(row->site, a->site)) &&
           (!a->platform || strcasecmp(row->platform, a->platform) == 0) &&
           (!a->categories || (row->categories & a->categories));
}

static int add_visit(const struct visit *v, void *user)
{
    const struct work *w = user;
    struct history_row row = {.host = v->host,
                              .site = v->site,
                              .platform = v->platform,
                              .rule = "",
                              .first_us = v->first_us,
                              .last_us = v->last_us,
                              .utc_offset_s = v->utc_offset_s,
                              .categories = v->categories,
                              .evidence = v->evidence,
                              .up_bytes = v->up_bytes,
                              .down_bytes = v->down_bytes,
                              .n = v->n_flows,
                              .is_embedded = v->is_embedded,
                              .is_machinery = v->is_machinery};

    return is_wanted(w->ask, &row) ? keep(w->history, w->child, &row) : 0;
}

static int add_block(const struct block *b, void *user)
{
    const struct work *w = user;
    struct history_row row = {.host = b->host,
                              .site = b->site,
                              .platform = b->platform,
                              .rule = b->rule,
                              .first_us = b->when_us,
                              .last_us = b->when_us,
                              .utc_offset_s = b->utc_offset_s,
                              .categories = b->categories,
                              .evidence = b->evidence,
                              .n = b->n,
                              .is_blocked = true,
                              .is_embedded = b->is_embedded};

    return is_wanted(w->ask, &row) ? keep(w->history, w->child, &row) : 0;
}

static int read_child(const char *child, void *user)
{
    struct work *w = user;
    size_t before = w->history->n;
    int r = 0;

    if (w->ask->child && strcmp(child, w->ask->child) != 0)
        return 0;
    w->is_found = true;
    w->child = child;
    if (!w->ask->only_blocked)
        r = store_each_visit(w->store, child, w->ask->from_day, w->ask->to_day, add_visit, w,
                             w->reterr);
    if (r == 0)
        r = store_each_block(w->store, child, w->ask->from_day, w->ask->to_day, add_block, w,
                             w->reterr);
    w->history->n_children += w->history->n > before;
    return r;
}

static int by_time(const void *left, const void *right)
{
    const struct history_row *a = left, *b = right;
    int by_child = strcmp(a->child, b->child);

    if (a->first_us != b->first_us)
        return a->first_us < b->first_us ? -1 : 1;
    return by_child ? by_child : strcmp(a->host, b->host);
}

static bool is_same_place(const struct history_row *a, const struct history_row *b)
{
    if (a->platform[0] || b->platform[0])
        return strcmp(a->platform, b->platform) == 0;
    return strcmp(a->site, b->site) == 0;
}

static bool is_same_stretch(const struct history_row *a, const struct history_row *b)
{
    return b->first_us <= a->last_us + VISIT_GAP_US && a->is_blocked == b->is_blocked &&
           a->is_embedded == b->is_embedded && a->is_machinery == b->is_machinery &&
           strcmp(a->child, b->child) == 0 && is_same_place(a, b);
}

/* Hosts of one platform or site, and visits of which one goes on as the next, are one thing to a
 * reader; its first site stands for it. */
static void join(struct history *h)
{
    enum { LOOK_BACK = 128 }; /* rows; more sites than that side by side stay apart */
    size_t n = 0;

    for (size_t i = 0; i < h->n; i++) {
        struct history_row *row = &h->rows[i], *into = NULL;

        for (size_t back = 1; back <= n && back <= LOOK_BACK && !into; back++)
            if (is_same_stretch(&h->rows[n - back], row))
                into = &h->rows[n - back];
        if (!into) {
            h->rows[n++] = *row;
            continue;
        }
        into->last_us = row->last_us > into->last_us ? row->last_us : into->last_us;
        into->categories |= row->categories;
        into->up_bytes += row->up_bytes;
        into->down_bytes += row->down_bytes;
        into->n += row->n;
        free(row->child);
    }
    h->n = n;
}

static void cut(struct history *h, size_t limit)
{
    if (limit == 0 || h->n <= limit)
        return;
    h->n_left_out = h->n - limit;
    for (size_t i = 0; i < h->n_left_out; i++)
        free(h->rows[i].child);
    memmove(h->rows, h->rows + h->n_left_out, limit * sizeof(*h->rows));
    h->n = limit;
}

int history_no_child(const char *child, struct text *reterr)
{
    text_add(reterr, "the store knows no child \"");
    text_add(reterr, child);
    text_add(reterr, "\"; `kindward report` names those it has");
    return -ENOENT;
}

int history_read(struct store *s, const struct history_ask *ask, struct history *ret,
                 struct text *reterr)
{
    struct work w = {.store = s, .ask = ask, .history = ret, .reterr = reterr};
    int r = store_each_child(s, read_child, &w, reterr);

    if (r < 0)
        return r;
    if (ask->child && !w.is_found)
        return history_no_child(ask->child, reterr);
    if (ret->n > 0)
        qsort(ret->rows, ret->n, sizeof(*ret->rows), by_time);
    if (ask->joins)
        join(ret);
    cut(ret, ask->limit);
    return 0;
}
