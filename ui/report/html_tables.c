/*
 * html_tables — the numbers as tables, which are also what a screen reader reads for the charts.
 */
#include "base/clock.h"
#include "report/html_parts.h"
#include "report/words.h"

#include <inttypes.h>

static xmlNodePtr new_table(xmlNodePtr parent, const char *caption, const char *const *heads,
                            size_t n)
{
    xmlNodePtr table = html_element(parent, "table", NULL), row;

    html_words(table, "caption", NULL, caption);
    row = html_element(html_element(table, "thead", NULL), "tr", NULL);
    for (size_t i = 0; i < n; i++)
        html_attribute(html_words(row, "th", NULL, heads[i]), "scope", "col");
    return html_element(table, "tbody", NULL);
}

static xmlNodePtr new_row(xmlNodePtr body, const char *name)
{
    xmlNodePtr row = html_element(body, "tr", NULL);

    html_attribute(html_words(row, "th", NULL, name), "scope", "row");
    return row;
}

static void add_minutes(xmlNodePtr row, struct minutes m)
{
    AUTO_TEXT struct text t = {.at = NULL};
    xmlNodePtr cell;

    words_add_minutes_short(&t, m);
    cell = html_words(row, "td", NULL, text_string(&t));
    html_attribute(cell, "data-low", "%" PRIu32, m.low);
    html_attribute(cell, "data-high", "%" PRIu32, m.high);
}

static void add_number(xmlNodePtr row, const char *key, uint64_t n)
{
    xmlNodePtr cell = html_element(row, "td", "number");
    AUTO_TEXT struct text t = {.at = NULL};

    text_addf(&t, "%" PRIu64, n);
    html_text(cell, text_string(&t));
    html_attribute(cell, "data-count", "%" PRIu64, n);
    html_attribute(row, "data-key", "%s", key);
}

void html_rows_table(xmlNodePtr parent, const char *caption, const char *what,
                     const struct page_row *rows, size_t n)
{
    const char *const heads[] = {what, "Time", "Days", "Latest"};
    xmlNodePtr body = new_table(parent, caption, heads, ARRAY_LEN(heads));

    for (size_t i = 0; i < n; i++) {
        xmlNodePtr row = html_element(body, "tr", NULL), head, cell;

        html_attribute(row, "data-key", "%s", rows[i].id);
        head = html_words(row, "th", NULL, rows[i].name);
        html_attribute(head, "scope", "row");
        if (rows[i].is_new)
            html_badge(head, "new");
        add_minutes(row, rows[i].use->minutes);
        cell = html_element(row, "td", "number");
        html_attribute(cell, "data-days", "%" PRIu32, rows[i].use->n_days);
        html_attribute(html_words(cell, "span", NULL, rows[i].days), "class", "nowrap");
        cell = html_words(row, "td", NULL, rows[i].latest[0] ? rows[i].latest : "–");
        html_attribute(cell, "data-latest-minute", "%" PRId32, rows[i].use->latest_minute);
    }
}

void html_days_table(xmlNodePtr parent, const struct page_child *child)
{
    static const char *const heads[] = {"Day", "Online", "Chat and social", "Latest"};
    xmlNodePtr body = new_table(parent, "Each day", heads, ARRAY_LEN(heads));
    const struct week *w = child->week;

    for (size_t i = 0; i < w->n_days; i++) {
        const struct week_day *d = &w->days[i];
        AUTO_TEXT struct text t = {.at = NULL};
        char day[DATE_TEXT_MAX];
        xmlNodePtr row;

        words_add_day(&t, d->day);
        row = new_row(body, text_string(&t));
        html_attribute(row, "data-key", "%s", day_format(d->day, day));
        if (!d->was_watched) {
            html_attribute(html_words(row, "td", "quiet", "Kindward was not looking"), "colspan",
                           "3");
            continue;
        }
        add_minutes(row, d->minutes);
        add_minutes(row, d->chat);
        text_clear(&t);
        words_add_evening(&t, d->latest_minute);
        html_words(row, "td", NULL, t.len ? text_string(&t) : "–");
    }
}

void html_earlier_table(xmlNodePtr parent, const struct page_child *child)
{
    static const char *const heads[] = {"Time", "Online"};
    xmlNodePtr body = new_table(parent, "Now and before", heads, ARRAY_LEN(heads));

    add_minutes(new_row(body, child->span), child->week->total);
    for (size_t i = 0; i < WEEK_EARLIER; i++) {
        xmlNodePtr row = new_row(body, child->earlier[i].label);

        if (child->earlier[i].was_looked_at)
            add_minutes(row, child->earlier[i].minutes);
        else
            html_words(row, "td", "quiet", "Kindward was not looking");
    }
}

void html_coverage_table(xmlNodePtr parent, const struct page_child *child)
{
    static const char *const heads[] = {"Connections", "How many"};
    const struct page_coverage *c = &child->coverage;
    xmlNodePtr body =
        new_table(parent, "Connections, and why some have no name", heads, ARRAY_LEN(heads));

    add_number(new_row(body, "All that were seen"), "connections", c->n_connections);
    add_number(new_row(body, "Could be named"), "named", c->n_named);
    for (size_t i = 0; i < c->n_reasons; i++)
        add_number(new_row(body, c->reasons[i].words), c->reasons[i].key, c->reasons[i].n);
}

void html_heat_table(xmlNodePtr parent, const struct page_child *child)
{
    static const char *const heads[] = {"Day", "Minutes of use in each hour"};
    xmlNodePtr body = new_table(parent, "Hours of the week", heads, ARRAY_LEN(heads));

    for (int day = 0; day < 7; day++) {
        AUTO_TEXT struct text t = {.at = NULL};

        for (int hour = 0; hour < 24; hour++)
            if (child->week->heat[day][hour] > 0)
                text_addf(&t, "%s%02d:00 %u", t.len ? ", " : "", hour,
                          child->week->heat[day][hour]);
        html_words(new_row(body, words_weekday(day)), "td", NULL, t.len ? text_string(&t) : "none");
    }
}
