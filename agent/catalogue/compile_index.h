/*
 * compile_index — names in their order become the index and the names section. Private to
 * catalogue_compile.
 */
#pragma once

#include "base/scope.h"
#include "base/siphash.h"
#include "base/text.h"
#include "catalogue/compiler_state.h"

/**
 * compile_index() - the lines of the index
 * @names: as compile_blocks() wrote them: there they lie one after the other
 * @list:  each name once, in their order, with the number of its record
 *
 * Return: 0 and lines of malloc(), an even number; -ENOMEM; or -EAGAIN: two names meet under this
 * key, take another.
 */
MUST_USE int compile_index(struct bytes names, const struct compiler_entry *list, size_t n,
                           struct siphash_key key, struct image_line **ret_lines,
                           uint32_t *ret_n_lines);

/* The names front-coded (name_blocks.h); blocks and keys of malloc(). 0 or -ENOMEM. */
MUST_USE int compile_blocks(const char *names, const struct compiler_entry *list, size_t n,
                            struct text *blocks_names, uint32_t **ret_blocks, uint64_t **ret_keys,
                            uint32_t *ret_n_blocks);
