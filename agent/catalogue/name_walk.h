/*
 * name_walk — every listed suffix of a name, by the index alone.
 *
 * A walk goes over the labels from the right, keeps one hash state, and stops at the first suffix
 * that is absent or has nothing below: an unlisted name costs two labels of hashing and mostly one
 * cache line, however long it is. No single label is ever listed, so it begins with two.
 *
 * What is found may be a stranger's name with the same 40 bits: less than 2e-11 a walk. Whoever
 * shows it or acts on it asks name_blocks first.
 */
#pragma once

#include "base/bytes.h"
#include "catalogue/name_index.h"

/* A listed suffix, name + at, and its record. */
struct name_hit {
    uint8_t at;
    uint16_t record;
};

/* A suffix may be hit twice: by its name, and by the digest of it (hashed_name.h). */
enum { NAME_HITS_MAX = IMAGE_NAME_MAX + 1, NAME_BRIEF_MAX = 7, NAME_FLIGHTS = 16 };

struct name_hits {
    size_t n; /* shortest suffix first */
    struct name_hit hits[NAME_HITS_MAX];
};

/* The same in less than a cache line. Where there are more than fit, `n` is above NAME_BRIEF_MAX,
 * what is in `hits` is of no use, and name_walk() has them all. */
struct name_brief {
    uint8_t n;
    struct name_hit hits[NAME_BRIEF_MAX + 1]; /* the last is nobody's */
};

/* @name: any bytes, any length. */
void name_walk(const struct name_index *x, struct bytes name, struct name_hits *ret);

/* The same on any machine. */
void name_walk_plain(const struct name_index *x, struct bytes name, struct name_hits *ret);

/* Any number of them, NAME_FLIGHTS at once (name_walk_many.c): each waits for memory while the
 * others go on, and where one ends the next begins. So best with several times as many. */
void name_walk_many(const struct name_index *x, const struct bytes *names, size_t n,
                    struct name_brief *ret);
