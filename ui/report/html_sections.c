/*
 * The parts of the HTML report about one child, in the order a parent needs.
 */
#include "report/html_page.h"
#include "report/page_words.h"

#include <stdio.h>

static void add_badge(struct html *h, xmlNode *parent, const struct page_use *u)
{
    if (u->is_new)
        html_text(h, parent, "span", "badge", "new");
}

/* A table of uses, the bar under each name. */
static void add_uses(struct html *h, xmlNode *parent, const char *class, const char *caption,
                     const char *head, const struct page_use *uses, size_t n,
                     bool (*wanted)(const struct page_use *))
{
    const char *const heads[] = {head, "time", "days", "latest"};
    xmlNode *body = html_table(h, parent, class, caption, heads, ARRAY_LEN(heads));
    uint32_t most = 0;

    for (size_t i = 0; i < n; i++)
        if ((!wanted || wanted(&uses[i])) && uses[i].minutes.high > most)
            most = uses[i].minutes.high;
    for (size_t i = 0; i < n; i++) {
        const struct page_use *u = &uses[i];
        xmlNode *row, *name;
        char days[16];

        if (wanted && !wanted(u))
            continue;
        row = html_tag(h, body, "tr", "");
        html_attribute(h, row, "data-key", u->key);
        name = html_tag(h, row, "th", "");
        html_attribute(h, name, "scope", "row");
        html_text(h, name, "span", "name", u->name);
        add_badge(h, name, u);
        html_bar(h, name, u->minutes, most);
        html_minutes(h, row, u->minutes);
        snprintf(days, sizeof(days), "%u", u->n_days);
        html_text(h, row, "td", "days", days);
        html_text(h, row, "td", "latest", u->latest[0] ? u->latest : "–");
    }
}

static void add_top(struct html *h, xmlNode *parent, const struct page *p)
{
    xmlNode *list;

    html_text(h, parent, "p", "lead", p->sentence);
    if (p->empty_reason[0])
        html_text(h, parent, "p", "note", p->empty_reason);
    if (p->is_empty)
        return;
    list = html_tag(h, parent, "ul", "numbers");
    for (size_t i = 0; i < PAGE_NUMBERS; i++) {
        xmlNode *item = html_tag(h, list, "li", "");

        html_text(h, item, "span", "value", p->numbers[i].value);
        html_text(h, item, "span", "label", p->numbers[i].label);
        if (p->numbers[i].note[0])
            html_text(h, item, "span", "note", p->numbers[i].note);
    }
}

static void add_talks(struct html *h, xmlNode *parent, const struct page *p)
{
    xmlNode *section = html_section(h, parent, "talks", "Worth a conversation");
    const char name_tag[] = {'h', (char)('1' + h->level), '\0'};

    if (p->n_talks == 0)
        html_text(h, section, "p", "", page_no_talk);
    for (size_t i = 0; i < p->n_talks; i++) {
        const struct page_talk *s = &p->talks[i];
        xmlNode *talk = html_tag(h, section, "div", "talk"), *ask;

        html_text(h, talk, name_tag, "name", s->title);
        html_text(h, talk, "p", "", s->seen);
        html_text(h, talk, "p", "quiet", s->baseline);
        if (!s->is_of_kind_before)
            html_text(h, talk, "p", "quiet", s->innocent);
        ask = html_tag(h, talk, "p", "ask");
        html_text(h, ask, "span", "", "To start with");
        html_add(h, ask, s->question);
    }
}

/* What a platform is, opened by who wants to know. */
static void add_about(struct html *h, xmlNode *item, const struct page_card *c)
{
    xmlNode *details = html_tag(h, item, "details", "about"), *list;
    const struct {
        const char *head, *words;
    } parts[] = {{"What it is", c->what},
                 {"Who can write to a child", c->who},
                 {"Where its safety settings are", c->settings}};

    html_text(h, details, "summary", "", "What this is, and how to talk about it");
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        xmlNode *p = html_tag(h, details, "p", "");

        html_text(h, p, "strong", "", parts[i].head);
        html_add(h, p, ": ");
        html_add(h, p, parts[i].words);
    }
    list = html_tag(h, details, "ul", "");
    for (size_t i = 0; i < CARD_QUESTIONS; i++)
        html_text(h, list, "li", "", c->questions[i]);
    html_text(h, details, "p", "note", c->source);
}

static void add_new(struct html *h, xmlNode *parent, const struct page *p)
{
    char title[32];
    xmlNode *section, *list = NULL;

    snprintf(title, sizeof(title), "New this %s", p->span_word);
    section = html_section(h, parent, "news", title);
    if (p->n_new == 0) {
        html_text(h, section, "p", "", p->nothing_new);
    } else {
        list = html_tag(h, section, "ul", "");
    }
    for (size_t i = 0; i < p->n_platforms; i++)
        if (p->platforms[i].is_new) {
            xmlNode *item = html_tag(h, list, "li", "");

            html_text(h, item, "strong", "", p->platforms[i].name);
            html_add(h, item, " · ");
            html_add(h, item, p->platforms[i].kind_title);
            if (p->platforms[i].about)
                add_about(h, item, p->platforms[i].about);
        }
    if (p->new_sites_sentence[0])
        html_text(h, section, "p", "", p->new_sites_sentence);
}

