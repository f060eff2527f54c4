/*
 * The page on a terminal.
 */
#include "report/render.h"

#include "report/page_words.h"
#include "report/text_lines.h"
#include "report/words.h"

#include <errno.h>

enum { WIDTH_LEAST = 40, WIDTH_USUAL = 80, WIDTH_MOST = 100 };

/* Columns of the tables that are not the name's. */
enum { COLUMN_DAYS = 7, COLUMN_MINUTES = 13, COLUMN_LATEST = 7, COLUMN_BAR = 18 };

static void cell_minutes(struct lines *l, struct text *row, struct minutes m)
{
    AUTO_TEXT struct text t = {.at = NULL};

    words_minutes_short(&t, m);
    lines_cell(l, row, text_string(&t), COLUMN_MINUTES, true);
}

static void put_row(struct lines *l, enum lines_look look, struct text *row)
{
    lines_one(l, look, text_string(row));
    l->out->failed |= row->failed;
    text_clear(row);
}

static size_t name_columns(const struct lines *l)
{
    size_t others = 2 + COLUMN_DAYS + COLUMN_MINUTES + COLUMN_LATEST;

    if (l->width >= 70)
        others += COLUMN_BAR + 2;
    return l->width - others;
}

static void add_table(struct lines *l, const char *head, const struct page_use *uses, size_t n,
                      bool (*wanted)(const struct page_use *))
{
    AUTO_TEXT struct text row = {.at = NULL};
    uint32_t most = 0;

    for (size_t i = 0; i < n; i++)
        if ((!wanted || wanted(&uses[i])) && uses[i].minutes.high > most)
            most = uses[i].minutes.high;
    lines_cell(l, &row, "", 2, false);
    lines_cell(l, &row, head, name_columns(l), false);
    lines_cell(l, &row, "days", COLUMN_DAYS, true);
    lines_cell(l, &row, "time", COLUMN_MINUTES, true);
    lines_cell(l, &row, "latest", COLUMN_LATEST, true);
    put_row(l, LOOK_SOFT, &row);
    for (size_t i = 0; i < n; i++) {
        AUTO_TEXT struct text t = {.at = NULL};

        if (wanted && !wanted(&uses[i]))
            continue;
        lines_cell(l, &row, uses[i].is_new ? "*" : "", 2, false);
        lines_cell(l, &row, uses[i].name, name_columns(l), false);
        text_addf(&t, "%u", uses[i].n_days);
        lines_cell(l, &row, text_string(&t), COLUMN_DAYS, true);
        cell_minutes(l, &row, uses[i].minutes);
        lines_cell(l, &row, uses[i].latest[0] ? uses[i].latest : "–", COLUMN_LATEST, true);
        if (l->width >= 70) {
            lines_cell(l, &row, "", 2, false);
            lines_bar(l, &row, uses[i].minutes.low, uses[i].minutes.high, most, COLUMN_BAR);
        }
        put_row(l, uses[i].is_new ? LOOK_STRONG : LOOK_PLAIN, &row);
    }
}

static void add_top(struct lines *l, const struct page *p)
{
    AUTO_TEXT struct text row = {.at = NULL};

    text_addf(&row, "Kindward · %s", p->child);
    put_row(l, LOOK_STRONG, &row);
    lines_one(l, LOOK_PLAIN, p->title);
    lines_blank(l);
    lines_wrap(l, LOOK_PLAIN, "", "", p->sentence);
    if (p->empty_reason[0])
        lines_wrap(l, LOOK_PLAIN, "", "", p->empty_reason);
    if (p->is_empty)
        return;
    lines_blank(l);
    for (size_t i = 0; i < PAGE_NUMBERS; i++) {
        const struct page_number *n = &p->numbers[i];

        text_addf(&row, "%s %s", n->value, n->label);
        if (n->note[0])
            text_addf(&row, " (%s)", n->note);
        lines_wrap(l, LOOK_STRONG, "  ", "  ", text_string(&row));
        text_clear(&row);
    }
}

static void add_talks(struct lines *l, const struct page *p)
{
    AUTO_TEXT struct text t = {.at = NULL};

    lines_heading(l, "Worth a conversation");
    if (p->n_talks == 0)
        lines_wrap(l, LOOK_PLAIN, "", "", page_no_talk);
    for (size_t i = 0; i < p->n_talks; i++) {
        const struct page_talk *s = &p->talks[i];

        if (i > 0)
            lines_blank(l);
        lines_wrap(l, LOOK_WARM, "", "", s->title);
        lines_wrap(l, LOOK_PLAIN, "  ", "  ", s->seen);
        lines_wrap(l, LOOK_PLAIN, "  ", "  ", s->baseline);
        if (!s->is_of_kind_before)
            lines_wrap(l, LOOK_PLAIN, "  ", "  ", s->innocent);
        text_clear(&t);
        text_addf(&t, "To start with: %s", s->question);
        lines_wrap(l, LOOK_PLAIN, "  > ", "    ", text_string(&t));
    }
}

