/*
 * page_topics — what is worth a conversation, in words.
 *
 * Each says what was seen, what is usual beside it, ordinary reasons, and a question that opens a
 * talk and does not close one. No accusation, no score; nothing is added up.
 */
#include "base/clock.h"
#include "report/page.h"
#include "report/words.h"

#include <string.h>

static const struct {
    const char *name;
    const char *title; /* of a topic about nothing in particular */
    const char *innocent, *question;
} kinds[] = {
    [SIGNAL_STRANGER_CHAT] =
        {"stranger-chat", "A place to chat with strangers",
         "Curiosity is the commonest reason, often after a video or a friend spoke of it. One "
         "short "
         "visit may have been a look around.",
         "I read that people talk to strangers there. What was it like when you tried it? Was "
         "there anything that felt odd?"},
    [SIGNAL_NEW_CHAT] =
        {"new-chat", "A new place to chat",
         "Friends, a class or a club often settle on an app together, and most people who join "
         "one know each other already.",
         "Who do you talk with there? Could you show me how it works?"},
    [SIGNAL_OFF_PLATFORM] =
        {"off-platform", "From a public place to a private chat",
         "Team mates who play together often move to a messenger to plan the next game, and many "
         "of them are school friends.",
         "Did someone suggest carrying on in another app? How do you know them?"},
    [SIGNAL_NIGHT] =
        {"night", "Online late at night",
         "A holiday, a late film, homework that ran over, or a device that went on playing music "
         "by itself can look the same.",
         "You seem to have been up late. What keeps you awake, and would it help to charge the "
         "phone in another room?"},
    [SIGNAL_MORE_THAN_BEFORE] =
        {"more-than-before", "More time than before",
         "Holidays, illness, bad weather, a school project or a new game all do this, and most of "
         "it settles by itself.",
         "You have been into this a lot lately. What do you like about it just now?"},
    [SIGNAL_AI_COMPANION] =
        {"ai-companion", "Talking with an AI companion",
         "Many young people try these to play, to write stories or to practise a language.",
         "What do you talk about with it? Is there anything you tell it that you would also like "
         "to tell a person?"},
    [SIGNAL_BYPASS] =
        {"bypass", "A way around the usual connection",
         "Some games, schools and apps use a VPN, and browsers switch on private look-ups by "
         "themselves.",
         "I saw that a VPN or something like it was on. What do you use it for? If a rule of ours "
         "is in the way, let us talk about the rule."},
    [SIGNAL_CATEGORY] =
        {"category", "A subject to talk about",
         "Links, advertisements and search results lead to such places by accident, and curiosity "
         "is part of growing up.",
         "People your age come across all sorts of things online. Is there anything you saw that "
         "you would like to talk about?"},
};

/* Where the general words are too general. */
static const struct {
    enum category category;
    const char *innocent, *question;
} subjects[] = {
    {CATEGORY_SELF_HARM, "It may be a song, a story, a school subject, or worry about a friend.",
     "How are you, really? I am here to listen, whatever it is, and nothing you say will get you "
     "into trouble."},
    {CATEGORY_GAMBLING,
     "Sports pages and games link to betting, and an advertisement can open it unasked.",
     "Have you seen those betting or loot-box sites? How do you think they earn their money?"},
    {CATEGORY_MALWARE_PHISHING,
     "A mistyped address or a link in a message is enough; nobody does this on purpose.",
     "Did you get an odd message or a link that wanted a password? Shall we look at it together?"},
    {CATEGORY_PIRACY,
     "Friends pass such links around, and it is not always plain that a site is not allowed.",
     "What were you hoping to watch or play? Let us see where we can get it safely."},
    {CATEGORY_DATING, "Advertisements for such sites are everywhere, and one tap opens them.",
     "Some of these sites are for adults only, for good reasons. What do you make of them?"},
    {CATEGORY_HATE_VIOLENCE, "News, history lessons and shared links lead there too.",
     "What do you think of what people say there? Does any of your friends believe it?"},
    {CATEGORY_DRUGS_WEAPONS, "School projects, games and news lead there too.",
     "Does anyone at school talk about such things? What do you hear?"},
};

static const char *foreign_name(const struct page_child *child, const struct week_signal *s)
{
    const struct week *w = child->week;

    if (s->platform && child->platforms.n == w->n_platforms)
        return child->platforms.at[s->platform - w->platforms].name;
    if (s->site && child->sites.n == w->n_sites)
        return child->sites.at[s->site - w->sites].name;
    return "";
}

static const char *other_name(const struct page_child *child, const struct week_signal *s)
{
    if (s->other && child->platforms.n == child->week->n_platforms)
        return child->platforms.at[s->other - child->week->platforms].name;
    return "a private messenger";
}

