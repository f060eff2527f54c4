/*
 * The page as one tidy table (RFC 4180): a row for each fact, a column for each property.
 */
#include "report/render.h"

#include "report/csv.h"
#include "report/page_words.h"

#include <errno.h>
#include <string.h>

/* One row; NULL and false are empty cells. */
struct row {
    const char *section, *key, *name, *kind, *categories, *latest, *strangers, *words;
    struct minutes minutes, baseline;
    uint64_t count;
    uint32_t n_days;
    bool has_minutes, has_baseline, has_days, has_count, has_new, is_new;
};

static void add_row(struct text *t, const struct page *p, const struct row *r)
{
    text_add(t, r->section);
    csv_add_text(t, p->child);
    csv_add_text(t, r->key);
    csv_add_text(t, r->name);
    csv_add_text(t, r->kind);
    csv_add_text(t, r->categories);
    csv_add_number(t, r->has_minutes, r->minutes.low);
    csv_add_number(t, r->has_minutes, r->minutes.high);
    csv_add_number(t, r->has_baseline, r->baseline.low);
    csv_add_number(t, r->has_baseline, r->baseline.high);
    csv_add_number(t, r->has_days, r->n_days);
    csv_add_text(t, r->latest);
    csv_add_text(t, r->has_new ? (r->is_new ? "yes" : "no") : "");
    csv_add_text(t, r->strangers);
    csv_add_number(t, r->has_count, r->count);
    csv_add_text(t, r->words);
    text_add(t, "\r\n");
}

static void add_uses(struct text *t, const struct page *p, const char *section,
                     const struct page_use *uses, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add_row(t, p,
                &(struct row){.section = section,
                              .key = uses[i].key,
                              .name = uses[i].name,
                              .kind = uses[i].kind,
                              .categories = uses[i].categories,
                              .minutes = uses[i].minutes,
                              .has_minutes = true,
                              .n_days = uses[i].n_days,
                              .has_days = true,
                              .latest = uses[i].latest,
                              .has_new = true,
                              .is_new = uses[i].is_new,
                              .strangers = uses[i].strangers});
}

static void add_head(struct text *t, const struct page *p)
{
    add_row(t, p,
            &(struct row){.section = "total",
                          .key = p->from,
                          .name = p->title,
                          .minutes = p->total,
                          .has_minutes = true,
                          .n_days = p->n_days_used,
                          .has_days = true,
                          .latest = p->latest,
                          .words = p->sentence});
    add_row(t, p,
            &(struct row){.section = "chat",
                          .minutes = p->chat,
                          .has_minutes = true,
                          .has_count = true,
                          .count = p->n_chat});
}

static void add_times(struct text *t, const struct page *p)
{
    for (size_t i = 0; i < p->n_days; i++) {
        const struct page_day *d = &p->days[i];

        add_row(t, p,
                &(struct row){.section = "day",
                              .key = d->date,
                              .name = d->label,
                              .minutes = d->minutes,
                              .has_minutes = d->was_watched || d->minutes.high > 0,
                              .latest = d->latest});
    }
    for (size_t d = 0; d < 7; d++)
        for (size_t h = 0; h < 24; h++) {
            char hour[8];

            if (p->heat[d][h] == 0)
                continue;
            snprintf(hour, sizeof(hour), "%02zu:00", h);
            add_row(t, p,
                    &(struct row){.section = "heat",
                                  .key = page_weekday[d],
                                  .name = hour,
                                  .has_count = true,
                                  .count = p->heat[d][h]});
        }
    for (size_t i = 0; i <= WEEK_EARLIER; i++)
        add_row(t, p,
                &(struct row){.section = "change",
                              .key = p->spans[i].from,
                              .name = p->spans[i].label,
                              .minutes = p->spans[i].minutes,
                              .has_minutes = p->spans[i].was_watched});
}

static void add_signals(struct text *t, const struct page *p)
{
    for (size_t i = 0; i < p->n_talks; i++) {
        const struct page_talk *s = &p->talks[i];

        add_row(t, p,
                &(struct row){.section = "signal",
                              .key = s->kind,
                              .name = s->platform_id[0] ? s->platform_id : s->site,
                              .categories = s->category,
                              .minutes = s->minutes,
                              .has_minutes = true,
                              .baseline = s->baseline_minutes,
                              .has_baseline = true,
                              .n_days = s->n_days,
                              .has_days = true,
                              .words = s->seen});
    }
}

static void add_count(struct text *t, const struct page *p, const char *key, uint64_t n,
                      const char *words)
{
    add_row(t, p,
            &(struct row){
                .section = "coverage", .key = key, .has_count = true, .count = n, .words = words});
}

static void add_coverage(struct text *t, const struct page *p)
{
    const struct page_coverage *c = &p->coverage;

    add_count(t, p, "connections", c->n_connections, c->sentence);
    add_count(t, p, "named", c->n_named, "");
    for (size_t i = 0; i < c->n_reasons; i++)
        add_count(t, p, c->reasons[i].word, c->reasons[i].n, c->reasons[i].words);
    if (c->guess_sentence[0])
        add_count(t, p, "guessed", c->n_guessed, c->guess_sentence);
    add_count(t, p, "days-watched", c->n_days_watched, c->watched_sentence);
    add_count(t, p, "folded-away-sites", p->n_noise_sites, p->noise_sentence);
}

static void add_events(struct text *t, const struct page *p)
{
    for (size_t i = 0; i < p->n_blocks; i++)
        add_row(t, p,
                &(struct row){.section = "block",
                              .key = p->blocks[i].site,
                              .categories = p->blocks[i].categories,
                              .n_days = p->blocks[i].n_days,
                              .has_days = true,
                              .count = p->blocks[i].n_times,
                              .has_count = true,
                              .words = p->blocks[i].times});
    for (size_t i = 0; i < p->coverage.n_gaps; i++) {
        const struct page_gap *g = &p->coverage.gaps[i];

        add_row(t, p,
                &(struct row){.section = "gap",
                              .key = g->from,
                              .name = g->to,
                              .kind = g->kind,
                              .minutes = {.low = g->minutes, .high = g->minutes},
                              .has_minutes = true,
                              .count = g->n_lost,
                              .has_count = true,
                              .words = g->sentence});
    }
}

int csv_render(const struct page *const *pages, size_t n, struct text *out)
{
    text_add(out, "section,child,key,name,kind,categories,minutes_low,minutes_high,baseline_low,"
                  "baseline_high,days,latest,new,strangers_can_write,count,words\r\n");
    for (size_t i = 0; i < n; i++) {
        const struct page *p = pages[i];

        add_head(out, p);
        add_signals(out, p);
        add_uses(out, p, "platform", p->platforms, p->n_platforms);
        add_uses(out, p, "site", p->sites, p->n_sites);
        add_uses(out, p, "category", p->categories, p->n_categories);
        add_times(out, p);
        add_coverage(out, p);
        add_events(out, p);
    }
    return out->failed ? -ENOMEM : 0;
}
