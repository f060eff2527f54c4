/*
 * What is worth a conversation. Each rule asks for little and says only what was seen: own use
 * (week_state gathers nothing else), with the family's own earlier weeks beside it.
 */
#include "insight/week_state.h"

#include <errno.h>

enum { SIGNALS_MAX = 512, NIGHT_MINUTES = 30, MORE_MINUTES = 60, MORE_TIMES = 2, MORE_WATCHED = 2 };

#define OFF_PLATFORM_US (30 * MINUTE_US)

static struct week_signal *add(struct week *w, enum signal_kind kind)
{
    struct week_signal *signal;

    if (w->n_signals >= SIGNALS_MAX)
        return NULL;
    signal = &w->signals[w->n_signals++];
    *signal = (struct week_signal){.kind = kind, .category = CATEGORY_OTHER, .minute_of_day = -1};
    return signal;
}

static void tell_use(struct week_signal *signal, const struct use *use)
{
    signal->minutes = use->minutes;
    signal->day = use->first_day;
    signal->n_days = use->n_days;
}

/* The mean of the earlier spans in which we looked. */
static uint32_t mean_of(const struct week *w, const struct minutes *earlier,
                        struct minutes *ret_mean)
{
    uint64_t low = 0, high = 0;
    uint32_t n = 0;

    for (int k = 0; k < WEEK_EARLIER; k++)
        if (w->had_earlier[k]) {
            low += earlier[k].low;
            high += earlier[k].high;
            n++;
        }
    if (n)
        *ret_mean = (struct minutes){.low = (uint32_t)(low / n), .high = (uint32_t)(high / n)};
    return n;
}

static category_set categories_of(const struct gathered *g, const struct week_platform *p)
{
    const struct tally *t = tally_find(g, &g->platforms, p->id);

    return (t ? t->categories : 0) | (p->platform ? p->platform->categories : 0);
}

static bool is_kind(const struct week_platform *p, enum platform_kind kind)
{
    return p->platform && p->platform->kind == kind;
}

static void tell_platform(struct week *w, enum signal_kind kind, const struct week_platform *p,
                          enum category category)
{
    struct week_signal *signal = add(w, kind);

    if (!signal)
        return;
    signal->platform = p;
    signal->category = category;
    tell_use(signal, &p->use);
    (void)mean_of(w, p->earlier, &signal->baseline);
}

static void tell_site(struct week *w, enum signal_kind kind, const struct week_site *site,
                      enum category category)
{
    struct week_signal *signal = add(w, kind);

    if (!signal)
        return;
    signal->site = site;
    signal->category = category;
    tell_use(signal, &site->use);
}

static bool has(category_set set, enum category category)
{
    return set & category_bit(category);
}

static void look_at_platforms(const struct gathered *g, struct week *w)
{
    for (size_t i = 0; i < w->n_platforms; i++) {
        const struct week_platform *p = &w->platforms[i];
        category_set set = categories_of(g, p);

        if (is_kind(p, PLATFORM_STRANGER_CHAT) || has(set, CATEGORY_STRANGER_CHAT))
            tell_platform(w, SIGNAL_STRANGER_CHAT, p, CATEGORY_STRANGER_CHAT);
        else if (is_kind(p, PLATFORM_AI_COMPANION) || has(set, CATEGORY_AI_COMPANION))
            tell_platform(w, SIGNAL_AI_COMPANION, p, CATEGORY_AI_COMPANION);
        else if (p->is_new && (is_kind(p, PLATFORM_MESSAGING) || is_kind(p, PLATFORM_SOCIAL) ||
                               week_is_chat(set)))
            tell_platform(w, SIGNAL_NEW_CHAT, p,
                          has(set, CATEGORY_SOCIAL) ? CATEGORY_SOCIAL : CATEGORY_MESSAGING);
    }
}

