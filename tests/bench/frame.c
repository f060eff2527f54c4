#include "frame.h"

#include <string.h>

static void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value & 0xffff);
}

static uint32_t sum_words(const uint8_t *at, size_t len, uint32_t sum)
{
    for (; len > 1; at += 2, len -= 2)
        sum += (uint32_t)at[0] << 8 | at[1];
    return len ? sum + ((uint32_t)at[0] << 8) : sum;
}

static unsigned folded(uint32_t sum)
{
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

void frame_file_begin(FILE *out)
{
    uint32_t head[6] = {0xa1b2c3d4, 2 | 4 << 16, 0, 0, 65535, 1};

    fwrite(head, sizeof(head), 1, out);
}

void frame_file_add(FILE *out, int64_t when_us, const uint8_t *frame, size_t len)
{
    uint32_t head[4] = {(uint32_t)(when_us / 1000000), (uint32_t)(when_us % 1000000), (uint32_t)len,
                        (uint32_t)len};

    fwrite(head, sizeof(head), 1, out);
    fwrite(frame, len, 1, out);
}

/* Ethernet and IPv4 around `len` bytes of transport; where the transport begins. */
static uint8_t *put_ip(uint8_t *frame, const struct ends *ends, int up, uint8_t protocol,
                       size_t len)
{
    static const uint8_t home[6] = {2, 0, 0, 0, 0, 1}, net[6] = {2, 0, 0, 0, 0, 2};
    uint8_t *ip = frame + 14;

    memcpy(frame, up ? net : home, 6);
    memcpy(frame + 6, up ? home : net, 6);
    put16(frame + 12, 0x0800);
    memset(ip, 0, 20);
    ip[0] = 0x45;
    put16(ip + 2, (unsigned)(20 + len));
    put16(ip + 6, 0x4000);
    ip[8] = 64;
    ip[9] = protocol;
    put32(ip + 12, up ? ends->client : ends->server);
    put32(ip + 16, up ? ends->server : ends->client);
    put16(ip + 10, folded(sum_words(ip, 20, 0)));
    return ip + 20;
}

static void put_sum(uint8_t *transport, size_t len, uint8_t protocol, uint8_t *sum)
{
    put16(sum, 0);
    put16(sum, folded(sum_words(transport, len,
                                sum_words(transport - 8, 8, (uint32_t)(protocol + len)))));
}

size_t frame_tcp(uint8_t frame[FRAME_MAX], const struct ends *ends, int up, uint8_t flags,
                 uint32_t seq, uint32_t ack, const uint8_t *payload, size_t len)
{
    uint8_t *tcp = put_ip(frame, ends, up, 6, 20 + len);

    put16(tcp, up ? ends->client_port : ends->server_port);
    put16(tcp + 2, up ? ends->server_port : ends->client_port);
    put32(tcp + 4, seq);
    put32(tcp + 8, ack);
    tcp[12] = 5 << 4;
    tcp[13] = flags;
    put16(tcp + 14, 64000);
    put16(tcp + 18, 0);
    if (payload)
        memcpy(tcp + 20, payload, len);
    else
        memset(tcp + 20, 0, len);
    put_sum(tcp, 20 + len, 6, tcp + 16);
    return FRAME_HEADERS + len;
}

size_t frame_udp(uint8_t frame[FRAME_MAX], const struct ends *ends, int up, const uint8_t *payload,
                 size_t len)
{
    uint8_t *udp = put_ip(frame, ends, up, 17, 8 + len);

    put16(udp, up ? ends->client_port : ends->server_port);
    put16(udp + 2, up ? ends->server_port : ends->client_port);
    put16(udp + 4, (unsigned)(8 + len));
    memcpy(udp + 8, payload, len);
    put_sum(udp, 8 + len, 17, udp + 6);
    return FRAME_HEADERS - 12 + len;
}

size_t frame_dns(uint8_t message[512], uint16_t id, const char *name, uint32_t address)
{
    uint8_t *at = message + 12;

    memset(message, 0, 12);
    put16(message, id);
    put16(message + 2, address ? 0x8180 : 0x0100);
    message[5] = 1;
    message[7] = address ? 1 : 0;
    while (*name) {
        size_t label = strcspn(name, ".");

        *at++ = (uint8_t)label;
        memcpy(at, name, label);
        at += label;
        name += label + (name[label] == '.');
    }
    *at++ = 0;
    put32(at, 0x00010001); /* A, IN */
    at += 4;
    if (address) {
        put16(at, 0xc00c); /* the name of the question */
        put32(at + 2, 0x00010001);
        put32(at + 6, 300);
        put16(at + 10, 4);
        put32(at + 12, address);
        at += 16;
    }
    return (size_t)(at - message);
}

size_t frame_client_hello(uint8_t record[768], const char *name, uint64_t random)
{
    size_t name_len = strlen(name);
    uint8_t *at = record + 9;

    put16(at, 0x0303);
    for (int i = 0; i < 32; i++) /* a spread of the number; nothing depends on it */
        at[2 + i] = (uint8_t)(random >> (i % 8 * 8)) ^ (uint8_t)(i * 37);
    at += 34;
    *at++ = 0;    /* no session */
    put16(at, 4); /* two cipher suites */
    put32(at + 2, 0x13011302);
    put16(at + 6, 0x0100); /* one compression method, null */
    at += 8;
    put16(at, (unsigned)(9 + name_len + 7 + 200)); /* extensions: server_name, versions, padding */
    at += 2;
    put16(at, 0);
    put16(at + 2, (unsigned)(name_len + 5));
    put16(at + 4, (unsigned)(name_len + 3));
    at[6] = 0;
    put16(at + 7, (unsigned)name_len);
    memcpy(at + 9, name, name_len);
    at += 9 + name_len;
    put16(at, 43);
    put16(at + 2, 3);
    at[4] = 2;
    put16(at + 5, 0x0304);
    at += 7;
    put16(at, 21);
    put16(at + 2, 196);
    memset(at + 4, 0, 196);
    at += 200;
    record[0] = 22;
    put16(record + 1, 0x0301);
    put16(record + 3, (unsigned)(at - record - 5));
    record[5] = 1;
    record[6] = 0;
    put16(record + 7, (unsigned)(at - record - 9));
    return (size_t)(at - record);
}
