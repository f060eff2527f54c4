#include "cli/history.h"

#include "catalogue/catalogue.h"
#include "cli/terminal.h"
#include "report/clean.h"
#include "report/clean_json.h"
#include "report/csv.h"
#include "report/notice.h"
#include "report/stamp.h"
#include "report/text_lines.h"
#include "report/words.h"

#include <errno.h>
#include <string.h>

/* The first row behind those of the same local day. */
static size_t end_of_day(const struct history *h, size_t from)
{
    size_t to = from;
    int32_t day = clock_day(h->rows[from].first_us, h->rows[from].utc_offset_s);

    while (to < h->n && clock_day(h->rows[to].first_us, h->rows[to].utc_offset_s) == day)
        to++;
    return to;
}

static void add_what(struct text *t, const struct history_row *row, const struct catalogue *c)
{
    const struct platform *p = row->platform[0] ? catalogue_platform_by_id(c, row->platform) : NULL;

    if (row->is_blocked && row->n > 1)
        text_addf(t, "blocked, %u tries", row->n);
    else if (row->is_blocked)
        text_add(t, "blocked");
    else if (row->is_embedded)
        text_add(t, "loaded by a page");
    else if (row->is_machinery)
        text_add(t, "by itself");
    else
        clean_add(t, p ? p->name : row->platform);
}

static void add_row(struct lines *l, const struct history_row *row, const struct catalogue *c)
{
    AUTO_TEXT struct text line = {.at = NULL};
    AUTO_TEXT struct text cell = {.at = NULL};
    size_t fixed = 2 + 13 + 2 + 16 + 2 + 19; /* the other columns */
    size_t width_site = l->width >= fixed + 16 ? l->width - fixed : 16;

    text_add(&line, "  ");
    notice_times(&cell, row->first_us, row->last_us, row->utc_offset_s);
    lines_cell(l, &line, text_string(&cell), 13, false);
    lines_cell_foreign(l, &line, row->site, width_site);
    text_add(&line, "  ");
    text_clear(&cell);
    add_what(&cell, row, c);
    lines_cell(l, &line, text_string(&cell), 16, false);
    text_add(&line, "  ");
    if (row->categories)
        text_add(&line, category_title(category_first(row->categories)));
    l->out->failed |= line.failed || cell.failed;
    lines_one(l,
              row->is_blocked    ? LOOK_WARM
              : row->is_embedded ? LOOK_SOFT
                                 : LOOK_PLAIN,
              text_string(&line));
}

void history_heading(struct lines *l, const char *child, int32_t day)
{
    AUTO_TEXT struct text t = {.at = NULL};

    if (l->out->len > 0)
        lines_blank(l);
    clean_add(&t, child);
    text_add(&t, ", ");
    words_span(&t, day, day + 1, false);
    l->out->failed |= t.failed;
    lines_one(l, LOOK_STRONG, text_string(&t));
}

/* The rows of a day, child by child in the order in which they appear. */
static void add_day(struct lines *l, const struct history *h, size_t from, size_t to,
                    const struct catalogue *c)
{
    for (size_t i = from; i < to; i++) {
        bool is_first = true;

        for (size_t j = from; j < i && is_first; j++)
            is_first = strcmp(h->rows[j].child, h->rows[i].child) != 0;
        if (!is_first)
            continue;
        history_heading(l, h->rows[i].child,
                        clock_day(h->rows[i].first_us, h->rows[i].utc_offset_s));
        for (size_t j = i; j < to; j++)
            if (strcmp(h->rows[j].child, h->rows[i].child) == 0)
                add_row(l, &h->rows[j], c);
    }
}

int history_print_text(const struct history *h, const struct catalogue *c, FILE *out)
{
    AUTO_TEXT struct text t = {.at = NULL};
    struct lines l = terminal_lines(out, &t);
    AUTO_TEXT struct text more = {.at = NULL};

    if (h->n == 0)
        lines_wrap(&l, LOOK_PLAIN, "", "", "Nothing was found.");
    if (h->n_left_out > 0) {
        text_addf(&more, "%zu earlier ones are left out; --limit 0 shows all.", h->n_left_out);
        lines_wrap(&l, LOOK_SOFT, "", "", text_string(&more));
    }
    for (size_t i = 0; i < h->n;) {
        size_t end = end_of_day(h, i);

        add_day(&l, h, i, end, c);
        i = end;
    }
    t.failed |= more.failed;
    return terminal_write(out, &t);
}

