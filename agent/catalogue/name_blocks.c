#include "catalogue/name_blocks.h"

#include "catalogue/image.h"

int name_blocks_order(struct bytes a, struct bytes b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.at, b.at, n) : 0;

    if (order != 0)
        return order < 0 ? -1 : 1;
    return a.len < b.len ? -1 : a.len > b.len;
}

static struct reader block_at(const struct name_blocks *b, uint32_t n)
{
    return reader_of(bytes_after(b->names, b->blocks[n]));
}

/* The first name of a block. */
static struct bytes first_name(const struct name_blocks *b, uint32_t n)
{
    struct reader in = block_at(b, n);

    read_skip(&in, 1); /* shares nothing */
    return read_bytes(&in, read_u8(&in));
}

bool name_blocks_hold(const struct name_blocks *b, const char *reversed, size_t len)
{
    struct bytes name = bytes_of(reversed, len);
    uint32_t low = 0, high = b->n_blocks; /* the block is the last that begins at or before it */
    uint8_t at[IMAGE_NAME_MAX];
    struct reader in;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (name_blocks_order(first_name(b, middle), name) <= 0)
            low = middle;
        else
            high = middle;
    }
    if (b->n_blocks == 0)
        return false;
    in = block_at(b, low);
    for (size_t i = 0, had = 0; i < BLOCK_NAMES && in.left.len > 0; i++) {
        size_t shared = read_u8(&in);
        struct bytes rest = read_bytes(&in, read_u8(&in));

        if (in.ended || shared > had || shared + rest.len > sizeof(at))
            return false;
        if (rest.len > 0)
            memcpy(at + shared, rest.at, rest.len);
        had = shared + rest.len;
        if (had == len && memcmp(at, reversed, len) == 0)
            return true;
    }
    return false;
}
