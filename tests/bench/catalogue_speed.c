/*
 * catalogue_speed — look-ups of whole names in ours and in what others use, in one run.
 *
 * usage: catalogue_speed [--rounds N] [--peers glib] [--made N | --names FILE --queries FILE]
 * FOLDER catalogue_speed --compile LIST OUTPUT
 *
 * The second compiles one list, for tests/bench/cost to measure. FOLDER takes files. Without names
 * N are made (100,000). Times are CPU time, the median of the rounds; each engine runs each stream
 * three times before it is measured, since what ran before it left the caches full of its own.
 * Exit code 1: two engines do not agree, or something is missing.
 */
#include "base/text.h"
#include "bench_engine.h"
#include "catalogue/catalogue_compile.h"
#include "catalogue/compiler_state.h"
#include "catalogue/list_name.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS_MAX = 101, SLOW_QUERIES = 10000, OPENS = 200, WARMING = 3 };

static double cpu_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The first four are enough to see whether a change is one for the better. */
enum { ENGINES_OURS = 4 };

static const struct bench_engine *const engines[] = {
    &bench_glib,   &bench_ours, &bench_ours_many, &bench_ours_checked,
#ifdef HAVE_CDB
    &bench_cdb,
#endif
#ifdef HAVE_MARISA
    &bench_marisa,
#endif
    &bench_sqlite,
};

static size_t n_engines = ARRAY_LEN(engines);

/* ---- measuring ----------------------------------------------------------------------------- */

static const char *const stream_names[STREAM_COUNT] = {"top", "miss", "hit", "zipf"};
static struct bench_names listed, popular, streams[STREAM_COUNT];
static bool has_aims; /* of a few made names they would mean nothing */

/* Of this process, KiB: memory of its own, and pages of files. */
static void resident(long *ret_own, long *ret_file)
{
    char line[256];
    FILE *in = fopen("/proc/self/status", "r");

    *ret_own = *ret_file = 0;
    while (in && fgets(line, sizeof(line), in)) {
        (void)sscanf(line, "RssAnon: %ld", ret_own);
        (void)sscanf(line, "RssFile: %ld", ret_file);
    }
    if (in)
        fclose(in);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof(*values), by_value);
    return values[n / 2];
}

static size_t queries_of(const struct bench_engine *e, enum bench_stream s)
{
    return e->is_slow && streams[s].n > SLOW_QUERIES ? SLOW_QUERIES : streams[s].n;
}

/* What the first engine, an exact one, answers is what all others have to. */
struct answers {
    uint8_t *len[STREAM_COUNT];
    uint64_t sum[STREAM_COUNT];
};

static bool agrees(const struct bench_engine *e, struct answers *first)
{
    bool is_first = e == engines[0], is_right = true, is_same;

    for (int s = 0; s < STREAM_COUNT; s++) {
        size_t n = queries_of(e, s);
        uint8_t *len = malloc(streams[s].n + 1);
        uint64_t sum = e->look(&streams[s], n, len);

        if (is_first) {
            first->len[s] = len;
            first->sum[s] = sum;
            continue;
        }
        is_same = memcmp(len, first->len[s], n) == 0 &&
                  (e->adds_up || n < streams[s].n || sum == first->sum[s]);
        if (!is_same)
            fprintf(stderr, "catalogue_speed: WRONG: %s and %s do not agree on %s\n", e->name,
                    engines[0]->name, stream_names[s]);
        is_right &= is_same;
        free(len);
    }
    return is_right;
}

/* The misses are those of top for which the first engine found nothing. */
static void make_misses(void)
{
    const struct bench_names *top = &streams[STREAM_TOP];
    uint8_t *len = malloc(top->n + 1);

    engines[0]->look(top, top->n, len);
    for (size_t i = 0; i < top->n; i++)
        if (len[i] == 0)
            bench_names_add(&streams[STREAM_MISS], top->pool + top->at[i], top->len[i], 0);
    free(len);
}

/* Milliseconds from nothing to the first answer, the file in the page cache. */
static double open_ms(const struct bench_engine *e, const char *path)
{
    double times[OPENS];
    uint8_t len;

    for (int i = 0; i < OPENS; i++) {
        double began = cpu_s();

        if (!e->open(path))
            return -1;
        e->look(&streams[STREAM_HIT], 1, &len);
        times[i] = (cpu_s() - began) * 1e3;
        e->close();
    }
    return median(times, OPENS);
}

