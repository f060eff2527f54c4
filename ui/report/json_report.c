/*
 * The page for programs: docs/report.schema.json describes it, and `version` counts its changes.
 */
#include "report/render.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

enum { SCHEMA_VERSION = 1 };

/* Puts `value` (taken) into the object; a failure is remembered by the caller's flag. */
static void put(json_t *object, const char *key, json_t *value, bool *failed)
{
    if (!value || json_object_set_new(object, key, value) != 0)
        *failed = true;
}

static void put_text(json_t *object, const char *key, const char *s, bool *failed)
{
    put(object, key, json_string(s), failed);
}

/* "" is null: there is none. */
static void put_text_or_null(json_t *object, const char *key, const char *s, bool *failed)
{
    put(object, key, s && *s ? json_string(s) : json_null(), failed);
}

static void put_number(json_t *object, const char *key, uint64_t n, bool *failed)
{
    put(object, key, json_integer((json_int_t)n), failed);
}

static void put_minutes(json_t *object, const char *key, struct minutes m, bool *failed)
{
    put(object, key, json_pack("{s:I,s:I}", "low", (json_int_t)m.low, "high", (json_int_t)m.high),
        failed);
}

/* A minute past the midnight of its day, and the same as a time; null where there is none. */
static void put_latest(json_t *object, int32_t minute, const char *time, bool *failed)
{
    put_text_or_null(object, "latest", time, failed);
    put(object, "latest_minute", minute >= 0 ? json_integer(minute) : json_null(), failed);
}

static json_t *category_list(category_set set, bool *failed)
{
    json_t *list = json_array();

    for (int c = 0; c < CATEGORY_COUNT; c++)
        if ((set & category_bit((enum category)c)) &&
            json_array_append_new(list, json_string(category_name((enum category)c))) != 0)
            *failed = true;
    return list;
}

static void put_earlier(json_t *object, const struct page *p, const struct page_use *u,
                        bool *failed)
{
    json_t *list = json_array();

    for (size_t i = 0; i < WEEK_EARLIER; i++) {
        json_t *m = p->spans[i + 1].was_watched
                        ? json_pack("{s:I,s:I}", "low", (json_int_t)u->earlier[i].low, "high",
                                    (json_int_t)u->earlier[i].high)
                        : json_null();

        if (!m || json_array_append_new(list, m) != 0)
            *failed = true;
    }
    put(object, "earlier", list, failed);
}

static json_t *use_object(const struct page_use *u, bool *failed)
{
    json_t *o = json_object();

    put_minutes(o, "minutes", u->minutes, failed);
    put_number(o, "days", u->n_days, failed);
    put_latest(o, u->latest_minute, u->latest, failed);
    return o;
}

static json_t *platform_object(const struct page *p, const struct page_use *u, bool *failed)
{
    json_t *o = use_object(u, failed);

    put_text(o, "id", u->key, failed);
    put_text(o, "name", u->name, failed);
    put_text(o, "kind", u->kind, failed);
    put(o, "categories", category_list(u->category_bits, failed), failed);
    put(o, "chat", json_boolean(u->is_chat), failed);
    put(o, "new", json_boolean(u->is_new), failed);
    put(o, "first_seen", json_boolean(u->is_first_seen), failed);
    put_text(o, "strangers_can_write", u->strangers, failed);
    put_text(o, "end_to_end_encrypted", u->encrypted, failed);
    put(o, "minimum_age", u->minimum_age > 0 ? json_integer(u->minimum_age) : json_null(), failed);
    put_text_or_null(o, "minimum_age_source", u->age_source, failed);
    put_text_or_null(o, "about", u->card, failed);
    put_earlier(o, p, u, failed);
    return o;
}

static json_t *site_object(const struct page *p, const struct page_use *u, bool *failed)
{
    json_t *o = use_object(u, failed);

    (void)p;
    put_text(o, "site", u->key, failed);
    put_text_or_null(o, "platform", u->kind, failed);
    put(o, "categories", category_list(u->category_bits, failed), failed);
    put(o, "new", json_boolean(u->is_new), failed);
    put(o, "first_seen", json_boolean(u->is_first_seen), failed);
    return o;
}

