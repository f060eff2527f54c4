/*
 * build — lists become a generation with a catalogue of its own.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"
#include "lists/kept.h"

/* One list of a generation. */
struct part {
    json_t *says;     /* its entry in the manifest: id, category, sha256 and the rest; borrowed */
    const char *text; /* the file that has its names */
};

/* Digests of the lists that come with Kindward, and of @parts: whether anything is another. The
 * caller's to text_done(); `failed` where they cannot be read. */
struct text build_identity(const char *shipped, const struct part *parts, size_t n);

/**
 * build_generation() - compile the lists and let the new generation hold
 * @shipped:  the folder with platforms.tsv and starter/
 * @parts:    the lists, whose texts are linked or copied into the generation
 * @identity: of build_identity()
 *
 * Return: 0 and its number and how many names it has; or a negative errno with *reterr. What held
 * before holds on then.
 */
MUST_USE int build_generation(const struct kept *k, const char *shipped, const struct part *parts,
                              size_t n, const char *identity, unsigned *ret_generation,
                              size_t *ret_names, struct text *reterr);
