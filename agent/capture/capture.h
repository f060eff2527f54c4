/*
 * capture — packets from a capture file or a pipe, by libpcap.
 *
 * Any pcap or pcapng that libpcap reads; a pcapng whose interfaces differ in link type, which it
 * does not, is read by pcapng.c. Damage ends reading: what came before it was given.
 */
#pragma once

#include "base/frame.h"
#include "base/scope.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct capture;

enum capture_answer {
    CAPTURE_PACKET,
    CAPTURE_END,
    CAPTURE_DAMAGED, /* *reterr says where and what */
};

/**
 * capture_open() - a file, or "-" for standard input
 * @reterr: on failure what, where and what to do
 *
 * Return: 0, or a negative errno (-EISDIR, -EACCES, -ENOENT, -ENODATA: empty; -EINVAL: no capture).
 */
MUST_USE int capture_open(const char *path, struct capture **ret, struct text *reterr);
struct capture *capture_close(struct capture *c);
AUTO_RELEASE(struct capture, capture_close);

/* @ret: set on CAPTURE_PACKET; its bytes last until the next call */
enum capture_answer capture_next(struct capture *c, struct frame *ret, struct text *reterr);

/* For progress: size of the file (0: not known) and how far it is read. */
uint64_t capture_size_bytes(const struct capture *c);
uint64_t capture_at_bytes(const struct capture *c);
