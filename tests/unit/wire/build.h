/*
 * build — messages put together byte by byte, and exact copies of their beginnings.
 */
#pragma once

#include "../base/unit.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

struct build {
    size_t len;
    uint8_t at[70000];
};

static inline struct bytes built(const struct build *b)
{
    return bytes_of(b->at, b->len);
}

static inline void put(struct build *b, const void *at, size_t len)
{
    assert_true(b->len + len <= sizeof(b->at));
    if (len > 0)
        memcpy(b->at + b->len, at, len);
    b->len += len;
}

static inline void put_bytes(struct build *b, struct bytes from)
{
    put(b, from.at, from.len);
}

static inline void put_text(struct build *b, const char *text)
{
    put(b, text, strlen(text));
}

static inline void put_u8(struct build *b, unsigned n)
{
    uint8_t byte = (uint8_t)n;

    put(b, &byte, 1);
}

static inline void put_u16(struct build *b, unsigned n)
{
    put_u8(b, n >> 8);
    put_u8(b, n);
}

static inline void put_u24(struct build *b, unsigned n)
{
    put_u8(b, n >> 16);
    put_u16(b, n);
}

static inline void put_u32(struct build *b, uint32_t n)
{
    put_u16(b, n >> 16);
    put_u16(b, n);
}

static inline void put_fill(struct build *b, unsigned byte, size_t n)
{
    while (n-- > 0)
        put_u8(b, byte);
}

static inline void set_u16(struct build *b, size_t at, unsigned n)
{
    b->at[at] = (uint8_t)(n >> 8);
    b->at[at + 1] = (uint8_t)n;
}

/* A length of two bytes that is not known yet; end_u16() fills it in. */
static inline size_t begin_u16(struct build *b)
{
    put_u16(b, 0);
    return b->len;
}

static inline void end_u16(struct build *b, size_t from)
{
    set_u16(b, from - 2, (unsigned)(b->len - from));
}

/* "www.example.com" as labels; "" is the root. */
static inline void put_dns_name(struct build *b, const char *name)
{
    while (*name) {
        size_t n = strcspn(name, ".");

        put_u8(b, (unsigned)n);
        put(b, name, n);
        name += n + (name[n] == '.');
    }
    put_u8(b, 0);
}

static inline void put_dns_header(struct build *b, unsigned id, unsigned bits, unsigned questions,
                                  unsigned answers)
{
    put_u16(b, id);
    put_u16(b, bits);
    put_u16(b, questions);
    put_u16(b, answers);
    put_u32(b, 0);
}

static inline void put_dns_question(struct build *b, const char *name, unsigned type)
{
    put_dns_name(b, name);
    put_u16(b, type);
    put_u16(b, 1);
}

static inline void put_dns_record(struct build *b, const char *name, unsigned type, uint32_t ttl,
                                  const void *data, size_t len)
{
    put_dns_name(b, name);
    put_u16(b, type);
    put_u16(b, 1);
    put_u32(b, ttl);
    put_u16(b, (unsigned)len);
    put(b, data, len);
}

/* The body of a ClientHello with these extensions; NULL: it ends before them. */
static inline void put_hello_body(struct build *b, const struct build *extensions)
{
    put_u16(b, 0x0303);
    put_fill(b, 0x5a, 32);
    put_u8(b, 32);
    put_fill(b, 0xa5, 32);
    put_u16(b, 4);
    put_u32(b, 0x13011302);
    put_u16(b, 0x0100);
    if (extensions) {
        put_u16(b, (unsigned)extensions->len);
        put_bytes(b, built(extensions));
    }
}

static inline void put_extension(struct build *b, unsigned type, const void *at, size_t len)
{
    put_u16(b, type);
    put_u16(b, (unsigned)len);
    put(b, at, len);
}

static inline void put_server_name(struct build *b, struct bytes name)
{
    put_u16(b, 0);
    put_u16(b, (unsigned)name.len + 5);
    put_u16(b, (unsigned)name.len + 3);
    put_u8(b, 0);
    put_u16(b, (unsigned)name.len);
    put_bytes(b, name);
}

/* A handshake message: type, length, a body that asks for the name; `padding` bytes longer. */
static inline void put_hello(struct build *b, const char *name, size_t padding)
{
    static struct build body, extensions;

    body.len = extensions.len = 0;
    put_u16(&extensions, 0xfafa); /* GREASE */
    put_u16(&extensions, 0);
    if (padding > 0) {
        put_u16(&extensions, 21);
        put_u16(&extensions, (unsigned)padding);
        put_fill(&extensions, 0, padding);
    }
    put_server_name(&extensions, bytes_of(name, strlen(name)));
    put_hello_body(&body, &extensions);
    put_u8(b, 1);
    put_u24(b, (unsigned)body.len);
    put_bytes(b, built(&body));
}

/* A message in records of `each` bytes. */
static inline void put_records(struct build *b, struct bytes message, size_t each)
{
    while (message.len > 0) {
        struct bytes part = bytes_head(message, each);

        put_u8(b, 22);
        put_u16(b, 0x0301);
        put_u16(b, (unsigned)part.len);
        put_bytes(b, part);
        message = bytes_after(message, part.len);
    }
}

/* A copy of exactly these bytes, so that a read past their end is seen; the caller's to free(). */
static inline uint8_t *exact_copy(struct bytes b)
{
    uint8_t *copy = malloc(b.len ? b.len : 1);

    assert_non_null(copy);
    if (b.len > 0)
        memcpy(copy, b.at, b.len);
    return copy;
}