static void add_about(struct lines *l, const struct page_card *c)
{
    lines_wrap(l, LOOK_PLAIN, "  ", "  ", c->what);
    lines_wrap(l, LOOK_PLAIN, "  ", "  ", c->who);
    lines_wrap(l, LOOK_PLAIN, "  ", "  ", c->settings);
    for (size_t i = 0; i < CARD_QUESTIONS; i++)
        lines_wrap(l, LOOK_PLAIN, "  > ", "    ", c->questions[i]);
    lines_wrap(l, LOOK_SOFT, "  ", "  ", c->source);
}

static void add_new(struct lines *l, const struct page *p)
{
    AUTO_TEXT struct text t = {.at = NULL};

    text_addf(&t, "New this %s", p->span_word);
    lines_heading(l, text_string(&t));
    if (p->n_new == 0)
        lines_wrap(l, LOOK_PLAIN, "", "", p->nothing_new);
    for (size_t i = 0; i < p->n_platforms; i++)
        if (p->platforms[i].is_new) {
            text_clear(&t);
            text_addf(&t, "%s (%s)", p->platforms[i].name, p->platforms[i].kind_title);
            lines_wrap(l, LOOK_PLAIN, "* ", "  ", text_string(&t));
            if (p->platforms[i].about)
                add_about(l, p->platforms[i].about);
        }
    if (p->new_sites_sentence[0])
        lines_wrap(l, LOOK_PLAIN, "", "", p->new_sites_sentence);
}

static bool is_chat(const struct page_use *u)
{
    return u->is_chat;
}

static bool is_no_chat(const struct page_use *u)
{
    return !u->is_chat;
}

static void add_platforms(struct lines *l, const struct page *p)
{
    AUTO_TEXT struct text t = {.at = NULL};

    lines_heading(l, "Chat and social");
    if (p->n_chat == 0)
        lines_wrap(l, LOOK_PLAIN, "", "", "No chat or social platform was used.");
    else
        add_table(l, "platform", p->platforms, p->n_platforms, is_chat);
    for (size_t i = 0; i < p->n_platforms; i++) {
        const struct page_use *u = &p->platforms[i];

        if (!u->is_chat)
            continue;
        text_clear(&t);
        text_addf(&t, "%s: %s. %s.", u->name, u->kind_title, u->strangers_words);
        if (u->minimum_age > 0)
            text_addf(&t, " From %u years%s%s%s.", u->minimum_age, u->age_source[0] ? " (" : "",
                      u->age_source, u->age_source[0] ? ")" : "");
        if (u->card[0])
            text_addf(&t, " %s", u->card);
        lines_blank(l);
        lines_wrap(l, LOOK_PLAIN, "  ", "  ", text_string(&t));
    }
    if (p->n_platforms > p->n_chat) {
        lines_heading(l, "Other platforms");
        add_table(l, "platform", p->platforms, p->n_platforms, is_no_chat);
    }
}

static void add_heat(struct lines *l, const struct page *p)
{
    AUTO_TEXT struct text row = {.at = NULL};
    size_t per_hour = l->width >= 56 ? 2 : 1;

    lines_blank(l);
    lines_cell(l, &row, "", 5, false);
    for (size_t h = 0; h < 24; h += 4) {
        AUTO_TEXT struct text t = {.at = NULL};

        text_addf(&t, "%02zu", h);
        lines_cell(l, &row, text_string(&t), per_hour * 4, false);
    }
    put_row(l, LOOK_SOFT, &row);
    for (size_t d = 0; d < 7; d++) {
        lines_cell(l, &row, page_weekday_short[d], 5, false);
        for (size_t h = 0; h < 24; h++)
            lines_cell(l, &row, lines_shade(l, p->heat[d][h]), per_hour, false);
        put_row(l, LOOK_PLAIN, &row);
    }
}

static void add_days(struct lines *l, const struct page *p)
{
    AUTO_TEXT struct text row = {.at = NULL};

    lines_heading(l, "When");
    lines_wrap(l, LOOK_PLAIN, "", "", p->heat_sentence);
    if (p->heat_max > 0)
        add_heat(l, p);
    if (p->n_days > 31)
        return;
    lines_blank(l);
    lines_cell(l, &row, "day", 12, false);
    lines_cell(l, &row, "time", COLUMN_MINUTES, true);
    lines_cell(l, &row, "latest", COLUMN_LATEST + 1, true);
    put_row(l, LOOK_SOFT, &row);
    for (size_t i = 0; i < p->n_days; i++) {
        const struct page_day *d = &p->days[i];

        lines_cell(l, &row, d->label, 12, false);
        cell_minutes(l, &row, d->minutes);
        lines_cell(l, &row, d->latest[0] ? d->latest : "–", COLUMN_LATEST + 1, true);
        if (!d->was_watched)
            lines_cell(l, &row, "  not looked at", 16, false);
        put_row(l, LOOK_PLAIN, &row);
    }
}

