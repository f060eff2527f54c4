/*
 * compile_lines — hashes of names into the lines of the index. Private to catalogue_compile.
 */
#pragma once

#include "base/scope.h"
#include "catalogue/image.h"

#include <stddef.h>

/* A name that has a slot: a listed one, or one that has a listed name below it. */
struct compiled_node {
    uint32_t high, low; /* of its hash */
    uint16_t value;     /* as in image_line */
};

/**
 * compile_lines() - give each node a slot
 * @nodes: of distinct names, in any order; left in another
 *
 * A line keeps those whose home it is before it takes in others, and what has to leave it is chosen
 * so that few of its spill bits are set: then few searches for what is not there go on.
 *
 * Return: 0 and lines of malloc(), an even number; -ENOMEM; or -EAGAIN: two names have one hash, or
 * cannot be told apart where they stand, so that another key is needed.
 */
MUST_USE int compile_lines(struct compiled_node *nodes, size_t n, struct image_line **ret_lines,
                           uint32_t *ret_n_lines);