/* Sites that belong to no platform say the same by their category. */
static void look_at_sites(struct week *w)
{
    for (size_t i = 0; i < w->n_sites; i++) {
        const struct week_site *site = &w->sites[i];

        if (site->platform_id[0])
            continue;
        if (has(site->categories, CATEGORY_STRANGER_CHAT))
            tell_site(w, SIGNAL_STRANGER_CHAT, site, CATEGORY_STRANGER_CHAT);
        else if (has(site->categories, CATEGORY_AI_COMPANION))
            tell_site(w, SIGNAL_AI_COMPANION, site, CATEGORY_AI_COMPANION);
        else if (site->is_new && week_is_chat(site->categories))
            tell_site(w, SIGNAL_NEW_CHAT, site,
                      has(site->categories, CATEGORY_SOCIAL) ? CATEGORY_SOCIAL
                                                             : CATEGORY_MESSAGING);
    }
}

/* One signal for a category, with its most used site, however many sites there were. */
static void look_at_category(struct week *w, enum category category, enum signal_kind kind)
{
    const struct week_category *of = &w->categories[category];
    struct week_signal *signal;

    if (of->use.n_visits == 0)
        return;
    signal = add(w, kind);
    if (!signal)
        return;
    signal->category = category;
    for (size_t i = 0; i < w->n_sites && !signal->site; i++)
        if (has(w->sites[i].categories, category))
            signal->site = &w->sites[i];
    for (size_t i = 0; signal->site && i < w->n_platforms && !signal->platform; i++)
        if (strcmp(w->platforms[i].id, signal->site->platform_id) == 0)
            signal->platform = &w->platforms[i];
    tell_use(signal, &of->use);
    (void)mean_of(w, of->earlier, &signal->baseline);
}

static void look_at_categories(struct week *w)
{
    static const enum category told[] = {
        CATEGORY_SELF_HARM, CATEGORY_ADULT,    CATEGORY_HATE_VIOLENCE,    CATEGORY_DRUGS_WEAPONS,
        CATEGORY_DATING,    CATEGORY_GAMBLING, CATEGORY_MALWARE_PHISHING, CATEGORY_PIRACY,
    };

    for (size_t i = 0; i < ARRAY_LEN(told); i++)
        look_at_category(w, told[i], SIGNAL_CATEGORY);
    look_at_category(w, CATEGORY_BYPASS, SIGNAL_BYPASS);
}

static bool is_public(const struct week_platform *p)
{
    return is_kind(p, PLATFORM_GAME) || is_kind(p, PLATFORM_SOCIAL) ||
           is_kind(p, PLATFORM_STRANGER_CHAT) || is_kind(p, PLATFORM_FORUM) ||
           is_kind(p, PLATFORM_LIVESTREAM) || is_kind(p, PLATFORM_DATING);
}

/* When the platform was last in use before @when_us, INT64_MIN where it was not. */
static int64_t last_use_us(const struct tally *t, int64_t when_us)
{
    int64_t last = INT64_MIN;

    for (size_t i = 0; i < t->spans[0].n && t->spans[0].at[i].from_us <= when_us; i++)
        last = t->spans[0].at[i].to_us < when_us ? t->spans[0].at[i].to_us : when_us;
    return last;
}

static void look_for_moves(const struct gathered *g, struct week *w)
{
    for (size_t i = 0; i < w->n_platforms; i++) {
        const struct week_platform *messenger = &w->platforms[i], *from = NULL;
        const struct tally *t = tally_find(g, &g->platforms, messenger->id);
        int64_t latest = INT64_MIN;
        struct week_signal *signal;

        if (!messenger->is_new || !is_kind(messenger, PLATFORM_MESSAGING) || !t)
            continue;
        for (size_t j = 0; j < w->n_platforms; j++) {
            const struct tally *other = tally_find(g, &g->platforms, w->platforms[j].id);
            int64_t last =
                other && is_public(&w->platforms[j]) ? last_use_us(other, t->first_us) : INT64_MIN;

            if (last > latest) {
                latest = last;
                from = &w->platforms[j];
            }
        }
        if (!from || t->first_us - latest > OFF_PLATFORM_US)
            continue;
        signal = add(w, SIGNAL_OFF_PLATFORM);
        if (!signal)
            return;
        signal->platform = from;
        signal->other = messenger;
        tell_use(signal, &messenger->use);
        signal->minute_of_day =
            clock_second_of_day(t->first_us, zone_offset_s(&g->zone, t->first_us)) / 60;
    }
}

