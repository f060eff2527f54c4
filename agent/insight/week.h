/*
 * week — one child's days in numbers: the model that every format of the report reads.
 *
 * Computed from visits alone. Minutes are a range: `low` is the union of the stretches in which
 * bytes went both ways, `high` adds the time a person plausibly still looked (see minutes.h).
 * Unions of time, never sums (ACC-4). Embedded and machinery visits count for bytes and coverage,
 * not for minutes, days, firsts or signals. Of days older than visits are kept there are sums
 * (store/sum.h): their minutes are added up, so the range is wider, and no times of day are known.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

enum { WEEK_DAYS_MAX = 371, WEEK_EARLIER = 4, WEEK_GUESSES_MAX = 256 };

struct minutes {
    uint32_t low, high; /* whole minutes; low rounded down, high up; high is at least 1 if used */
};

/* What was used in the time asked for, by one key. */
struct use {
    struct minutes minutes;
    uint32_t n_days; /* local days with use */
    int32_t first_day, last_day;
    int32_t latest_minute;      /* latest local minute of the evening, 0 to 1799: minutes past
                                   midnight of the day it belongs to (a day ends at 06:00, so 00:30
                                   is 1470); -1 where none */
    int32_t night_minutes_high; /* use between 22:00 and 06:00 */
    uint64_t up_bytes, down_bytes;
    uint32_t n_visits;
};

struct week_platform {
    const struct platform *platform; /* of the catalogue given; NULL if it does not know the id */
    char *id;
    struct use use;
    struct minutes earlier[WEEK_EARLIER]; /* the spans of the same length before, latest first */
    bool is_new;        /* never used before this span, and there was time looked at before it */
    bool is_first_seen; /* never used before this span (also when nothing was looked at before) */
};

struct week_site {
    char *site;
    char *platform_id; /* "" none */
    category_set categories;
    struct use use;
    bool is_new, is_first_seen;
};

struct week_category {
    enum category category;
    struct use use;
    struct minutes earlier[WEEK_EARLIER];
    uint32_t n_sites;
};

struct week_day {
    int32_t day;
    struct minutes minutes;
    struct minutes chat; /* messaging, social, stranger chat, AI companions */
    int32_t latest_minute;
    bool was_watched; /* we looked at some of it */
};

/* What is worth a conversation. What was seen, the baseline beside it; the words are the
 * report's. None accuses, and they are never added up. */
enum signal_kind {
    SIGNAL_STRANGER_CHAT,    /* a platform made for chat with strangers was used */
    SIGNAL_NEW_CHAT,         /* first use of a chat or social platform */
    SIGNAL_OFF_PLATFORM,     /* game or public platform, then first contact with a private
                                messenger within 30 minutes */
    SIGNAL_NIGHT,            /* use in the night, against the family's own nights */
    SIGNAL_MORE_THAN_BEFORE, /* sudden change against the earlier weeks */
    SIGNAL_AI_COMPANION,
    SIGNAL_BYPASS,   /* VPN, encrypted DNS, Tor */
    SIGNAL_CATEGORY, /* adult, gambling, dating, self-harm, hate, drugs, piracy, malware */
};

struct week_signal {
    enum signal_kind kind;
    const struct week_platform *platform, *other; /* into the week, or NULL */
    const struct week_site *site;                 /* or NULL */
    enum category category;
    struct minutes minutes, baseline;
    int32_t day;           /* first local day it was seen on */
    int32_t minute_of_day; /* local, -1 where it does not matter */
    uint32_t n_days;
};

/* Tries to use a site that a rule stopped; what a page embeds is no try of the child's. */
struct week_block {
    char *site;
    category_set categories;
    uint32_t n_times; /* moments, not the many attempts of a browser within a minute */
    uint32_t n_days;
};

/* Whose connections without a name probably were: a guess from the address, no use of anything. */
struct week_guess {
    char *site;
    uint64_t n;
};

struct week_coverage {
    uint64_t n_connections;
    uint64_t by_evidence[EVIDENCE_SAID + 1];
    uint64_t nameless[NAMELESS_COUNT];
    uint64_t n_guessed;      /* of those without a name */
    uint32_t n_days_watched; /* days of the span on which we looked */
    uint32_t n_days_summed;  /* of which only sums are left: no times of day */
};

struct week {
    char *child;
    int32_t from_day, to_day; /* [from, to) */
    bool is_iso_week;         /* exactly Monday to Monday */
    struct minutes total;     /* any use at all */
    struct minutes chat;      /* union over chat and social platforms and categories */
    struct minutes total_earlier[WEEK_EARLIER];
    bool had_earlier[WEEK_EARLIER]; /* something was looked at in that span */
    int32_t latest_minute;

    struct week_platform *platforms; /* by minutes.high, most first */
    size_t n_platforms;
    struct week_site *sites; /* most first; no machinery, no ads */
    size_t n_sites;
    uint32_t n_noise_sites; /* folded away: advertising, content networks, updates, embedded */
    struct week_category categories[CATEGORY_COUNT]; /* by enum order; unused ones are zero */
    struct week_day *days;
    size_t n_days;
    uint8_t heat[7][24]; /* weekday (Monday 0) x local hour: minutes of use, low, averaged over the
                            weeks of the span, 0 to 60 */
    struct week_signal *signals; /* in the order of weight */
    size_t n_signals;
    struct week_coverage coverage;
    struct gap *gaps; /* in which use could go unseen, by time; close ones of a kind are one */
    size_t n_gaps;
    struct week_block *blocks; /* most first */
    size_t n_blocks;
    struct week_guess *guesses; /* most first; of more than WEEK_GUESSES_MAX the first seen */
    size_t n_guesses;
};

struct week *week_free(struct week *w);
AUTO_RELEASE(struct week, week_free);

/* Does use of it count as chat and social? */
bool week_is_chat(category_set categories);
