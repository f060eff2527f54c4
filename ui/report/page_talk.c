/*
 * The words for what is worth a conversation.
 *
 * Written for a parent who is about to talk with a child they trust: what was seen, what is usual
 * beside it, why it may well be nothing, and a question that opens instead of cornering. No
 * accusation, no score, no certainty that metadata cannot give.
 */
#include "report/page_build.h"

#include "base/clock.h"
#include "report/words.h"

#include <string.h>

/* The same for every signal of a kind. */
struct manner {
    const char *word, *innocent, *question;
};

static const struct manner *manner_of(enum signal_kind kind)
{
    static const struct manner
        stranger = {"stranger-chat",
                    "Many open such a page once, out of curiosity or because friends showed it to "
                    "them, and leave it again.",
                    "“I have read about sites where you meet people you don’t know. Have you come "
                    "across one? What was it like?”"},
        new_chat = {"new-chat", "A class, a club or a new friend often brings a new app along.",
                    "“I saw there is something new. Who do you write with there, and what do you "
                    "like about it?”"},
        off_platform = {"off-platform",
                        "Friends who play together often go on talking in a messenger, mostly for "
                        "the better sound.",
                        "“When you play with others and someone wants to go on somewhere else, how "
                        "do you decide? Do you know them from school?”"},
        night = {"night",
                 "Homework, a bad night, music to fall asleep with, or a device that was only left "
                 "on can look the same.",
                 "“How have you been sleeping? Is there something that keeps you up?”"},
        more = {"more-than-before", "Holidays, an illness, rainy days or a new hobby do this.",
                "“You seem to enjoy that a lot lately. What is it that is so good about it?”"},
        companion = {"ai-companion",
                     "It may be for school, for fun, or to try what everyone talks about.",
                     "“What do you talk about with it? Does it ever say things that feel strange "
                     "to you?”"},
        bypass = {"bypass",
                  "A browser may switch on encrypted look-ups by itself, and a school or a game "
                  "may ask for a VPN.",
                  "“Is there something that does not work here at home, that you need a way "
                  "around for?”"},
        category = {"category",
                    "A link, a search, a mistyped name or something a friend sent can lead there. "
                    "Lists are wrong at times, too.",
                    "“Sometimes one ends up on a page one did not want. Has that happened to you? "
                    "You can always show me.”"};

    switch (kind) {
    case SIGNAL_STRANGER_CHAT:
        return &stranger;
    case SIGNAL_NEW_CHAT:
        return &new_chat;
    case SIGNAL_OFF_PLATFORM:
        return &off_platform;
    case SIGNAL_NIGHT:
        return &night;
    case SIGNAL_MORE_THAN_BEFORE:
        return &more;
    case SIGNAL_AI_COMPANION:
        return &companion;
    case SIGNAL_BYPASS:
        return &bypass;
    case SIGNAL_CATEGORY:
        break;
    }
    return &category;
}

static const char *name_of_platform(struct page *p, const struct week_platform *about)
{
    if (!about)
        return "";
    return page_clean(p, about->platform ? about->platform->name : about->id);
}

/* What it was, as a name in a sentence. */
static const char *subject(struct page *p, const struct week_signal *s)
{
    if (s->platform)
        return name_of_platform(p, s->platform);
    if (s->site)
        return page_clean(p, s->site->site);
    return "";
}

static const char *lower_first(struct page *p, const char *title)
{
    AUTO_TEXT struct text t = {.at = NULL};

    if (title[0] >= 'A' && title[0] <= 'Z' && title[1] >= 'a') {
        text_add_char(&t, (char)(title[0] - 'A' + 'a'));
        title++;
    }
    text_add(&t, title);
    return page_keep(p, &t);
}

static const char *title_of(struct page *p, const struct week_signal *s)
{
    const char *name = subject(p, s);
    bool is_named = name[0] != '\0';

    switch (s->kind) {
    case SIGNAL_STRANGER_CHAT:
        return is_named ? page_say(p, "Chat with strangers: %s", name) : "Chat with strangers";
    case SIGNAL_NEW_CHAT:
        return is_named ? page_say(p, "A first time on %s", name) : "A new place to chat";
    case SIGNAL_OFF_PLATFORM:
        return s->other && is_named
                   ? page_say(p, "From %s to %s", name, name_of_platform(p, s->other))
                   : "From a public place to a private one";
    case SIGNAL_NIGHT:
        return is_named ? page_say(p, "Late at night: %s", name) : "Late at night";
    case SIGNAL_MORE_THAN_BEFORE:
        return is_named ? page_say(p, "More of %s than before", name) : "More than before";
    case SIGNAL_AI_COMPANION:
        return is_named ? page_say(p, "An AI companion: %s", name) : "An AI companion";
    case SIGNAL_BYPASS:
        return is_named ? page_say(p, "A way around: %s", name) : "A way around what is set up";
    case SIGNAL_CATEGORY:
        break;
    }
    return page_say(p, "%s%s%s", category_title(s->category), is_named ? ": " : "", name);
}

/* "on Wednesday 18 November at 21:40", "on 3 days, first on ..." */
static const char *when_of(struct page *p, const struct week_signal *s)
{
    AUTO_TEXT struct text t = {.at = NULL};

    text_add(&t, "on ");
    if (s->n_days > 1)
        text_addf(&t, "%u days, first on ", s->n_days);
    words_day(&t, s->day);
    if (s->minute_of_day >= 0) {
        text_add(&t, " at ");
        words_time(&t, s->minute_of_day);
        if (s->minute_of_day >= 24 * 60)
            text_add(&t, " after midnight");
    }
    return page_keep(p, &t);
}

