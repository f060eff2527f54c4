/*
 * bench_engine — ways to look a name up among millions, each with the same questions.
 */
#pragma once

#include "bench_names.h"

struct bench_engine {
    const char *name;
    /* Makes what it looks in from the names; a file goes to `path`. False: it could not. */
    bool (*build)(const struct bench_names *listed, const char *path);
    bool (*open)(const char *path); /* NULL: what build() made is looked in; again after close() */
    void (*close)(void);
    /* All queries, one after the other: bytes of the longest listed suffix of each, 0 for none.
     * Returns the sum of the values found. */
    uint64_t (*look)(const struct bench_names *queries, size_t n, uint8_t *ret_len);
    bool is_slow; /* a part of each stream tells enough */
    bool adds_up; /* its values are of all suffixes, not of the longest: its sum is its own */
};

extern const struct bench_engine bench_glib, bench_sqlite;
extern const struct bench_engine bench_ours, bench_ours_many, bench_ours_checked;
#ifdef HAVE_CDB
extern const struct bench_engine bench_cdb;
#endif
#ifdef HAVE_MARISA
extern const struct bench_engine bench_marisa;
#endif

/* What values the records of ours stand for; once it is open. */
void bench_ours_note(void);

/* Bytes for one name, of the two parts of the file that is open. */
void bench_ours_sections(double *ret_index, double *ret_names);

/* Of names that nothing lists: slots that a walk compares with, and false matches a walk. */
void bench_ours_near(const struct bench_names *unlisted, double *ret_slots, double *ret_rate);

/* An image into a file. */
bool bench_write_file(const char *path, const void *image, size_t len);
