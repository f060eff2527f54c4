#include "cli/rows.h"

#include "base/siphash.h"
#include "base/text.h"
#include "cli/answers.h"
#include "wire/dns.h"
#include "wire/quic.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_KEY = 8, FLAGS_MAX = 24, FLAG_TEXT_MAX = 16, FIRST_SLOTS = 1024 };

struct row {
    uint64_t hash;
    size_t key_at; /* of "proto\tl4\t...\tanswers" in text */
    uint64_t first_frame, count;
    uint32_t flags;
    uint16_t class, n_segments, n_crypto, n_packets, first_client_port;
    uint8_t kind, opcode, way, n_layers, layers[PACKET_LAYERS_MAX];
};

struct rows {
    struct siphash_key key;
    struct row *all;
    size_t n, room;
    uint32_t *slots; /* number + 1, 0: free */
    size_t n_slots;
    struct text text;    /* the keys, each with its NUL */
    struct text scratch; /* one key */
    struct text answers;
    bool failed;
};

int rows_new(struct rows **ret)
{
    struct rows *r = calloc(1, sizeof(*r));

    if (!r)
        return -ENOMEM;
    r->key = siphash_key_random();
    r->n_slots = FIRST_SLOTS;
    r->slots = calloc(r->n_slots, sizeof(*r->slots));
    if (!r->slots) {
        free(r);
        return -ENOMEM;
    }
    *ret = r;
    return 0;
}

struct rows *rows_free(struct rows *r)
{
    if (r) {
        text_done(&r->text);
        text_done(&r->scratch);
        text_done(&r->answers);
        free(r->all);
        free(r->slots);
        free(r);
    }
    return NULL;
}

size_t rows_count(const struct rows *r)
{
    return r->n;
}

static bool grow_slots(struct rows *r)
{
    size_t n_slots = r->n_slots * 2;
    uint32_t *slots = calloc(n_slots, sizeof(*slots));

    if (!slots)
        return false;
    for (size_t i = 0; i < r->n; i++) {
        size_t at = r->all[i].hash & (n_slots - 1);

        while (slots[at])
            at = (at + 1) & (n_slots - 1);
        slots[at] = (uint32_t)i + 1;
    }
    free(r->slots);
    r->slots = slots;
    r->n_slots = n_slots;
    return true;
}

static void add_detail(struct text *t, const struct sighting *s)
{
    char text[QUIC_VERSION_TEXT_MAX + DNS_TYPE_TEXT_MAX];

    switch (s->kind) {
    case SIGHTING_DNS:
    case SIGHTING_DNSR:
    case SIGHTING_MDNS:
    case SIGHTING_MDNSR:
    case SIGHTING_LLMNR:
    case SIGHTING_LLMNRR:
        text_add(t, dns_type_text(s->type, text));
        return;
    case SIGHTING_QUIC:
    case SIGHTING_GQUIC:
        text_add(t, quic_version_text(s->version, text));
        return;
    case SIGHTING_TLS:
    case SIGHTING_HTTP:
    case SIGHTING_DTLS:
    case SIGHTING_NAMELESS:
    case SIGHTING_SHAPE:
    case SIGHTING_KIND_COUNT:
        text_add_char(t, '-');
        return;
    }
}

static bool is_answer(const struct sighting *s)
{
    return s->kind == SIGHTING_DNSR || s->kind == SIGHTING_MDNSR || s->kind == SIGHTING_LLMNRR;
}

/* What makes a row the same row, without writing it: most sightings repeat one. */
static uint64_t hash_of(struct rows *r, const struct sighting *s)
{
    struct siphash h = siphash_begin(r->key);
    uint64_t address[4] = {0, 0, 0, 0};

    memcpy(address, s->client.at, 16);
    memcpy(address + 2, s->server.at, 16);
    siphash_word(&h, (uint64_t)s->kind | (uint64_t)s->is_udp << 8 | (uint64_t)s->client.len << 16 |
                         (uint64_t)s->server_port << 32 | (uint64_t)s->type << 48);
    siphash_word(&h, s->version);
    for (size_t i = 0; i < ARRAY_LEN(address); i++)
        siphash_word(&h, address[i]);
    siphash_word(&h, siphash13(r->key, s->name, s->name_len));
    if (is_answer(s)) {
        if (s->question == 0) { /* the same for each question of its message */
            text_clear(&r->answers);
            answers_format(s->message, s->rcode, &r->answers);
        }
        siphash_word(&h, siphash13(r->key, r->answers.at, r->answers.len));
    }
    return siphash_end(h);
}

