/*
 * report_text — the page on a terminal.
 */
#include "base/clock.h"
#include "report/formats.h"
#include "report/text_parts.h"
#include "report/words.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

enum { SITES_SHOWN = 12, INDENT = 2, CELL_MAX = 32 };

/* Widths of the cells of a table of use; they add up to no more than the line. */
struct layout {
    size_t name, words, exact, days, latest;
};

static struct layout layout_of(const struct printer *p)
{
    struct layout l = {.name = 20, .words = 24, .exact = 12, .days = 9, .latest = 6};

    if (p->width < 80) {
        l.words = 0;
        l.name = p->width - INDENT - l.exact - l.days - l.latest;
    }
    return l;
}

static void add_exact(struct printer *p, struct minutes m, size_t columns)
{
    char cell[CELL_MAX];

    snprintf(cell, sizeof(cell), "%" PRIu32 "-%" PRIu32, m.low, m.high);
    printer_cell(p, cell, columns);
}

static void add_table_head(struct printer *p, const char *what)
{
    struct layout l = layout_of(p);

    printer_cell(p, "", INDENT);
    printer_cell(p, what, l.name);
    if (l.words)
        printer_cell(p, "time", l.words);
    printer_cell(p, "minutes", l.exact);
    printer_cell(p, "days", l.days);
    printer_cell(p, "latest", l.latest);
    printer_line(p);
}

static void add_row(struct printer *p, const struct page_row *row)
{
    struct layout l = layout_of(p);
    char clock[CLOCK_TEXT_MAX];

    printer_cell(p, row->is_new ? "*" : "", INDENT);
    printer_cell(p, row->name, l.name - 1);
    printer_cell(p, "", 1);
    if (l.words)
        printer_cell(p, row->minutes, l.words);
    add_exact(p, row->use->minutes, l.exact);
    printer_cell(p, row->days, l.days);
    printer_cell(p, words_clock(row->use->latest_minute, clock), l.latest);
    printer_line(p);
}

static void add_figures(struct printer *p, const struct page_child *child)
{
    const struct minutes *exact[PAGE_FIGURES] = {&child->week->total, &child->week->chat, NULL};

    for (size_t i = 0; i < PAGE_FIGURES; i++) {
        AUTO_TEXT struct text t = {.at = NULL};
        char label[CELL_MAX];

        text_addf(&t, "%s, %s", child->figures[i].value, child->figures[i].note);
        if (exact[i])
            text_addf(&t, " (%" PRIu32 "-%" PRIu32 " min)", exact[i]->low, exact[i]->high);
        snprintf(label, sizeof(label), "  %s", child->figures[i].label);
        printer_paragraph(p, 20, label, text_string(&t));
    }
}

static void add_topics(struct printer *p, const struct page_child *child)
{
    printer_heading(p, "Worth a conversation");
    if (child->n_topics == 0)
        printer_paragraph(p, INDENT, "", "Nothing stood out this time.");
    for (size_t i = 0; i < child->n_topics; i++) {
        const struct page_topic *t = &child->topics[i];
        AUTO_TEXT struct text quoted = {.at = NULL};

        text_addf(&quoted, "“%s”", t->question);
        if (i > 0)
            printer_line(p);
        printer_bold(p, t->title);
        printer_paragraph(p, 12, "  Seen", t->seen);
        printer_paragraph(p, 12, "  Usual", t->baseline);
        printer_paragraph(p, 12, "  It may be", t->innocent);
        printer_paragraph(p, 12, "  Ask", text_string(&quoted));
    }
}

static void add_chat(struct printer *p, const struct page_child *child)
{
    printer_heading(p, "Chat and social");
    if (child->chat.n == 0) {
        printer_paragraph(p, INDENT, "", "No chat or social platform was used.");
        return;
    }
    add_table_head(p, "platform");
    for (size_t i = 0; i < child->chat.n; i++) {
        const struct page_row *row = &child->chat.at[i];
        AUTO_TEXT struct text t = {.at = NULL};

        add_row(p, row);
        text_addf(&t, "%s%s%s %s", row->strangers, row->age[0] ? " " : "", row->age, row->card);
        printer_paragraph(p, INDENT + 2, "", text_string(&t));
    }
}

static void add_heat(struct printer *p, const struct page_child *child)
{
    size_t wide = p->width >= 5 + 48 ? 2 : 1;

    printer_cell(p, "", INDENT + 5);
    for (int hour = 0; hour < 24; hour += 6) {
        char cell[CELL_MAX];

        snprintf(cell, sizeof(cell), "%02d", hour);
        printer_cell(p, cell, 6 * wide);
    }
    printer_line(p);
    for (int day = 0; day < 7; day++) {
        printer_cell(p, "", INDENT);
        printer_cell(p, words_weekday_short(day), 5);
        for (int hour = 0; hour < 24; hour++)
            for (size_t i = 0; i < wide; i++)
                printer_heat(p, child->week->heat[day][hour]);
        printer_line(p);
    }
    printer_cell(p, "", INDENT + 5);
    for (int i = 0; i < 5; i++) {
        static const struct {
            uint8_t minutes;
            const char *words;
        } key[] = {{0, "none"}, {5, "to 5"}, {15, "to 15"}, {30, "to 30"}, {60, "over"}};

        printer_heat(p, key[i].minutes);
        printer_cell(p, "", 1);
        printer_cell(p, key[i].words, 6);
    }
    printer_line(p);
}

