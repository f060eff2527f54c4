#include "bench_names.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A generator of our own, so that each machine makes the same streams. */
static uint64_t state = 20261123;

static uint32_t draw(uint64_t below)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(((state >> 32) * below) >> 32);
}

static void *grown(void *array, size_t bytes)
{
    void *got = realloc(array, bytes);

    if (!got) {
        fputs("catalogue_speed: there is no memory\n", stderr);
        exit(1);
    }
    return got;
}

void bench_names_done(struct bench_names *names)
{
    free(names->pool);
    free(names->at);
    free(names->len);
    free(names->value);
}

void bench_names_add(struct bench_names *names, const char *name, size_t len, uint32_t value)
{
    if (len == 0 || len > 253)
        return;
    if (names->n == names->room) {
        names->room = names->room ? names->room * 2 : 1024;
        names->at = grown(names->at, names->room * sizeof(*names->at));
        names->len = grown(names->len, names->room);
        names->value = grown(names->value, names->room * sizeof(*names->value));
    }
    if (names->pool_len + len + 1 > names->pool_room) {
        names->pool_room = names->pool_room ? names->pool_room * 2 : 65536;
        names->pool = grown(names->pool, names->pool_room);
    }
    names->at[names->n] = (uint32_t)names->pool_len;
    names->len[names->n] = (uint8_t)len;
    names->value[names->n++] = value;
    memcpy(names->pool + names->pool_len, name, len);
    names->pool[names->pool_len + len] = '\0';
    names->pool_len += len + 1;
}

static uint32_t value_of(struct bench_names *names, char *categories,
                         char seen[BENCH_CATEGORIES_MAX][32])
{
    uint32_t value = 0;

    for (char *rest, *word = strtok_r(categories, ",", &rest); word;
         word = strtok_r(NULL, ",", &rest)) {
        size_t n = 0;

        while (n < names->n_categories && strcmp(seen[n], word) != 0)
            n++;
        if (n == names->n_categories && n < BENCH_CATEGORIES_MAX)
            snprintf(seen[names->n_categories++], sizeof(seen[0]), "%s", word);
        if (n < BENCH_CATEGORIES_MAX)
            value |= UINT32_C(1) << n;
    }
    return value;
}

bool bench_names_read(struct bench_names *names, const char *path)
{
    char seen[BENCH_CATEGORIES_MAX][32] = {""}, line[1024];
    FILE *in = fopen(path, "r");

    if (!in)
        return false;
    while (fgets(line, sizeof(line), in)) {
        char *tab = strchr(line, '\t'), *end;

        if (!tab)
            continue;
        *tab++ = '\0';
        end = strpbrk(tab, "\t\n");
        if (end)
            *end = '\0';
        bench_names_add(names, line, strlen(line), value_of(names, tab, seen));
    }
    fclose(in);
    return names->n > 0;
}

void bench_names_make(struct bench_names *names, size_t n)
{
    static const char *const tops[] = {"com", "com", "com", "net", "org", "de", "info", "xyz"};
    static const char *const words[] = {"play", "bet", "cam", "shop", "win",
                                        "ads",  "cdn", "x",   "news", "chat"};

    names->n_categories = BENCH_CATEGORIES_MAX;
    for (size_t i = 0; i < n; i++) {
        char name[128];
        const char *sub = draw(4) == 0 ? words[draw(10)] : NULL;
        int len = snprintf(name, sizeof(name), "%s%s%s%zx%s.%s", sub ? sub : "", sub ? "." : "",
                           words[draw(10)], i, words[draw(10)], tops[draw(8)]);

        bench_names_add(names, name, (size_t)len, UINT32_C(1) << draw(BENCH_CATEGORIES_MAX));
        if (i % 8 == 0 && ++i < n) { /* one below it */
            char below[160];

            len = snprintf(below, sizeof(below), "%s.%s", words[draw(10)], name);
            bench_names_add(names, below, (size_t)len, UINT32_C(1) << draw(BENCH_CATEGORIES_MAX));
        }
    }
}

bool bench_queries_read(struct bench_names *queries, const char *path, size_t max)
{
    char line[1024];
    FILE *in = fopen(path, "r");

    if (!in)
        return false;
    while (queries->n < max && fgets(line, sizeof(line), in))
        bench_names_add(queries, line, strcspn(line, "\r\n"), 0);
    fclose(in);
    return queries->n > 0;
}

void bench_queries_make(struct bench_names *queries, const struct bench_names *listed, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char name[320];
        int len = snprintf(name, sizeof(name), "%s%zx.%s", i % 2 ? "www" : "q", i,
                           i % 2 ? listed->pool + listed->at[draw(listed->n)] : "example.org");

        bench_names_add(queries, name, (size_t)len, 0);
    }
}

static void copy(struct bench_names *to, const struct bench_names *from, size_t i)
{
    bench_names_add(to, from->pool + from->at[i], from->len[i], 0);
}

static void make_zipf(struct bench_names *zipf, const struct bench_names *popular)
{
    double *sums = grown(NULL, (popular->n + 1) * sizeof(*sums)), sum = 0;

    for (size_t i = 0; i < popular->n; i++)
        sums[i] = sum += 1.0 / (double)(i + 1);
    for (size_t i = 0; i < 10 * popular->n; i++) {
        double at = sum * draw(UINT32_MAX) / (double)UINT32_MAX;
        size_t low = 0, high = popular->n - 1;

        while (low < high) {
            size_t middle = (low + high) / 2;

            if (sums[middle] < at)
                low = middle + 1;
            else
                high = middle;
        }
        copy(zipf, popular, low);
    }
    free(sums);
}

void bench_streams_make(struct bench_names streams[STREAM_COUNT], const struct bench_names *listed,
                        const struct bench_names *popular)
{
    static const char *const labels[] = {"www", "m",      "cdn",   "api",
                                         "img", "static", "login", "mail"};
    uint32_t *order = grown(NULL, (popular->n + 1) * sizeof(*order));

    for (size_t i = 0; i < popular->n; i++)
        order[i] = (uint32_t)i;
    for (size_t i = popular->n; i > 1; i--) {
        size_t k = draw(i);
        uint32_t was = order[i - 1];

        order[i - 1] = order[k];
        order[k] = was;
    }
    for (size_t i = 0; i < popular->n; i++)
        copy(&streams[STREAM_TOP], popular, order[i]);
    free(order);
    for (size_t i = 0; i < popular->n; i++) {
        size_t k = draw(listed->n);
        char name[320];
        int len = snprintf(name, sizeof(name), "%s%s%s", i % 2 ? labels[draw(8)] : "",
                           i % 2 ? "." : "", listed->pool + listed->at[k]);

        bench_names_add(&streams[STREAM_HIT], name, (size_t)len, 0);
    }
    make_zipf(&streams[STREAM_ZIPF], popular);
}
