/*
 * image — the catalogue file as it lies in memory. Private to catalogue/.
 *
 * Little-endian, sections behind a header that names their offset and count. A name is looked up
 * in `lines` (name_index.h), which holds 40 bits of its keyed hash and a value; the value names a
 * record, which is a run of `says`: what each list says of the name. A hit is then looked for among
 * the names themselves (name_blocks.h), so nothing false remains. Ordinary walks touch the lines
 * only: nine bytes a name. Nothing in the file is trusted: each index is checked where it is used.
 */
#pragma once

#include "base/siphash.h"

#include <stddef.h>
#include <stdint.h>

#define IMAGE_MAGIC "KWCAT\r\n\x1a"

enum { IMAGE_VERSION = 4, IMAGE_NAME_MAX = 253, IMAGE_RECORDS_MAX = 0x7fff };

enum image_flag {
    SAY_EXACT = 1 << 0, /* of the name and www. before it, not of all that is below */
    SAY_ALLOW = 1 << 1,
    SAY_NEVER_RECORDED = 1 << 2,
    SAY_MACHINERY = 1 << 3,
    SAY_LOCAL = 1 << 4, /* a family's own list: it beats all others */
};

struct image_section {
    uint32_t at, count; /* offset in the file; number of elements */
};

struct image_header {
    char magic[8];
    uint32_t version, bytes; /* of the whole file */
    uint64_t header_sum;     /* of the header behind it; checked when it is opened */
    uint64_t body_sum;       /* of all behind the header; checked by catalogue_check() */
    uint64_t key[2];
    struct image_section lines, records, says, lists, platforms, rules, blocks, keys, names, text;
    uint32_t n_names, unused;
};

/* A sum against damage, not against people: whoever can write the file can write its sums. */
static inline uint64_t image_sum(const void *bytes, size_t len)
{
    return siphash13((struct siphash_key){0, 0}, bytes, len);
}

static inline uint64_t image_header_sum(const struct image_header *h)
{
    return image_sum(&h->body_sum, sizeof(*h) - offsetof(struct image_header, body_sum));
}

enum { LINE_SLOTS = 9 };

/* One cache line of the index. A slot is free where its value is 0. */
struct image_line {
    uint32_t low[LINE_SLOTS];   /* bits 0 to 31 of the name's hash */
    uint16_t value[LINE_SLOTS]; /* record << 1 | something is listed below it; record 0: unlisted */
    uint8_t high[LINE_SLOTS];   /* bits 32 to 39 */
    uint8_t spilled;            /* bit n: a name with n in its hash's bits 29 to 31 had to go on */
};

_Static_assert(sizeof(struct image_line) == 64, "a line of the index is a cache line");

struct image_record {
    uint32_t first, count; /* run of says */
};

struct image_say {
    uint32_t categories;
    uint16_t list, platform; /* platform: number + 1, 0: none */
    uint32_t flags;
};

enum { RULE_KEYWORD, RULE_REGEXP, RULES_MAX = 200, RULES_STATES_MAX = 4000 };

/* A rule that no index can hold: few, and only of a family's own lists. */
struct image_rule {
    uint32_t text_at; /* in text: "keyword:casino" or "regexp:^ads[0-9]+\\." */
    uint32_t kind;
    struct image_say say;
};

/* A list that went into the file. */
struct image_list {
    uint32_t name_at;   /* in text */
    uint32_t n_names;   /* entries of it that were taken; 0 for the table of platforms */
    uint8_t sha256[32]; /* of its bytes, as the compiler was given them */
};

struct image_platform {
    uint32_t id_at, name_at, source_at, card_at, question_at; /* in text, NUL-terminated */
    uint32_t categories;
    uint8_t kind, strangers, encrypted, age;
};
