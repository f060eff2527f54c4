#include "catalogue/compile_lines.h"

#include "catalogue/name_index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FEW_NODES = 48, PART_BITS = 9, SPILL_CLASSES = 8 };

static uint64_t hash_of(const struct compiled_node *node)
{
    return (uint64_t)node->high << 32 | node->low;
}

static unsigned part_of(const struct compiled_node *node, unsigned shift)
{
    return (unsigned)(hash_of(node) >> shift) & ((1 << PART_BITS) - 1);
}

static void sort_few_nodes(struct compiled_node *nodes, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct compiled_node moved = nodes[i];
        size_t k = i;

        for (; k > 0 && hash_of(&moved) < hash_of(&nodes[k - 1]); k--)
            nodes[k] = nodes[k - 1];
        nodes[k] = moved;
    }
}

/* By hash, of which the top bits down to `top` are equal: hashes spread evenly, so twice is enough
 * for millions. Moves in place, as compile_sort.c does. */
static void sort_nodes(struct compiled_node *nodes, size_t n, unsigned top)
{
    uint32_t begins[(1 << PART_BITS) + 1] = {0}, next[1 << PART_BITS];
    unsigned shift = top > PART_BITS ? top - PART_BITS : 0;

    if (n <= FEW_NODES) {
        sort_few_nodes(nodes, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        begins[part_of(&nodes[i], shift) + 1]++;
    for (unsigned part = 0; part < 1 << PART_BITS; part++)
        begins[part + 1] += begins[part];
    memcpy(next, begins, sizeof(next));
    for (unsigned part = 0; part < 1 << PART_BITS; part++)
        while (next[part] < begins[part + 1]) {
            struct compiled_node moved = nodes[next[part]];

            for (unsigned to; (to = part_of(&moved, shift)) != part;) {
                struct compiled_node was = nodes[next[to]];

                nodes[next[to]++] = moved;
                moved = was;
            }
            nodes[next[part]++] = moved;
        }
    for (unsigned part = 0; part < 1 << PART_BITS && shift > 0; part++)
        sort_nodes(nodes + begins[part], begins[part + 1] - begins[part], shift);
}

static bool put(struct image_line *line, const struct compiled_node *node)
{
    for (int i = 0; i < LINE_SLOTS; i++)
        if (line->value[i] == 0) {
            line->low[i] = node->low;
            line->high[i] = (uint8_t)node->high;
            line->value[i] = node->value;
            return true;
        }
    return false;
}

static unsigned class_of(const struct compiled_node *node)
{
    return (unsigned)__builtin_ctz(name_index_spill_bit(hash_of(node)));
}

/* The class whose nodes should leave when `n` of them have to: the smallest that is enough, or the
 * largest there is. */
static unsigned class_to_leave(const size_t counts[SPILL_CLASSES], size_t n)
{
    unsigned best = 0;

    for (unsigned k = 1; k < SPILL_CLASSES; k++) {
        bool is_enough = counts[k] >= n, was_enough = counts[best] >= n;

        if (is_enough ? !was_enough || counts[k] < counts[best] : counts[k] > counts[best])
            best = k;
    }
    return best;
}

/* What has listed names below it is looked for by each of them: it leaves its home last. */
static bool is_hub(const struct compiled_node *node)
{
    return node->value & 1;
}

/* How many of each class, of hubs or of others, have to leave a home of `n` nodes. */
static void choose(const struct compiled_node *nodes, size_t n,
                   size_t ret_leaving[2][SPILL_CLASSES])
{
    size_t over = n > LINE_SLOTS ? n - LINE_SLOTS : 0;

    for (int hubs = 0; hubs < 2; hubs++) {
        size_t counts[SPILL_CLASSES] = {0}, left = 0;

        for (size_t i = 0; i < n && over > 0; i++)
            if (is_hub(&nodes[i]) == hubs) {
                counts[class_of(&nodes[i])]++;
                left++;
            }
        while (over > 0 && left > 0) {
            unsigned k = class_to_leave(counts, over);
            size_t part = counts[k] < over ? counts[k] : over;

            ret_leaving[hubs][k] = part;
            over -= part;
            left -= counts[k];
            counts[k] = 0;
        }
    }
}

/* The nodes of one home: those that stay go into the line, the others to `left`, which may be where
 * nodes were that are done with. False: two of them cannot be told apart. */
static bool fill_home(struct image_line *line, const struct compiled_node *nodes, size_t n,
                      struct compiled_node *left, size_t *n_left)
{
    size_t leaving[2][SPILL_CLASSES] = {{0}};

    choose(nodes, n, leaving);
    for (size_t i = 0; i < n; i++) {
        struct compiled_node node = nodes[i];
        size_t *to_leave = &leaving[is_hub(&node)][class_of(&node)];

        if (*to_leave > 0) {
            --*to_leave;
            left[(*n_left)++] = node;
            line->spilled |= name_index_spill_bit(hash_of(&node));
        } else if (name_line_find(line, hash_of(&node)) != 0 || !put(line, &node)) {
            return false;
        }
    }
    return true;
}

/* One that found no place at home goes on from line to line. */
static bool put_elsewhere(struct image_line *lines, uint32_t n_lines,
                          const struct compiled_node *node)
{
    uint64_t hash = hash_of(node);

    for (uint32_t n = 1; n < PROBES_MAX; n++) {
        struct image_line *line = &lines[name_index_line(hash, n, n_lines)];

        if (put(line, node))
            return true;
        line->spilled |= name_index_spill_bit(hash);
    }
    return false;
}

static uint32_t home_of(const struct compiled_node *node, uint32_t n_lines)
{
    return name_index_line(hash_of(node), 0, n_lines);
}

static bool has_twins(const struct compiled_node *nodes, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (hash_of(&nodes[i]) == hash_of(&nodes[i - 1]))
            return true;
    return false;
}

/* In order of their hashes, and so of their homes. */
static bool place(struct compiled_node *nodes, size_t n, struct image_line *lines, uint32_t n_lines)
{
    const struct name_index index = {.lines = lines, .n_lines = n_lines};
    size_t n_left = 0;

    for (size_t i = 0, next; i < n; i = next) {
        uint32_t home = home_of(&nodes[i], n_lines);

        for (next = i + 1; next < n && home_of(&nodes[next], n_lines) == home;)
            next++;
        if (!fill_home(&lines[home], nodes + i, next - i, nodes, &n_left))
            return false;
    }
    for (size_t i = 0; i < n_left; i++)
        if (!put_elsewhere(lines, n_lines, &nodes[i]))
            return false;
    for (size_t i = 0; i < n_left; i++)
        if (name_index_find(&index, hash_of(&nodes[i])) != nodes[i].value)
            return false;
    return true;
}

int compile_lines(struct compiled_node *nodes, size_t n, struct image_line **ret_lines,
                  uint32_t *ret_n_lines)
{
    /* 0.88 of the slots are used: more makes searches long, fewer makes the file large */
    uint32_t n_lines = (uint32_t)(n * 100 / (88 * LINE_SLOTS) + 2) & ~1u;
    struct image_line *lines;

    sort_nodes(nodes, n, 64);
    if (has_twins(nodes, n))
        return -EAGAIN;
    lines = calloc(n_lines, sizeof(*lines));
    if (!lines)
        return -ENOMEM;
    if (!place(nodes, n, lines, n_lines)) {
        free(lines);
        return -EAGAIN;
    }
    *ret_lines = lines;
    *ret_n_lines = n_lines;
    return 0;
}
