/* uses: base wire flow capture */
/*
 * robust — captures cut and damaged, read under whatever sanitizers the build has.
 *
 * usage: robust N FILE...
 *
 * Each file is read whole, then cut at N places and N times with bytes flipped. A cut capture has
 * to give every name that was whole in the packets before the cut, and to say where it is damaged;
 * a damaged one has to end. Exits 0 only if all of it held.
 */
#include "capture/capture.h"
#include "flow/inspector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct seen {
    uint64_t hash;
    uint64_t frame;
};

struct names {
    struct seen *all;
    size_t n, room;
};

static const struct siphash_key key = {1, 2};

static void note(const struct sighting *s, void *user)
{
    struct names *names = user;
    uint8_t row[64] = {(uint8_t)s->kind,
                       s->is_udp,
                       (uint8_t)(s->server_port >> 8),
                       (uint8_t)s->server_port,
                       (uint8_t)(s->type >> 8),
                       (uint8_t)s->type};

    memcpy(row + 8, s->client.at, 16);
    memcpy(row + 24, s->server.at, 16);
    if (names->n == names->room) {
        names->room = names->room ? names->room * 2 : 256;
        names->all = realloc(names->all, names->room * sizeof(*names->all));
        if (!names->all)
            abort();
    }
    names->all[names->n++] = (struct seen){
        .hash = siphash13(key, row, sizeof(row)) ^ siphash13(key, s->name, s->name_len),
        .frame = s->frame,
    };
}

static bool has(const struct names *names, uint64_t hash)
{
    for (size_t i = 0; i < names->n; i++)
        if (names->all[i].hash == hash)
            return true;
    return false;
}

/* How many packets there were, and whether damage was told of with its offset. */
static uint64_t read_capture(const char *path, struct names *names, bool *ret_damaged)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(capture_close) struct capture *capture = NULL;
    AUTO(inspector_free) struct inspector *inspector = NULL;
    struct inspector_options options = {
        .sighting = note, .user = names, .key = &key, .memory_bytes = 4 << 20};
    struct frame frame;
    enum capture_answer answer;
    uint64_t n = 0;

    names->n = 0;
    *ret_damaged = true;
    if (capture_open(path, &capture, &error) < 0)
        return 0;
    if (inspector_new(&options, &inspector) < 0)
        abort();
    while ((answer = capture_next(capture, &frame, &error)) == CAPTURE_PACKET) {
        inspector_feed(inspector, &frame);
        n = frame.number;
    }
    inspector_finish(inspector);
    *ret_damaged = answer == CAPTURE_DAMAGED;
    if (*ret_damaged && !strstr(text_string(&error), "offset")) {
        fprintf(stderr, "%s: damage without an offset: %s\n", path, text_string(&error));
        exit(1);
    }
    return n;
}

static void write_file(const char *path, const uint8_t *bytes, size_t len)
{
    FILE *out = fopen(path, "wb");

    if (!out || fwrite(bytes, 1, len, out) != len || fclose(out) != 0) {
        perror(path);
        exit(1);
    }
}

static uint8_t *load(const char *path, size_t *ret_len)
{
    static uint8_t bytes[64 << 20];
    FILE *in = fopen(path, "rb");

    if (!in) {
        perror(path);
        exit(1);
    }
    *ret_len = fread(bytes, 1, sizeof(bytes), in);
    fclose(in);
    return bytes;
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

int main(int argc, char **argv)
{
    char scratch[] = "/dev/shm/kindward-robust-XXXXXX";
    int fd = mkstemp(scratch), failures = 0;
    size_t n_cuts = 0, n_flips = 0;
    long each = argc > 1 ? atol(argv[1]) : 0;
    uint32_t random = 7;

    if (fd < 0 || each < 1 || argc < 3)
        return 2;
    close(fd);
    for (int i = 2; i < argc; i++) {
        struct names whole = {.n = 0}, part = {.n = 0};
        size_t len;
        uint8_t *bytes = load(argv[i], &len);
        bool is_damaged;

        read_capture(argv[i], &whole, &is_damaged);
        for (long c = 0; c < each && len > 1; c++) {
            size_t at;
            uint64_t n;

            at = 1 + ((size_t)next_random(&random) << 8 | (next_random(&random) & 255)) % (len - 1);
            write_file(scratch, bytes, at);
            n = read_capture(scratch, &part, &is_damaged);
            n_cuts++;
            for (size_t s = 0; s < whole.n; s++)
                if (whole.all[s].frame <= n && !has(&part, whole.all[s].hash)) {
                    fprintf(stderr, "%s cut at %zu: a name of packet %llu is lost\n", argv[i], at,
                            (unsigned long long)whole.all[s].frame);
                    failures++;
                    break;
                }
        }
        for (long c = 0; c < each && len > 24; c++) {
            uint8_t *copy = malloc(len);

            if (!copy)
                return 1;
            memcpy(copy, bytes, len);
            for (int b = 0; b < 8; b++)
                copy[24 + next_random(&random) % (len - 24)] ^=
                    (uint8_t)(1u << (next_random(&random) & 7));
            write_file(scratch, copy, len);
            read_capture(scratch, &part, &is_damaged);
            free(copy);
            n_flips++;
        }
        free(whole.all);
        free(part.all);
    }
    unlink(scratch);
    printf("%d captures, %zu cuts, %zu with bytes flipped, %d failures\n", argc - 2, n_cuts,
           n_flips, failures);
    return failures ? 1 : 0;
}