static json_t *category_object(const struct page *p, const struct page_use *u, bool *failed)
{
    json_t *o = use_object(u, failed);

    put_text(o, "id", u->key, failed);
    put_text(o, "name", u->name, failed);
    put_number(o, "sites", u->n_sites, failed);
    put_earlier(o, p, u, failed);
    return o;
}

static void put_uses(json_t *object, const char *key, const struct page *p,
                     const struct page_use *uses, size_t n,
                     json_t *(*make)(const struct page *, const struct page_use *, bool *),
                     bool *failed)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        if (json_array_append_new(list, make(p, &uses[i], failed)) != 0)
            *failed = true;
    put(object, key, list, failed);
}

static void put_signals(json_t *report, const struct page *p, bool *failed)
{
    json_t *list = json_array();

    for (size_t i = 0; i < p->n_talks; i++) {
        const struct page_talk *s = &p->talks[i];
        json_t *o = json_object();

        put_text(o, "kind", s->kind, failed);
        put_text(o, "title", s->title, failed);
        put_text_or_null(o, "platform", s->platform_id, failed);
        put_text_or_null(o, "site", s->site, failed);
        put_text_or_null(o, "category", s->category, failed);
        put_text(o, "seen", s->seen, failed);
        put_text(o, "baseline", s->baseline, failed);
        put_text(o, "innocent", s->innocent, failed);
        put_text(o, "question", s->question, failed);
        put_minutes(o, "minutes", s->minutes, failed);
        put_minutes(o, "baseline_minutes", s->baseline_minutes, failed);
        put_text(o, "first_day", s->first_day, failed);
        put_number(o, "days", s->n_days, failed);
        if (json_array_append_new(list, o) != 0)
            *failed = true;
    }
    put(report, "signals", list, failed);
}

static void put_days(json_t *report, const struct page *p, bool *failed)
{
    json_t *list = json_array();

    for (size_t i = 0; i < p->n_days; i++) {
        const struct page_day *d = &p->days[i];
        json_t *o = json_object();

        put_text(o, "date", d->date, failed);
        put(o, "watched", json_boolean(d->was_watched), failed);
        put_minutes(o, "minutes", d->minutes, failed);
        put_minutes(o, "chat", d->chat, failed);
        put_latest(o, d->latest_minute, d->latest, failed);
        if (json_array_append_new(list, o) != 0)
            *failed = true;
    }
    put(report, "by_day", list, failed);
}

static void put_heat(json_t *report, const struct page *p, bool *failed)
{
    json_t *list = json_array();

    for (size_t d = 0; d < 7; d++) {
        json_t *hours = json_array();

        for (size_t h = 0; h < 24; h++)
            if (json_array_append_new(hours, json_integer(p->heat[d][h])) != 0)
                *failed = true;
        if (json_array_append_new(list, hours) != 0)
            *failed = true;
    }
    put(report, "heat", list, failed);
}

static void put_change(json_t *report, const struct page *p, bool *failed)
{
    json_t *list = json_array();

    for (size_t i = 0; i <= WEEK_EARLIER; i++) {
        json_t *o = json_object();

        put_text(o, "from", p->spans[i].from, failed);
        if (p->spans[i].was_watched)
            put_minutes(o, "minutes", p->spans[i].minutes, failed);
        else
            put(o, "minutes", json_null(), failed);
        if (json_array_append_new(list, o) != 0)
            *failed = true;
    }
    put(report, "change", list, failed);
}

static void put_gaps(json_t *coverage, const struct page_coverage *c, bool *failed)
{
    json_t *list = json_array();

    for (size_t i = 0; i < c->n_gaps; i++) {
        const struct page_gap *g = &c->gaps[i];
        json_t *o = json_object();

        put_text(o, "kind", g->kind, failed);
        put_text(o, "from", g->from, failed);
        put_text(o, "to", g->to, failed);
        put_number(o, "minutes", g->minutes, failed);
        put_number(o, "lost", g->n_lost, failed);
        put_text(o, "sentence", g->sentence, failed);
        if (json_array_append_new(list, o) != 0)
            *failed = true;
    }
    put(coverage, "gaps", list, failed);
}

static void put_blocks(json_t *report, const struct page *p, bool *failed)
{
    json_t *list = json_array();

    for (size_t i = 0; i < p->n_blocks; i++) {
        const struct page_block *b = &p->blocks[i];
        json_t *o = json_object();

        put_text(o, "site", b->site, failed);
        put(o, "categories", category_list(b->category_bits, failed), failed);
        put_number(o, "times", b->n_times, failed);
        put_number(o, "days", b->n_days, failed);
        if (json_array_append_new(list, o) != 0)
            *failed = true;
    }
    put(report, "blocks", list, failed);
}

