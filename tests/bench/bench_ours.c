/*
 * Ours: one walk after the other, sixteen at once, and one by one with what is found checked
 * against the names.
 */
#include "base/text.h"
#include "bench_engine.h"
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_compile.h"
#include "catalogue/catalogue_state.h"
#include "catalogue/name_walk.h"
#include "near_match.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 256 };

static struct catalogue *ours;
static uint32_t record_values[IMAGE_RECORDS_MAX + 1];

bool bench_write_file(const char *path, const void *image, size_t len)
{
    FILE *out = fopen(path, "wb");
    bool done = out && fwrite(image, 1, len, out) == len;

    return out && fclose(out) == 0 && done;
}

/* One list a category, so that what a record says is a set of lists. */
static bool ours_build(const struct bench_names *listed, const char *path)
{
    static const struct siphash_key key = {20261123, 1};
    AUTO(compiler_free) struct compiler *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts;
    struct bytes image;
    bool is_written;
    int r;

    if (compiler_new(&c) < 0)
        return false;
    for (size_t k = 0; k < listed->n_categories; k++) {
        AUTO_TEXT struct text list = {.at = NULL};

        for (size_t i = 0; i < listed->n; i++)
            if (listed->value[i] >> k & 1) {
                text_add_bytes(&list, listed->pool + listed->at[i], listed->len[i]);
                text_add_char(&list, '\n');
            }
        if (list.len > 0 &&
            compiler_add_list(c, "list", LIST_CATEGORY, (enum category)(k % CATEGORY_COUNT),
                              bytes_of(list.at, list.len), &counts, &error) < 0) {
            fprintf(stderr, "catalogue_speed: %s\n", text_string(&error));
            return false;
        }
    }
    r = compiler_finish(c, &key, &image);

    if (r < 0) {
        fprintf(stderr, "catalogue_speed: compiling: %s\n", strerror(-r));
        return false;
    }
    is_written = bench_write_file(path, image.at, image.len);
    free((void *)image.at);
    return is_written;
}

static bool ours_open(const char *path)
{
    AUTO_TEXT struct text error = {.at = NULL};

    if (catalogue_open(path, &ours, &error) < 0) {
        fprintf(stderr, "catalogue_speed: %s\n", text_string(&error));
        return false;
    }
    return true;
}

static void ours_close(void)
{
    ours = catalogue_close(ours);
}

void bench_ours_note(void)
{
    for (uint16_t r = 1; r <= ours->n_records; r++) {
        uint32_t n;
        const struct image_say *says = catalogue_says(ours, r, &n);

        record_values[r] = 0;
        for (uint32_t i = 0; i < n; i++)
            record_values[r] |= UINT32_C(1) << says[i].list;
    }
}

static struct bytes query(const struct bench_names *queries, size_t i)
{
    return bytes_of(queries->pool + queries->at[i], queries->len[i]);
}

/* The longest hit of a walk. */
static inline uint64_t longest(const struct name_hit *hits, size_t n, size_t len, uint8_t *ret_len)
{
    if (n == 0) {
        *ret_len = 0;
        return 0;
    }
    *ret_len = (uint8_t)(len - hits[n - 1].at);
    return record_values[hits[n - 1].record];
}

static inline uint64_t walk_one(struct bytes name, uint8_t *ret_len)
{
    struct name_hits hits;

    name_walk(&ours->index, name, &hits);
    return longest(hits.hits, hits.n, name.len, ret_len);
}

static uint64_t ours_walk(const struct bench_names *queries, size_t n, uint8_t *ret_len)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += walk_one(query(queries, i), &ret_len[i]);
    return sum;
}

static uint64_t ours_walk_many(const struct bench_names *queries, size_t n, uint8_t *ret_len)
{
    struct name_brief briefs[BATCH];
    struct bytes names[BATCH];
    uint64_t sum = 0;

    for (size_t at = 0; at < n; at += BATCH) {
        size_t part = n - at < BATCH ? n - at : BATCH;

        for (size_t i = 0; i < part; i++)
            names[i] = query(queries, at + i);
        name_walk_many(&ours->index, names, part, briefs);
        for (size_t i = 0; i < part; i++)
            if (briefs[i].n <= NAME_BRIEF_MAX)
                sum += longest(briefs[i].hits, briefs[i].n, names[i].len, &ret_len[at + i]);
            else
                sum += walk_one(names[i], &ret_len[at + i]);
    }
    return sum;
}

static uint64_t ours_find(const struct bench_names *queries, size_t n, uint8_t *ret_len)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        struct bytes name = query(queries, i);
        struct meaning m = catalogue_find(ours, (const char *)name.at, name.len);

        ret_len[i] = (uint8_t)m.suffix_len;
        sum += m.categories;
    }
    return sum;
}

const struct bench_engine bench_ours = {.name = "ours, a walk",
                                        .build = ours_build,
                                        .open = ours_open,
                                        .close = ours_close,
                                        .look = ours_walk};
const struct bench_engine bench_ours_many = {.name = "ours, 16 at once", .look = ours_walk_many};
const struct bench_engine bench_ours_checked = {
    .name = "ours, checked", .look = ours_find, .adds_up = true};

void bench_ours_sections(double *ret_index, double *ret_names)
{
    double n = (double)catalogue_n_names(ours);

    *ret_index = (double)ours->index.n_lines * sizeof(struct image_line) / n;
    *ret_names = ((double)ours->names.n_blocks * (4 + 8) + (double)ours->names.names.len) / n;
}

void bench_ours_near(const struct bench_names *unlisted, double *ret_slots, double *ret_rate)
{
    struct near_match sum = {.walks = 0};

    for (size_t i = 0; i < unlisted->n; i++)
        near_match_add(&ours->index, query(unlisted, i), NEAR_SPILL_BITS, &sum);
    *ret_slots = (double)sum.slots / (double)(sum.walks ? sum.walks : 1);
    *ret_rate = sum.walks ? near_match_rate(&sum) : 0;
}
