/*
 * report_json — the page for programs. The schema is docs/report.schema.json.
 *
 * A reader may rely on what the schema names; a change of meaning raises `version`, an addition
 * does not.
 */
#include "base/clock.h"
#include "report/formats.h"
#include "report/words.h"

#include <errno.h>
#include <jansson.h>

enum { SCHEMA_VERSION = 1 };

static json_t *minutes_json(struct minutes m)
{
    return json_pack("{s:I, s:I}", "low", (json_int_t)m.low, "high", (json_int_t)m.high);
}

/* "HH:MM", or null where there is none. */
static json_t *clock_json(int32_t minute)
{
    char text[CLOCK_TEXT_MAX];

    return minute < 0 ? json_null() : json_string(words_clock(minute, text));
}

static json_t *day_json(int32_t day)
{
    char text[DATE_TEXT_MAX];

    return json_string(day_format(day, text));
}

static json_t *categories_json(category_set set)
{
    json_t *array = json_array();

    for (int c = 0; c < CATEGORY_COUNT; c++)
        if (set & category_bit((enum category)c))
            json_array_append_new(array, json_string(category_name((enum category)c)));
    return array;
}

static json_t *earlier_json(const struct page_child *child, const struct minutes *earlier)
{
    json_t *array = json_array();

    for (size_t i = 0; i < WEEK_EARLIER; i++)
        json_array_append_new(array,
                              child->week->had_earlier[i] ? minutes_json(earlier[i]) : json_null());
    return array;
}

static json_t *row_json(const struct page_child *child, const struct page_row *row)
{
    const struct use *use = row->use;
    json_t *o = json_pack("{s:s, s:s, s:o, s:o, s:I, s:o, s:b, s:o, s:o, s:I, s:I}", "id", row->id,
                          "name", row->name, "categories", categories_json(row->categories),
                          "minutes", minutes_json(use->minutes), "days", (json_int_t)use->n_days,
                          "latest", clock_json(use->latest_minute), "latest_after_midnight",
                          use->latest_minute >= 24 * 60, "first_day", day_json(use->first_day),
                          "last_day", day_json(use->last_day), "up_bytes",
                          (json_int_t)use->up_bytes, "down_bytes", (json_int_t)use->down_bytes);

    if (o && row->earlier)
        json_object_set_new(o, "earlier", earlier_json(child, row->earlier));
    return o;
}

static json_t *platform_json(const struct page_child *child, const struct page_row *row)
{
    json_t *o = row_json(child, row);
    const struct platform *p = row->platform;

    json_object_set_new(o, "kind", row->kind[0] ? json_string(row->kind) : json_null());
    json_object_set_new(o, "chat", json_boolean(row->is_chat));
    json_object_set_new(o, "new", json_boolean(row->is_new));
    json_object_set_new(o, "first_seen", json_boolean(row->is_first_seen));
    json_object_set_new(o, "strangers_can_write",
                        json_string(words_known(p ? p->strangers_can_write : KNOWN_UNSURE)));
    json_object_set_new(o, "end_to_end_encrypted",
                        json_string(words_known(p ? p->end_to_end_encrypted : KNOWN_UNSURE)));
    json_object_set_new(o, "minimum_age",
                        p && p->minimum_age ? json_integer(p->minimum_age) : json_null());
    json_object_set_new(o, "minimum_age_words", json_string(row->age));
    json_object_set_new(o, "card", json_string(row->card));
    return o;
}

static json_t *site_json(const struct page_child *child, const struct page_row *row)
{
    json_t *o = row_json(child, row);

    json_object_set_new(o, "platform",
                        row->platform_id[0] ? json_string(row->platform_id) : json_null());
    json_object_set_new(o, "new", json_boolean(row->is_new));
    json_object_set_new(o, "first_seen", json_boolean(row->is_first_seen));
    return o;
}

static json_t *category_json(const struct page_child *child, const struct page_row *row)
{
    json_t *o = row_json(child, row);

    json_object_set_new(o, "sites", json_integer(row->n_sites));
    return o;
}

static json_t *rows_json(const struct page_child *child, const struct page_rows *rows,
                         json_t *(*each)(const struct page_child *, const struct page_row *))
{
    json_t *array = json_array();

    for (size_t i = 0; i < rows->n; i++)
        json_array_append_new(array, each(child, &rows->at[i]));
    return array;
}

