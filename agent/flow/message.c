#include "flow/message.h"

#include "wire/dns.h"
#include "wire/preamble.h"

enum {
    DNS_BY_SHAPE_MIN = 17, /* header and the question for the root */
    DNS_BY_SHAPE_MAX = 8192,
    PREAMBLE_MAX = 640,
};

static void more(struct message *m, size_t need)
{
    m->kind = MESSAGE_MORE;
    m->need = need;
}

static void dns_read_framed(struct bytes stream, struct message *m)
{
    size_t len = peek_u16(stream, 0);

    if (stream.len < 2) {
        more(m, 2);
        return;
    }
    if (len < DNS_HEADER_BYTES)
        return;
    if (stream.len - 2 < len) {
        more(m, 2 + len);
        return;
    }
    m->kind = MESSAGE_DNS;
    m->dns = bytes_head(bytes_after(stream, 2), len);
    m->used = 2 + len;
}

/* On another port only what is DNS beyond doubt; one that is cut has to look like it so far. */
static void dns_read_by_shape(struct bytes stream, bool is_segment, struct message *m)
{
    size_t len = peek_u16(stream, 0);

    if (stream.len < 2 || len < DNS_BY_SHAPE_MIN || len > DNS_BY_SHAPE_MAX)
        return;
    if (stream.len < 2 + DNS_HEADER_BYTES) {
        if (is_segment)
            more(m, 2 + DNS_HEADER_BYTES);
        return;
    }
    if ((peek_u8(stream, 4) & 0x78) != 0 || (peek_u8(stream, 5) & 0x40) != 0 ||
        peek_u16(stream, 6) != 1)
        return;
    dns_read_framed(stream, m);
    if (m->kind == MESSAGE_DNS) {
        m->by_shape = true;
        if (!dns_is_by_shape(m->dns))
            m->kind = MESSAGE_NOT;
    }
}

static bool tls_read(struct bytes stream, uint8_t *scratch, struct message *m)
{
    struct tls_stream tls = {.used = 0};

    switch (tls_stream_read(stream, scratch, &tls)) {
    case TLS_STREAM_HELLO:
        m->kind = MESSAGE_HELLO;
        m->hello = tls.hello;
        m->used = tls.used;
        return true;
    case TLS_STREAM_MORE:
        more(m, tls.need > stream.len ? tls.need : stream.len + 1);
        return true;
    case TLS_STREAM_OTHER:
        m->kind = MESSAGE_PASS;
        m->used = tls.used;
        return true;
    case TLS_STREAM_SERVER:
        m->kind = MESSAGE_SERVER;
        return true;
    case TLS_STREAM_NOT_TLS:
        return false;
    }
    return false;
}

static bool preamble_try(struct bytes stream, struct message *m)
{
    size_t used;

    switch (preamble_read(stream, &used)) {
    case PREAMBLE_FOUND:
        m->kind = MESSAGE_PASS;
        m->used = used;
        return true;
    case PREAMBLE_MORE:
        if (stream.len > PREAMBLE_MAX)
            return false;
        more(m, stream.len + 1);
        return true;
    case PREAMBLE_NOT:
        return false;
    }
    return false;
}

/* The beginning of a request of SOCKS 5 (RFC 1928 §4), which follows other words of the client. */
static bool is_socks_request(struct bytes stream)
{
    uint8_t command = peek_u8(stream, 1), type = peek_u8(stream, 3);

    return stream.len > 4 && stream.at[0] == 5 && command >= 1 && command <= 3 &&
           stream.at[2] == 0 && (type == 1 || type == 3 || type == 4);
}

static bool http_read(struct bytes stream, bool is_start, struct message *m)
{
    if (stream.len >= 7 && memcmp(stream.at, "HTTP/1.", 7) == 0) {
        if (!is_start)
            return false;
        m->kind = MESSAGE_SERVER;
        return true;
    }
    switch (http_request_read(stream, &m->request)) {
    case HTTP_REQUEST:
        m->kind = MESSAGE_REQUEST;
        m->used = m->request.head_bytes;
        return true;
    case HTTP_MORE:
        more(m, stream.len + 1);
        return true;
    case HTTP_NOT:
        return false;
    }
    return false;
}

void message_read(struct bytes stream, struct message_place place, uint8_t *scratch,
                  struct message *ret_message)
{
    struct message *m = ret_message;
    uint8_t first = peek_u8(stream, 0);

    m->kind = MESSAGE_NOT;
    m->by_shape = false;
    if (place.is_dns_port && (first == 22 && peek_u8(stream, 1) == 3 && peek_u8(stream, 2) <= 4 &&
                              peek_u8(stream, 5) == 1))
        place.is_dns_port = false;
    if (place.is_dns_port && first > 0x20 && first < 0x7f &&
        http_request_read(stream, &m->request) == HTTP_REQUEST)
        place.is_dns_port = false;
    if (place.is_dns_port) {
        dns_read_framed(stream, m);
        return;
    }
    if (first >= 20 && first <= 24 && tls_read(stream, scratch, m))
        return;
    if (place.is_start) {
        m->shape = shape_of_stream(stream);
        if (m->shape != SHAPE_NONE) {
            m->kind = MESSAGE_SHAPE;
            return;
        }
    }
    if (first == 1 || first == 4 || first == 5) { /* DNS of 256 bytes and more begins so, too */
        dns_read_by_shape(stream, place.is_segment, m);
        if (m->kind == MESSAGE_DNS)
            return;
        m->kind = MESSAGE_NOT;
    }
    if (place.is_segment &&
        (first == 5 || first == 4 || first == 1 || first == 'P' || first == 13)) {
        enum message_kind kind;

        if (preamble_try(stream, m) && m->kind != MESSAGE_MORE)
            return;
        kind = m->kind;
        if (kind == MESSAGE_MORE && first != 1 &&
            (place.is_start || first == 'P' || is_socks_request(stream)))
            return;
        m->kind = MESSAGE_NOT;
    }
    if ((first > 0x20 && first < 0x7f) || first == '\r' || first == '\n') {
        if (http_read(stream, place.is_start, m))
            return;
    }
    dns_read_by_shape(stream, place.is_segment, m);
}