/* "Wednesday 18 November at 21:40": the first time, whatever came after it. */
static const char *first_of(struct page *p, const struct week_signal *s)
{
    struct week_signal once = *s;

    once.n_days = 1;
    return when_of(p, &once) + strlen("on ");
}

/* "" for one day, ", on 3 days" otherwise. */
static const char *days_of(struct page *p, const struct week_signal *s)
{
    return s->n_days > 1 ? page_say(p, ", on %u days", s->n_days) : "";
}

/* Of the night the minute is the latest one, not that of the first day. */
static const char *night_of(struct page *p, const struct week_signal *s)
{
    struct week_signal night = *s;

    night.minute_of_day = -1;
    return when_of(p, &night);
}

static const char *night_latest(struct page *p, const struct week_signal *s)
{
    return s->minute_of_day < 0
               ? ""
               : page_say(p, ", at the latest until %s", page_time(p, s->minute_of_day));
}

static const char *seen_of(struct page *p, const struct week_signal *s)
{
    const char *name = subject(p, s), *when = when_of(p, s);
    const char *minutes = page_minutes(p, s->minutes);
    const char *what = name[0] ? name : "It";

    switch (s->kind) {
    case SIGNAL_STRANGER_CHAT:
        return page_say(p,
                        "%s, made for talking with people one does not know, was used %s, for "
                        "%s in all.",
                        what, when, minutes);
    case SIGNAL_NEW_CHAT:
        return page_say(p, "%s was used for the first time on %s. In all it was %s%s.", what,
                        first_of(p, s), minutes, days_of(p, s));
    case SIGNAL_OFF_PLATFORM:
        return page_say(p, "Within half an hour of %s, %s was used for the first time, on %s.",
                        name[0] ? name : "a public platform",
                        s->other ? name_of_platform(p, s->other) : "a private messenger",
                        first_of(p, s));
    case SIGNAL_NIGHT:
        return page_say(p, "%s was used between 22:00 and 06:00 %s, for %s in all%s.",
                        name[0] ? name : "The computer", night_of(p, s), minutes,
                        night_latest(p, s));
    case SIGNAL_MORE_THAN_BEFORE:
        return page_say(p, "%s was used for %s, on %u %s.", name[0] ? name : "The computer",
                        minutes, s->n_days, s->n_days == 1 ? "day" : "days");
    case SIGNAL_AI_COMPANION:
        return page_say(p, "%s, a program that talks like a friend, was used %s, for %s in all.",
                        what, when, minutes);
    case SIGNAL_BYPASS:
        return page_say(p, "%s was used %s. It can hide what is used from Kindward.",
                        name[0] ? name : "A VPN, Tor or an encrypted look-up", when);
    case SIGNAL_CATEGORY:
        break;
    }
    return page_say(p, "%s was used %s, for %s in all. Lists count it as “%s”.",
                    name[0] ? name : "A site", when, minutes,
                    lower_first(p, category_title(s->category)));
}

static const char *baseline_of(struct page *p, const struct week_signal *s)
{
    const char *earlier;
    unsigned n = 0;

    for (size_t i = 1; i <= WEEK_EARLIER; i++)
        n += p->spans[i].was_watched;
    if (n == 0)
        return page_say(p, "There is no earlier %s to compare with yet.", p->span_word);
    earlier = page_say(p, "In the earlier %s%s", p->span_word, n == 1 ? "" : "s");
    if (s->baseline.high > 0)
        return page_say(p, "%s it was %s.", earlier, page_minutes(p, s->baseline));
    return page_say(p, "%s there was none.", earlier);
}

static const char *question_of(struct page *p, const struct week_signal *s)
{
    const struct week_platform *about = s->kind == SIGNAL_OFF_PLATFORM ? NULL : s->platform;

    if (about && about->platform && about->platform->question && about->platform->question[0] &&
        s->kind != SIGNAL_NIGHT && s->kind != SIGNAL_MORE_THAN_BEFORE)
        return page_say(p, "“%s”", page_clean(p, about->platform->question));
    return manner_of(s->kind)->question;
}

void page_add_talks(struct page *p, const struct week *w)
{
    p->talks = page_room(p, w->n_signals, sizeof(*p->talks));
    for (size_t i = 0; p->talks && i < w->n_signals; i++) {
        const struct week_signal *s = &w->signals[i];
        char date[DATE_TEXT_MAX];

        p->talks[p->n_talks++] = (struct page_talk){
            .kind = manner_of(s->kind)->word,
            .title = title_of(p, s),
            .seen = seen_of(p, s),
            .baseline = baseline_of(p, s),
            .innocent = manner_of(s->kind)->innocent,
            .is_of_kind_before = i > 0 && w->signals[i - 1].kind == s->kind,
            .question = question_of(p, s),
            .platform_id = s->platform ? page_clean(p, s->platform->id) : "",
            .site = s->site ? page_clean(p, s->site->site) : "",
            .category = s->kind == SIGNAL_CATEGORY ? category_name(s->category) : "",
            .minutes = s->minutes,
            .baseline_minutes = s->baseline,
            .first_day = page_say(p, "%s", day_format(s->day, date)),
            .minute_of_day = s->minute_of_day,
            .n_days = s->n_days,
        };
    }
}
