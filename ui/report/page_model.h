/*
 * page_model — what a parent reads about one child's days: the words and the numbers, in their
 * order.
 *
 * The one model that all formats render. It is made from a struct week and from nothing else; a
 * renderer adds layout and escaping, never a number or a sentence of its own about the child.
 * Every string in it is UTF-8 without control or direction marks (see clean.h), whatever bytes the
 * names came with, and lives as long as the page.
 *
 * A minute count is a range; the true time lies in it. Times of day are local.
 */
#pragma once

#include "insight/week.h"
#include "report/card.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PAGE_SITES_SHOWN = 15,
    PAGE_NEW_SITES_SAID = 5,
    PAGE_NUMBERS = 3,
    PAGE_GAPS_SHOWN = 5,
    PAGE_BLOCKS_SHOWN = 10,
    PAGE_GUESSES_SHOWN = 5
};

/* One of the three numbers at the top: "12 to 14 hours", "online", "on 6 of 7 days". */
struct page_number {
    const char *value, *label, *note;
};

/* What is worth a conversation. No accusation, no score. */
struct page_talk {
    const char *kind;        /* word for JSON and CSV: "stranger-chat" */
    const char *title;       /* "A first time on Omegle-like" */
    const char *seen;        /* what was seen */
    const char *baseline;    /* what is usual beside it; "" where nothing is known */
    const char *innocent;    /* why it may well be nothing */
    bool is_of_kind_before;  /* the one before is of this kind: no need to say innocent twice */
    const char *question;    /* a way to begin */
    const char *platform_id; /* "" none; the same for site and category */
    const char *site;
    const char *category;
    struct minutes minutes, baseline_minutes;
    const char *first_day; /* "2026-11-18" */
    int32_t minute_of_day; /* -1 none */
    uint32_t n_days;
};

/* A platform's own page, shown when it is new (card.h). */
struct page_card {
    const char *what, *who, *settings, *questions[CARD_QUESTIONS];
    const char *source; /* how old it is, and where the facts are from */
};

/* A platform, a site or a category, and how it was used. */
struct page_use {
    const char *key;  /* platform id, site, category word */
    const char *name; /* for people */
    const char *kind; /* platform: word of its kind; site: its platform's id; "" else */
    const char *kind_title;
    const char *categories;     /* words, separated by a space */
    category_set category_bits; /* the same as a set */
    struct minutes minutes;
    struct minutes earlier[WEEK_EARLIER];
    uint32_t n_days, n_sites; /* n_sites: of a category */
    int32_t latest_minute;    /* -1 none; minutes past the midnight of its day, 0 to 1799 */
    const char *latest;       /* "21:40", "" none */
    bool is_new, is_first_seen;
    /* Platforms only: */
    bool is_chat;
    const char *strangers;       /* "yes", "no", "unsure" */
    const char *strangers_words; /* "Strangers can write here" */
    const char *encrypted;       /* "yes", "no", "unsure" */
    uint8_t minimum_age;         /* 0 not known */
    const char *age_source, *card, *question;
    struct page_card *about; /* at first sight, where there is a card; NULL else */
};

struct page_day {
    const char *date;  /* "2026-11-18" */
    const char *label; /* "Wed 18 Nov" */
    struct minutes minutes, chat;
    int32_t latest_minute;
    const char *latest;
    bool was_watched;
};

/* One span of the change: this one or an earlier one of the same length. */
struct page_span {
    const char *label; /* "this week", "the week before", "3 weeks before" */
    const char *from;  /* "2026-11-16" */
    struct minutes minutes;
    bool was_watched;
};

struct page_reason {
    const char *word; /* "encrypted" */
    const char *words;
    uint64_t n;
};

/* A time in which use could go unseen. */
struct page_gap {
    const char *kind;      /* "agent-off" */
    const char *from, *to; /* RFC 3339 */
    const char *sentence;
    uint64_t n_lost;
    uint32_t minutes; /* rounded up */
    bool is_shown;    /* one of the PAGE_GAPS_SHOWN longest */
};

/* A site that a rule stopped. */
struct page_block {
    const char *site, *categories; /* words, separated by a space */
    category_set category_bits;
    const char *title; /* of the category a family would name first; "" none */
    const char *times; /* "3 times on 2 days" */
    uint32_t n_times, n_days;
};

struct page_coverage {
    uint64_t n_connections, n_named, n_claimed;
    unsigned named_percent; /* rounded down; 0 where there was no connection */
    struct page_reason *reasons;
    size_t n_reasons;
    uint32_t n_days_watched;
    const char *sentence;         /* the share with a name */
    const char *claimed_sentence; /* "" where none were claimed */
    const char *watched_sentence;
    uint64_t n_nameless, n_guessed; /* connections without a name; of these, with a guess */
    const char *guess_sites[PAGE_GUESSES_SHOWN]; /* most first */
    size_t n_guess_sites;
    const char *guess_sentence; /* "" where nothing was guessed */
    struct page_gap *gaps;      /* by time */
    size_t n_gaps;
    const char *gaps_more_sentence; /* "" where all are shown */
};

struct page_string;

struct page {
    const char *child;
    const char *title;            /* "16 to 22 November 2026 (week 47)" */
    const char *from, *to, *week; /* "2026-11-16", "2026-11-22" (last day), "2026-W47" or "" */
    const char *span_word;        /* "week", "day", "time" */
    uint32_t n_span_days;
    bool is_empty; /* nothing was used */
    const char *sentence;
    const char *empty_reason; /* "" where something was used */
    struct page_number numbers[PAGE_NUMBERS];
    struct minutes total, chat;
    uint32_t n_days_used, n_chat, n_new;
    int32_t latest_minute;
    const char *latest;

    struct page_talk *talks;
    size_t n_talks;
    struct page_use *platforms, *sites, *categories;
    size_t n_platforms, n_sites, n_sites_shown, n_categories;
    uint32_t n_noise_sites;
    const char *new_sites_sentence; /* of sites without a platform; "" where none is new */
    const char *noise_sentence, *sites_more_sentence; /* "" where nothing is folded or left over */
    struct page_day *days;
    size_t n_days;
    uint8_t heat[7][24];
    uint8_t heat_max;
    const char *heat_sentence;
    struct page_span spans[WEEK_EARLIER + 1]; /* this one first */
    const char *change_sentence;
    const char *nothing_new; /* where n_new is 0: why; "" elsewhere */
    struct page_coverage coverage;
    struct page_block *blocks; /* most first */
    size_t n_blocks, n_blocks_shown;
    const char *blocks_sentence; /* "" where nothing was blocked */

    struct page_string *strings; /* private: what the page owns */
    bool failed;                 /* private: an allocation failed */
};