static bool is_chat(const struct page_use *u)
{
    return u->is_chat;
}

static bool is_no_chat(const struct page_use *u)
{
    return !u->is_chat;
}

static void add_card(struct html *h, xmlNode *parent, const struct page_use *u)
{
    const char name_tag[] = {'h', (char)('1' + h->level), '\0'};
    xmlNode *card = html_tag(h, parent, "div", "card"), *name, *facts, *age;
    char years[32];

    name = html_text(h, card, name_tag, "name", u->name);
    add_badge(h, name, u);
    facts = html_tag(h, card, "ul", "facts");
    html_text(h, facts, "li", "", u->kind_title);
    html_text(h, facts, "li", "", u->strangers_words);
    if (u->minimum_age > 0) {
        snprintf(years, sizeof(years), "From %u years", u->minimum_age);
        age = html_text(h, facts, "li", "", years);
        if (u->age_source[0]) {
            html_add(h, age, " (");
            html_add(h, age, u->age_source);
            html_add(h, age, ")");
        }
    }
    if (u->card[0])
        html_text(h, card, "p", "", u->card);
}

static void add_platforms(struct html *h, xmlNode *parent, const struct page *p)
{
    xmlNode *section = html_section(h, parent, "chat", "Chat and social"), *cards;

    if (p->n_chat == 0) {
        html_text(h, section, "p", "", "No chat or social platform was used.");
    } else {
        add_uses(h, section, "platforms",
                 "Time is a range and the true time lies in it: the solid part of a bar is the "
                 "least, the light part reaches to the most.",
                 "platform", p->platforms, p->n_platforms, is_chat);
        cards = html_tag(h, section, "div", "cards");
        for (size_t i = 0; i < p->n_platforms; i++)
            if (p->platforms[i].is_chat)
                add_card(h, cards, &p->platforms[i]);
    }
    if (p->n_platforms > p->n_chat)
        add_uses(h, html_section(h, parent, "other", "Other platforms"), "platforms",
                 "Video, games, search and the like", "platform", p->platforms, p->n_platforms,
                 is_no_chat);
}

static void add_days(struct html *h, xmlNode *section, const struct page *p)
{
    static const char *const heads[] = {"day", "time", "chat", "latest"};
    xmlNode *in = section, *body;
    uint32_t most = 0;

    if (p->n_days > 31) {
        in = html_tag(h, section, "details", "");
        html_text(h, in, "summary", "", "Day by day");
    }
    body = html_table(h, in, "by-day", "Day by day, and the latest use of each evening", heads,
                      ARRAY_LEN(heads));
    for (size_t i = 0; i < p->n_days; i++)
        if (p->days[i].minutes.high > most)
            most = p->days[i].minutes.high;
    for (size_t i = 0; i < p->n_days; i++) {
        const struct page_day *d = &p->days[i];
        xmlNode *row = html_tag(h, body, "tr", ""), *name;

        name = html_tag(h, row, "th", "");
        html_attribute(h, name, "scope", "row");
        html_text(h, name, "span", "", d->label);
        if (!d->was_watched)
            html_text(h, name, "span", "note", "not looked at");
        if (d->minutes.high > 0)
            html_bar(h, name, d->minutes, most);
        html_minutes(h, row, d->minutes);
        html_minutes(h, row, d->chat);
        html_text(h, row, "td", "latest", d->latest[0] ? d->latest : "–");
    }
}

static void add_when(struct html *h, xmlNode *parent, const struct page *p)
{
    xmlNode *section = html_section(h, parent, "times", "When");

    html_text(h, section, "p", "", p->heat_sentence);
    if (p->heat_max > 0)
        html_heat(h, section, p);
    add_days(h, section, p);
}

static void add_sites(struct html *h, xmlNode *parent, const struct page *p)
{
    xmlNode *section;

    if (p->n_categories > 0)
        add_uses(h, html_section(h, parent, "kinds", "Categories"), "categories",
                 "What kind of places they were", "category", p->categories, p->n_categories, NULL);
    section = html_section(h, parent, "places", "Top sites");
    if (p->n_sites_shown > 0)
        add_uses(h, section, "sites", "Most used first", "site", p->sites, p->n_sites_shown, NULL);
    else
        html_text(h, section, "p", "", "No site was used.");
    if (p->sites_more_sentence[0])
        html_text(h, section, "p", "note", p->sites_more_sentence);
    if (p->noise_sentence[0])
        html_text(h, section, "p", "note", p->noise_sentence);
}

