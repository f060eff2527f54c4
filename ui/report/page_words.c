#include "report/page_words.h"

#include "base/clock.h"
#include "report/clean.h"
#include "report/page_build.h"
#include "report/words.h"

#include <string.h>

void *page_room(struct page *p, size_t n, size_t bytes_each)
{
    struct page_string *s;
    size_t bytes;

    if (__builtin_mul_overflow(n > 0 ? n : 1, bytes_each, &bytes) ||
        __builtin_add_overflow(bytes, sizeof(*s), &bytes)) {
        p->failed = true;
        return NULL;
    }
    s = calloc(1, bytes);
    if (!s) {
        p->failed = true;
        return NULL;
    }
    s->next = p->strings;
    p->strings = s;
    return s->at;
}

const char *page_keep(struct page *p, struct text *t)
{
    char *at = t->failed ? NULL : page_room(p, t->len + 1, 1);

    if (at && t->len > 0)
        memcpy(at, t->at, t->len);
    p->failed |= t->failed;
    text_clear(t);
    return at ? at : "";
}

const char *page_clean(struct page *p, const char *s)
{
    AUTO_TEXT struct text t = {.at = NULL};

    clean_add(&t, s);
    return page_keep(p, &t);
}

const char *page_say(struct page *p, const char *format, ...)
{
    AUTO_TEXT struct text t = {.at = NULL};
    va_list args;

    va_start(args, format);
    text_vaddf(&t, format, args);
    va_end(args);
    return page_keep(p, &t);
}

const char *page_categories(struct page *p, category_set set)
{
    AUTO_TEXT struct text t = {.at = NULL};

    for (int c = 0; c < CATEGORY_COUNT; c++)
        if (set & category_bit((enum category)c)) {
            if (t.len > 0)
                text_add_char(&t, ' ');
            text_add(&t, category_name((enum category)c));
        }
    return page_keep(p, &t);
}

const char *page_time(struct page *p, int32_t minute_of_day)
{
    AUTO_TEXT struct text t = {.at = NULL};

    words_time(&t, minute_of_day);
    return page_keep(p, &t);
}

const char *page_minutes(struct page *p, struct minutes m)
{
    AUTO_TEXT struct text t = {.at = NULL};

    words_minutes(&t, m);
    return page_keep(p, &t);
}

const char *const page_weekday[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                     "Friday", "Saturday", "Sunday"};
const char *const page_weekday_short[7] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

const char *const page_never_recorded[] = {
    "Help lines for children, and places that help with abuse, health, sexuality or the law, are "
    "never recorded. There is no entry, no count and no switch for it: a child who looks for help "
    "finds it unseen. This report cannot tell you whether any of them was used.",
    NULL,
};

const char *const page_cannot_see[] = {
    ("What was written, said, watched or searched for: Kindward sees that a service was used, "
     "never what happened in it."),
    "Who a child talked with, and what goes on inside an app or a game.",
    "Devices and networks without Kindward, such as a phone on mobile data or a friend’s computer.",
    "Who sat at the keyboard, when several people share one account.",
    NULL,
};

const char *const page_privacy[] = {
    "Everything here was worked out on your own machine and stays on it. Kindward keeps the names "
    "of sites and the times, never content.",
    "Your child can see all of this too, and also what you looked up. Reading it together is a "
    "good way to begin.",
    NULL,
};

const char page_no_talk[] =
    "Nothing stood out. A good question for any week: “What was the best thing you did online, and "
    "was there anything you did not like?”";
const char page_nobody[] = "There is no child to report on yet: `kindward children` says how to "
                           "add one.";

static const char *day_of_latest(struct page *p, const struct week *w)
{
    for (size_t i = 0; i < w->n_days; i++)
        if (w->days[i].latest_minute == w->latest_minute && w->latest_minute >= 0) {
            AUTO_TEXT struct text t = {.at = NULL};

            if (w->latest_minute >= 24 * 60)
                text_add(&t, "in the night after ");
            else
                text_add(&t, "on ");
            text_addf(&t, "%s", page_weekday[day_weekday(w->days[i].day)]);
            return page_keep(p, &t);
        }
    return "";
}

/* A number that stands alone is a range, and needs no "about". */
static const char *bare_minutes(struct page *p, struct minutes m)
{
    const char *words = page_minutes(p, m);

    return strncmp(words, "about ", 6) == 0 ? words + 6 : words;
}

static void add_numbers(struct page *p, const struct week *w)
{
    p->numbers[0] = (struct page_number){
        .value = bare_minutes(p, p->total),
        .label = "online",
        .note = p->n_span_days == 1
                    ? ""
                    : page_say(p, "on %u of %u days", p->n_days_used, p->n_span_days),
    };
    p->numbers[1] = (struct page_number){
        .value = p->chat.high > 0 ? bare_minutes(p, p->chat) : "no",
        .label = "chat and social",
        .note = p->n_chat == 0
                    ? ""
                    : page_say(p, "on %u %s", p->n_chat, p->n_chat == 1 ? "platform" : "platforms"),
    };
    p->numbers[2] = (struct page_number){
        .value = page_say(p, "%u", p->n_new),
        .label = p->n_new == 1 ? "new platform" : "new platforms",
        .note = p->latest_minute < 0
                    ? ""
                    : page_say(p, "latest use %s%s%s", p->latest, p->n_span_days == 1 ? "" : " ",
                               p->n_span_days == 1 ? "" : day_of_latest(p, w)),
    };
}

static const char *names_of_new(struct page *p)
{
    AUTO_TEXT struct text t = {.at = NULL};
    unsigned said = 0;

    for (size_t i = 0; i < p->n_platforms && said < 3; i++)
        if (p->platforms[i].is_new) {
            if (said > 0)
                text_add(&t, said + 1 == p->n_new ? " and " : ", ");
            text_add(&t, p->platforms[i].name);
            said++;
        }
    if (p->n_new > said)
        text_addf(&t, " and %u more", p->n_new - said);
    return page_keep(p, &t);
}

