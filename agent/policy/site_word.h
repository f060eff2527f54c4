/*
 * site_word — the name of a site as a guardian writes it.
 *
 * Capitals and a dot at the end are forgiven, an international name becomes its A-label (RFC 5891).
 * All else is refused with what to write: pages' addresses, stars, public suffixes, addresses.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"

#include <stdbool.h>

enum { SITE_WORD_MAX = 253 };

/**
 * site_word_read() - a word as a name that rules can speak of
 * @word:        UTF-8, without spaces around it
 * @ret_name:    SITE_WORD_MAX + 1 bytes; set on true
 * @ret_what:    what is wrong, a clause; added on false
 * @ret_instead: what to write, where it is known; added on false
 */
MUST_USE bool site_word_read(const char *word, char *ret_name, struct text *ret_what,
                             struct text *ret_instead);

/* Is the name www. and a site? Then the site, from the fifth byte on, is what was meant. */
bool is_www_of_a_site(const char *name);