static void add_key(const struct rows *r, struct text *t, const struct sighting *s)
{
    char client[IP_TEXT_MAX], server[IP_TEXT_MAX];

    text_add(t, sighting_kind_name(s->kind));
    text_add(t, s->is_udp ? "\tudp\t" : "\ttcp\t");
    text_add(t, ip_format(&s->client, client));
    text_add_char(t, '\t');
    text_add(t, ip_format(&s->server, server));
    text_add_char(t, '\t');
    text_add_number(t, s->server_port);
    text_add_char(t, '\t');
    text_add_bytes(t, s->name, s->name_len);
    text_add_char(t, '\t');
    add_detail(t, s);
    text_add_char(t, '\t');
    if (is_answer(s))
        text_add_bytes(t, r->answers.at, r->answers.len);
    else
        text_add_char(t, '-');
}

static void join(struct row *row, const struct sighting *s)
{
    row->count++;
    row->flags |= s->flags;
    row->way |= s->way;
    if (s->n_segments > row->n_segments)
        row->n_segments = s->n_segments;
    if (s->n_crypto > row->n_crypto)
        row->n_crypto = s->n_crypto;
    if (s->n_packets > row->n_packets)
        row->n_packets = s->n_packets;
}

void rows_add(struct rows *r, const struct sighting *s)
{
    struct row *row;
    uint64_t hash;
    size_t at;

    if (s->kind == SIGHTING_NAMELESS || s->kind == SIGHTING_SHAPE || s->name_len == 0)
        return;
    hash = hash_of(r, s);
    for (at = hash & (r->n_slots - 1); r->slots[at]; at = (at + 1) & (r->n_slots - 1)) {
        row = &r->all[r->slots[at] - 1];
        if (row->hash == hash) { /* 64 bits under a random key: a million rows share one once in
                                    37 million runs */
            join(row, s);
            return;
        }
    }
    if (r->n == r->room) {
        size_t room = r->room ? r->room * 2 : 256;
        struct row *all = realloc(r->all, room * sizeof(*all));

        if (!all) {
            r->failed = true;
            return;
        }
        r->all = all;
        r->room = room;
    }
    row = &r->all[r->n];
    *row = (struct row){
        .hash = hash,
        .key_at = r->text.len,
        .kind = (uint8_t)s->kind,
        .first_frame = s->frame,
        .first_client_port = s->client_port,
        .opcode = s->opcode,
        .class = s->class,
        .n_layers = s->n_layers,
    };
    if (s->n_layers > 0)
        memcpy(row->layers, s->layers, s->n_layers);
    join(row, s);
    text_clear(&r->scratch);
    add_key(r, &r->scratch, s);
    text_add_bytes(&r->text, text_string(&r->scratch), r->scratch.len + 1);
    r->slots[at] = (uint32_t)++r->n;
    r->failed |= r->text.failed || r->scratch.failed || r->answers.failed;
    if (r->n * 2 > r->n_slots && !grow_slots(r))
        r->failed = true;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void add_flags(struct text *t, const struct row *row)
{
    static const struct {
        uint32_t bit;
        const char *text;
    } seen[] = {
        {SEEN_ECH, "ech"},
        {SEEN_ESNI, "esni"},
        {SEEN_CONNECT, "connect"},
        {SEEN_TC, "tc"},
        {SEEN_NO_QUESTION, "noquestion"},
        {SEEN_MALFORMED, "malformed"},
        {SEEN_HEURISTIC, "heur"},
        {SEEN_SHUFFLED, "shuffled"},
        {SEEN_AMBIGUOUS_HOST, "hosts"},
    };
    static const struct {
        uint8_t bit;
        const char *text;
    } ways[] = {{WAY_VLAN, "vlan"},
                {WAY_PPPOE, "pppoe"},
                {WAY_MPLS, "mpls"},
                {WAY_TUNNEL, "tunnel"},
                {WAY_FRAGMENTS, "ipfrag"}};
    bool is_dns = row->kind == SIGHTING_DNS || row->kind == SIGHTING_DNSR ||
                  (row->kind >= SIGHTING_MDNS && row->kind <= SIGHTING_LLMNRR);
    char flags[FLAGS_MAX][FLAG_TEXT_MAX];
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(seen); i++)
        if (row->flags & seen[i].bit)
            snprintf(flags[n++], FLAG_TEXT_MAX, "%s", seen[i].text);
    for (size_t i = 0; i < ARRAY_LEN(ways); i++)
        if (row->way & ways[i].bit)
            snprintf(flags[n++], FLAG_TEXT_MAX, "%s", ways[i].text);
    if (row->n_segments > 1)
        snprintf(flags[n++], FLAG_TEXT_MAX, "tcpseg%u", row->n_segments);
    if (row->n_crypto > 1)
        snprintf(flags[n++], FLAG_TEXT_MAX, "crypto%u", row->n_crypto);
    if (row->n_packets > 1)
        snprintf(flags[n++], FLAG_TEXT_MAX, "pkts%u", row->n_packets);
    if (is_dns && row->opcode != 0)
        snprintf(flags[n++], FLAG_TEXT_MAX, "opcode%u", row->opcode);
    if (is_dns && (row->class & 0x7fff) != 1)
        snprintf(flags[n++], FLAG_TEXT_MAX, "class%u", row->class);
    qsort(flags, n, FLAG_TEXT_MAX, by_text);
    for (size_t i = 0; i < n; i++)
        text_addf(t, "%s%s", i ? "," : "", flags[i]);
    if (n == 0)
        text_add_char(t, '-');
}

