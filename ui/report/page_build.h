/*
 * page_build — what the parts that make a page share. Private to report.
 */
#pragma once

#include "report/page_model.h"

#include "base/text.h"

#include <stddef.h>

/* What a page owns. */
struct page_string {
    struct page_string *next;
    _Alignas(max_align_t) char at[];
};

/* Zeroed memory of the page; NULL (and page->failed) where there is none. */
void *page_room(struct page *p, size_t n, size_t bytes_each);

/* The text's string becomes the page's; the text is empty after it. Never NULL. */
const char *page_keep(struct page *p, struct text *t);

/* Foreign text, made clean; "" for NULL. */
const char *page_clean(struct page *p, const char *s);

/* Format of words of our own and of strings that are clean already. */
const char *page_say(struct page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The words of a set of categories, separated by a space. */
const char *page_categories(struct page *p, category_set set);

const char *page_time(struct page *p, int32_t minute_of_day);
const char *page_minutes(struct page *p, struct minutes m);

/* The parts, each after the fields before it in struct page are set. */
void page_add_talks(struct page *p, const struct week *w);
void page_add_coverage(struct page *p, const struct week *w);
void page_add_events(struct page *p, const struct week *w);
void page_add_sentences(struct page *p, const struct week *w);
