#include "catalogue/compile_index.h"

#include "catalogue/name_blocks.h"
#include "catalogue/name_index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A name that has a slot: a listed one, or one that has a listed name below it. */
struct node {
    uint64_t hash;
    uint16_t value; /* as in image_line */
};

struct nodes {
    struct node *at;
    size_t n, room;
};

static int add_node(struct nodes *nodes, uint64_t hash, uint16_t value)
{
    if (nodes->n == nodes->room) {
        size_t room = nodes->room ? nodes->room * 2 : 1024;
        struct node *grown = realloc(nodes->at, room * sizeof(*grown));

        if (!grown)
            return -ENOMEM;
        nodes->at = grown;
        nodes->room = room;
    }
    nodes->at[nodes->n++] = (struct node){hash, value};
    return 0;
}

/* The name itself, and those of its ancestors that the one before it does not share. */
static int add_name(struct nodes *nodes, const char *reversed, size_t len, size_t shared,
                    uint16_t record, struct siphash_key key)
{
    struct siphash state = siphash_begin(key);
    char name[IMAGE_NAME_MAX];

    for (size_t i = 0; i < len; i++)
        name[i] = reversed[len - 1 - i];
    for (size_t end = len;;) {
        size_t at = name_label_start(name, end);
        int r = 0;

        name_hash_label(&state, name, len, at, end);
        if (at == 0)
            return add_node(nodes, siphash_end(state), (uint16_t)(record << 1));
        if (shared <= len - at) /* the one before does not go on with a dot here */
            r = add_node(nodes, siphash_end(state), 1);
        if (r < 0)
            return r;
        end = at - 1;
    }
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = ((const struct node *)a)->hash, y = ((const struct node *)b)->hash;

    return x < y ? -1 : x > y;
}

/* One node a hash; -EAGAIN where two listed names have one. */
static int join_nodes(struct nodes *nodes)
{
    size_t n = 0;

    qsort(nodes->at, nodes->n, sizeof(*nodes->at), by_hash);
    for (size_t i = 0; i < nodes->n; i++) {
        struct node *last = n > 0 ? &nodes->at[n - 1] : NULL;

        if (!last || last->hash != nodes->at[i].hash) {
            nodes->at[n++] = nodes->at[i];
            continue;
        }
        if (last->value >> 1 != 0 && nodes->at[i].value >> 1 != 0)
            return -EAGAIN;
        last->value |= nodes->at[i].value;
    }
    nodes->n = n;
    return 0;
}

static bool place_node(struct image_line *lines, uint32_t n_lines, const struct node *node)
{
    for (uint32_t n = 0; n < PROBES_MAX; n++) {
        struct image_line *line = &lines[name_index_line(node->hash, n, n_lines)];

        for (int i = 0; i < LINE_SLOTS; i++)
            if (line->value[i] == 0) {
                line->low[i] = (uint32_t)node->hash;
                line->high[i] = (uint8_t)(node->hash >> 32);
                line->value[i] = node->value;
                return true;
            }
        line->spilled |= name_index_spill_bit(node->hash);
    }
    return false;
}

static int place_nodes(const struct nodes *nodes, struct image_line **ret_lines,
                       uint32_t *ret_n_lines)
{
    /* 0.88 of the slots are used: more makes searches long, fewer makes the file large */
    uint32_t n_lines = (uint32_t)(nodes->n * 100 / (88 * LINE_SLOTS) + 2) & ~1u;
    struct image_line *lines = calloc(n_lines, sizeof(*lines));
    struct name_index index;

    if (!lines)
        return -ENOMEM;
    for (size_t i = 0; i < nodes->n; i++)
        if (!place_node(lines, n_lines, &nodes->at[i])) {
            free(lines);
            return -EAGAIN;
        }
    index = (struct name_index){.lines = lines, .n_lines = n_lines};
    for (size_t i = 0; i < nodes->n; i++) /* does each find its own? */
        if (name_index_find(&index, nodes->at[i].hash) != nodes->at[i].value) {
            free(lines);
            return -EAGAIN;
        }
    *ret_lines = lines;
    *ret_n_lines = n_lines;
    return 0;
}

static size_t shared_bytes(const char *names, const struct compiled_name *a,
                           const struct compiled_name *b)
{
    size_t n = 0;

    while (n < a->len && n < b->len && names[a->name_at + n] == names[b->name_at + n])
        n++;
    return n;
}

int compile_index(const char *names, const struct compiled_name *list, size_t n,
                  struct siphash_key key, struct image_line **ret_lines, uint32_t *ret_n_lines)
{
    struct nodes nodes = {.at = NULL};
    int r = 0;

    for (size_t i = 0; i < n && r >= 0; i++)
        r = add_name(&nodes, names + list[i].name_at, list[i].len,
                     i > 0 ? shared_bytes(names, &list[i - 1], &list[i]) : 0, list[i].record, key);
    if (r >= 0 && nodes.n > 0)
        r = join_nodes(&nodes);
    if (r >= 0)
        r = place_nodes(&nodes, ret_lines, ret_n_lines);
    free(nodes.at);
    return r;
}

int compile_blocks(const char *names, const struct compiled_name *list, size_t n,
                   struct text *blocks_names, uint32_t **ret_blocks, uint32_t *ret_n_blocks)
{
    size_t n_blocks = (n + BLOCK_NAMES - 1) / BLOCK_NAMES;
    uint32_t *blocks = malloc((n_blocks + 1) * sizeof(*blocks));

    if (!blocks)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++) {
        size_t shared = 0;

        if (i % BLOCK_NAMES == 0)
            blocks[i / BLOCK_NAMES] = (uint32_t)blocks_names->len;
        else
            shared = shared_bytes(names, &list[i - 1], &list[i]);
        text_add_char(blocks_names, (char)shared);
        text_add_char(blocks_names, (char)(list[i].len - shared));
        text_add_bytes(blocks_names, names + list[i].name_at + shared, list[i].len - shared);
    }
    if (blocks_names->failed || blocks_names->len > UINT32_MAX) {
        free(blocks);
        return -ENOMEM;
    }
    *ret_blocks = blocks;
    *ret_n_blocks = (uint32_t)n_blocks;
    return 0;
}
