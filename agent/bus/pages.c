/*
 * The record in pages: rows from an offset on, at most so many, and where the next page begins (0:
 * there is none). Times are microseconds of UTC.
 */
#include "base/clock.h"
#include "bus/agent1_state.h"

#include <errno.h>

enum { ROWS_MAX = 1000, FULL = 1 };

struct page {
    json_t *rows;
    const struct catalogue *catalogue;
    const char *child;
    uint32_t offset, limit, seen;
    bool is_full;
};

/* Is this row of the page? FULL: it is the first behind it. */
static int take(struct page *p, bool *ret_is_in)
{
    *ret_is_in = p->seen >= p->offset;
    if (json_array_size(p->rows) >= p->limit) {
        p->is_full = true;
        return FULL;
    }
    p->seen++;
    return 0;
}

static int add(struct page *p, json_t *row)
{
    return json_array_append_new(p->rows, row) == 0 ? 0 : -ENOMEM;
}

static json_t *categories_of(category_set set)
{
    json_t *list = json_array();

    for (int c = 0; c < CATEGORY_COUNT; c++)
        if (set & category_bit((enum category)c))
            json_array_append_new(list, json_string(category_name((enum category)c)));
    return list;
}

static int add_visit(const struct visit *v, void *user)
{
    struct page *p = user;
    bool is_in;
    int r = take(p, &is_in);

    if (r != 0 || !is_in)
        return r;
    return add(
        p, json_pack("{s:o,s:o,s:o,s:o,s:o,s:I,s:I,s:i,s:I,s:I,s:I,s:b,s:b}", "child",
                     call_word(p->child), "host", call_word(v->host), "site", call_word(v->site),
                     "platform", call_word(v->platform), "categories", categories_of(v->categories),
                     "from_us", (json_int_t)v->first_us, "to_us", (json_int_t)v->last_us,
                     "utc_offset_s", (int)v->utc_offset_s, "up_bytes", (json_int_t)v->up_bytes,
                     "down_bytes", (json_int_t)v->down_bytes, "connections", (json_int_t)v->n_flows,
                     "is_embedded", (int)v->is_embedded, "is_machinery", (int)v->is_machinery));
}

static int add_block(const struct block *b, void *user)
{
    struct page *p = user;
    bool is_in;
    int r = take(p, &is_in);

    if (r != 0 || !is_in)
        return r;
    return add(p, json_pack("{s:o,s:o,s:o,s:o,s:o,s:I,s:i,s:I,s:o,s:b}", "child",
                            call_word(p->child), "host", call_word(b->host), "site",
                            call_word(b->site), "platform", call_word(b->platform), "categories",
                            categories_of(b->categories), "when_us", (json_int_t)b->when_us,
                            "utc_offset_s", (int)b->utc_offset_s, "tries", (json_int_t)b->n, "rule",
                            call_word(b->rule), "is_embedded", (int)b->is_embedded));
}

static int add_alert(const struct alert *a, void *user)
{
    struct page *p = user;
    const struct platform *platform = catalogue_platform_by_id(p->catalogue, a->platform);
    bool is_in;
    int r = take(p, &is_in);

    if (r != 0 || !is_in)
        return r;
    return add(p, json_pack("{s:I,s:o,s:I,s:i,s:s,s:o,s:s,s:o,s:s,s:s,s:I,s:o,s:I}", "id",
                            (json_int_t)a->id, "child", call_word(a->child), "when_us",
                            (json_int_t)a->when_us, "utc_offset_s", (int)a->utc_offset_s, "kind",
                            alert_kind_name(a->kind), "platform", call_word(a->platform),
                            "platform_name", platform ? platform->name : "", "site",
                            call_word(a->site), "category",
                            a->category == CATEGORY_OTHER ? "" : category_name(a->category), "gap",
                            a->kind == ALERT_GAP ? gap_kind_name(a->gap) : "", "count",
                            (json_int_t)a->count, "rule", call_word(a->rule), "told_us",
                            (json_int_t)a->told_us));
}

