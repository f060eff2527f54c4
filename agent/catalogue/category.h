/*
 * category — the fixed set of meanings that a family understands.
 *
 * One table (category.c) holds each category's word for files and commands, its plain name for
 * people, and what it is. A name can have several, so they travel as a set of bits.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum category {
    CATEGORY_ADULT,
    CATEGORY_GAMBLING,
    CATEGORY_DATING,
    CATEGORY_STRANGER_CHAT,
    CATEGORY_MESSAGING,
    CATEGORY_SOCIAL,
    CATEGORY_AI_COMPANION,
    CATEGORY_FORUMS,
    CATEGORY_LIVESTREAM,
    CATEGORY_VIDEO,
    CATEGORY_GAMES,
    CATEGORY_SELF_HARM,
    CATEGORY_HATE_VIOLENCE,
    CATEGORY_DRUGS_WEAPONS,
    CATEGORY_PIRACY,
    CATEGORY_BYPASS,
    CATEGORY_MALWARE_PHISHING,
    CATEGORY_ADS_TRACKERS,
    CATEGORY_EDUCATION,
    CATEGORY_OTHER,
    CATEGORY_COUNT,
};

/* Bit 1 << category. */
typedef uint32_t category_set;

static inline category_set category_bit(enum category c)
{
    return (category_set)1 << c;
}

/* The word used in lists, configuration and JSON: "stranger-chat". */
const char *category_name(enum category c);

/* What a parent reads: "Chat with strangers". */
const char *category_title(enum category c);

/* The category of a word; false, and nothing set, where there is none. */
bool category_from_name(const char *word, enum category *ret_category);

/* The category of a list, by its name or its file's, up to the first dot: "social.list" is of one,
 * and so is "social.anonymous". False as above. */
bool category_of_list(const char *name, enum category *ret_category);

/* The category of a set that a family would name first (the order of severity in category.c);
 * CATEGORY_OTHER of the empty set. */
enum category category_first(category_set set);
