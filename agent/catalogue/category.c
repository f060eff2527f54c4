#include "catalogue/category.h"

#include "base/scope.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *title;
} categories[CATEGORY_COUNT] = {
    [CATEGORY_ADULT] = {"adult", "Adult"},
    [CATEGORY_GAMBLING] = {"gambling", "Gambling"},
    [CATEGORY_DATING] = {"dating", "Dating"},
    [CATEGORY_STRANGER_CHAT] = {"stranger-chat", "Chat with strangers"},
    [CATEGORY_MESSAGING] = {"messaging", "Messaging"},
    [CATEGORY_SOCIAL] = {"social", "Social networks"},
    [CATEGORY_AI_COMPANION] = {"ai-companion", "AI companions"},
    [CATEGORY_FORUMS] = {"forums", "Forums"},
    [CATEGORY_LIVESTREAM] = {"livestream", "Live streams"},
    [CATEGORY_VIDEO] = {"video", "Video"},
    [CATEGORY_GAMES] = {"games", "Games"},
    [CATEGORY_SELF_HARM] = {"self-harm", "Self-harm"},
    [CATEGORY_HATE_VIOLENCE] = {"hate-violence", "Hate and violence"},
    [CATEGORY_DRUGS_WEAPONS] = {"drugs-weapons", "Drugs and weapons"},
    [CATEGORY_PIRACY] = {"piracy", "Piracy"},
    [CATEGORY_BYPASS] = {"bypass", "Ways around"},
    [CATEGORY_MALWARE_PHISHING] = {"malware-phishing", "Malware and phishing"},
    [CATEGORY_ADS_TRACKERS] = {"ads-trackers", "Advertising and tracking"},
    [CATEGORY_EDUCATION] = {"education", "Learning"},
    [CATEGORY_OTHER] = {"other", "Other"},
};

/* What a family would name first where a name has several. */
static const enum category by_weight[] = {
    CATEGORY_STRANGER_CHAT, CATEGORY_SELF_HARM,
    CATEGORY_ADULT,         CATEGORY_MALWARE_PHISHING,
    CATEGORY_HATE_VIOLENCE, CATEGORY_DRUGS_WEAPONS,
    CATEGORY_DATING,        CATEGORY_AI_COMPANION,
    CATEGORY_GAMBLING,      CATEGORY_BYPASS,
    CATEGORY_PIRACY,        CATEGORY_SOCIAL,
    CATEGORY_MESSAGING,     CATEGORY_LIVESTREAM,
    CATEGORY_FORUMS,        CATEGORY_VIDEO,
    CATEGORY_GAMES,         CATEGORY_EDUCATION,
    CATEGORY_ADS_TRACKERS,
};

const char *category_name(enum category c)
{
    return categories[c].name;
}

const char *category_title(enum category c)
{
    return categories[c].title;
}

bool category_from_name(const char *word, enum category *ret_category)
{
    for (int c = 0; c < CATEGORY_COUNT; c++)
        if (strcmp(categories[c].name, word) == 0) {
            *ret_category = (enum category)c;
            return true;
        }
    return false;
}

bool category_of_list(const char *name, enum category *ret_category)
{
    char word[64];

    snprintf(word, sizeof(word), "%.*s", (int)strcspn(name, "."), name);
    return category_from_name(word, ret_category);
}

enum category category_first(category_set set)
{
    for (size_t i = 0; i < ARRAY_LEN(by_weight); i++)
        if (set & category_bit(by_weight[i]))
            return by_weight[i];
    return CATEGORY_OTHER;
}
