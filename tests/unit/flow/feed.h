/*
 * feed — packets made up and fed to an inspector, and what it said of them.
 */
#pragma once

#include "../wire/build.h"

#include "flow/inspector.h"

#include <stdio.h>

#define CLIENT   "\xc0\xa8\1\7"
#define RESOLVER "\xc0\xa8\1\1"
#define SERVER   "\xc0\0\2\x50"

enum { FLAG_FIN = 1, FLAG_SYN = 2, FLAG_RST = 4, FLAG_ACK = 16 };

struct said {
    enum sighting_kind kind;
    char name[300], target[300];
    uint32_t flags;
    uint16_t n_segments, n_crypto, n_packets, type;
    enum evidence evidence;
    enum shape shape;
    uint16_t client_port, server_port;
    uint64_t frame;
    uint8_t way;
};

enum { SAID_MAX = 4096 };

struct feed {
    struct inspector *in;
    struct inspector_options options;
    int64_t now_us;
    uint64_t n_frames;
    size_t n_said, n_uses;
    struct said said[SAID_MAX];
    struct flow_use uses[64];
    char bound[64][64];
    struct build frame;
};

static inline void feed_keep(const struct sighting *s, void *user)
{
    struct feed *f = user;
    struct said *to = &f->said[f->n_said++];

    assert_true(f->n_said < SAID_MAX);
    assert_int_equal(strlen(s->name), s->name_len);
    *to = (struct said){.kind = s->kind,
                        .flags = s->flags,
                        .n_segments = s->n_segments,
                        .n_crypto = s->n_crypto,
                        .n_packets = s->n_packets,
                        .type = s->type,
                        .evidence = s->evidence,
                        .shape = s->shape,
                        .client_port = s->client_port,
                        .server_port = s->server_port,
                        .frame = s->frame,
                        .way = s->way};
    snprintf(to->name, sizeof(to->name), "%s", s->name);
    snprintf(to->target, sizeof(to->target), "%s", s->target ? s->target : "");
}

static inline void feed_keep_use(const struct flow_use *use, void *user)
{
    struct feed *f = user;

    assert_true(f->n_uses < 64);
    snprintf(f->bound[f->n_uses], 64, "%s", use->bound ? use->bound : "");
    f->uses[f->n_uses++] = *use;
}

static inline void feed_begin_with(struct feed *f, const struct inspector_options *options)
{
    static const struct siphash_key key = {1, 2};

    inspector_free(f->in);
    f->options = options ? *options : (struct inspector_options){.memory_bytes = 0};
    f->options.key = &key;
    f->options.sighting = feed_keep;
    f->options.use = feed_keep_use;
    f->options.user = f;
    f->n_said = f->n_uses = 0;
    f->now_us = INT64_C(1700000000000000);
    f->n_frames = 0;
    assert_int_equal(inspector_new(&f->options, &f->in), 0);
}

static inline void feed_begin(struct feed *f)
{
    feed_begin_with(f, NULL);
}

static inline void feed_end(struct feed *f)
{
    inspector_finish(f->in);
    f->in = inspector_free(f->in);
}

static inline void feed_frame_of(struct feed *f, int link_type)
{
    uint8_t *copy = exact_copy(built(&f->frame));
    struct frame frame = {.when_us = f->now_us,
                          .number = ++f->n_frames,
                          .link_type = link_type,
                          .bytes = bytes_of(copy, f->frame.len),
                          .wire_bytes = (uint32_t)f->frame.len};

    inspector_feed(f->in, &frame);
    free(copy);
    f->now_us += 1000;
}

static inline void feed_frame(struct feed *f)
{
    feed_frame_of(f, 101);
}

static inline void feed_ipv4(struct feed *f, const char *from, const char *to, unsigned protocol,
                             unsigned id, unsigned fragment, size_t n)
{
    struct build *b = &f->frame;

    b->len = 0;
    put_u16(b, 0x4500);
    put_u16(b, (unsigned)(20 + n));
    put_u16(b, id);
    put_u16(b, fragment);
    put_u8(b, 64);
    put_u8(b, protocol);
    put_u16(b, 0);
    put(b, from, 4);
    put(b, to, 4);
}

static inline void feed_udp(struct feed *f, const char *from, unsigned from_port, const char *to,
                            unsigned to_port, struct bytes payload)
{
    feed_ipv4(f, from, to, 17, 1, 0, 8 + payload.len);
    put_u16(&f->frame, from_port);
    put_u16(&f->frame, to_port);
    put_u16(&f->frame, (unsigned)(8 + payload.len));
    put_u16(&f->frame, 0);
    put_bytes(&f->frame, payload);
    feed_frame(f);
}

static inline void feed_tcp(struct feed *f, const char *from, unsigned from_port, const char *to,
                            unsigned to_port, uint32_t seq, uint32_t ack, unsigned flags,
                            struct bytes payload)
{
    feed_ipv4(f, from, to, 6, 1, 0, 20 + payload.len);
    put_u16(&f->frame, from_port);
    put_u16(&f->frame, to_port);
    put_u32(&f->frame, seq);
    put_u32(&f->frame, ack);
    put_u8(&f->frame, 0x50);
    put_u8(&f->frame, flags);
    put_fill(&f->frame, 0, 6);
    put_bytes(&f->frame, payload);
    feed_frame(f);
}

/* A segment of the connection from CLIENT's `port` to SERVER's 443, of either side. */
static inline void feed_tcp_of(struct feed *f, bool is_up, unsigned port, uint32_t seq,
                               uint32_t ack, unsigned flags, struct bytes payload)
{
    feed_tcp(f, is_up ? CLIENT : SERVER, is_up ? port : 443, is_up ? SERVER : CLIENT,
             is_up ? 443 : port, seq, ack, flags, payload);
}

static inline void feed_up(struct feed *f, unsigned port, uint32_t seq, struct bytes payload)
{
    feed_tcp_of(f, true, port, seq, 1, FLAG_ACK, payload);
}

static inline void feed_syn(struct feed *f, unsigned port, uint32_t seq)
{
    feed_tcp_of(f, true, port, seq, 0, FLAG_SYN, bytes_of(NULL, 0));
}

static inline void feed_said(const struct feed *f, size_t i, enum sighting_kind kind,
                             const char *name)
{
    assert_true(i < f->n_said);
    assert_int_equal(f->said[i].kind, kind);
    assert_string_equal(f->said[i].name, name);
}

/* One name of this kind was said, and nothing else. */
static inline void feed_said_once(const struct feed *f, enum sighting_kind kind, const char *name)
{
    assert_int_equal(f->n_said, 1);
    feed_said(f, 0, kind, name);
}

/* The hello of a name as a client sends it: @message, and the same in records of a size in @stream.
 */
static inline void put_hello_stream(struct build *message, struct build *stream, const char *name,
                                    size_t padding, size_t record_bytes)
{
    message->len = stream->len = 0;
    put_hello(message, name, padding);
    put_records(stream, bytes_of(message->at, message->len), record_bytes);
}
