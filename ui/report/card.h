/*
 * card — a page about a platform, in plain words: blocklists/cards/ID.md.
 *
 * The form is fixed (docs/lists.md, "Cards"): a title, four headings in this order, three
 * questions, the date ("Checked:" where the facts were held against a source, "Written:" where they
 * were not yet), and where the facts are from.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { CARD_MAX = 8192, CARD_QUESTIONS = 3 };

/* Paragraphs are single lines. Valid as the file was: clean them (clean.h) before showing them. */
struct card {
    const char *name; /* "Discord" */
    const char *what, *who, *settings;
    const char *questions[CARD_QUESTIONS];
    bool is_checked;  /* held against the source; else only written down */
    const char *date; /* "2026-11-27": of the check or the writing */
    const char *source;
    char *bytes; /* private: what the others point into */
};

/**
 * card_read() - read the bytes of a card
 * @bytes:    of the file, any length; not kept
 * @ret_card: set on success only; the caller's, for card_done()
 * @reterr:   what is wrong, in which line
 *
 * Pure. Return: 0, -EINVAL (*reterr says why), -E2BIG (longer than CARD_MAX) or -ENOMEM.
 */
MUST_USE int card_read(struct bytes bytes, struct card *ret_card, struct text *reterr);
void card_done(struct card *card);

#define AUTO_CARD __attribute__((cleanup(card_done)))

/* The folder of cards: $KINDWARD_CARDS where it is set, or where they are installed. */
const char *card_folder(void);

/**
 * card_load() - read the card of a platform
 * @folder: see card_folder()
 * @id:     of the platform; one that is no plain word has no card
 *
 * Return: 0, -ENOENT: there is none (no error); else *reterr says what, where and why.
 */
MUST_USE int card_load(const char *folder, const char *id, struct card *ret_card,
                       struct text *reterr);
