/*
 * report_csv — the page as one tidy table (RFC 4180): a row is one fact, a column one meaning.
 *
 * A cell that a spreadsheet would take for a formula begins with an apostrophe (OUT-1).
 */
#include "base/clock.h"
#include "report/formats.h"
#include "report/words.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static const char *const columns[] = {
    "section",      "child",         "key",   "name",   "kind", "day",
    "minutes_low",  "minutes_high",  "days",  "latest", "new",  "strangers_can_write",
    "baseline_low", "baseline_high", "count", "text",
};

/* One row; what is NULL or absent is an empty cell. */
struct line {
    const char *section, *key, *name, *kind, *day;
    const struct minutes *minutes, *baseline;
    const uint32_t *days;
    int32_t latest; /* 0 means none here: -1 is written into the model for that */
    bool has_latest;
    const char *is_new, *strangers;
    const uint64_t *count;
    const char *text;
};

static void add_cell(struct text *t, const char *cell)
{
    static const char formula[] = "=+-@\t\r";
    bool neutral = cell[0] != '\0' && strchr(formula, cell[0]);

    if (!neutral && !strpbrk(cell, ",\"\r\n") && cell[0] != ' ') {
        text_add(t, cell);
        return;
    }
    text_add(t, neutral ? "\"'" : "\"");
    for (; *cell; cell++) {
        if (*cell == '"')
            text_add_char(t, '"');
        text_add_char(t, *cell);
    }
    text_add_char(t, '"');
}

static void add_range(struct text *t, const struct minutes *m)
{
    if (m)
        text_addf(t, ",%" PRIu32 ",%" PRIu32, m->low, m->high);
    else
        text_add(t, ",,");
}

static void add_word(struct text *t, const char *word)
{
    text_add_char(t, ',');
    if (word)
        add_cell(t, word);
}

static void add_line(struct text *t, const struct page_child *child, const struct line *l)
{
    char clock[CLOCK_TEXT_MAX];

    add_cell(t, l->section);
    add_word(t, child->name);
    add_word(t, l->key);
    add_word(t, l->name);
    add_word(t, l->kind);
    add_word(t, l->day);
    add_range(t, l->minutes);
    text_add_char(t, ',');
    if (l->days)
        text_addf(t, "%" PRIu32, *l->days);
    add_word(t, l->has_latest ? words_clock(l->latest, clock) : NULL);
    add_word(t, l->is_new);
    add_word(t, l->strangers);
    add_range(t, l->baseline);
    text_add_char(t, ',');
    if (l->count)
        text_addf(t, "%" PRIu64, *l->count);
    add_word(t, l->text);
    text_add(t, "\r\n");
}

static void add_rows(struct text *t, const struct page_child *child, const char *section,
                     const struct page_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct page_row *row = &rows->at[i];
        struct line l = {.section = section,
                         .key = row->id,
                         .name = row->name,
                         .kind = row->kind,
                         .minutes = &row->use->minutes,
                         .days = &row->use->n_days,
                         .latest = row->use->latest_minute,
                         .has_latest = true,
                         .is_new = row->is_new ? "yes" : "no"};

        if (row->platform)
            l.strangers = words_known(row->platform->strangers_can_write);
        add_line(t, child, &l);
    }
}

static void add_days(struct text *t, const struct page_child *child)
{
    const struct week *w = child->week;

    for (size_t i = 0; i < w->n_days; i++) {
        char day[DATE_TEXT_MAX];
        const char *text = day_format(w->days[i].day, day);

        add_line(t, child,
                 &(struct line){.section = "day",
                                .key = text,
                                .day = text,
                                .minutes = &w->days[i].minutes,
                                .latest = w->days[i].latest_minute,
                                .has_latest = true,
                                .text = w->days[i].was_watched ? "" : "not watched"});
        add_line(t, child,
                 &(struct line){
                     .section = "day-chat", .key = text, .day = text, .minutes = &w->days[i].chat});
    }
}

static void add_heat(struct text *t, const struct page_child *child)
{
    for (int day = 0; day < 7; day++)
        for (int hour = 0; hour < 24; hour++) {
            uint64_t n = child->week->heat[day][hour];
            char key[CLOCK_TEXT_MAX];

            if (n > 0)
                add_line(t, child,
                         &(struct line){.section = "heat",
                                        .key = words_clock(hour * 60, key),
                                        .day = words_weekday(day),
                                        .count = &n});
        }
}

static void add_topics(struct text *t, const struct page_child *child)
{
    for (size_t i = 0; i < child->n_topics; i++) {
        const struct page_topic *topic = &child->topics[i];
        char day[DATE_TEXT_MAX];

        add_line(t, child,
                 &(struct line){.section = "signal",
                                .key = topic->kind,
                                .name = topic->about,
                                .day = day_format(topic->signal->day, day),
                                .minutes = &topic->signal->minutes,
                                .days = &topic->signal->n_days,
                                .latest = topic->signal->minute_of_day,
                                .has_latest = true,
                                .baseline = &topic->signal->baseline,
                                .text = topic->seen});
    }
}

static void add_coverage(struct text *t, const struct page_child *child)
{
    const struct page_coverage *c = &child->coverage;

    add_line(t, child,
             &(struct line){.section = "coverage",
                            .key = "connections",
                            .days = &child->week->coverage.n_days_watched,
                            .count = &c->n_connections});
    add_line(t, child, &(struct line){.section = "coverage", .key = "named", .count = &c->n_named});
    for (size_t i = 0; i < c->n_reasons; i++)
        add_line(t, child,
                 &(struct line){.section = "coverage",
                                .key = c->reasons[i].key,
                                .count = &c->reasons[i].n,
                                .text = c->reasons[i].words});
}

static void add_child(struct text *t, const struct page_child *child)
{
    const struct week *w = child->week;
    uint64_t n_noise = w->n_noise_sites;

    add_line(t, child,
             &(struct line){.section = "total",
                            .key = "online",
                            .name = child->span,
                            .kind = child->iso_week,
                            .day = child->from,
                            .minutes = &w->total,
                            .latest = w->latest_minute,
                            .has_latest = true,
                            .text = child->sentence});
    add_line(t, child, &(struct line){.section = "total", .key = "chat", .minutes = &w->chat});
    for (size_t i = 0; i < WEEK_EARLIER; i++)
        if (child->earlier[i].was_looked_at)
            add_line(t, child,
                     &(struct line){.section = "earlier",
                                    .key = child->earlier[i].label,
                                    .minutes = &child->earlier[i].minutes});
    add_topics(t, child);
    add_rows(t, child, "platform", &child->platforms);
    add_rows(t, child, "category", &child->categories);
    add_rows(t, child, "site", &child->sites);
    add_line(t, child, &(struct line){.section = "noise", .key = "folded-away", .count = &n_noise});
    add_days(t, child);
    add_heat(t, child);
    add_coverage(t, child);
}

int report_csv(const struct page *page, struct text *ret_text)
{
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        text_addf(ret_text, "%s%s", i ? "," : "", columns[i]);
    text_add(ret_text, "\r\n");
    for (size_t i = 0; i < page->n_children; i++)
        add_child(ret_text, &page->children[i]);
    return ret_text->failed ? -ENOMEM : 0;
}
