#include "report/page.h"

#include "base/clock.h"
#include "report/page_build.h"
#include "report/words.h"

#include <errno.h>
#include <string.h>

static const struct {
    const char *word, *title;
} kinds[PLATFORM_KIND_COUNT] = {
    [PLATFORM_MESSAGING] = {"messaging", "Messenger"},
    [PLATFORM_SOCIAL] = {"social", "Social network"},
    [PLATFORM_STRANGER_CHAT] = {"stranger-chat", "Chat with strangers"},
    [PLATFORM_AI_COMPANION] = {"ai-companion", "AI companion"},
    [PLATFORM_FORUM] = {"forum", "Forum"},
    [PLATFORM_LIVESTREAM] = {"livestream", "Live streams"},
    [PLATFORM_VIDEO] = {"video", "Video"},
    [PLATFORM_GAME] = {"game", "Game"},
    [PLATFORM_DATING] = {"dating", "Dating"},
    [PLATFORM_SEARCH] = {"search", "Search"},
    [PLATFORM_EDUCATION] = {"education", "Learning"},
    [PLATFORM_SHOP] = {"shop", "Shop"},
    [PLATFORM_MUSIC] = {"music", "Music"},
    [PLATFORM_OTHER] = {"other", "Other"},
};

static const char *known_word(enum known k)
{
    switch (k) {
    case KNOWN_NO:
        return "no";
    case KNOWN_YES:
        return "yes";
    case KNOWN_UNSURE:
        break;
    }
    return "unsure";
}

static const char *strangers_words(enum known k)
{
    switch (k) {
    case KNOWN_NO:
        return "Strangers cannot easily write here";
    case KNOWN_YES:
        return "Strangers can write here";
    case KNOWN_UNSURE:
        break;
    }
    return "Whether strangers can write here is not known";
}

static void add_use(struct page *p, struct page_use *to, const struct use *use)
{
    to->minutes = use->minutes;
    to->n_days = use->n_days;
    to->latest_minute = use->latest_minute;
    to->latest = page_time(p, use->latest_minute);
    to->kind = to->kind_title = to->categories = "";
    to->strangers = to->strangers_words = to->encrypted = "";
    to->age_source = to->card = to->question = "";
}

/* Categories of a platform that the catalogue no longer knows: those of its sites. */
static category_set categories_of_sites(const struct week *w, const char *platform_id)
{
    category_set set = 0;

    for (size_t i = 0; i < w->n_sites; i++)
        if (w->sites[i].platform_id && strcmp(w->sites[i].platform_id, platform_id) == 0)
            set |= w->sites[i].categories;
    return set;
}

static void add_platform(struct page *p, const struct week *w, const struct week_platform *from,
                         struct page_use *to)
{
    const struct platform *about = from->platform;
    category_set set = about ? about->categories : categories_of_sites(w, from->id);

    add_use(p, to, &from->use);
    to->key = page_clean(p, from->id);
    to->name = about ? page_clean(p, about->name) : to->key;
    to->categories = page_categories(p, set);
    to->category_bits = set;
    to->is_chat = week_is_chat(set);
    to->is_new = from->is_new;
    to->is_first_seen = from->is_first_seen;
    memcpy(to->earlier, from->earlier, sizeof(to->earlier));
    to->kind = kinds[about ? about->kind : PLATFORM_OTHER].word;
    to->kind_title = about ? kinds[about->kind].title : "Not in the catalogue";
    to->strangers = known_word(about ? about->strangers_can_write : KNOWN_UNSURE);
    to->strangers_words = strangers_words(about ? about->strangers_can_write : KNOWN_UNSURE);
    to->encrypted = known_word(about ? about->end_to_end_encrypted : KNOWN_UNSURE);
    if (about) {
        to->minimum_age = about->minimum_age;
        to->age_source = page_clean(p, about->age_source);
        to->card = page_clean(p, about->card);
        to->question = page_clean(p, about->question);
    }
}

/* A card that is not there or damaged is left out: the table's sentence stands in its place. */
static void add_card(struct page *p, const char *folder, struct page_use *to)
{
    AUTO_CARD struct card card = {.bytes = NULL};
    AUTO_TEXT struct text unsaid = {.at = NULL};
    struct page_card *about;

    if (card_load(folder, to->key, &card, &unsaid) < 0)
        return;
    about = page_room(p, 1, sizeof(*about));
    if (!about)
        return;
    about->what = page_clean(p, card.what);
    about->who = page_clean(p, card.who);
    about->settings = page_clean(p, card.settings);
    for (size_t i = 0; i < CARD_QUESTIONS; i++)
        about->questions[i] = page_clean(p, card.questions[i]);
    about->source = page_say(p, "%s %s; source: %s", card.is_checked ? "Checked" : "Written",
                             page_clean(p, card.date), page_clean(p, card.source));
    to->about = about;
}

static void add_platforms(struct page *p, const struct week *w, const char *cards)
{
    p->platforms = page_room(p, w->n_platforms, sizeof(*p->platforms));
    for (size_t i = 0; p->platforms && i < w->n_platforms; i++) {
        struct page_use *to = &p->platforms[p->n_platforms++];

        add_platform(p, w, &w->platforms[i], to);
        p->n_chat += to->is_chat;
        p->n_new += to->is_new;
        if (cards && to->is_new)
            add_card(p, cards, to);
    }
}

