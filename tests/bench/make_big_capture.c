/*
 * make_big_capture — one large capture for measurements.
 *
 * usage: make_big_capture [--same] MEGABYTES OUT CAPTURE...
 *        make_big_capture --bulk MEGABYTES OUT
 *
 * The first form writes the packets of the Ethernet captures given, in their order, round after
 * round until OUT is as large as asked for. Only two things of a packet are changed: its time (each
 * capture begins a second after the one before, each round an hour after the round before), and,
 * but for --same, one part of each unicast IP address, by the round's number, with the checksums:
 * so a reader that never forgets a connection sees new ones in each round, as it would at home.
 * Captures that are not Ethernet, are damaged at the head or span more than a day are left out.
 *
 * The second form writes bulk: eight TLS connections that carry full-size packets.
 */
#include "frame.h"

#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN_US  INT64_C(1700000000000000)
#define SECOND_US INT64_C(1000000)

enum { DAY_S = 86400, PACKET_MOST = 65535, N_BULK = 8, BULK_DATA = 1460 };

struct packet {
    int64_t when_us;
    uint32_t len;
    size_t at; /* in bytes */
};

struct round {
    struct packet *packets;
    size_t n, room;
    uint8_t *bytes;
    size_t n_bytes, bytes_room;
    int64_t end_us;
};

static void *grown(void *memory, size_t *room, size_t needed, size_t each)
{
    if (needed <= *room)
        return memory;
    *room = needed * 2;
    memory = realloc(memory, *room * each);
    if (!memory) {
        fputs("make_big_capture: no memory\n", stderr);
        exit(1);
    }
    return memory;
}

/* Adds the packets of a capture behind those there are; false where it is left out. */
static bool round_add(struct round *r, const char *path)
{
    char error[PCAP_ERRBUF_SIZE];
    pcap_t *capture = pcap_open_offline(path, error);
    size_t n_before = r->n, bytes_before = r->n_bytes;
    int64_t first_us = 0, last_us = INT64_MIN;
    struct pcap_pkthdr *h;
    const unsigned char *bytes;

    if (!capture)
        return false;
    while (pcap_datalink(capture) == DLT_EN10MB && pcap_next_ex(capture, &h, &bytes) == 1) {
        int64_t when_us = h->ts.tv_sec * SECOND_US + h->ts.tv_usec;

        if (h->caplen > PACKET_MOST || h->caplen < h->len)
            continue;
        if (r->n == n_before)
            first_us = when_us;
        if (when_us < first_us)
            when_us = first_us;
        last_us = when_us > last_us ? when_us : last_us;
        r->packets = grown(r->packets, &r->room, r->n + 1, sizeof(*r->packets));
        r->bytes = grown(r->bytes, &r->bytes_room, r->n_bytes + h->caplen, 1);
        r->packets[r->n++] = (struct packet){when_us - first_us + r->end_us, h->caplen, r->n_bytes};
        memcpy(r->bytes + r->n_bytes, bytes, h->caplen);
        r->n_bytes += h->caplen;
    }
    pcap_close(capture);
    if (r->n == n_before)
        return false;
    if (last_us - first_us > DAY_S * SECOND_US) {
        r->n = n_before;
        r->n_bytes = bytes_before;
        return false;
    }
    r->end_us += last_us - first_us + SECOND_US;
    return true;
}

/* RFC 1624: HC' = ~(~HC + ~m + m'), for one 16-bit word that holds the changed byte. */
static void sum_mend(uint8_t *sum, uint16_t before, uint16_t after)
{
    uint32_t s = (uint16_t) ~(sum[0] << 8 | sum[1]);

    s += (uint32_t)(uint16_t)~before + after;
    s = (s & 0xffff) + (s >> 16);
    s = (uint16_t) ~((s & 0xffff) + (s >> 16));
    sum[0] = (uint8_t)(s >> 8);
    sum[1] = (uint8_t)s;
}

/* XORs a 16-bit word of an address; the checksums that cover it follow. */
static void word_change(uint8_t *word, uint16_t with, uint8_t *sum1, uint8_t *sum2)
{
    uint16_t before = (uint16_t)(word[0] << 8 | word[1]), after = before ^ with;

    word[0] = (uint8_t)(after >> 8);
    word[1] = (uint8_t)after;
    if (sum1)
        sum_mend(sum1, before, after);
    if (sum2)
        sum_mend(sum2, before, after);
}

static uint8_t *transport_sum(uint8_t *transport, const uint8_t *end, uint8_t protocol)
{
    if (protocol == 6 && end - transport >= 20)
        return transport + 16;
    if (protocol == 17 && end - transport >= 8 && (transport[6] || transport[7]))
        return transport + 6;
    return NULL;
}

