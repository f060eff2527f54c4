/*
 * run_corpus — run a fuzz target over its kept seeds, without libFuzzer.
 *
 * So the corpus is part of every build, with whatever compiler and sanitizer that has. Besides each
 * seed itself, it runs each of its prefixes (up to a limit) and a thousand one-byte changes from a
 * fixed sequence, the same in every run.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEED_MAX = 1 << 20, PREFIXES_MAX = 512, CHANGES = 1000 };

/* An exact-size copy, so that a sanitizer sees each byte read past the end. */
static void run(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);

    if (!copy)
        abort();
    if (size)
        memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void run_seed(uint8_t *data, size_t size)
{
    uint32_t random = 1;
    size_t step = size / PREFIXES_MAX + 1;

    run(data, size);
    for (size_t n = 0; n < size; n += step)
        run(data, n);
    for (int i = 0; size > 0 && i < CHANGES; i++) {
        size_t at;
        uint8_t was;

        random = random * 1664525 + 1013904223;
        at = (random >> 8) % size;
        was = data[at];
        data[at] = (uint8_t)(was ^ (1u << (random >> 4 & 7)));
        run(data, size);
        data[at] = was;
    }
}

int main(int argc, char **argv)
{
    static uint8_t seed[SEED_MAX];
    int n_seeds = 0;

    for (int i = 1; i < argc; i++) {
        DIR *dir = opendir(argv[i]);
        struct dirent *entry;

        if (!dir) {
            fprintf(stderr, "%s: no folder of seeds there\n", argv[i]);
            return 1;
        }
        while ((entry = readdir(dir))) {
            char path[4096];
            FILE *file;
            size_t size;

            if (entry->d_name[0] == '.')
                continue;
            snprintf(path, sizeof(path), "%s/%s", argv[i], entry->d_name);
            file = fopen(path, "rb");
            if (!file) {
                perror(path);
                return 1;
            }
            size = fread(seed, 1, sizeof(seed), file);
            fclose(file);
            run_seed(seed, size);
            n_seeds++;
        }
        closedir(dir);
    }
    printf("%d seeds\n", n_seeds);
    return n_seeds > 0 ? 0 : 1; /* a target without seeds shows nothing */
}
