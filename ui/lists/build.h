/*
 * build — lists become a generation with a catalogue of its own.
 */
#pragma once

#include "base/scope.h"
#include "base/text.h"
#include "lists/kept.h"
#include "lists/own.h"

/* One list of a generation. */
struct part {
    json_t *says;     /* its entry in the manifest: id, category, sha256 and the rest; borrowed */
    const char *text; /* the file that has its names */
    bool is_bad;      /* set where a generation cannot be made since this cannot be read */
};

/* All that a generation is made of; borrowed. */
struct ingredients {
    const char *shipped; /* the folder with platforms.tsv and starter/ */
    struct part *parts;
    size_t n;
    const struct own_lists *own;
};

/* Digests of all of it, and of the program that reads lists: whether anything is another. The
 * caller's to text_done(); `failed` where the lists that come with Kindward cannot be read. */
struct text build_identity(const struct ingredients *of);

/**
 * build_generation() - compile the lists and let the new generation hold
 * @of:       texts of parts are linked or copied into the generation
 * @identity: of build_identity()
 *
 * Return: 0 and its number and how many names it has; or a negative errno with *reterr. What held
 * before holds on then.
 */
MUST_USE int build_generation(const struct kept *k, const struct ingredients *of,
                              const char *identity, unsigned *ret_generation, size_t *ret_names,
                              struct text *reterr);
