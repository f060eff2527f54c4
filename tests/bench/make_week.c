/*
 * make_week — a busy home's week, written as it is made up.
 *
 * usage: make_week [--connections N] [--clients N] [--sites N] [--seed N]
 *
 * Writes a pcap to standard output: N connections (a million) of several clients (10.9.0.1, .2,
 * ...) to thousands of sites in the week from Monday 2026-11-16, more in the evening and fewer at
 * night: DNS question and answer, TCP handshake, ClientHello with the site's name, data both ways,
 * FIN. The same numbers give the same bytes. Memory is that of the connections open at a time (a
 * heap), whatever the number of connections.
 */
#include "frame.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define WEEK_BEGIN_US INT64_C(1794787200000000) /* 2026-11-16 00:00 UTC */

enum { MINUTES = 7 * 24 * 60, MINUTE_US = 60000000, DNS_SERVER = 0x0a090002, NAME_ROOM = 64 };

static const char *const known[] = {
    "www.youtube.com",  "discord.com",       "www.roblox.com",   "www.tiktok.com",
    "web.whatsapp.com", "www.instagram.com", "en.wikipedia.org", "www.netflix.com",
    "open.spotify.com", "www.twitch.tv",     "www.google.com",   "www.minecraft.net",
    "scratch.mit.edu",  "www.reddit.com",    "snapchat.com",     "www.khanacademy.org",
};
enum { N_KNOWN = sizeof(known) / sizeof(known[0]) };

/* What a connection does next. */
enum step { ASK, ANSWER, SYN, SYN_ACK, ACK, HELLO, SERVER_HELLO, UP, DOWN, FIN, FIN_BACK, OVER };

struct connection {
    int64_t when_us; /* of the next step */
    struct ends ends;
    uint32_t site, up_seq, down_seq;
    uint16_t n_turns; /* data to come */
    uint8_t step;
};

struct week {
    struct connection *heap; /* earliest first */
    size_t n, room;
    uint64_t random;
    uint32_t n_clients, n_sites;
    uint16_t next_port;
};

static uint64_t draw(struct week *w, uint64_t below) /* xorshift64* */
{
    w->random ^= w->random >> 12;
    w->random ^= w->random << 25;
    w->random ^= w->random >> 27;
    return (w->random * UINT64_C(2685821657736338717) >> 16) % below;
}

static void site_name(uint32_t site, char name[NAME_ROOM])
{
    static const char *const parts[] = {"bal", "cor", "den", "fil", "gam", "hol", "kin", "lun",
                                        "mar", "nor", "pel", "qua", "rin", "sol", "tav", "ver"};
    static const char *const ends[] = {"com", "org", "net", "de", "co.uk", "fr", "io", "tv"};

    if (site < N_KNOWN)
        snprintf(name, NAME_ROOM, "%s", known[site]);
    else
        snprintf(name, NAME_ROOM, "www.%s%s%s%" PRIu32 ".%s", parts[site % 16],
                 parts[site / 16 % 16], parts[site / 256 % 16], site, ends[site % 8]);
}

static void push(struct week *w, struct connection c)
{
    size_t at = w->n;

    if (w->n == w->room) {
        w->room = w->room ? w->room * 2 : 1024;
        w->heap = realloc(w->heap, w->room * sizeof(*w->heap));
        if (!w->heap) {
            fputs("make_week: no memory\n", stderr);
            exit(1);
        }
    }
    w->n++;
    for (; at > 0 && w->heap[(at - 1) / 2].when_us > c.when_us; at = (at - 1) / 2)
        w->heap[at] = w->heap[(at - 1) / 2];
    w->heap[at] = c;
}

static struct connection pop(struct week *w)
{
    struct connection first = w->heap[0], last = w->heap[--w->n];
    size_t at = 0, child;

    while ((child = at * 2 + 1) < w->n) {
        if (child + 1 < w->n && w->heap[child + 1].when_us < w->heap[child].when_us)
            child++;
        if (w->heap[child].when_us >= last.when_us)
            break;
        w->heap[at] = w->heap[child];
        at = child;
    }
    w->heap[at] = last;
    return first;
}

/* How busy an hour is, of 100. */
static unsigned weight(unsigned hour)
{
    static const uint8_t of_hour[24] = {8,  4,  2,  1,  1,  2,  10, 30,  25, 20, 22, 25,
                                        35, 40, 45, 60, 75, 85, 95, 100, 95, 80, 50, 20};

    return of_hour[hour % 24];
}

static void begin_connection(struct week *w, int64_t minute_us)
{
    uint64_t a = draw(w, 1 << 16), b = draw(w, 1 << 16);
    struct connection c = {
        .when_us = minute_us + (int64_t)draw(w, MINUTE_US),
        /* The product of two draws: few sites are popular, most are rare. */
        .site = (uint32_t)((a * b >> 16) * w->n_sites >> 16),
        .step = ASK,
        .n_turns = (uint16_t)(1 + draw(w, 4) + (draw(w, 16) == 0 ? draw(w, 40) : 0)),
        .up_seq = (uint32_t)draw(w, UINT32_MAX),
        .down_seq = (uint32_t)draw(w, UINT32_MAX),
    };

    c.ends.client = 0x0a090001 + (uint32_t)draw(w, w->n_clients);
    if (c.ends.client >= DNS_SERVER)
        c.ends.client++;
    c.ends.server = 0xc6120000 + c.site; /* 198.18.0.0 and on */
    c.ends.client_port = (uint16_t)(20000 + w->next_port++ % 45000);
    c.ends.server_port = 443;
    push(w, c);
}