static json_t *topics_json(const struct page_child *child)
{
    json_t *array = json_array();

    for (size_t i = 0; i < child->n_topics; i++) {
        const struct page_topic *t = &child->topics[i];
        const struct week_signal *s = t->signal;

        json_array_append_new(
            array,
            json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:I, s:s, s:s, s:s, s:s}", "kind",
                      t->kind, "about", t->about, "title", t->title, "minutes",
                      minutes_json(s->minutes), "baseline", minutes_json(s->baseline), "first_day",
                      day_json(s->day), "time", clock_json(s->minute_of_day), "days",
                      (json_int_t)s->n_days, "seen", t->seen, "baseline_words", t->baseline,
                      "ordinary_reasons", t->innocent, "question", t->question));
    }
    return array;
}

static json_t *days_json(const struct week *w)
{
    json_t *array = json_array();

    for (size_t i = 0; i < w->n_days; i++) {
        const struct week_day *d = &w->days[i];

        json_array_append_new(
            array, json_pack("{s:o, s:o, s:o, s:o, s:b, s:b}", "day", day_json(d->day), "minutes",
                             minutes_json(d->minutes), "chat", minutes_json(d->chat), "latest",
                             clock_json(d->latest_minute), "latest_after_midnight",
                             d->latest_minute >= 24 * 60, "watched", d->was_watched));
    }
    return array;
}

static json_t *heat_json(const struct week *w)
{
    json_t *array = json_array();

    for (int day = 0; day < 7; day++) {
        json_t *hours = json_array();

        for (int hour = 0; hour < 24; hour++)
            json_array_append_new(hours, json_integer(w->heat[day][hour]));
        json_array_append_new(array, hours);
    }
    return array;
}

static json_t *coverage_json(const struct page_child *child)
{
    const struct page_coverage *c = &child->coverage;
    json_t *reasons = json_object();

    for (size_t i = 0; i < c->n_reasons; i++)
        json_object_set_new(reasons, c->reasons[i].key, json_integer((json_int_t)c->reasons[i].n));
    return json_pack("{s:I, s:I, s:I, s:o, s:I, s:I}", "connections", (json_int_t)c->n_connections,
                     "named", (json_int_t)c->n_named, "named_percent", (json_int_t)c->named_percent,
                     "without_name", reasons, "days_watched",
                     (json_int_t)child->week->coverage.n_days_watched, "days",
                     (json_int_t)(child->week->to_day - child->week->from_day));
}

static void add_child(json_t *o, const struct page_child *child)
{
    const struct week *w = child->week;

    json_object_set_new(o, "child", json_string(child->name));
    json_object_set_new(o, "from", json_string(child->from));
    json_object_set_new(o, "to", json_string(child->to));
    json_object_set_new(o, "week", child->iso_week[0] ? json_string(child->iso_week) : json_null());
    json_object_set_new(o, "sentence", json_string(child->sentence));
    json_object_set_new(o, "total",
                        json_pack("{s:o, s:o}", "minutes", minutes_json(w->total), "latest",
                                  clock_json(w->latest_minute)));
    json_object_set_new(o, "earlier", earlier_json(child, w->total_earlier));
    json_object_set_new(o, "chat", json_pack("{s:o}", "minutes", minutes_json(w->chat)));
    json_object_set_new(o, "signals", topics_json(child));
    json_object_set_new(o, "platforms", rows_json(child, &child->platforms, platform_json));
    json_object_set_new(o, "categories", rows_json(child, &child->categories, category_json));
    json_object_set_new(o, "sites", rows_json(child, &child->sites, site_json));
    json_object_set_new(o, "noise_sites", json_integer(w->n_noise_sites));
    json_object_set_new(o, "days", days_json(w));
    json_object_set_new(o, "heat", heat_json(w));
    json_object_set_new(o, "coverage", coverage_json(child));
}

static int add_to_text(const char *at, size_t len, void *text)
{
    text_add_bytes(text, at, len);
    return 0;
}

int report_json(const struct page *page, struct text *ret_text)
{
    json_t *top = json_pack("{s:s, s:i}", "schema", "kindward.report", "version", SCHEMA_VERSION);
    int r;

    if (page->n_children == 1)
        add_child(top, &page->children[0]);
    else {
        json_t *reports = json_array();

        for (size_t i = 0; i < page->n_children; i++) {
            json_t *o = json_object();

            add_child(o, &page->children[i]);
            json_array_append_new(reports, o);
        }
        json_object_set_new(top, "reports", reports);
    }
    r = top ? json_dump_callback(top, add_to_text, ret_text, JSON_INDENT(2)) : -1;
    json_decref(top);
    text_add(ret_text, "\n");
    return r < 0 || ret_text->failed ? -ENOMEM : 0;
}
