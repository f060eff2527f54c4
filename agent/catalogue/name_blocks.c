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

uint64_t name_blocks_key(struct bytes name)
{
    uint64_t key = 0;

    for (size_t i = 0; i < 8; i++)
        key = key << 8 | (i < name.len ? name.at[i] : 0);
    return key;
}

/* Where in the keys from `low` to `high` the first is that is not before one. No jump depends on a
 * key, which nobody can foresee. */
static uint32_t first_not_before(const uint64_t *keys, uint32_t low, uint32_t high, uint64_t key)
{
    uint32_t n = high - low;

    while (n > 1) {
        uint32_t half = n / 2;

        low += keys[low + half - 1] < key ? half : 0;
        n -= half;
    }
    return low + (n == 1 && keys[low] < key);
}

/* The block that a name would be in: the last that begins at or before it. False: there is none. */
static bool find_block(const struct name_blocks *b, struct bytes name, uint32_t *ret)
{
    uint64_t key = name_blocks_key(name);
    uint32_t low = first_not_before(b->keys, 0, b->n_blocks, key), high;

    high = key == UINT64_MAX ? b->n_blocks : first_not_before(b->keys, low, b->n_blocks, key + 1);
    while (low < high) { /* blocks whose keys are alike are told apart by their names */
        uint32_t middle = low + (high - low) / 2;

        if (name_blocks_order(first_name(b, middle), name) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    *ret = low - 1;
    return low > 0;
}

/* What a name shares with the one before it says how it compares, mostly without a look at it. */
bool name_blocks_hold(const struct name_blocks *b, const char *reversed, size_t len)
{
    struct bytes name = bytes_of(reversed, len);
    size_t same = 0; /* bytes that the name and the one at hand have in common */
    struct reader in;
    uint32_t n;

    if (!find_block(b, name, &n))
        return false;
    in = block_at(b, n);
    for (size_t i = 0; i < BLOCK_NAMES; i++) {
        size_t shared = read_u8(&in), k = 0;
        struct bytes rest = read_bytes(&in, read_u8(&in));

        if (in.ended || shared < same)
            return false;
        if (shared > same)
            continue;
        while (k < rest.len && same < len && rest.at[k] == name.at[same]) {
            k++;
            same++;
        }
        if (same == len && k == rest.len)
            return true;
    }
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