/* null: nothing was guessed. */
static void put_guess(json_t *coverage, const struct page_coverage *c, bool *failed)
{
    json_t *o = c->guess_sentence[0] ? json_object() : NULL, *sites = o ? json_array() : NULL;

    if (!o) {
        put(coverage, "guess", json_null(), failed);
        return;
    }
    put_number(o, "nameless", c->n_nameless, failed);
    put_number(o, "guessed", c->n_guessed, failed);
    for (size_t i = 0; i < c->n_guess_sites; i++)
        if (json_array_append_new(sites, json_string(c->guess_sites[i])) != 0)
            *failed = true;
    put(o, "sites", sites, failed);
    put_text(o, "sentence", c->guess_sentence, failed);
    put(coverage, "guess", o, failed);
}

static void put_coverage(json_t *report, const struct page *p, bool *failed)
{
    const struct page_coverage *c = &p->coverage;
    json_t *o = json_object(), *reasons = json_object();

    put_number(o, "connections", c->n_connections, failed);
    put_number(o, "named", c->n_named, failed);
    put_number(o, "named_percent", c->named_percent, failed);
    put_number(o, "days_watched", c->n_days_watched, failed);
    put_number(o, "folded_away_sites", p->n_noise_sites, failed);
    for (size_t i = 0; i < c->n_reasons; i++)
        put_number(reasons, c->reasons[i].word, c->reasons[i].n, failed);
    put(o, "unnamed", reasons, failed);
    put_guess(o, c, failed);
    put_gaps(o, c, failed);
    put(report, "coverage", o, failed);
}

static json_t *report_object(const struct page *p, bool is_whole, bool *failed)
{
    json_t *report = json_object(), *total = json_object(), *chat = json_object();

    if (is_whole) {
        put_text(report, "schema", "kindward.report", failed);
        put_number(report, "version", SCHEMA_VERSION, failed);
    }
    put_text(report, "child", p->child, failed);
    put_text(report, "from", p->from, failed);
    put_text(report, "to", p->to, failed);
    put_text_or_null(report, "week", p->week, failed);
    put_text(report, "title", p->title, failed);
    put_text(report, "sentence", p->sentence, failed);
    put_minutes(total, "minutes", p->total, failed);
    put_number(total, "days", p->n_days_used, failed);
    put_latest(total, p->latest_minute, p->latest, failed);
    put(report, "total", total, failed);
    put_minutes(chat, "minutes", p->chat, failed);
    put_number(chat, "platforms", p->n_chat, failed);
    put(report, "chat", chat, failed);
    put_number(report, "new_platforms", p->n_new, failed);
    put_signals(report, p, failed);
    put_uses(report, "platforms", p, p->platforms, p->n_platforms, platform_object, failed);
    put_uses(report, "sites", p, p->sites, p->n_sites, site_object, failed);
    put_uses(report, "categories", p, p->categories, p->n_categories, category_object, failed);
    put_days(report, p, failed);
    put_heat(report, p, failed);
    put_change(report, p, failed);
    put_blocks(report, p, failed);
    put_coverage(report, p, failed);
    return report;
}

static int add_chunk(const char *at, size_t len, void *out)
{
    text_add_bytes(out, at, len);
    return 0;
}

int json_render(const struct page *const *pages, size_t n, struct text *out)
{
    bool failed = false;
    json_t *root;

    if (n == 1) {
        root = report_object(pages[0], true, &failed);
    } else {
        json_t *list = json_array();

        root = json_object();
        put_text(root, "schema", "kindward.report", &failed);
        put_number(root, "version", SCHEMA_VERSION, &failed);
        for (size_t i = 0; i < n; i++)
            if (json_array_append_new(list, report_object(pages[i], false, &failed)) != 0)
                failed = true;
        put(root, "reports", list, &failed);
    }
    if (!failed && json_dump_callback(root, add_chunk, out, JSON_INDENT(2)) != 0)
        failed = true;
    json_decref(root);
    text_add_char(out, '\n');
    return failed || out->failed ? -ENOMEM : 0;
}