/* The answer of a page; @r: how reading went. */
static int answer(struct call *c, struct page *p, const char *schema, int r,
                  const struct text *error)
{
    uint32_t next = p->is_full ? p->offset + (uint32_t)json_array_size(p->rows) : 0;
    json_t *page;
    char *text;

    if (r < 0) {
        json_decref(p->rows);
        return r == -ENOMEM ? r : call_refuse(c, ERROR_STORE, text_string(error));
    }
    page = json_pack("{s:s,s:i,s:o}", "schema", schema, "version", 1, "rows", p->rows);
    text = page ? json_dumps(page, JSON_COMPACT) : NULL;
    r = text ? sd_bus_reply_method_return(c->m, "su", text, next) : -ENOMEM;
    free(text);
    json_decref(page);
    return r;
}

static struct page page_of(uint32_t offset, uint32_t limit)
{
    return (struct page){.rows = json_array(),
                         .offset = offset,
                         .limit = limit == 0 || limit > ROWS_MAX ? ROWS_MAX : limit};
}

static int rows_of(struct call *c, bool blocks)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct store_part part = {.child = NULL};
    const char *name, *from, *to;
    struct store *store = call_store(c);
    uint32_t offset, limit, only = BUS_NOBODY;
    struct page p;
    int r = sd_bus_message_read(c->m, "sssuu", &name, &from, &to, &offset, &limit);

    if (r < 0 || !store)
        return r < 0 ? r : 0;
    if (call_span(c, from, to, &part) < 0 || (name[0] != '\0' && !call_child(c, name, &only)) ||
        !call_looked(c, only, blocks ? LOOKUP_BLOCKS : LOOKUP_LOG))
        return 0;
    p = page_of(offset, limit);
    for (uint32_t i = 0; r >= 0 && !p.is_full && i < policy_n_children(c->house->policy); i++) {
        if (only != BUS_NOBODY && i != only)
            continue;
        p.child = policy_child(c->house->policy, i)->name;
        r = blocks ? store_each_block(store, p.child, part.from_day, part.to_day, add_block, &p,
                                      &error)
                   : store_each_visit(store, p.child, part.from_day, part.to_day, add_visit, &p,
                                      &error);
    }
    return answer(c, &p, blocks ? "kindward.blocks" : "kindward.visits", r, &error);
}

int run_log(struct call *c)
{
    return c->house->policy ? rows_of(c, false) : -ENODATA;
}

int run_blocks(struct call *c)
{
    return c->house->policy ? rows_of(c, true) : -ENODATA;
}

int run_alerts(struct call *c)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct store *store = call_store(c);
    uint32_t offset, limit;
    int only_open;
    struct page p;
    int r = sd_bus_message_read(c->m, "buu", &only_open, &offset, &limit);

    if (r < 0 || !store || !call_looked(c, BUS_NOBODY, LOOKUP_ALERTS))
        return r < 0 ? r : 0;
    p = page_of(offset, limit);
    p.catalogue = c->house->catalogue;
    r = store_each_alert(store, NULL, INT64_MIN, only_open, add_alert, &p, &error);
    return answer(c, &p, "kindward.alerts", r, &error);
}

int run_alerts_told(struct call *c)
{
    AUTO_TEXT struct text error = {.at = NULL};
    struct store *store = call_store(c);
    uint64_t n = 0;
    int64_t id;
    int r = sd_bus_message_read(c->m, "x", &id);

    if (r < 0 || !store)
        return r < 0 ? r : 0;
    if (id < 0)
        return call_refuse(c, ERROR_INVALID, "an alert has a number above 0; 0 is all of them");
    r = store_alert_told(store, id, clock_us(CLOCK_REALTIME), &n, &error);
    if (r == 0)
        r = store_commit(store, &error);
    if (r < 0)
        return call_refuse(c, ERROR_STORE, text_string(&error));
    return sd_bus_reply_method_return(c->m, "t", n);
}