static void add_path(struct text *t, const struct row *row)
{
    static const char *const last[SIGHTING_KIND_COUNT] = {
        [SIGHTING_DNS] = "dns",     [SIGHTING_DNSR] = "dns",    [SIGHTING_MDNS] = "mdns",
        [SIGHTING_MDNSR] = "mdns",  [SIGHTING_LLMNR] = "llmnr", [SIGHTING_LLMNRR] = "llmnr",
        [SIGHTING_TLS] = "tls",     [SIGHTING_QUIC] = "quic",   [SIGHTING_HTTP] = "http",
        [SIGHTING_GQUIC] = "gquic", [SIGHTING_DTLS] = "dtls",
    };

    for (uint8_t i = 0; i < row->n_layers; i++) {
        text_add(t, layer_name((enum layer)row->layers[i]));
        text_add_char(t, ':');
    }
    text_add(t, last[row->kind] ? last[row->kind] : "-");
}

static void print_tsv(const struct rows *r, const struct row *row, struct text *line, FILE *out)
{
    text_add(line, r->text.at + row->key_at);
    text_add_char(line, '\t');
    text_add_number(line, row->count);
    text_add_char(line, '\t');
    add_flags(line, row);
    text_add_char(line, '\t');
    text_add_number(line, row->first_frame);
    text_add_char(line, '\t');
    text_add_number(line, row->first_client_port);
    text_add_char(line, '\t');
    add_path(line, row);
    text_add_char(line, '\n');
    fwrite(line->at, 1, line->len, out);
}

static void print_json(const struct rows *r, const struct row *row, struct text *scratch, FILE *out)
{
    static const char *const names[COLUMNS_KEY] = {"proto",       "l4",   "client", "server",
                                                   "server_port", "name", "detail", "answers"};
    const char *at = r->text.at + row->key_at;
    json_t *object = json_object();

    for (size_t i = 0; i < COLUMNS_KEY; i++) {
        size_t len = strcspn(at, "\t");
        json_t *value = i == 4 ? json_integer(atoi(at)) : json_stringn(at, len);

        if (!(len == 1 && at[0] == '-' && i >= 6))
            json_object_set_new(object, names[i], value);
        else
            json_decref(value);
        at += len + (at[len] != '\0');
    }
    json_object_set_new(object, "count", json_integer((json_int_t)row->count));
    text_clear(scratch);
    add_flags(scratch, row);
    if (strcmp(text_string(scratch), "-") != 0)
        json_object_set_new(object, "flags", json_string(text_string(scratch)));
    json_object_set_new(object, "first_frame", json_integer((json_int_t)row->first_frame));
    json_object_set_new(object, "first_client_port", json_integer(row->first_client_port));
    text_clear(scratch);
    add_path(scratch, row);
    json_object_set_new(object, "path", json_string(text_string(scratch)));
    json_dumpf(object, out, JSON_COMPACT | JSON_PRESERVE_ORDER);
    json_decref(object);
}

int rows_print(const struct rows *r, enum rows_format format, FILE *out)
{
    AUTO_TEXT struct text line = {.at = NULL};

    if (format == ROWS_JSON)
        fputs("[", out);
    for (size_t i = 0; i < r->n; i++) {
        text_clear(&line);
        switch (format) {
        case ROWS_TSV:
            print_tsv(r, &r->all[i], &line, out);
            break;
        case ROWS_JSON:
            fputs(i ? ",\n " : "\n ", out);
            print_json(r, &r->all[i], &line, out);
            break;
        }
    }
    if (format == ROWS_JSON)
        fputs("\n]\n", out);
    if (r->failed)
        return -ENOMEM;
    return fflush(out) == 0 && !ferror(out) ? 0 : -errno;
}
