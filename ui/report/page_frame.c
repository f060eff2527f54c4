/*
 * page_frame — the sentences around the numbers: the summary, what is new, when, change, coverage.
 */
#include "base/clock.h"
#include "report/page.h"
#include "report/words.h"

#include <inttypes.h>

static void fill_figures(struct arena *a, struct page_child *child)
{
    AUTO_TEXT struct text t = {.at = NULL};
    const struct week *w = child->week;
    uint32_t n_used = 0, n_new = 0;

    for (size_t i = 0; i < w->n_days; i++)
        n_used += w->days[i].minutes.high > 0;
    for (size_t i = 0; i < w->n_platforms; i++)
        n_new += w->platforms[i].is_new;

    words_add_minutes_short(&t, w->total);
    child->figures[0].label = "Online";
    child->figures[0].value = arena_text(a, &t);
    text_add(&t, "on ");
    words_add_count(&t, n_used, "day", "days");
    child->figures[0].note = arena_text(a, &t);

    words_add_minutes_short(&t, w->chat);
    child->figures[1].label = "Chat and social";
    child->figures[1].value = arena_text(a, &t);
    text_add(&t, "on ");
    words_add_count(&t, child->chat.n, "platform", "platforms");
    child->figures[1].note = arena_text(a, &t);

    child->figures[2].label = "New platforms";
    child->figures[2].value = arena_format(a, "%" PRIu32, n_new);
    if (w->latest_minute >= 0) {
        text_add(&t, "latest use at ");
        words_add_evening(&t, w->latest_minute);
    } else
        text_add(&t, "no late use");
    child->figures[2].note = arena_text(a, &t);
}

/* "a", "a and b", "a, b and c"; from the fourth on "a, b, c and 2 more". */
static void add_names(struct text *t, const struct page_row *rows, size_t n, bool only_new)
{
    size_t n_all = 0, said = 0, shown;

    for (size_t i = 0; i < n; i++)
        n_all += !only_new || rows[i].is_new;
    shown = n_all > 4 ? 3 : n_all;
    for (size_t i = 0; i < n && said < shown; i++) {
        if (only_new && !rows[i].is_new)
            continue;
        text_addf(t, "%s%s", said == 0 ? "" : said + 1 == n_all ? " and " : ", ", rows[i].name);
        said++;
    }
    if (n_all > shown)
        text_addf(t, " and %zu more", n_all - shown);
}

static void fill_sentence(struct arena *a, struct page_child *child)
{
    AUTO_TEXT struct text t = {.at = NULL};
    const struct week *w = child->week;

    if (child->is_empty) {
        text_addf(&t, "Nothing was recorded for %s in this %s. ", child->name, child->span_word);
        text_add(&t, w->coverage.n_days_watched == 0
                         ? "Kindward did not look on any of these days: it may have been off, or "
                           "not set up yet."
                         : "Kindward was looking, so it seems this device was not used for "
                           "anything online.");
    } else {
        text_addf(&t, "%s was online for ", child->name);
        words_add_minutes(&t, w->total);
        if (child->chat.n > 0) {
            text_add(&t, ", and used ");
            add_names(&t, child->chat.at, child->chat.n, false);
            text_add(&t, " to chat or to be social");
        } else if (child->platforms.n > 0) {
            text_add(&t, ", mostly on ");
            text_add(&t, child->platforms.at[0].name);
        }
        text_add(&t, ".");
    }
    child->sentence = arena_text(a, &t);
}

static void fill_new(struct arena *a, struct page_child *child)
{
    AUTO_TEXT struct text t = {.at = NULL};
    size_t n_platforms = 0, n_sites = 0, n_first = 0;

    for (size_t i = 0; i < child->platforms.n; i++) {
        n_platforms += child->platforms.at[i].is_new;
        n_first += child->platforms.at[i].is_first_seen;
    }
    for (size_t i = 0; i < child->sites.n; i++)
        n_sites += child->sites.at[i].is_new;
    if (n_platforms + n_sites == 0 && n_first > 0)
        text_add(&t, "This is the first time Kindward looked, so everything would be new: from the "
                     "next time on you see here what is.");
    else if (n_platforms + n_sites == 0)
        text_add(&t, "Nothing that was not used before.");
    if (n_platforms > 0) {
        text_add(&t, "Used for the first time: ");
        add_names(&t, child->platforms.at, child->platforms.n, true);
        text_add(&t, n_sites > 0 ? ". " : ".");
    }
    if (n_sites > 0) {
        text_add(&t, "Sites: ");
        add_names(&t, child->sites.at, child->sites.n, true);
        text_add(&t, ".");
    }
    child->new_things = arena_text(a, &t);
}