/* Builds and opens one, prints what it takes, and leaves it open. */
static bool prepare(const struct bench_engine *e, const char *folder, struct answers *first)
{
    double began = cpu_s(), built;
    long own_before, own, file_before, file;
    char path[4096];
    struct stat st = {.st_size = 0};
    bool is_right;

    snprintf(path, sizeof(path), "%s/%s", folder, e->name);
    resident(&own_before, &file_before);
    if (e->build && !e->build(&listed, path)) {
        fprintf(stderr, "catalogue_speed: %s could not be made\n", e->name);
        return false;
    }
    built = cpu_s() - began;
    if (e->open) {
        began = open_ms(e, path);
        resident(&own_before, &file_before); /* what making it left behind is not its own */
        if (began < 0 || !e->open(path))
            return false;
        stat(path, &st);
    }
    if (e == &bench_ours)
        bench_ours_note();
    if (e == engines[0])
        make_misses();
    is_right = agrees(e, first);
    resident(&own, &file);
    if (!e->build)
        return is_right;
    printf("  %-16s%9.1f%12.1f%12.1f%10.2f", e->name, (double)st.st_size / (double)listed.n,
           (double)(own - own_before) * 1024 / (double)listed.n,
           (double)(file - file_before) * 1024 / (double)listed.n, built);
    if (e->open)
        printf("%10.3f", began);
    printf("\n");
    return is_right;
}

static void print_sections(void)
{
    double index, names, slots, rate;

    bench_ours_sections(&index, &names);
    printf("  of ours: index %.2f bytes a name (aim 9%s), names section %.2f (aim 10%s)\n", index,
           !has_aims    ? ""
           : index <= 9 ? ": met"
                        : ": NOT met",
           names,
           !has_aims     ? ""
           : names <= 10 ? ": met"
                         : ": NOT met");
    bench_ours_near(&streams[STREAM_MISS], &slots, &rate);
    printf(
        "  of ours: an unlisted name is compared with %.1f slots, of 40 bits: %.1e false matches "
        "a walk (aim 2e-11%s),\n  none once it is looked for among the names\n",
        slots, rate,
        !has_aims       ? ""
        : rate <= 2e-11 ? ": met"
                        : ": NOT met");
}

static void print_speed(double ns[ARRAY_LEN(engines)][STREAM_COUNT][ROUNDS_MAX], size_t rounds)
{
    static const struct {
        const struct bench_engine *engine;
        double at_least;
    } aims[] = {{&bench_ours, 2.5}, {&bench_ours_many, 3.5}};

    printf("\n  ns a name       ");
    for (int s = 0; s < STREAM_COUNT; s++)
        printf("%10s", stream_names[s]);
    for (int s = 0; s < STREAM_COUNT; s++)
        printf("%10s", stream_names[s]);
    printf("\n");
    for (size_t e = 0; e < n_engines; e++) {
        double ratio[STREAM_COUNT];

        printf("  %-16s", engines[e]->name);
        for (int s = 0; s < STREAM_COUNT; s++) {
            double ratios[ROUNDS_MAX], times[ROUNDS_MAX];

            for (size_t r = 0; r < rounds; r++) {
                ratios[r] = ns[0][s][r] / ns[e][s][r];
                times[r] = ns[e][s][r];
            }
            ratio[s] = median(ratios, rounds);
            printf("%10.1f", median(times, rounds));
        }
        for (int s = 0; s < STREAM_COUNT; s++)
            printf("%8.2f x", ratio[s]);
        printf("\n");
        for (size_t a = 0; a < ARRAY_LEN(aims) && has_aims; a++)
            for (int s = 0; s < STREAM_ZIPF && aims[a].engine == engines[e]; s++)
                if (ratio[s] < aims[a].at_least)
                    printf("    NOT met: %.1f x GLib on %s\n", aims[a].at_least, stream_names[s]);
    }
}