static void add_days(struct printer *p, const struct page_child *child)
{
    const struct week *w = child->week;
    uint32_t most = 1;

    for (size_t i = 0; i < w->n_days; i++)
        if (w->days[i].minutes.high > most)
            most = w->days[i].minutes.high;
    for (size_t i = 0; i < w->n_days && w->n_days <= 31; i++) {
        const struct week_day *d = &w->days[i];
        char cell[CELL_MAX], clock[CLOCK_TEXT_MAX];

        day_format(d->day, cell);
        printer_cell(p, "", INDENT);
        printer_cell(p, words_weekday_short(day_weekday(d->day)), 4);
        printer_cell(p, cell, 11);
        if (p->width >= 60)
            printer_bar(p, d->minutes, most, 24);
        printer_cell(p, "", 1);
        if (d->was_watched)
            add_exact(p, d->minutes, 10);
        else
            printer_cell(p, "not seen", 10);
        printer_cell(p, words_clock(d->latest_minute, clock), 6);
        printer_line(p);
    }
}

static void add_bars(struct printer *p, const struct page_rows *rows)
{
    size_t name = p->width >= 60 ? 26 : p->width - INDENT - 12;

    for (size_t i = 0; i < rows->n; i++) {
        printer_cell(p, "", INDENT);
        printer_cell(p, rows->at[i].name, name - 1);
        printer_cell(p, "", 1);
        if (p->width >= 60)
            printer_bar(p, rows->at[i].use->minutes, rows->at[0].use->minutes.high, 18);
        printer_cell(p, "", 1);
        add_exact(p, rows->at[i].use->minutes, 11);
        if (p->width >= 80)
            printer_cell(p, rows->at[i].minutes, 20);
        printer_line(p);
    }
}

static void add_sites(struct printer *p, const struct page_child *child)
{
    size_t n = child->sites.n < SITES_SHOWN ? child->sites.n : SITES_SHOWN;
    AUTO_TEXT struct text t = {.at = NULL};

    printer_heading(p, "Top sites");
    if (n > 0)
        add_table_head(p, "site");
    for (size_t i = 0; i < n; i++)
        add_row(p, &child->sites.at[i]);
    if (child->sites.n > n) {
        text_add(&t, "And ");
        words_add_count(&t, child->sites.n - n, "more site", "more sites");
        text_add(&t, ". ");
    } else if (n == 0)
        text_add(&t, "No site was used. ");
    text_add(&t, child->noise);
    if (t.len > 0)
        printer_paragraph(p, INDENT, "", text_string(&t));
}

static void add_change(struct printer *p, const struct page_child *child)
{
    uint32_t most = child->week->total.high;

    printer_heading(p, "Against earlier weeks");
    printer_paragraph(p, INDENT, "", child->change);
    for (size_t i = 0; i < WEEK_EARLIER; i++)
        if (child->earlier[i].was_looked_at && child->earlier[i].minutes.high > most)
            most = child->earlier[i].minutes.high;
    for (size_t i = 0; i < WEEK_EARLIER; i++) {
        const struct page_earlier *e = &child->earlier[i];

        if (!e->was_looked_at)
            continue;
        printer_cell(p, "", INDENT);
        printer_cell(p, e->label, 24);
        if (p->width >= 60)
            printer_bar(p, e->minutes, most, 20);
        printer_cell(p, "", 1);
        add_exact(p, e->minutes, 12);
        printer_line(p);
    }
}

static void add_coverage(struct printer *p, const struct page_child *child)
{
    const struct page_coverage *c = &child->coverage;

    printer_heading(p, "How much Kindward could name");
    printer_paragraph(p, INDENT, "", c->sentence);
    printer_paragraph(p, INDENT, "", c->days);
    for (size_t i = 0; i < c->n_reasons; i++) {
        char cell[CELL_MAX];

        snprintf(cell, sizeof(cell), "  %" PRIu64, c->reasons[i].n);
        printer_paragraph(p, 12, cell, c->reasons[i].words);
    }
}

static void add_child(struct printer *p, const struct page_child *child)
{
    printer_bold(p, child->name);
    printer_bold(p, child->span);
    printer_line(p);
    printer_paragraph(p, 0, "", child->sentence);
    if (!child->is_empty) {
        printer_line(p);
        add_figures(p, child);
        add_topics(p, child);
        printer_heading(p, "New");
        printer_paragraph(p, INDENT, "", child->new_things);
        add_chat(p, child);
        printer_heading(p, "When");
        printer_paragraph(p, INDENT, "", child->when);
        add_heat(p, child);
        add_days(p, child);
        printer_heading(p, "Categories");
        add_bars(p, &child->categories);
        if (child->others.n > 0) {
            printer_heading(p, "Other platforms");
            add_table_head(p, "platform");
            for (size_t i = 0; i < child->others.n; i++)
                add_row(p, &child->others.at[i]);
        }
        add_sites(p, child);
        add_change(p, child);
    }
    add_coverage(p, child);
    printer_line(p);
}

int report_text(const struct page *page, const struct report_style *style, struct text *ret_text)
{
    struct printer p = printer_of(ret_text, style);

    for (size_t i = 0; i < page->n_children; i++)
        add_child(&p, &page->children[i]);
    if (page->n_children == 0)
        printer_paragraph(&p, 0, "", "There is no child to report on yet.");
    printer_heading(&p, "What this page does not say");
    printer_paragraph(&p, INDENT, "", page->how_minutes);
    printer_paragraph(&p, INDENT, "", page->never_recorded);
    printer_paragraph(&p, INDENT, "", page->cannot_see);
    printer_paragraph(&p, INDENT, "", page->privacy);
    printer_done(&p);
    return ret_text->failed ? -ENOMEM : 0;
}
