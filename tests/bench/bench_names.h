/*
 * bench_names — the names that the catalogue's benchmark is made of, and the streams it is asked.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BENCH_CATEGORIES_MAX = 31 };

/* Names one after the other, NUL-terminated, each with a set of categories. */
struct bench_names {
    char *pool; /* owned, as all here */
    size_t pool_len, pool_room;
    uint32_t *at; /* in pool */
    uint8_t *len;
    uint32_t *value; /* bit n: category n */
    size_t n, room;
    size_t n_categories;
};

void bench_names_done(struct bench_names *names);

/* A listed name or a query more. */
void bench_names_add(struct bench_names *names, const char *name, size_t len, uint32_t value);

/* Reads "name TAB category,category TAB ..." lines; false: it cannot be read. */
bool bench_names_read(struct bench_names *names, const char *path);

/* `n` names of our own making, distinct, some below others, in 31 categories. */
void bench_names_make(struct bench_names *names, size_t n);

/* One name a line, as queries; at most `max`. False: it cannot be read. */
bool bench_queries_read(struct bench_names *queries, const char *path, size_t max);

/* `n` queries of our own making, each second one below a listed name. */
void bench_queries_make(struct bench_names *queries, const struct bench_names *listed, size_t n);

enum bench_stream { STREAM_TOP, STREAM_MISS, STREAM_HIT, STREAM_ZIPF, STREAM_COUNT };

/**
 * bench_streams_make() - the four streams
 * @popular: names that resolvers are asked, the most popular first
 *
 * top: each of them once, shuffled; hit: listed names, half of them with a label in front; zipf:
 * ten times as many draws over them, of weight 1/rank. miss is left empty: the names of top that
 * have no listed suffix, for who knows which those are.
 */
void bench_streams_make(struct bench_names streams[STREAM_COUNT], const struct bench_names *listed,
                        const struct bench_names *popular);
