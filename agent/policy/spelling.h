/*
 * spelling — the word that someone plausibly meant.
 */
#pragma once

#include <stddef.h>

/* The nearest so far; begins as {.word = ...}. Strings are borrowed. */
struct spelling {
    const char *word;    /* as it was written */
    const char *nearest; /* NULL while nothing is near enough */
    size_t distance;
};

/**
 * spelling_try() - is a known word nearer than those before?
 * @known:  what the word is held against, in whatever case
 * @answer: what to write if it is the one
 *
 * Near is: a letter in three is wrong, missing or too many, at most three; or one is the beginning
 * of the other. Words past 64 bytes are near nothing.
 */
void spelling_try(struct spelling *s, const char *known, const char *answer);
