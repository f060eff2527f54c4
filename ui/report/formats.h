/*
 * formats — the four renderers. Private to report/; report_write() calls them.
 *
 * Each adds its whole output to *ret_text and answers 0 or -ENOMEM. UTF-8, but for text where the
 * style says otherwise.
 */
#pragma once

#include "report/page.h"
#include "report/report.h"

MUST_USE int report_text(const struct page *page, const struct report_style *style,
                         struct text *ret_text);
MUST_USE int report_html(const struct page *page, struct text *ret_text);
MUST_USE int report_json(const struct page *page, struct text *ret_text);
MUST_USE int report_csv(const struct page *page, struct text *ret_text);
