/*
 * page_rows — what was used: platforms, sites and categories as rows of words and numbers.
 */
#include "report/page.h"
#include "report/words.h"

/* What every row says, whatever it is about. */
static void fill_use(struct arena *a, struct page_row *row, const struct use *use)
{
    AUTO_TEXT struct text t = {.at = NULL};

    row->use = use;
    row->platform_id = row->strangers = row->age = row->card = row->question = "";
    words_add_minutes_short(&t, use->minutes);
    row->minutes = arena_text(a, &t);
    words_add_count(&t, use->n_days, "day", "days");
    row->days = arena_text(a, &t);
    words_add_evening(&t, use->latest_minute);
    row->latest = arena_text(a, &t);
}

static const char *strangers_sentence(enum known k)
{
    static const char *const words[] = {
        [KNOWN_NO] = "Strangers cannot write.",
        [KNOWN_YES] = "Strangers can write.",
        [KNOWN_UNSURE] = "Whether strangers can write is not known.",
    };

    return words[k];
}

static const char *age_sentence(struct arena *a, const struct platform *p)
{
    if (p->minimum_age == 0)
        return "";
    if (p->age_source[0] == '\0')
        return arena_format(a, "Minimum age %u (source not known).", p->minimum_age);
    return arena_format(a, "Minimum age %u (source: %s).", p->minimum_age,
                        arena_visible(a, p->age_source));
}

static void fill_platform(struct arena *a, struct page_row *row, const struct week_platform *p)
{
    fill_use(a, row, &p->use);
    row->id = arena_visible(a, p->id);
    row->name = row->id;
    row->kind = row->group = "";
    row->earlier = p->earlier;
    row->is_new = p->is_new;
    row->is_first_seen = p->is_first_seen;
    row->platform = p->platform;
    if (!p->platform)
        return;
    row->name = arena_visible(a, p->platform->name);
    row->kind = words_kind_name(p->platform->kind);
    row->group = words_kind_title(p->platform->kind);
    row->categories = p->platform->categories;
    row->is_chat = week_is_chat(row->categories);
    row->strangers = strangers_sentence(p->platform->strangers_can_write);
    row->age = age_sentence(a, p->platform);
    row->card = arena_visible(a, p->platform->card);
    row->question = arena_visible(a, p->platform->question);
}

static void fill_platforms(struct arena *a, struct page_child *child)
{
    const struct week *w = child->week;
    struct page_rows *all = &child->platforms, *chat = &child->chat, *others = &child->others;

    all->at = arena_array(a, w->n_platforms, sizeof(*all->at));
    chat->at = arena_array(a, w->n_platforms, sizeof(*chat->at));
    others->at = arena_array(a, w->n_platforms, sizeof(*others->at));
    if (!all->at || !chat->at || !others->at)
        return;
    for (size_t i = 0; i < w->n_platforms; i++) {
        struct page_row *row = &all->at[all->n++];

        fill_platform(a, row, &w->platforms[i]);
        if (row->is_chat)
            chat->at[chat->n++] = *row;
        else
            others->at[others->n++] = *row;
    }
}

static void fill_sites(struct arena *a, struct page_child *child)
{
    const struct week *w = child->week;
    struct page_rows *sites = &child->sites;

    sites->at = arena_array(a, w->n_sites, sizeof(*sites->at));
    for (size_t i = 0; sites->at && i < w->n_sites; i++) {
        struct page_row *row = &sites->at[sites->n++];
        const struct week_site *s = &w->sites[i];
        enum category first = category_first(s->categories);

        fill_use(a, row, &s->use);
        row->id = row->name = arena_visible(a, s->site);
        row->kind = category_name(first);
        row->group = category_title(first);
        row->categories = s->categories;
        row->platform_id = arena_visible(a, s->platform_id);
        row->is_new = s->is_new;
        row->is_first_seen = s->is_first_seen;
        row->is_chat = week_is_chat(s->categories);
    }
    child->noise = "";
    if (w->n_noise_sites == 1)
        child->noise = "One name of advertising, content networks, updates or parts of other pages "
                       "is folded away.";
    else if (w->n_noise_sites > 1)
        child->noise = arena_format(
            a,
            "%u names of advertising, content networks, updates and parts of other pages are "
            "folded away.",
            (unsigned)w->n_noise_sites);
}

static void fill_categories(struct arena *a, struct page_child *child)
{
    const struct week *w = child->week;
    struct page_rows *rows = &child->categories;

    rows->at = arena_array(a, CATEGORY_COUNT, sizeof(*rows->at));
    for (size_t i = 0; rows->at && i < CATEGORY_COUNT; i++) {
        const struct week_category *c = &w->categories[i];
        struct page_row row = {.n_sites = c->n_sites, .earlier = c->earlier};
        size_t at = rows->n;

        if (c->use.minutes.high == 0)
            continue;
        fill_use(a, &row, &c->use);
        row.id = row.kind = category_name((enum category)i);
        row.name = row.group = category_title((enum category)i);
        row.categories = category_bit((enum category)i);
        for (; at > 0 && rows->at[at - 1].use->minutes.high < c->use.minutes.high; at--)
            rows->at[at] = rows->at[at - 1]; /* most first; equals keep their order */
        rows->at[at] = row;
        rows->n++;
    }
}

void page_fill_rows(struct arena *a, struct page_child *child)
{
    fill_platforms(a, child);
    fill_sites(a, child);
    fill_categories(a, child);
}
