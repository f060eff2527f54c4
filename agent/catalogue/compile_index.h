/*
 * compile_index — the parts of the file that depend on its key. Private to catalogue_compile.
 */
#pragma once

#include "base/scope.h"
#include "base/siphash.h"
#include "base/text.h"
#include "catalogue/image.h"

/* A listed name and its record, in the order of the names back to front, each once. */
struct compiled_name {
    uint32_t name_at;
    uint8_t len;
    uint16_t record;
};

/**
 * compile_index() - the lines of the index
 * @names: back to front, as compiled_name points into it
 *
 * Return: 0 and lines of malloc(), an even number; -ENOMEM; or -EAGAIN: two names meet under this
 * key, take another.
 */
MUST_USE int compile_index(const char *names, const struct compiled_name *list, size_t n,
                           struct siphash_key key, struct image_line **ret_lines,
                           uint32_t *ret_n_lines);

/* The names front-coded (name_blocks.h); blocks of malloc(). 0 or -ENOMEM. */
MUST_USE int compile_blocks(const char *names, const struct compiled_name *list, size_t n,
                            struct text *blocks_names, uint32_t **ret_blocks,
                            uint32_t *ret_n_blocks);
