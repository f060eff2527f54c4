#include "cli/guess_list.h"

#include "cli/terminal.h"
#include "report/clean_json.h"
#include "report/csv.h"
#include "report/text_lines.h"
#include "report/words.h"

#include <errno.h>
#include <string.h>

struct work {
    struct store *store;
    const struct history_ask *ask;
    struct guess_list *list;
    const char *child;
    struct text *reterr;
    bool is_found;
};

void guess_list_done(struct guess_list *g)
{
    for (size_t i = 0; i < g->n; i++) {
        free(g->rows[i].child);
        free(g->rows[i].site);
    }
    free(g->rows);
    *g = (struct guess_list){.rows = NULL};
}

static int add_guess(int32_t day, const char *site, uint64_t n, void *user)
{
    const struct work *w = user;
    struct guess_list *g = w->list;
    struct guess_row row = {.day = day, .n = n};

    if (w->ask->site && !history_is_at_or_below(site, w->ask->site))
        return 0;
    if (g->n == g->room) {
        size_t room = g->room ? 2 * g->room : 64;
        struct guess_row *rows = reallocarray(g->rows, room, sizeof(*rows));

        if (!rows)
            return -ENOMEM;
        g->rows = rows;
        g->room = room;
    }
    row.child = strdup(w->child);
    row.site = strdup(site);
    g->rows[g->n++] = row; /* the list's now, also half a row */
    return row.child && row.site ? 0 : -ENOMEM;
}

static int read_child(const char *child, void *user)
{
    struct work *w = user;

    if (w->ask->child && strcmp(child, w->ask->child) != 0)
        return 0;
    w->is_found = true;
    w->child = child;
    return store_each_guess(w->store, child, w->ask->from_day, w->ask->to_day, add_guess, w,
                            w->reterr);
}

static int by_day(const void *left, const void *right)
{
    const struct guess_row *a = left, *b = right;
    int by_child = strcmp(a->child, b->child);

    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    if (by_child)
        return by_child;
    return a->n != b->n ? (a->n < b->n ? 1 : -1) : strcmp(a->site, b->site);
}

int guess_list_read(struct store *s, const struct history_ask *ask, struct guess_list *ret,
                    struct text *reterr)
{
    struct work w = {.store = s, .ask = ask, .list = ret, .reterr = reterr};
    int r = store_each_child(s, read_child, &w, reterr);

    if (r < 0)
        return r;
    if (ask->child && !w.is_found)
        return history_no_child(ask->child, reterr);
    if (ret->n > 0)
        qsort(ret->rows, ret->n, sizeof(*ret->rows), by_day);
    return 0;
}

int guess_list_print_text(const struct guess_list *g, FILE *out)
{
    AUTO_TEXT struct text t = {.at = NULL};
    struct lines l = terminal_lines(out, &t);

    if (g->n == 0)
        lines_wrap(&l, LOOK_PLAIN, "", "",
                   "Nothing was guessed. It is only where kindward.conf says "
                   "names-for-nameless=true.");
    for (size_t i = 0; i < g->n; i++) {
        const struct guess_row *row = &g->rows[i];
        AUTO_TEXT struct text line = {.at = NULL};

        if (i == 0 || row->day != row[-1].day || strcmp(row->child, row[-1].child) != 0)
            history_heading(&l, row->child, row->day);
        text_add(&line, "  perhaps ");
        lines_cell_foreign(&l, &line, row->site, l.width >= 70 ? 36 : 16);
        text_add(&line, "  ");
        words_many(&line, row->n, "connection", "connections");
        t.failed |= line.failed;
        lines_one(&l, LOOK_PLAIN, text_string(&line));
    }
    if (g->n > 0) {
        lines_blank(&l);
        lines_wrap(&l, LOOK_SOFT, "", "",
                   "These are guesses from the addresses of connections that had no name, and "
                   "count as use of nothing.");
    }
    return terminal_write(out, &t);
}

static json_t *row_json(const struct guess_row *row)
{
    char day[DATE_TEXT_MAX];

    return json_pack("{s:o, s:s, s:o, s:I, s:s}", "child", clean_json(row->child), "day",
                     day_format(row->day, day), "site", clean_json(row->site), "connections",
                     (json_int_t)row->n, "known", "guess");
}

int guess_list_print_json(const struct guess_list *g, FILE *out)
{
    json_t *list = json_array(), *root;
    bool failed = !list;
    int r;

    for (size_t i = 0; i < g->n && !failed; i++)
        failed = json_array_append_new(list, row_json(&g->rows[i])) != 0;
    root = json_pack("{s:s, s:i, s:o}", "schema", "kindward.guesses", "version", 1, "rows", list);
    r = terminal_write_json(out, failed ? NULL : root);
    json_decref(root);
    return r;
}

int guess_list_print_csv(const struct guess_list *g, FILE *out)
{
    AUTO_TEXT struct text t = {.at = NULL};

    text_add(&t, "known,child,day,site,connections\r\n");
    for (size_t i = 0; i < g->n; i++) {
        char day[DATE_TEXT_MAX];

        text_add(&t, "guess");
        csv_add_foreign(&t, g->rows[i].child);
        csv_add_text(&t, day_format(g->rows[i].day, day));
        csv_add_foreign(&t, g->rows[i].site);
        csv_add_number(&t, true, g->rows[i].n);
        text_add(&t, "\r\n");
    }
    return terminal_write(out, &t);
}
