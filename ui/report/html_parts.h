/*
 * html_parts — elements of the HTML form, built as a libxml2 tree so that no text is ever pasted
 * into markup. Private to report/.
 *
 * A NULL parent gives NULL and does nothing: memory that ran out is asked about once, at the end.
 */
#pragma once

#include "report/page.h"

#include <libxml/tree.h>

/* A child element; @class may be NULL. Borrowed: the tree owns it. */
xmlNodePtr html_element(xmlNodePtr parent, const char *name, const char *class);

/* A child element that holds a text. */
xmlNodePtr html_words(xmlNodePtr parent, const char *name, const char *class, const char *words);

/* An attribute, by a printf format. */
void html_attribute(xmlNodePtr node, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Text at the end of an element. */
void html_text(xmlNodePtr node, const char *words);

/* <section> with its <h2>; @id is made unique by the child's number. */
xmlNodePtr html_section(xmlNodePtr parent, size_t child, const char *id, const char *heading);

/* A small label: "new". */
void html_badge(xmlNodePtr parent, const char *words);

/* Tables (html_tables.c). Cells with times carry data-low and data-high in minutes. */
void html_rows_table(xmlNodePtr parent, const char *caption, const char *what,
                     const struct page_row *rows, size_t n);
void html_days_table(xmlNodePtr parent, const struct page_child *child);
void html_earlier_table(xmlNodePtr parent, const struct page_child *child);
void html_coverage_table(xmlNodePtr parent, const struct page_child *child);
void html_heat_table(xmlNodePtr parent, const struct page_child *child);

/* A closed <details> with its summary: what is there for who wants it. */
xmlNodePtr html_details(xmlNodePtr parent, const char *summary);

/* Charts (html_chart.c): inline SVG in percent of the width, so text keeps its size on a phone. */
struct html_bar {
    const char *name, *value;
    struct minutes minutes;
    bool is_marked;
};

/* @id: unique in the page. Bars are drawn against the largest of them. */
void html_bars(xmlNodePtr parent, const char *id, const char *title, const struct html_bar *bars,
               size_t n);
void html_heat(xmlNodePtr parent, const char *id, const struct page_child *child);

/* The style sheet (html_style.c). */
void html_add_style(struct text *t);