static void addresses_change(uint8_t *frame, size_t len, uint16_t round)
{
    uint8_t *end = frame + len, *type = frame + 12;

    while (end - type >= 6 &&
           ((type[0] == 0x81 && type[1] == 0) || (type[0] == 0x88 && type[1] == 0xa8)))
        type += 4;
    if (end - type >= 22 && type[0] == 8 && type[1] == 0) {
        uint8_t *ip = type + 2;
        bool is_later_fragment = (ip[6] & 0x1f) || ip[7];
        uint8_t *sum = is_later_fragment || ip + (ip[0] & 15) * 4 > end
                           ? NULL
                           : transport_sum(ip + (ip[0] & 15) * 4, end, ip[9]);

        for (int at = 12; at <= 16; at += 4)
            if (ip[at] && ip[at] < 224) /* the second and third byte: a word of its own in no sum */
                for (int byte = 1; byte <= 2; byte++) {
                    uint16_t with =
                        byte == 1 ? (uint16_t)(round >> 8) : (uint16_t)((round & 0xff) << 8);

                    word_change(ip + at + (byte == 1 ? 0 : 2), with, ip + 10, sum);
                }
    } else if (end - type >= 42 && type[0] == 0x86 && type[1] == 0xdd) {
        uint8_t *ip = type + 2, *sum = transport_sum(ip + 40, end, ip[6]);

        for (int at = 8; at <= 24; at += 16)
            if (ip[at] != 0xff)
                word_change(ip + at + 8, round, sum, NULL);
    }
}

static void write_rounds(struct round *r, FILE *out, uint64_t most_bytes, bool is_same)
{
    static uint8_t frame[PACKET_MOST];
    uint64_t written = 0;
    unsigned n_rounds = 0;

    while (written < most_bytes && n_rounds < UINT16_MAX) {
        int64_t later_us = BEGIN_US + n_rounds * (r->end_us + 3600 * SECOND_US);

        for (size_t i = 0; i < r->n; i++) {
            const struct packet *p = &r->packets[i];

            memcpy(frame, r->bytes + p->at, p->len);
            if (!is_same)
                addresses_change(frame, p->len, (uint16_t)n_rounds);
            frame_file_add(out, later_us + p->when_us, frame, p->len);
            written += 16 + p->len;
        }
        n_rounds++;
    }
    printf("%u rounds of %zu packets\n", n_rounds, r->n);
}

static void write_bulk(FILE *out, uint64_t most_bytes)
{
    static const uint8_t data[BULK_DATA] = {23, 3, 3, 64, 0, 0x5a, 0xa5, 0x3c};
    struct ends ends[N_BULK];
    uint32_t down[N_BULK] = {0};
    uint8_t frame[FRAME_MAX], hello[768];
    char name[32];
    int64_t now_us = BEGIN_US;
    uint64_t written = 0;

    for (unsigned i = 0; i < N_BULK; i++) {
        size_t len;

        ends[i] = (struct ends){0x0a000001, 0xc6120001 + i, (uint16_t)(40000 + i), 443};
        snprintf(name, sizeof(name), "bulk%u.example.com", i);
        len = frame_client_hello(hello, name, i);
        frame_file_add(out, now_us += 10, frame,
                       frame_tcp(frame, &ends[i], 1, TCP_SYN, 0, 0, NULL, 0));
        frame_file_add(out, now_us += 10, frame,
                       frame_tcp(frame, &ends[i], 0, TCP_SYN | TCP_ACK, 0, 1, NULL, 0));
        frame_file_add(out, now_us += 10, frame,
                       frame_tcp(frame, &ends[i], 1, TCP_ACK | TCP_PUSH, 1, 1, hello, len));
        down[i] = 1;
    }
    for (unsigned i = 0; written < most_bytes; i = (i + 1) % N_BULK) {
        size_t len = frame_tcp(frame, &ends[i], 0, TCP_ACK, down[i], 300, data, sizeof(data));

        frame_file_add(out, now_us += 12, frame, len);
        down[i] += sizeof(data);
        written += 16 + len;
    }
}

int main(int argc, char **argv)
{
    bool is_same = argc > 1 && strcmp(argv[1], "--same") == 0;
    bool is_bulk = argc > 1 && strcmp(argv[1], "--bulk") == 0;
    int at = is_same || is_bulk ? 2 : 1;
    unsigned long megabytes = argc > at + 1 ? strtoul(argv[at], NULL, 10) : 0;
    struct round r = {.n = 0};
    FILE *out;
    size_t n_left_out = 0;

    if (megabytes < 1 || megabytes > 100000 || is_bulk != (argc == at + 2)) {
        fputs("usage: make_big_capture [--same] MEGABYTES OUT CAPTURE...\n"
              "       make_big_capture --bulk MEGABYTES OUT\n",
              stderr);
        return 2;
    }
    out = fopen(argv[at + 1], "wb");
    if (!out) {
        perror(argv[at + 1]);
        return 1;
    }
    frame_file_begin(out);
    for (int i = at + 2; i < argc; i++)
        n_left_out += !round_add(&r, argv[i]);
    if (is_bulk)
        write_bulk(out, megabytes * 1000000);
    else if (r.n > 0)
        write_rounds(&r, out, megabytes * 1000000, is_same);
    if (!is_bulk)
        printf("%d captures, %zu left out\n", argc - at - 2, n_left_out);
    free(r.packets);
    free(r.bytes);
    if (fclose(out) != 0) {
        perror(argv[at + 1]);
        return 1;
    }
    return !is_bulk && r.n == 0;
}