struct nights {
    uint32_t n; /* with NIGHT_MINUTES or more */
    int32_t first_day;
    struct minutes minutes; /* of all nights of the span */
};

static int count_nights(const struct gathered *g, int k, struct nights *ret_nights)
{
    const struct spans *low = &g->total.spans[k];
    struct spans high = {.at = NULL};
    struct nights nights = {.n = 0};
    int64_t low_us = 0, high_us = 0;
    int r = spans_plausible(low, &high);

    for (int32_t i = -1; r == 0 && i < g->n_days; i++) {
        int32_t day = g->from_day - k * g->n_days + i;
        int64_t night = use_night_us(g, &high, day);

        low_us += use_night_us(g, low, day);
        high_us += night;
        if (night < NIGHT_MINUTES * MINUTE_US)
            continue;
        if (nights.n++ == 0)
            nights.first_day = day < g->from_day ? g->from_day : day;
    }
    nights.minutes = minutes_of(low_us, high_us);
    spans_done(&high);
    if (r == 0)
        *ret_nights = nights;
    return r;
}

static int look_at_nights(const struct gathered *g, struct week *w)
{
    struct minutes earlier[WEEK_EARLIER] = {{0}}, mean = {0};
    struct nights now, then;
    struct week_signal *signal;
    int r = count_nights(g, 0, &now);

    for (int k = 0; k < WEEK_EARLIER && r == 0; k++) {
        r = count_nights(g, k + 1, &then);
        if (r == 0)
            earlier[k] = then.minutes;
    }
    if (r < 0 || now.n == 0)
        return r;
    (void)mean_of(w, earlier, &mean);
    if (now.minutes.high <= mean.high)
        return 0;
    signal = add(w, SIGNAL_NIGHT);
    if (!signal)
        return 0;
    signal->minutes = now.minutes;
    signal->baseline = mean;
    signal->day = now.first_day;
    signal->n_days = now.n;
    signal->minute_of_day = w->latest_minute;
    return 0;
}

static void look_for_more(struct week *w)
{
    for (size_t i = 0; i < w->n_platforms; i++) {
        const struct week_platform *p = &w->platforms[i];
        struct minutes mean = {0};
        uint32_t now = (p->use.minutes.low + p->use.minutes.high) / 2, before;

        if (p->is_first_seen || mean_of(w, p->earlier, &mean) < MORE_WATCHED)
            continue;
        before = (mean.low + mean.high) / 2;
        if (now >= MORE_TIMES * before && now >= before + MORE_MINUTES)
            tell_platform(w, SIGNAL_MORE_THAN_BEFORE, p, CATEGORY_OTHER);
    }
}

/* What a family would want to know first. */
static int weight_of(enum signal_kind kind)
{
    static const int weights[] = {
        [SIGNAL_STRANGER_CHAT] = 0, [SIGNAL_OFF_PLATFORM] = 1,     [SIGNAL_CATEGORY] = 2,
        [SIGNAL_AI_COMPANION] = 3,  [SIGNAL_BYPASS] = 4,           [SIGNAL_NEW_CHAT] = 5,
        [SIGNAL_NIGHT] = 6,         [SIGNAL_MORE_THAN_BEFORE] = 7,
    };

    return weights[kind];
}

/* By weight, and within a weight as they were found; a handful, so by insertion. */
static void sort_by_weight(struct week *w)
{
    for (size_t i = 1; i < w->n_signals; i++) {
        struct week_signal s = w->signals[i];
        size_t at = i;

        for (; at > 0 && weight_of(w->signals[at - 1].kind) > weight_of(s.kind); at--)
            w->signals[at] = w->signals[at - 1];
        w->signals[at] = s;
    }
}

int signals_find(const struct gathered *g, struct week *w)
{
    w->signals = calloc(SIGNALS_MAX, sizeof(*w->signals));
    if (!w->signals)
        return -ENOMEM;
    look_for_moves(g, w);
    look_at_platforms(g, w);
    look_at_sites(w);
    look_at_categories(w);
    int r = look_at_nights(g, w);
    look_for_more(w);
    sort_by_weight(w);
    return r;
}
