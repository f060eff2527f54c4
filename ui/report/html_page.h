/*
 * html_page — elements of the HTML report. Private to report.
 *
 * Everything is built as a tree by libxml2 and written out by it, so that escaping cannot be
 * forgotten. Strings given are clean (clean.h). A NULL parent or a failed allocation sets `failed`
 * and yields NULL, which all of these take.
 */
#pragma once

#include "report/page_model.h"

#include <libxml/tree.h>
#include <stdbool.h>
#include <stdint.h>

struct html {
    xmlDoc *doc;
    unsigned level; /* of the headings of sections, 2 or 3 */
    unsigned n_ids; /* given out so far */
    bool failed;
};

/* @class: "" none */
xmlNode *html_tag(struct html *h, xmlNode *parent, const char *name, const char *class);
xmlNode *html_text(struct html *h, xmlNode *parent, const char *name, const char *class,
                   const char *text);
void html_add(struct html *h, xmlNode *node, const char *text);
void html_attribute(struct html *h, xmlNode *node, const char *name, const char *value);
void html_number(struct html *h, xmlNode *node, const char *name, uint64_t value);

/* A section with its heading, tied together for a screen reader. */
xmlNode *html_section(struct html *h, xmlNode *parent, const char *class, const char *title);

/* A table with its caption and the heads of its columns; yields its body. */
xmlNode *html_table(struct html *h, xmlNode *parent, const char *class, const char *caption,
                    const char *const *heads, size_t n_heads);

/* A cell with a range of time, exact in data-low and data-high. */
void html_minutes(struct html *h, xmlNode *row, struct minutes m);

/* Charts (html_chart.c). */
void html_bar(struct html *h, xmlNode *parent, struct minutes m, uint32_t most);
void html_heat(struct html *h, xmlNode *parent, const struct page *p);

/* The sheet of styles with the palette in it (html_style.c), the caller's; NULL without memory. */
MUST_USE char *html_style(void);

/* Sections (html_sections.c). */
void html_add_report(struct html *h, xmlNode *parent, const struct page *p);

/* The document as text, every element closed; 0 or -ENOMEM. */
MUST_USE int html_write(struct html *h, struct text *out);