static void add_sites(struct page *p, const struct week *w)
{
    p->sites = page_room(p, w->n_sites, sizeof(*p->sites));
    for (size_t i = 0; p->sites && i < w->n_sites; i++) {
        const struct week_site *from = &w->sites[i];
        struct page_use *to = &p->sites[p->n_sites++];

        add_use(p, to, &from->use);
        to->key = to->name = page_clean(p, from->site);
        to->kind = page_clean(p, from->platform_id);
        to->categories = page_categories(p, from->categories);
        to->category_bits = from->categories;
        to->is_new = from->is_new;
        to->is_first_seen = from->is_first_seen;
    }
    p->n_sites_shown = p->n_sites < PAGE_SITES_SHOWN ? p->n_sites : PAGE_SITES_SHOWN;
    p->n_noise_sites = w->n_noise_sites;
}

static int by_minutes(const void *a, const void *b)
{
    const struct page_use *x = a, *y = b;

    if (x->minutes.high != y->minutes.high)
        return x->minutes.high < y->minutes.high ? 1 : -1;
    return strcmp(x->key, y->key);
}

static void add_categories(struct page *p, const struct week *w)
{
    p->categories = page_room(p, CATEGORY_COUNT, sizeof(*p->categories));
    for (int c = 0; p->categories && c < CATEGORY_COUNT; c++) {
        const struct week_category *from = &w->categories[c];
        struct page_use *to = &p->categories[p->n_categories];

        if (from->use.minutes.high == 0)
            continue;
        add_use(p, to, &from->use);
        to->key = category_name((enum category)c);
        to->name = category_title((enum category)c);
        to->category_bits = category_bit((enum category)c);
        to->categories = to->key;
        to->n_sites = from->n_sites;
        memcpy(to->earlier, from->earlier, sizeof(to->earlier));
        p->n_categories++;
    }
    if (p->categories)
        qsort(p->categories, p->n_categories, sizeof(*p->categories), by_minutes);
}

static void add_days(struct page *p, const struct week *w)
{
    p->days = page_room(p, w->n_days, sizeof(*p->days));
    for (size_t i = 0; p->days && i < w->n_days; i++) {
        const struct week_day *from = &w->days[i];
        struct page_day *to = &p->days[p->n_days++];
        AUTO_TEXT struct text t = {.at = NULL};
        char date[DATE_TEXT_MAX];

        to->date = page_say(p, "%s", day_format(from->day, date));
        words_day_short(&t, from->day);
        to->label = page_keep(p, &t);
        to->minutes = from->minutes;
        to->chat = from->chat;
        to->latest_minute = from->latest_minute;
        to->latest = page_time(p, from->latest_minute);
        to->was_watched = from->was_watched;
        p->n_days_used += from->minutes.high > 0;
    }
}

static void add_heat(struct page *p, const struct week *w)
{
    memcpy(p->heat, w->heat, sizeof(p->heat));
    for (size_t d = 0; d < 7; d++)
        for (size_t h = 0; h < 24; h++)
            if (p->heat[d][h] > p->heat_max)
                p->heat_max = p->heat[d][h];
}

static void add_spans(struct page *p, const struct week *w)
{
    static const char *const labels[] = {"This %s", "The %s before", "2 %ss before", "3 %ss before",
                                         "4 %ss before"};

    for (size_t i = 0; i <= WEEK_EARLIER; i++) {
        struct page_span *to = &p->spans[i];
        const char *label = labels[i], *hole = strstr(label, "%s");
        char date[DATE_TEXT_MAX];

        to->label = page_say(p, "%.*s%s%s", (int)(hole - label), label, p->span_word, hole + 2);
        to->from =
            page_say(p, "%s", day_format(w->from_day - (int32_t)i * (int32_t)p->n_span_days, date));
        to->minutes = i == 0 ? w->total : w->total_earlier[i - 1];
        to->was_watched =
            i == 0 ? w->coverage.n_days_watched > 0 || w->total.high > 0 : w->had_earlier[i - 1];
    }
}

static void add_head(struct page *p, const struct week *w)
{
    AUTO_TEXT struct text title = {.at = NULL};
    char date[DATE_TEXT_MAX], week[WEEK_TEXT_MAX];

    p->child = page_clean(p, w->child);
    if (p->child[0] == '\0')
        p->child = "(no name)";
    words_span(&title, w->from_day, w->to_day, w->is_iso_week);
    p->title = page_keep(p, &title);
    p->from = page_say(p, "%s", day_format(w->from_day, date));
    p->to = page_say(p, "%s", day_format(w->to_day - 1, date));
    p->week = w->is_iso_week ? page_say(p, "%s", week_format(w->from_day, week)) : "";
    p->n_span_days = w->to_day > w->from_day ? (uint32_t)(w->to_day - w->from_day) : 1;
    p->span_word = p->n_span_days == 7 ? "week" : p->n_span_days == 1 ? "day" : "period";
    p->total = w->total;
    p->chat = w->chat;
    p->is_empty = w->total.high == 0;
    p->latest_minute = w->latest_minute;
    p->latest = page_time(p, w->latest_minute);
}

int page_make(const struct week *week, const char *cards, struct page **ret_page)
{
    AUTO(page_free) struct page *p = calloc(1, sizeof(*p));

    if (!p)
        return -ENOMEM;
    add_head(p, week);
    add_platforms(p, week, cards);
    add_sites(p, week);
    add_categories(p, week);
    add_days(p, week);
    add_heat(p, week);
    add_spans(p, week);
    page_add_coverage(p, week);
    page_add_events(p, week);
    page_add_talks(p, week);
    page_add_sentences(p, week);
    if (p->failed)
        return -ENOMEM;
    *ret_page = TAKE(p);
    return 0;
}

struct page *page_free(struct page *p)
{
    while (p && p->strings) {
        struct page_string *next = p->strings->next;

        free(p->strings);
        p->strings = next;
    }
    free(p);
    return NULL;
}
