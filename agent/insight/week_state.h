/*
 * week_state — what the parts of week share. Private to insight.
 *
 * A span is the time asked for, or one of those of the same length before it. A tally gathers the
 * stretches of one platform, site or category in each span.
 */
#pragma once

#include "base/siphash.h"
#include "insight/minutes.h"

enum { SPANS = 1 + WEEK_EARLIER }; /* 0: what was asked for; then backwards */

/* Local time as the visits say it: the offset that holds from a time on. */
struct zone_change {
    int64_t from_us;
    int32_t offset_s;
};

struct zone {
    struct zone_change *at;
    size_t n, room;
};

/* What is known of days of which only sums are kept. */
struct old_days {
    struct minutes minutes[SPANS];
    /* Of span 0: */
    uint32_t n_days;
    int32_t first_day, last_day, latest_minute, night_minutes;
};

struct tally {
    char *name; /* owned; NULL: free */
    struct spans spans[SPANS];
    struct old_days old;
    category_set categories;
    char *platform; /* of a site, owned */
    uint64_t up_bytes, down_bytes;
    uint32_t n_visits;
    int64_t first_us;       /* of the first visit of span 0 */
    int32_t first_ever_day; /* INT32_MAX: not known */
    bool is_noise;
};

/* By name, keyed hash, open addressing. */
struct tallies {
    struct tally *slots;
    size_t n, room;
};

struct gathered {
    struct siphash_key key;
    int32_t from_day, to_day, n_days;
    struct zone zone;
    int64_t begin_us[SPANS], end_us[SPANS];
    int32_t summed_until;      /* before that day only sums count; INT32_MIN: there are none */
    struct week_day *old_days; /* n_days of span 0, zero where there are no sums; owned */
    bool is_watched[SPANS];
    bool was_watched_before;
    struct tallies platforms, sites, noise;
    struct tally total, chat, categories[CATEGORY_COUNT];
    uint32_t n_sites_of[CATEGORY_COUNT];
};

/* tally.c */
MUST_USE int tally_get(struct gathered *g, struct tallies *t, const char *name,
                       struct tally **ret_tally);
struct tally *tally_find(const struct gathered *g, const struct tallies *t, const char *name);
void tally_done(struct tally *t);
void tallies_done(struct tallies *t);

/* zone.c: local days and hours of points in UTC. */
MUST_USE int zone_note(struct zone *z, int64_t from_us, int32_t offset_s);
int32_t zone_offset_s(const struct zone *z, int64_t when_us);
int64_t zone_day_begin_us(const struct zone *z, int32_t day);
int32_t zone_day(const struct zone *z, int64_t when_us);
/* The local second @second of a day, which may be past its midnight, as a time. */
int64_t zone_time_us(const struct zone *z, int32_t day, int32_t second);

/* gather.c */
MUST_USE int gather(struct store *s, const char *child, struct gathered *g, struct text *reterr);
void gather_done(struct gathered *g);

/* sums.c: the days of which only sums are kept, into the tallies and old_days. */
MUST_USE int sums_gather(struct store *s, const char *child, struct gathered *g,
                         struct text *reterr);

/* use.c */
enum { NIGHT_FROM_S = 22 * 3600, NIGHT_TO_S = 30 * 3600, EVENING_ENDS_S = 6 * 3600 };

/* Minutes of span @k, of which the spans were joined. */
MUST_USE int use_minutes(const struct gathered *g, const struct tally *t, int k,
                         struct minutes *ret_minutes);
MUST_USE int use_of(const struct gathered *g, const struct tally *t, struct use *ret_use);
int32_t use_latest_minute(const struct gathered *g, const struct spans *low, int64_t from_us,
                          int64_t to_us);

/* What lies in the night that begins on @day, in microseconds. */
int64_t use_night_us(const struct gathered *g, const struct spans *spans, int32_t day);

/* signal.c */
MUST_USE int signals_find(const struct gathered *g, struct week *w);

/* events.c: gaps, blocks and guesses of span 0, of which the times are known. */
MUST_USE int events_find(struct store *s, const struct gathered *g, struct week *w,
                         struct text *reterr);