static void add_sentence(struct page *p)
{
    AUTO_TEXT struct text t = {.at = NULL};

    if (p->is_empty) {
        text_addf(&t, "Nothing was seen of %s on %s.", p->child,
                  p->n_span_days == 1 ? "this day" : "these days");
        p->sentence = page_keep(p, &t);
        p->empty_reason =
            p->coverage.n_days_watched == 0
                ? "Kindward was not looking at that time: it may not have been installed yet, or "
                  "the machine was off, or this child’s account was not watched over."
            : p->coverage.n_connections > 0
                ? "There were connections, but none of them was use that Kindward can name: "
                  "see below why."
                : "Kindward was looking. Perhaps the computer was not used, or another "
                  "account or device was.";
        return;
    }
    p->empty_reason = "";
    text_addf(&t, "%s was online for %s", p->child, page_minutes(p, p->total));
    if (p->n_span_days > 1) {
        text_add(&t, " on ");
        words_many(&t, p->n_days_used, "day", "days");
    }
    if (p->chat.high > 0)
        text_addf(&t, ", and %s of it was chat and social", page_minutes(p, p->chat));
    text_add(&t, ".");
    if (p->n_new > 0)
        text_addf(&t, " New this %s: %s.", p->span_word, names_of_new(p));
    p->sentence = page_keep(p, &t);
}

/* "Most of it is on Saturday; the busiest hour begins at 16:00." */
static void add_heat_sentence(struct page *p)
{
    uint32_t of_hour[24] = {0}, of_day[7] = {0};
    size_t hour = 0, day = 0;

    for (size_t d = 0; d < 7; d++)
        for (size_t h = 0; h < 24; h++) {
            of_day[d] += p->heat[d][h];
            of_hour[h] += p->heat[d][h];
        }
    for (size_t d = 0; d < 7; d++)
        if (of_day[d] > of_day[day])
            day = d;
    for (size_t h = 0; h < 24; h++)
        if (of_hour[h] > of_hour[hour])
            hour = h;
    if (p->heat_max == 0)
        p->heat_sentence = "No hour with use to show.";
    else if (p->n_span_days == 1)
        p->heat_sentence = page_say(p, "Most use was in the hour from %02zu:00.", hour);
    else
        p->heat_sentence = page_say(p, "%s had the most use; the busiest hour began at %02zu:00.",
                                    page_weekday[day], hour);
}

/* A first look finds everything for the first time: that is no news of the child's. */
static const char *nothing_new(struct page *p)
{
    for (size_t i = 0; i < p->n_platforms; i++)
        if (p->platforms[i].is_first_seen && !p->platforms[i].is_new)
            return "Kindward had not looked before, so it cannot know yet what is new. From the "
                   "next report on, this part says it.";
    return "No platform was used for the first time.";
}

static void add_change_sentence(struct page *p)
{
    uint32_t low = 0, high = 0, n = 0;

    for (size_t i = 1; i <= WEEK_EARLIER; i++)
        if (p->spans[i].was_watched) {
            low += p->spans[i].minutes.low;
            high += p->spans[i].minutes.high;
            n++;
        }
    if (n == 0) {
        p->change_sentence =
            page_say(p, "There is no earlier %s to compare with yet.", p->span_word);
        return;
    }
    struct minutes usual = {.low = low / n, .high = (high + n - 1) / n};
    const char *how = p->total.low > usual.high   ? "more than"
                      : p->total.high < usual.low ? "less than"
                                                  : "much like";

    p->change_sentence = n == 1 ? page_say(p, "This is %s the earlier %s (%s).", how, p->span_word,
                                           page_minutes(p, usual))
                                : page_say(p, "This is %s the %u earlier %ss (%s each).", how, n,
                                           p->span_word, page_minutes(p, usual));
}

/* "New sites: a.example, b.example and 3 more." */
static const char *new_sites(struct page *p)
{
    AUTO_TEXT struct text t = {.at = NULL};
    unsigned said = 0, n = 0;

    for (size_t i = 0; i < p->n_sites; i++)
        n += p->sites[i].is_new && p->sites[i].kind[0] == '\0';
    if (n == 0)
        return "";
    text_add(&t, n == 1 ? "A new site: " : "New sites: ");
    for (size_t i = 0; i < p->n_sites && said < PAGE_NEW_SITES_SAID; i++)
        if (p->sites[i].is_new && p->sites[i].kind[0] == '\0') {
            if (said > 0)
                text_add(&t, said + 1 == n ? " and " : ", ");
            text_add(&t, p->sites[i].name);
            said++;
        }
    if (n > said)
        text_addf(&t, " and %u more", n - said);
    text_add(&t, ".");
    return page_keep(p, &t);
}

void page_add_sentences(struct page *p, const struct week *w)
{
    add_numbers(p, w);
    add_sentence(p);
    add_heat_sentence(p);
    add_change_sentence(p);
    p->nothing_new = p->n_new == 0 ? nothing_new(p) : "";
    p->new_sites_sentence = new_sites(p);
    p->noise_sentence =
        p->n_noise_sites == 0
            ? ""
            : page_say(p,
                       "%u other %s folded away: advertising, content networks, updates and what "
                       "pages load by themselves.",
                       p->n_noise_sites, p->n_noise_sites == 1 ? "site was" : "sites were");
    p->sites_more_sentence =
        p->n_sites == p->n_sites_shown
            ? ""
            : page_say(p, "%zu more sites, each used less than these, are in the JSON and CSV.",
                       p->n_sites - p->n_sites_shown);
}