static int measure(const char *folder, size_t rounds)
{
    static double ns[ARRAY_LEN(engines)][STREAM_COUNT][ROUNDS_MAX];
    struct answers first;
    uint8_t *len = malloc(11 * popular.n + 1);
    bool is_right = len != NULL;

    printf("%zu names in %zu categories; streams of %zu, %zu\n\n", listed.n, listed.n_categories,
           streams[STREAM_TOP].n, streams[STREAM_ZIPF].n);
    printf("  bytes a name:        file    own memory  file pages   made s   open ms\n");
    for (size_t e = 0; e < n_engines; e++)
        is_right &= prepare(engines[e], folder, &first);
    if (!is_right)
        return 1;
    print_sections();
    for (size_t r = 0; r < rounds; r++)
        for (int s = 0; s < STREAM_COUNT; s++)
            for (size_t e = 0; e < n_engines; e++) {
                size_t n = queries_of(engines[e], s);
                double began;

                for (int warm = 0; warm < (engines[e]->is_slow ? 1 : WARMING); warm++)
                    engines[e]->look(&streams[s], n, len);
                began = cpu_s();
                engines[e]->look(&streams[s], n, len);
                ns[e][s][r] = (cpu_s() - began) * 1e9 / (double)(n ? n : 1);
            }
    print_speed(ns, rounds);
    for (size_t e = 0; e < n_engines; e++)
        if (engines[e]->close)
            engines[e]->close();
    for (int s = 0; s < STREAM_COUNT; s++)
        free(first.len[s]);
    free(len);
    return 0;
}

static int compile(const char *list, const char *output)
{
    AUTO(compiler_free) struct compiler *c = NULL;
    AUTO_TEXT struct text error = {.at = NULL};
    struct list_counts counts = {.names = 0};
    struct bytes image;
    struct stat st;
    int fd = open(list, O_RDONLY | O_CLOEXEC);
    bool is_written;
    void *text;

    if (fd < 0 || fstat(fd, &st) < 0 || compiler_new(&c) < 0)
        return 1;
    text = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (text == MAP_FAILED ||
        compiler_add_list(c, list, LIST_CATEGORY, CATEGORY_ADULT,
                          bytes_of(text, (size_t)st.st_size), &counts, &error) < 0)
        return 1;
    munmap(text, (size_t)st.st_size);
    if (compiler_finish(c, NULL, &image) < 0)
        return 1;
    is_written = bench_write_file(output, image.at, image.len);
    free((void *)image.at);
    if (!is_written)
        return 1;
    fprintf(stderr, "%zu names of %s\n", counts.names, list);
    return 0;
}

static bool is_listable(struct bytes word)
{
    char name[LIST_NAME_ROOM];

    return list_word(word, name) == WORD_NAME && compiler_may_list(name);
}

/* Only names that the compiler takes, so that all engines have the same. */
static void keep_listable(void)
{
    struct bench_names kept = {.n_categories = listed.n_categories};

    for (size_t i = 0; i < listed.n; i++)
        if (is_listable(bytes_of(listed.pool + listed.at[i], listed.len[i])))
            bench_names_add(&kept, listed.pool + listed.at[i], listed.len[i], listed.value[i]);
    bench_names_done(&listed);
    listed = kept;
}

int main(int argc, char **argv)
{
    const char *names = NULL, *queries = NULL;
    size_t rounds = 5, made = 100000;
    int code, at = 1;

    if (argc == 4 && strcmp(argv[1], "--compile") == 0)
        return compile(argv[2], argv[3]);
    for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
        if (strcmp(argv[at], "--rounds") == 0)
            rounds = (size_t)atoi(argv[at + 1]);
        else if (strcmp(argv[at], "--made") == 0)
            made = (size_t)atoi(argv[at + 1]);
        else if (strcmp(argv[at], "--names") == 0)
            names = argv[at + 1];
        else if (strcmp(argv[at], "--peers") == 0)
            n_engines = strcmp(argv[at + 1], "glib") == 0 ? ENGINES_OURS : n_engines;
        else if (strcmp(argv[at], "--queries") == 0)
            queries = argv[at + 1];
    }
    if (at + 1 != argc || rounds < 1 || rounds > ROUNDS_MAX) {
        fputs(
            "usage: catalogue_speed [--rounds N] [--peers glib] [--made N | --names FILE --queries "
            "FILE] FOLDER\n",
            stderr);
        return 2;
    }
    if (!names)
        bench_names_make(&listed, made);
    else if (!bench_names_read(&listed, names)) {
        fprintf(stderr, "catalogue_speed: %s: cannot be read\n", names);
        return 1;
    }
    has_aims = names != NULL;
    keep_listable();
    if (!queries)
        bench_queries_make(&popular, &listed, made / 5 + 1);
    else if (!bench_queries_read(&popular, queries, 100000)) {
        fprintf(stderr, "catalogue_speed: %s: cannot be read\n", queries);
        return 1;
    }
    bench_streams_make(streams, &listed, &popular);
    code = measure(argv[at], rounds);
    bench_names_done(&listed);
    bench_names_done(&popular);
    for (int s = 0; s < STREAM_COUNT; s++)
        bench_names_done(&streams[s]);
    return code;
}