json_t *history_categories(category_set set)
{
    json_t *list = json_array();

    for (int c = 0; c < CATEGORY_COUNT; c++)
        if ((set & category_bit((enum category)c)) &&
            json_array_append_new(list, json_string(category_name((enum category)c))) != 0) {
            json_decref(list);
            return NULL;
        }
    return list;
}

json_t *history_row_json(const struct history_row *row)
{
    char from[STAMP_TEXT_MAX], to[STAMP_TEXT_MAX];

    return json_pack(
        "{s:s,s:o,s:s,s:s,s:o,s:o,s:o,s:o,s:s,s:I,s:I,s:I,s:o,s:b,s:b}", "kind",
        row->is_blocked ? "block" : "visit", "child", clean_json_or_null(row->child), "from",
        stamp_format(row->first_us, row->utc_offset_s, from), "to",
        stamp_format(row->last_us, row->utc_offset_s, to), "host", clean_json_or_null(row->host),
        "site", clean_json_or_null(row->site), "platform", clean_json_or_null(row->platform),
        "categories", history_categories(row->categories), "known", evidence_name(row->evidence),
        "count", (json_int_t)row->n, "up_bytes", (json_int_t)row->up_bytes, "down_bytes",
        (json_int_t)row->down_bytes, "rule", clean_json_or_null(row->rule), "embedded",
        row->is_embedded, "machinery", row->is_machinery);
}

int history_print_json(const struct history *h, FILE *out)
{
    json_t *list = json_array(), *root;
    bool failed = !list;
    int r;

    for (size_t i = 0; i < h->n && !failed; i++)
        failed = json_array_append_new(list, history_row_json(&h->rows[i])) != 0;
    root = json_pack("{s:s,s:i,s:I,s:o}", "schema", "kindward.log", "version", 1, "left_out",
                     (json_int_t)h->n_left_out, "rows", list);
    r = terminal_write_json(out, failed ? NULL : root);
    json_decref(root);
    return r;
}

static void add_categories(struct text *t, category_set set)
{
    AUTO_TEXT struct text words = {.at = NULL};

    for (int c = 0; c < CATEGORY_COUNT; c++)
        if (set & category_bit((enum category)c)) {
            text_add(&words, words.len ? " " : "");
            text_add(&words, category_name((enum category)c));
        }
    csv_add_text(t, text_string(&words));
    t->failed |= words.failed;
}

int history_print_csv(const struct history *h, FILE *out)
{
    AUTO_TEXT struct text t = {.at = NULL};
    char stamp[STAMP_TEXT_MAX];

    text_add(&t, "kind,child,from,to,host,site,platform,categories,known,count,up_bytes,down_bytes,"
                 "rule,embedded,machinery\r\n");
    for (size_t i = 0; i < h->n; i++) {
        const struct history_row *row = &h->rows[i];

        text_add(&t, row->is_blocked ? "block" : "visit");
        csv_add_foreign(&t, row->child);
        csv_add_text(&t, stamp_format(row->first_us, row->utc_offset_s, stamp));
        csv_add_text(&t, stamp_format(row->last_us, row->utc_offset_s, stamp));
        csv_add_foreign(&t, row->host);
        csv_add_foreign(&t, row->site);
        csv_add_foreign(&t, row->platform);
        add_categories(&t, row->categories);
        csv_add_text(&t, evidence_name(row->evidence));
        csv_add_number(&t, true, row->n);
        csv_add_number(&t, !row->is_blocked, row->up_bytes);
        csv_add_number(&t, !row->is_blocked, row->down_bytes);
        csv_add_foreign(&t, row->rule);
        csv_add_text(&t, row->is_embedded ? "yes" : "no");
        csv_add_text(&t, row->is_machinery ? "yes" : "no");
        text_add(&t, "\r\n");
    }
    return terminal_write(out, &t);
}