static void add_change(struct html *h, xmlNode *parent, const struct page *p)
{
    static const char *const heads[] = {"when", "time"};
    xmlNode *section = html_section(h, parent, "change", "Change"), *body;
    uint32_t most = 0;
    size_t n = 1; /* up to the earliest one that was looked at */
    char caption[32];

    html_text(h, section, "p", "", p->change_sentence);
    snprintf(caption, sizeof(caption), "All use, %s by %s", p->span_word, p->span_word);
    body = html_table(h, section, "spans", caption, heads, ARRAY_LEN(heads));
    for (size_t i = 0; i <= WEEK_EARLIER; i++) {
        if (p->spans[i].was_watched)
            n = i + 1;
        if (p->spans[i].minutes.high > most)
            most = p->spans[i].minutes.high;
    }
    for (size_t i = 0; i < n; i++) {
        const struct page_span *s = &p->spans[i];
        xmlNode *row = html_tag(h, body, "tr", ""), *name = html_tag(h, row, "th", "");

        html_attribute(h, name, "scope", "row");
        html_text(h, name, "span", "", s->label);
        if (s->was_watched) {
            html_bar(h, name, s->minutes, most);
            html_minutes(h, row, s->minutes);
        } else {
            html_text(h, row, "td", "note", "not looked at");
        }
    }
}

static void add_blocks(struct html *h, xmlNode *parent, const struct page *p)
{
    static const char *const heads[] = {"site", "kind", "how often"};
    xmlNode *section, *body;

    if (p->n_blocks == 0)
        return;
    section = html_section(h, parent, "blocked", "Blocked");
    body = html_table(h, section, "blocks", "Most often first", heads, ARRAY_LEN(heads));
    for (size_t i = 0; i < p->n_blocks_shown; i++) {
        const struct page_block *b = &p->blocks[i];
        xmlNode *row = html_tag(h, body, "tr", ""), *cell;

        html_attribute(h, row, "data-key", b->site);
        cell = html_text(h, row, "th", "", b->site);
        html_attribute(h, cell, "scope", "row");
        html_text(h, row, "td", "", b->title[0] ? b->title : "–");
        cell = html_text(h, row, "td", "", b->times);
        html_number(h, cell, "data-times", b->n_times);
    }
    html_text(h, section, "p", "note", p->blocks_sentence);
}

static void add_gaps(struct html *h, xmlNode *section, const struct page_coverage *c)
{
    xmlNode *list = c->n_gaps > 0 ? html_tag(h, section, "ul", "gaps") : NULL;

    for (size_t i = 0; i < c->n_gaps; i++)
        if (c->gaps[i].is_shown) {
            xmlNode *item = html_text(h, list, "li", "", c->gaps[i].sentence);

            html_attribute(h, item, "data-key", c->gaps[i].from);
        }
    if (c->gaps_more_sentence[0])
        html_text(h, section, "p", "note", c->gaps_more_sentence);
}

static void add_coverage(struct html *h, xmlNode *parent, const struct page *p)
{
    static const char *const heads[] = {"why there was no name", "connections"};
    const struct page_coverage *c = &p->coverage;
    xmlNode *section = html_section(h, parent, "coverage", "How much of it could be seen"), *body;
    xmlNode *sentence = html_text(h, section, "p", "", c->sentence);

    html_number(h, sentence, "data-named", c->n_named);
    html_number(h, sentence, "data-connections", c->n_connections);
    if (c->n_reasons > 0) {
        body = html_table(h, section, "reasons", "The others", heads, ARRAY_LEN(heads));
        for (size_t i = 0; i < c->n_reasons; i++) {
            xmlNode *row = html_tag(h, body, "tr", ""), *cell;
            char n[24];

            html_attribute(h, row, "data-key", c->reasons[i].word);
            cell = html_text(h, row, "th", "", c->reasons[i].words);
            html_attribute(h, cell, "scope", "row");
            snprintf(n, sizeof(n), "%llu", (unsigned long long)c->reasons[i].n);
            html_text(h, row, "td", "", n);
        }
    }
    if (c->claimed_sentence[0])
        html_text(h, section, "p", "", c->claimed_sentence);
    if (c->guess_sentence[0])
        html_number(h, html_text(h, section, "p", "", c->guess_sentence), "data-guessed",
                    c->n_guessed);
    html_text(h, section, "p", "", c->watched_sentence);
    add_gaps(h, section, c);
}

void html_add_report(struct html *h, xmlNode *parent, const struct page *p)
{
    add_top(h, parent, p);
    if (!p->is_empty) {
        add_talks(h, parent, p);
        add_new(h, parent, p);
        add_platforms(h, parent, p);
        add_when(h, parent, p);
        add_sites(h, parent, p);
    }
    add_blocks(h, parent, p);
    add_change(h, parent, p);
    add_coverage(h, parent, p);
}
