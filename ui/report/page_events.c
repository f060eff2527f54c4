/*
 * What could not be seen for a while, and what was blocked.
 */
#include "report/notice.h"
#include "report/page_build.h"
#include "report/stamp.h"
#include "report/words.h"

static uint32_t minutes_up(const struct gap *g)
{
    return (uint32_t)((g->to_us - g->from_us + MINUTE_US - 1) / MINUTE_US);
}

static void add_gap(struct page *p, const struct gap *g, struct page_gap *to)
{
    AUTO_TEXT struct text sentence = {.at = NULL};
    char stamp[STAMP_TEXT_MAX];

    notice_gap(&sentence, g);
    to->kind = gap_kind_name(g->kind);
    to->from = page_say(p, "%s", stamp_format(g->from_us, g->utc_offset_s, stamp));
    to->to = page_say(p, "%s", stamp_format(g->to_us, g->utc_offset_s, stamp));
    to->sentence = page_keep(p, &sentence);
    to->n_lost = g->n_lost;
    to->minutes = minutes_up(g);
}

/* The longest are shown, the earlier of two that are as long. */
static void show_longest(struct page_coverage *c)
{
    for (int i = 0; i < PAGE_GAPS_SHOWN; i++) {
        struct page_gap *longest = NULL;

        for (size_t j = 0; j < c->n_gaps; j++)
            if (!c->gaps[j].is_shown && (!longest || c->gaps[j].minutes > longest->minutes))
                longest = &c->gaps[j];
        if (longest)
            longest->is_shown = true;
    }
}

static void add_gaps(struct page *p, const struct week *w)
{
    struct page_coverage *c = &p->coverage;
    uint64_t n_more = 0, minutes_more = 0;
    AUTO_TEXT struct text more = {.at = NULL};

    c->gaps_more_sentence = "";
    c->gaps = page_room(p, w->n_gaps, sizeof(*c->gaps));
    for (size_t i = 0; c->gaps && i < w->n_gaps; i++)
        add_gap(p, &w->gaps[i], &c->gaps[c->n_gaps++]);
    show_longest(c);
    for (size_t i = 0; i < c->n_gaps; i++)
        if (!c->gaps[i].is_shown) {
            n_more++;
            minutes_more += c->gaps[i].minutes;
        }
    if (n_more == 1) {
        c->gaps_more_sentence = "There was one more such time, and it was no longer than these.";
    } else if (n_more > 1) {
        text_addf(&more, "There were %llu more such times, none longer than these and ",
                  (unsigned long long)n_more);
        words_many(&more, minutes_more, "minute", "minutes");
        text_add(&more, " in all.");
        c->gaps_more_sentence = page_keep(p, &more);
    }
}

static const char *times_words(struct page *p, const struct week_block *b)
{
    AUTO_TEXT struct text t = {.at = NULL};

    if (b->n_times == 1)
        text_add(&t, "once");
    else
        words_many(&t, b->n_times, "time", "times");
    if (b->n_days > 1) {
        text_add(&t, " on ");
        words_many(&t, b->n_days, "day", "days");
    }
    return page_keep(p, &t);
}

void page_add_events(struct page *p, const struct week *w)
{
    add_gaps(p, w);
    p->blocks = page_room(p, w->n_blocks, sizeof(*p->blocks));
    for (size_t i = 0; p->blocks && i < w->n_blocks; i++) {
        const struct week_block *from = &w->blocks[i];

        p->blocks[p->n_blocks++] = (struct page_block){
            .site = page_clean(p, from->site),
            .categories = page_categories(p, from->categories),
            .category_bits = from->categories,
            .title = from->categories ? category_title(category_first(from->categories)) : "",
            .times = times_words(p, from),
            .n_times = from->n_times,
            .n_days = from->n_days,
        };
    }
    p->n_blocks_shown = p->n_blocks < PAGE_BLOCKS_SHOWN ? p->n_blocks : PAGE_BLOCKS_SHOWN;
    if (p->n_blocks == 0)
        p->blocks_sentence = "";
    else if (p->n_blocks > p->n_blocks_shown)
        p->blocks_sentence = page_say(
            p,
            "Rules of yours stopped these and %zu more sites. A link, an app or a mistyped "
            "name can ask for them too.",
            p->n_blocks - p->n_blocks_shown);
    else
        p->blocks_sentence = "Rules of yours stopped these. A link, an app or a mistyped name can "
                             "ask for them too.";
}
