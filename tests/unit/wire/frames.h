/*
 * frames — packets made up header by header, and how one of them is read.
 */
#pragma once

#include "build.h"

#include "base/scope.h"
#include "wire/packet.h"

enum { ETHERNET = 1, RAW = 101 };

static struct build frame;
static struct packet p;

static inline enum packet_answer read_frame(int link_type)
{
    static uint8_t *kept;

    free(kept);
    kept = exact_copy(built(&frame));
    return packet_read(link_type, bytes_of(kept, frame.len), (uint32_t)frame.len, &p);
}

static inline void put_ethernet(unsigned type)
{
    frame.len = 0;
    put_fill(&frame, 2, 12);
    put_u16(&frame, type);
}

/* An IPv4 header for `n` bytes behind it. */
static inline void put_ipv4(unsigned protocol, unsigned fragment, size_t n)
{
    put_u16(&frame, 0x4500);
    put_u16(&frame, (unsigned)(20 + n));
    put_u16(&frame, 7);
    put_u16(&frame, fragment);
    put_u8(&frame, 64);
    put_u8(&frame, protocol);
    put_u16(&frame, 0); /* PKT-4: no checksum yet */
    put(&frame, "\xc0\0\2\1\xc0\0\2\2", 8);
}

static inline void put_ipv6(unsigned next, size_t n)
{
    put_u32(&frame, 0x60000000);
    put_u16(&frame, (unsigned)n);
    put_u8(&frame, next);
    put_u8(&frame, 64);
    put_fill(&frame, 0xfd, 16);
    put_fill(&frame, 0xfe, 16);
}

static inline void put_udp(unsigned from, unsigned to, const char *payload)
{
    put_u16(&frame, from);
    put_u16(&frame, to);
    put_u16(&frame, (unsigned)(8 + strlen(payload)));
    put_u16(&frame, 0);
    put_text(&frame, payload);
}

static inline void put_tcp(unsigned flags, unsigned header_words, const char *payload)
{
    put_u16(&frame, 1000);
    put_u16(&frame, 443);
    put_u32(&frame, 0xfffffff0);
    put_u32(&frame, 0x11223344);
    put_u8(&frame, header_words << 4);
    put_u8(&frame, flags);
    put_fill(&frame, 0, 6);
    put_text(&frame, payload);
}

static inline bool payload_is(const char *text)
{
    return bytes_equal(p.payload, bytes_of(text, strlen(text)));
}
