/*
 * image — the catalogue file as it lies in memory. Private to catalogue/.
 *
 * Little-endian, sections behind a header that names their offset and count. Slots are a hash
 * table (linear probing, SipHash-1-3 under the file's own key) from a listed name to the first of
 * its entries; an entry is what one list says of it. A hit is compared with the name itself, so
 * nothing false remains. Nothing in the file is trusted: each index is checked where it is used.
 */
#pragma once

#include <stdint.h>

#define IMAGE_MAGIC "KWCAT\r\n\x1a"

enum { IMAGE_VERSION = 1, IMAGE_NAME_MAX = 253 };

enum image_flag {
    ENTRY_EXACT = 1 << 0,
    ENTRY_ALLOW = 1 << 1,
    ENTRY_NEVER_RECORDED = 1 << 2,
    ENTRY_MACHINERY = 1 << 3,
};

struct image_section {
    uint32_t at, count; /* offset in the file; number of elements */
};

struct image_header {
    char magic[8];
    uint32_t version, bytes; /* of the whole file */
    uint64_t key[2];
    struct image_section slots, entries, lists, platforms, text;
};

struct image_slot {
    uint32_t tag;   /* high half of the hash */
    uint32_t entry; /* number + 1, 0: free */
};

struct image_entry {
    uint32_t name_at; /* in text */
    uint32_t next;    /* entry of the same name + 1, 0: none */
    uint32_t categories;
    uint16_t list, platform; /* platform: number + 1, 0: none */
    uint8_t name_len, flags, unused[2];
};

struct image_platform {
    uint32_t id_at, name_at, source_at, card_at, question_at; /* in text, NUL-terminated */
    uint32_t categories;
    uint8_t kind, strangers, encrypted, age;
};
