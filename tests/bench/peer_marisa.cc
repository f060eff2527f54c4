// libmarisa, which has no interface for C: names back to front, and values by the number it gives.
extern "C" {
#include "bench_engine.h"
}

#include <cstdio>
#include <cstring>
#include <marisa.h>
#include <string>
#include <vector>

static marisa::Trie trie;
static std::vector<uint32_t> values;

static std::string back_to_front(const bench_names *names, size_t i)
{
    const char *name = names->pool + names->at[i];

    return std::string(std::reverse_iterator<const char *>(name + names->len[i]),
                       std::reverse_iterator<const char *>(name));
}

static bool build(const bench_names *listed, const char *path)
{
    marisa::Keyset keys;
    marisa::Agent agent;

    for (size_t i = 0; i < listed->n; i++) {
        std::string key = back_to_front(listed, i);

        keys.push_back(key.data(), key.size());
    }
    trie.build(keys);
    trie.save(path);
    values.resize(trie.size());
    for (size_t i = 0; i < listed->n; i++) {
        std::string key = back_to_front(listed, i);

        agent.set_query(key.data(), key.size());
        if (!trie.lookup(agent))
            return false;
        values[agent.key().id()] = listed->value[i];
    }
    trie.clear();
    return true;
}

static bool open_file(const char *path)
{
    trie.mmap(path);
    return true;
}

static void close_file()
{
    trie.clear();
}

static uint64_t look(const bench_names *queries, size_t n, uint8_t *ret_len)
{
    uint64_t sum = 0;
    marisa::Agent agent;
    char reversed[256];

    for (size_t i = 0; i < n; i++) {
        const char *name = queries->pool + queries->at[i];
        size_t len = queries->len[i], best = 0, id = 0;

        for (size_t k = 0; k < len; k++)
            reversed[k] = name[len - 1 - k];
        reversed[len] = '.'; // the end of the name is the end of a label
        agent.set_query(reversed, len);
        while (trie.common_prefix_search(agent))
            if (reversed[agent.key().length()] == '.') {
                best = agent.key().length();
                id = agent.key().id();
            }
        ret_len[i] = (uint8_t)best;
        sum += best ? values[id] : 0;
    }
    return sum;
}

extern "C" const bench_engine bench_marisa = {"libmarisa", build, open_file, close_file, look,
                                              false,       false};