static void add_when(struct text *t, const struct week_signal *s)
{
    char clock[CLOCK_TEXT_MAX];

    text_add(t, s->n_days > 1 ? ", first on " : ", on ");
    words_add_day(t, s->day);
    if (s->minute_of_day >= 0)
        text_addf(t, " at %s", words_clock(s->minute_of_day, clock));
    if (s->n_days > 1) {
        text_add(t, ", on ");
        words_add_count(t, s->n_days, "day", "days");
    }
}

static void add_seen(struct text *t, const struct week_signal *s, const char *name,
                     const char *other)
{
    switch (s->kind) {
    case SIGNAL_STRANGER_CHAT:
    case SIGNAL_NEW_CHAT:
    case SIGNAL_AI_COMPANION:
        text_addf(t, "%s was used for ", name[0] ? name : "It");
        words_add_minutes(t, s->minutes);
        break;
    case SIGNAL_OFF_PLATFORM:
        text_addf(t, "%s was used, and within half an hour %s for the first time",
                  name[0] ? name : "A public platform", other);
        break;
    case SIGNAL_NIGHT:
        text_add(t, "There was use between 22:00 and 06:00, ");
        words_add_minutes(t, s->minutes);
        break;
    case SIGNAL_MORE_THAN_BEFORE:
        text_addf(t, "%s took ", name[0] ? name : "Being online");
        words_add_minutes(t, s->minutes);
        text_add(t, " this time.");
        return;
    case SIGNAL_BYPASS:
        text_addf(t, "%s was in use for ", name[0] ? name : "A VPN or encrypted look-ups");
        words_add_minutes(t, s->minutes);
        break;
    case SIGNAL_CATEGORY:
        if (name[0])
            text_addf(t, "%s (%s) was opened for ", name, category_title(s->category));
        else
            text_addf(t, "Sites of the kind “%s” were opened for ", category_title(s->category));
        words_add_minutes(t, s->minutes);
        break;
    }
    add_when(t, s);
    text_add(t, ".");
}

static bool had_earlier(const struct week *w)
{
    for (size_t i = 0; i < WEEK_EARLIER; i++)
        if (w->had_earlier[i])
            return true;
    return false;
}

static void add_baseline(struct text *t, const struct week *w, const struct week_signal *s)
{
    if (!had_earlier(w)) {
        text_add(t, "There is nothing earlier to compare it with yet.");
        return;
    }
    if (s->baseline.high == 0) {
        text_add(t, "Before that: none that we saw.");
        return;
    }
    text_add(t, s->kind == SIGNAL_NIGHT ? "In the earlier nights that we saw: "
                                        : "In the earlier spans that we saw: ");
    words_add_minutes(t, s->baseline);
    text_add(t, ".");
}

static const char *title_of(struct arena *a, const struct week_signal *s, const char *name)
{
    const char *title = kinds[s->kind].title;

    if (s->kind == SIGNAL_CATEGORY)
        title = category_title(s->category);
    if (s->kind == SIGNAL_NIGHT || name[0] == '\0')
        return title;
    return arena_format(a, "%s: %s", title, name);
}

static void fill_topic(struct arena *a, const struct page_child *child, const struct week_signal *s,
                       struct page_topic *topic)
{
    AUTO_TEXT struct text t = {.at = NULL};
    const char *name = foreign_name(child, s);
    const struct platform *known = s->platform ? s->platform->platform : NULL;

    topic->signal = s;
    topic->kind = kinds[s->kind].name;
    topic->title = title_of(a, s, name);
    add_seen(&t, s, name, other_name(child, s));
    topic->seen = arena_text(a, &t);
    add_baseline(&t, child->week, s);
    topic->baseline = arena_text(a, &t);
    topic->innocent = kinds[s->kind].innocent;
    topic->question = kinds[s->kind].question;
    topic->about = s->platform ? arena_visible(a, s->platform->id) : name;
    if (s->kind == SIGNAL_CATEGORY)
        for (size_t i = 0; i < ARRAY_LEN(subjects); i++)
            if (subjects[i].category == s->category) {
                topic->innocent = subjects[i].innocent;
                topic->question = subjects[i].question;
            }
    if (s->kind == SIGNAL_NEW_CHAT && known && known->question[0])
        topic->question = arena_visible(a, known->question);
}

void page_fill_topics(struct arena *a, struct page_child *child)
{
    const struct week *w = child->week;

    child->topics = arena_array(a, w->n_signals, sizeof(*child->topics));
    for (size_t i = 0; child->topics && i < w->n_signals; i++)
        fill_topic(a, child, &w->signals[i], &child->topics[child->n_topics++]);
}
