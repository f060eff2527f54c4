/*
 * frame — Ethernet frames that the generators of the benchmarks write.
 *
 * One buffer holds one frame; its headers are filled in around a payload. Addresses are numbers
 * that become 10.0.0.0/8 (homes) and 198.18.0.0/15 (RFC 2544, for benchmarks) and the like.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { FRAME_MAX = 1514, FRAME_HEADERS = 54, TCP_FIN = 1, TCP_SYN = 2, TCP_PUSH = 8, TCP_ACK = 16 };

struct ends {
    uint32_t client, server; /* IPv4, host byte order */
    uint16_t client_port, server_port;
};

/* The head of a classic pcap file: Ethernet, microseconds. */
void frame_file_begin(FILE *out);

/* One record; when_us since 1970. */
void frame_file_add(FILE *out, int64_t when_us, const uint8_t *frame, size_t len);

/* A TCP segment; up: from the client. Its payload of `len` bytes (at most 1460) is copied, or zeros
 * where it is NULL. Length of the frame. */
size_t frame_tcp(uint8_t frame[FRAME_MAX], const struct ends *ends, int up, uint8_t flags,
                 uint32_t seq, uint32_t ack, const uint8_t *payload, size_t len);

size_t frame_udp(uint8_t frame[FRAME_MAX], const struct ends *ends, int up, const uint8_t *payload,
                 size_t len);

/* A DNS question for the A record of a name, or (address not 0) the answer to it. */
size_t frame_dns(uint8_t message[512], uint16_t id, const char *name, uint32_t address);

/* A TLS record with a ClientHello that names `name`. */
size_t frame_client_hello(uint8_t record[768], const char *name, uint64_t random);
