/*
 * summary — a week in a few lines, for mail: how much, which platforms, what is new, whether there
 * is something to talk about. What that is, and every site, stays on the page at home.
 */
#pragma once

#include "base/text.h"
#include "report/page.h"

/* One page a child. As text, a paragraph a line, and as a document of HTML with the same lines. */
void summary_text(const struct page *const *pages, size_t n, struct text *out);
void summary_html(const struct page *const *pages, size_t n, struct text *out);
