/*
 * name_blocks — the listed names themselves, front-coded, for the last word on a hit.
 *
 * Names are kept back to front ("moc.elpmaxe") and sorted, so that neighbours share their
 * beginning. Thirty-two make a block: of each the number of bytes it shares with the one before (0
 * for the block's first), the number that follow, and those. `blocks` holds where each begins.
 */
#pragma once

#include "base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

enum { BLOCK_NAMES = 32 };

struct name_blocks {
    const uint32_t *blocks; /* offsets in names */
    const uint64_t *keys;   /* name_blocks_key() of the first name of each */
    uint32_t n_blocks;
    struct bytes names;
};

/* Is the name among them? @reversed: its bytes back to front. Safe over any bytes. */
bool name_blocks_hold(const struct name_blocks *b, const char *reversed, size_t len);

/* Every name in their order, until one is answered by false. Safe over any bytes: what is damaged
 * ends its block. */
void name_blocks_each(const struct name_blocks *b,
                      bool (*each)(const char *reversed, size_t len, void *user), void *user);

/* The order of the names: -1, 0, 1. */
int name_blocks_order(struct bytes a, struct bytes b);

/* The first eight bytes as a number, zeros behind the end: numbers are in the order of names. */
uint64_t name_blocks_key(struct bytes name);