static void fill_when(struct arena *a, struct page_child *child)
{
    AUTO_TEXT struct text t = {.at = NULL};
    const struct week *w = child->week;
    const struct week_day *most = NULL;
    int busiest = -1, minutes = 0;

    for (size_t i = 0; i < w->n_days; i++)
        if (w->days[i].minutes.high > (most ? most->minutes.high : 0))
            most = &w->days[i];
    for (int hour = 0; hour < 24; hour++) {
        int sum = 0;

        for (int day = 0; day < 7; day++)
            sum += w->heat[day][hour];
        if (sum > minutes) {
            minutes = sum;
            busiest = hour;
        }
    }
    if (!most)
        text_add(&t, "No use on any day.");
    else {
        text_add(&t, "The longest day was ");
        words_add_day(&t, most->day);
        text_add(&t, " with ");
        words_add_minutes(&t, most->minutes);
        text_add(&t, ".");
        if (busiest >= 0)
            text_addf(&t, " Most use fell between %02d:00 and %02d:00.", busiest,
                      (busiest + 1) % 24);
    }
    child->when = arena_text(a, &t);
}

static const char *earlier_label(struct arena *a, const struct week *w, size_t i)
{
    static const char *const weeks[WEEK_EARLIER] = {"The week before", "Two weeks before",
                                                    "Three weeks before", "Four weeks before"};
    AUTO_TEXT struct text t = {.at = NULL};
    int32_t n = w->to_day - w->from_day;

    if (n == 7)
        return weeks[i];
    words_add_span(&t, w->from_day - (int32_t)(i + 1) * n, w->to_day - (int32_t)(i + 1) * n, false);
    return arena_text(a, &t);
}

static void fill_change(struct arena *a, struct page_child *child)
{
    AUTO_TEXT struct text t = {.at = NULL};
    const struct week *w = child->week;
    struct minutes usual = {0, 0};
    uint32_t n = 0;

    for (size_t i = 0; i < WEEK_EARLIER; i++) {
        struct page_earlier *e = &child->earlier[i];

        e->label = earlier_label(a, w, i);
        e->minutes = w->total_earlier[i];
        e->was_looked_at = w->had_earlier[i];
        if (!e->was_looked_at)
            continue;
        usual.low += e->minutes.low;
        usual.high += e->minutes.high;
        n++;
    }
    if (n == 0)
        text_add(&t, "There is nothing earlier to compare with yet.");
    else {
        usual.low /= n;
        usual.high /= n;
        text_add(&t, w->total.low > usual.high   ? "More than before: "
                     : w->total.high < usual.low ? "Less than before: "
                                                 : "Much as before: ");
        words_add_minutes(&t, w->total);
        text_add(&t, " now, ");
        words_add_minutes(&t, usual);
        text_add(&t, " on average in the earlier ones that we saw.");
    }
    child->change = arena_text(a, &t);
}

static const struct {
    const char *key, *words;
} reasons[NAMELESS_COUNT] = {
    [NAMELESS_NOT] = {"", ""},
    [NAMELESS_BEFORE_US] = {"before-us", "had begun before Kindward was looking"},
    [NAMELESS_ENCRYPTED] = {"encrypted", "hid the name by encryption"},
    [NAMELESS_SAYS_NONE] = {"says-none", "said no name"},
    [NAMELESS_NOT_READABLE] = {"not-readable", "could not be read"},
    [NAMELESS_TUNNEL] = {"tunnel", "went through a VPN or another tunnel"},
    [NAMELESS_CALL] = {"call", "looked like voice or video calls"},
    [NAMELESS_OTHER] = {"other", "were of a kind that carries no names"},
};

static void fill_coverage(struct arena *a, struct page_child *child)
{
    const struct week_coverage *from = &child->week->coverage;
    struct page_coverage *to = &child->coverage;
    int32_t n_days = child->week->to_day - child->week->from_day;

    to->n_connections = from->n_connections;
    to->n_named = from->by_evidence[EVIDENCE_SAID] + from->by_evidence[EVIDENCE_BOUND];
    to->n_claimed = from->by_evidence[EVIDENCE_CLAIMED];
    to->named_percent = to->n_connections > 0
                            ? (unsigned)((double)to->n_named / (double)to->n_connections * 100.0)
                            : 0;
    to->reasons = arena_array(a, NAMELESS_COUNT + 1, sizeof(*to->reasons));
    for (size_t i = NAMELESS_NOT + 1; to->reasons && i < NAMELESS_COUNT; i++)
        if (from->nameless[i] > 0)
            to->reasons[to->n_reasons++] =
                (struct page_reason){reasons[i].key, reasons[i].words, from->nameless[i]};
    if (to->reasons && to->n_claimed > 0)
        to->reasons[to->n_reasons++] = (struct page_reason){
            "claimed", "claimed a name that nothing confirmed, so it is not shown as a site",
            to->n_claimed};
    if (to->n_connections == 0)
        to->sentence = "No connection was seen.";
    else
        to->sentence = arena_format(
            a, "%u of every 100 connections could be named (%" PRIu64 " of %" PRIu64 ").",
            to->named_percent, to->n_named, to->n_connections);
    to->days = arena_format(a, "Kindward looked on %" PRIu32 " of %d %s.", from->n_days_watched,
                            (int)n_days, n_days == 1 ? "day" : "days");
}

void page_fill_frame(struct arena *a, struct page_child *child)
{
    fill_figures(a, child);
    fill_sentence(a, child);
    fill_new(a, child);
    fill_when(a, child);
    fill_change(a, child);
    fill_coverage(a, child);
}
