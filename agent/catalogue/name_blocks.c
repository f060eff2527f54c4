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

/* The next name of a block: @at and @had of the one before it become those of it. */
static bool next_name(struct reader *in, uint8_t at[IMAGE_NAME_MAX], size_t *had)
{
    size_t shared = read_u8(in);
    struct bytes rest = read_bytes(in, read_u8(in));

    if (in->ended || shared > *had || shared + rest.len > IMAGE_NAME_MAX)
        return false;
    if (rest.len > 0)
        memcpy(at + shared, rest.at, rest.len);
    *had = shared + rest.len;
    return true;
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
    for (size_t i = 0, had = 0; i < BLOCK_NAMES && next_name(&in, at, &had); i++)
        if (had == len && memcmp(at, reversed, len) == 0)
            return true;
    return false;
}

void name_blocks_each(const struct name_blocks *b,
                      bool (*each)(const char *reversed, size_t len, void *user), void *user)
{
    uint8_t at[IMAGE_NAME_MAX];

    for (uint32_t n = 0; n < b->n_blocks; n++) {
        struct reader in = block_at(b, n);

        for (size_t i = 0, had = 0; i < BLOCK_NAMES && next_name(&in, at, &had); i++)
            if (had > 0 && !each((const char *)at, had, user))
                return;
    }
}
