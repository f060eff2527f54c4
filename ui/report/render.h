/*
 * render — the four renderers. Private to report.
 *
 * Each adds the whole report to `out` and returns 0 or -ENOMEM (kept in out->failed as well).
 */
#pragma once

#include "report/page.h"
#include "report/report.h"

#include "base/text.h"

MUST_USE int text_render(const struct page *const *pages, size_t n,
                         const struct report_style *style, struct text *out);
MUST_USE int html_render(const struct page *const *pages, size_t n, struct text *out);
MUST_USE int json_render(const struct page *const *pages, size_t n, struct text *out);
MUST_USE int csv_render(const struct page *const *pages, size_t n, struct text *out);
