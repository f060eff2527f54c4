/*
 * page — a week, said in words and numbers (page_model.h).
 */
#pragma once

#include "base/scope.h"
#include "report/page_model.h"

/**
 * page_make() - say a week in words and numbers
 * @week:  read only; nothing of it is kept
 * @cards: the folder of cards; NULL: none are shown
 *
 * Return: 0 and *ret_page, the caller's, or -ENOMEM.
 */
MUST_USE int page_make(const struct week *week, const char *cards, struct page **ret_page);
struct page *page_free(struct page *p);
AUTO_RELEASE(struct page, page_free);