static size_t dns_frame(const struct connection *c, bool is_answer, uint8_t frame[FRAME_MAX])
{
    char name[NAME_ROOM];
    uint8_t message[512];
    struct ends ends = {c->ends.client, DNS_SERVER, c->ends.client_port, 53};
    size_t len;

    site_name(c->site, name);
    len = frame_dns(message, c->ends.client_port, name, is_answer ? c->ends.server : 0);
    return frame_udp(frame, &ends, !is_answer, message, len);
}

/* The next packet of a connection, and what comes after it. Length of the frame. */
static size_t advance(struct week *w, struct connection *c, uint8_t frame[FRAME_MAX])
{
    uint8_t hello[768];
    char name[NAME_ROOM];
    enum step step = c->step;
    bool up = step == SYN || step == ACK || step == HELLO || step == UP || step == FIN;
    uint8_t flags = TCP_ACK;
    uint32_t *seq = up ? &c->up_seq : &c->down_seq;
    uint32_t ack = up ? c->down_seq : c->up_seq;
    size_t data = 0, len;
    const uint8_t *payload = NULL;
    static const uint8_t application[5] = {23, 3, 3, 1, 0};

    c->step++;
    c->when_us += 8000 + (int64_t)draw(w, 30000);
    switch (step) {
    case ASK:
    case ANSWER:
        return dns_frame(c, step == ANSWER, frame);
    case SYN:
        flags = TCP_SYN;
        ack = 0;
        break;
    case SYN_ACK:
        flags = TCP_SYN | TCP_ACK;
        break;
    case ACK:
        break;
    case HELLO:
        site_name(c->site, name);
        data = frame_client_hello(hello, name, w->random);
        payload = hello;
        flags |= TCP_PUSH;
        break;
    case SERVER_HELLO:
        data = 120;
        break;
    case UP:
        data = 60 + draw(w, 200);
        flags |= TCP_PUSH;
        break;
    case DOWN:
        data = 100 + draw(w, 500);
        if (--c->n_turns > 0) {
            c->step = UP;
            c->when_us += (int64_t)draw(w, 20000000);
        }
        break;
    case FIN:
    case FIN_BACK:
        flags |= TCP_FIN;
        break;
    case OVER:
        break;
    }
    len = frame_tcp(frame, &c->ends, up, flags, *seq, ack, payload, data);
    if (data > 5 && !payload)
        memcpy(frame + FRAME_HEADERS, application, sizeof(application));
    *seq += (uint32_t)data + (flags & (TCP_SYN | TCP_FIN) ? 1 : 0);
    return len;
}

static void write_until(struct week *w, int64_t until_us)
{
    uint8_t frame[FRAME_MAX];

    while (w->n > 0 && w->heap[0].when_us < until_us) {
        struct connection c = pop(w);
        int64_t when_us = c.when_us;
        size_t len = advance(w, &c, frame);

        frame_file_add(stdout, when_us, frame, len);
        if (c.step != OVER)
            push(w, c);
    }
}

static uint64_t number(const char *option, const char *text, uint64_t most)
{
    char *end = NULL;
    uint64_t n = text ? strtoull(text, &end, 10) : 0;

    if (!text || end == text || *end || n < 1 || n > most) {
        fprintf(stderr, "make_week: %s takes a number from 1 to %" PRIu64 "\n", option, most);
        exit(2);
    }
    return n;
}

int main(int argc, char **argv)
{
    struct week w = {.n_clients = 5, .n_sites = 4000};
    uint64_t n_connections = 1000000, seed = 1, total = 0, before = 0;

    for (int i = 1; i < argc; i += 2) {
        if (strcmp(argv[i], "--connections") == 0)
            n_connections = number(argv[i], argv[i + 1], 100000000);
        else if (strcmp(argv[i], "--clients") == 0)
            w.n_clients = (uint32_t)number(argv[i], argv[i + 1], 200);
        else if (strcmp(argv[i], "--sites") == 0)
            w.n_sites = (uint32_t)number(argv[i], argv[i + 1], 65000);
        else if (strcmp(argv[i], "--seed") == 0)
            seed = number(argv[i], argv[i + 1], UINT32_MAX);
        else {
            fputs("usage: make_week [--connections N] [--clients N] [--sites N] [--seed N]\n",
                  stderr);
            return 2;
        }
    }
    w.random = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
    for (unsigned m = 0; m < MINUTES; m++)
        total += weight(m / 60);
    setvbuf(stdout, NULL, _IOFBF, 1 << 20);
    frame_file_begin(stdout);
    for (unsigned m = 0; m < MINUTES; m++) {
        int64_t minute_us = WEEK_BEGIN_US + (int64_t)m * MINUTE_US;
        /* Connections up to the end of this minute less those before it: exactly all in the end. */
        uint64_t upto = before + weight(m / 60);
        uint64_t n = n_connections * upto / total - n_connections * before / total;

        before = upto;
        while (n-- > 0)
            begin_connection(&w, minute_us);
        write_until(&w, minute_us + MINUTE_US);
    }
    write_until(&w, INT64_MAX);
    free(w.heap);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("make_week: standard output");
        return 1;
    }
    return 0;
}
