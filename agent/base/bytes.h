/*
 * bytes — a borrowed run of bytes, and the one reader of it.
 *
 * Everything that comes from the network is read through a struct reader. Reading past the end
 * yields zeros (or no bytes) and sets `ended`, which stays set: a parser may read a whole entry
 * and ask once. Nothing else does arithmetic on an address of foreign bytes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed, never owned; `at` may be NULL only where len is 0. */
struct bytes {
    const uint8_t *at;
    size_t len;
};

struct reader {
    struct bytes left; /* what is still to be read */
    bool ended;        /* a read went past the end; stays so */
};

static inline struct bytes bytes_of(const void *at, size_t len)
{
    return (struct bytes){.at = at, .len = len};
}

static inline bool bytes_equal(struct bytes a, struct bytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

/* The first `len` bytes at most. */
static inline struct bytes bytes_head(struct bytes b, size_t len)
{
    return (struct bytes){.at = b.at, .len = len < b.len ? len : b.len};
}

/* What follows the first `len` bytes; nothing where there are fewer. */
static inline struct bytes bytes_after(struct bytes b, size_t len)
{
    if (len >= b.len)
        return (struct bytes){.at = b.at ? b.at + b.len : NULL, .len = 0};
    return (struct bytes){.at = b.at + len, .len = b.len - len};
}

static inline struct reader reader_of(struct bytes b)
{
    return (struct reader){.left = b};
}

/* `n` bytes, or none and `ended` where there are fewer; what is left is then used up. */
static inline struct bytes read_bytes(struct reader *in, size_t n)
{
    struct bytes got = {.at = in->left.at, .len = n};

    if (__builtin_expect(n > in->left.len, 0)) {
        in->ended = true;
        in->left.len = 0;
        got.len = 0;
        return got;
    }
    if (n > 0) {
        in->left.at += n;
        in->left.len -= n;
    }
    return got;
}

static inline void read_skip(struct reader *in, size_t n)
{
    (void)read_bytes(in, n);
}

static inline uint8_t read_u8(struct reader *in)
{
    struct bytes b = read_bytes(in, 1);
    return b.len ? b.at[0] : 0;
}

/* Network byte order, as the RFCs write numbers. */
static inline uint16_t read_u16(struct reader *in)
{
    struct bytes b = read_bytes(in, 2);
    return b.len ? (uint16_t)((unsigned)b.at[0] << 8 | b.at[1]) : 0;
}

static inline uint32_t read_u24(struct reader *in)
{
    struct bytes b = read_bytes(in, 3);
    return b.len ? (uint32_t)b.at[0] << 16 | (uint32_t)b.at[1] << 8 | b.at[2] : 0;
}

static inline uint32_t read_u32(struct reader *in)
{
    struct bytes b = read_bytes(in, 4);
    return b.len ? (uint32_t)b.at[0] << 24 | (uint32_t)b.at[1] << 16 | (uint32_t)b.at[2] << 8 |
                       b.at[3]
                 : 0;
}

static inline uint64_t read_u64(struct reader *in)
{
    uint64_t high = read_u32(in);
    return high << 32 | read_u32(in);
}

/* Little-endian, as radiotap and PPI write them. */
static inline uint16_t read_le16(struct reader *in)
{
    struct bytes b = read_bytes(in, 2);
    return b.len ? (uint16_t)((unsigned)b.at[1] << 8 | b.at[0]) : 0;
}

static inline uint32_t read_le32(struct reader *in)
{
    uint32_t low = read_le16(in);
    return low | (uint32_t)read_le16(in) << 16;
}

/* The byte at `i`, 0 where there is none: a look ahead that takes nothing. */
static inline uint8_t peek_u8(struct bytes b, size_t i)
{
    return i < b.len ? b.at[i] : 0;
}

static inline uint16_t peek_u16(struct bytes b, size_t i)
{
    return i < b.len && b.len - i >= 2 ? (uint16_t)((unsigned)b.at[i] << 8 | b.at[i + 1]) : 0;
}

static inline uint32_t peek_u32(struct bytes b, size_t i)
{
    if (i >= b.len || b.len - i < 4)
        return 0;
    return (uint32_t)b.at[i] << 24 | (uint32_t)b.at[i + 1] << 16 | (uint32_t)b.at[i + 2] << 8 |
           b.at[i + 3];
}
