#include "catalogue/compile_index.h"

#include "catalogue/compile_lines.h"
#include "catalogue/name_blocks.h"
#include "catalogue/name_index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct nodes {
    struct compiled_node *at;
    size_t n, room;
    /* The listed names that the one at hand begins with, back to front, the longest last: some of
     * them are its ancestors. */
    struct {
        size_t len, node;
    } within[IMAGE_NAME_MAX + 1];
    size_t n_within;
};

static int add_node(struct nodes *nodes, uint64_t hash, uint16_t value)
{
    struct compiled_node *grown = compiler_room(nodes->at, nodes->n, &nodes->room, sizeof(*grown));

    if (!grown)
        return -ENOMEM;
    nodes->at = grown;
    nodes->at[nodes->n++] = (struct compiled_node){
        .high = (uint32_t)(hash >> 32), .low = (uint32_t)hash, .value = value};
    return 0;
}

/* An ancestor that no name before this one has had: it has something below, and may be listed. */
static int add_ancestor(struct nodes *nodes, uint64_t hash, size_t len)
{
    for (size_t i = nodes->n_within; i > 0 && nodes->within[i - 1].len >= len; i--)
        if (nodes->within[i - 1].len == len) {
            nodes->at[nodes->within[i - 1].node].value |= 1;
            return 0;
        }
    return add_node(nodes, hash, 1);
}

/**
 * add_name() - a listed name, and its ancestors but for the last label alone
 * @shared: bytes that it has in common with the name before it, back to front
 *
 * In the order of names all that is below an ancestor comes together, so an ancestor is new where
 * the name before it goes on otherwise than with its dot.
 */
static int add_name(struct nodes *nodes, const char *reversed, size_t len, size_t shared,
                    uint32_t record, struct siphash_key key)
{
    struct siphash state = siphash_begin(key);
    char name[IMAGE_NAME_MAX];
    size_t end = len, at;
    int r = 0;

    while (nodes->n_within > 0 && nodes->within[nodes->n_within - 1].len > shared)
        nodes->n_within--;
    for (size_t i = 0; i < len; i++)
        name[i] = reversed[len - 1 - i];
    for (; (at = name_label_start(name, len, end)) > 0 && r >= 0; end = at - 1) {
        name_hash_label(&state, name, len, at, end);
        if (end < len && shared <= len - at)
            r = add_ancestor(nodes, siphash_end(state), len - at);
    }
    name_hash_label(&state, name, len, 0, end);
    if (r >= 0)
        r = add_node(nodes, siphash_end(state), (uint16_t)(record << 1));
    if (r >= 0) {
        nodes->within[nodes->n_within].len = len;
        nodes->within[nodes->n_within++].node = nodes->n - 1;
    }
    return r;
}

static size_t shared_bytes(const char *names, const struct compiler_entry *a,
                           const struct compiler_entry *b)
{
    size_t n = 0;

    while (n < a->len && n < b->len && names[a->name_at + n] == names[b->name_at + n])
        n++;
    return n;
}

/* The next name of the section, in place of the one before it. Returns what both have in common,
 * which the first of a block does not say. */
static size_t next_name(struct reader *in, char name[IMAGE_NAME_MAX], size_t had)
{
    size_t said = read_u8(in), shared = said;
    struct bytes rest = read_bytes(in, read_u8(in));

    while (said == 0 && shared < had && shared < rest.len && name[shared] == (char)rest.at[shared])
        shared++;
    memcpy(name + said, rest.at, rest.len);
    return shared;
}

int compile_index(struct bytes names, const struct compiler_entry *list, size_t n,
                  struct siphash_key key, struct image_line **ret_lines, uint32_t *ret_n_lines)
{
    struct nodes nodes = {.at = NULL};
    struct reader in = reader_of(names);
    char reversed[IMAGE_NAME_MAX];
    int r = 0;

    for (size_t i = 0; i < n && r >= 0; i++) {
        size_t shared = next_name(&in, reversed, i > 0 ? list[i - 1].len : 0);

        r = add_name(&nodes, reversed, list[i].len, shared, list[i].say, key);
    }
    if (r >= 0)
        r = compile_lines(nodes.at, nodes.n, ret_lines, ret_n_lines);
    free(nodes.at);
    return r;
}

int compile_blocks(const char *names, const struct compiler_entry *list, size_t n,
                   struct text *blocks_names, uint32_t **ret_blocks, uint64_t **ret_keys,
                   uint32_t *ret_n_blocks)
{
    size_t n_blocks = (n + BLOCK_NAMES - 1) / BLOCK_NAMES;
    uint32_t *blocks = malloc((n_blocks + 1) * sizeof(*blocks));
    uint64_t *keys = malloc((n_blocks + 1) * sizeof(*keys));

    for (size_t i = 0; i < n && blocks && keys; i++) {
        size_t shared = 0;

        compiler_expect(names, list, n, i);
        if (i % BLOCK_NAMES == 0) {
            blocks[i / BLOCK_NAMES] = (uint32_t)blocks_names->len;
            keys[i / BLOCK_NAMES] = name_blocks_key(bytes_of(names + list[i].name_at, list[i].len));
        } else {
            shared = shared_bytes(names, &list[i - 1], &list[i]);
        }
        text_add_char(blocks_names, (char)shared);
        text_add_char(blocks_names, (char)(list[i].len - shared));
        text_add_bytes(blocks_names, names + list[i].name_at + shared, list[i].len - shared);
    }
    if (!blocks || !keys || blocks_names->failed || blocks_names->len > UINT32_MAX) {
        free(blocks);
        free(keys);
        return -ENOMEM;
    }
    *ret_blocks = blocks;
    *ret_keys = keys;
    *ret_n_blocks = (uint32_t)n_blocks;
    return 0;
}