static void add_sites(struct lines *l, const struct page *p)
{
    if (p->n_categories > 0) {
        lines_heading(l, "Categories");
        add_table(l, "category", p->categories, p->n_categories, NULL);
    }
    lines_heading(l, "Top sites");
    if (p->n_sites_shown > 0)
        add_table(l, "site", p->sites, p->n_sites_shown, NULL);
    else
        lines_wrap(l, LOOK_PLAIN, "", "", "No site was used.");
    if (p->sites_more_sentence[0])
        lines_wrap(l, LOOK_PLAIN, "", "", p->sites_more_sentence);
    if (p->noise_sentence[0])
        lines_wrap(l, LOOK_PLAIN, "", "", p->noise_sentence);
}

static void add_change(struct lines *l, const struct page *p)
{
    AUTO_TEXT struct text row = {.at = NULL};
    uint32_t most = 0;

    lines_heading(l, "Change");
    lines_wrap(l, LOOK_PLAIN, "", "", p->change_sentence);
    for (size_t i = 0; i <= WEEK_EARLIER; i++)
        if (p->spans[i].minutes.high > most)
            most = p->spans[i].minutes.high;
    for (size_t i = 0; i <= WEEK_EARLIER; i++) {
        const struct page_span *s = &p->spans[i];

        if (!s->was_watched)
            continue;
        lines_cell(l, &row, s->label, 18, false);
        cell_minutes(l, &row, s->minutes);
        lines_cell(l, &row, "", 2, false);
        lines_bar(l, &row, s->minutes.low, s->minutes.high, most, l->width >= 70 ? 30 : 8);
        put_row(l, LOOK_PLAIN, &row);
    }
}

static void add_coverage(struct lines *l, const struct page *p)
{
    const struct page_coverage *c = &p->coverage;
    AUTO_TEXT struct text row = {.at = NULL};

    lines_heading(l, "How much of it could be seen");
    lines_wrap(l, LOOK_PLAIN, "", "", c->sentence);
    for (size_t i = 0; i < c->n_reasons; i++) {
        text_clear(&row);
        text_addf(&row, "%llu: %s", (unsigned long long)c->reasons[i].n, c->reasons[i].words);
        lines_wrap(l, LOOK_PLAIN, "  ", "    ", text_string(&row));
    }
    if (c->claimed_sentence[0])
        lines_wrap(l, LOOK_PLAIN, "", "", c->claimed_sentence);
    if (c->guess_sentence[0])
        lines_wrap(l, LOOK_PLAIN, "", "", c->guess_sentence);
    lines_wrap(l, LOOK_PLAIN, "", "", c->watched_sentence);
    for (size_t i = 0; i < c->n_gaps; i++)
        if (c->gaps[i].is_shown)
            lines_wrap(l, LOOK_PLAIN, "- ", "  ", c->gaps[i].sentence);
    if (c->gaps_more_sentence[0])
        lines_wrap(l, LOOK_PLAIN, "", "", c->gaps_more_sentence);
}

static void add_blocks(struct lines *l, const struct page *p)
{
    AUTO_TEXT struct text row = {.at = NULL};

    if (p->n_blocks == 0)
        return;
    lines_heading(l, "Blocked");
    for (size_t i = 0; i < p->n_blocks_shown; i++) {
        lines_cell(l, &row, "", 2, false);
        lines_cell(l, &row, p->blocks[i].site, l->width >= 70 ? 30 : 18, false);
        lines_cell(l, &row, "", 2, false);
        lines_cell(l, &row, p->blocks[i].times, 20, false);
        lines_cell(l, &row, p->blocks[i].title, l->width >= 70 ? 24 : 0, false);
        put_row(l, LOOK_PLAIN, &row);
    }
    lines_wrap(l, LOOK_PLAIN, "", "", p->blocks_sentence);
}

static void add_paragraphs(struct lines *l, const char *title, const char *const *paragraphs,
                           bool is_list)
{
    lines_heading(l, title);
    for (; *paragraphs; paragraphs++)
        lines_wrap(l, LOOK_PLAIN, is_list ? "- " : "", is_list ? "  " : "", *paragraphs);
}

int text_render(const struct page *const *pages, size_t n, const struct report_style *style,
                struct text *out)
{
    size_t width = style->width == 0 ? WIDTH_USUAL : style->width;
    struct lines l = {
        .out = out,
        .colour = style->colour,
        .utf8 = style->utf8,
        .width = width < WIDTH_LEAST  ? WIDTH_LEAST
                 : width > WIDTH_MOST ? WIDTH_MOST
                                      : width,
    };

    if (n == 0)
        lines_wrap(&l, LOOK_PLAIN, "", "", page_nobody);
    for (size_t i = 0; i < n; i++) {
        const struct page *p = pages[i];

        if (i > 0) {
            lines_blank(&l);
            lines_blank(&l);
        }
        add_top(&l, p);
        if (!p->is_empty) {
            add_talks(&l, p);
            add_new(&l, p);
            add_platforms(&l, p);
            add_days(&l, p);
            add_sites(&l, p);
        }
        add_blocks(&l, p);
        add_change(&l, p);
        add_coverage(&l, p);
    }
    add_paragraphs(&l, "Never recorded", page_never_recorded, false);
    add_paragraphs(&l, "What Kindward cannot see", page_cannot_see, true);
    add_paragraphs(&l, "At home, and in the open", page_privacy, false);
    return out->failed ? -ENOMEM : 0;
}
