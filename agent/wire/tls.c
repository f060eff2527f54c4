#include "wire/tls.h"

enum {
    EXTENSION_SERVER_NAME = 0,
    EXTENSION_ALPN = 16,
    EXTENSION_ECH = 0xfe0d,  /* RFC 9849 §5 */
    EXTENSION_ESNI = 0xffce, /* draft-ietf-tls-esni-02 */
    NAME_HOST = 0,
    HANDSHAKE_CLIENT_HELLO = 1,
    HANDSHAKE_SERVER_HELLO = 2,
    HANDSHAKE_HEAD = 4,
};

enum content_type {
    CONTENT_CHANGE_CIPHER_SPEC = 20,
    CONTENT_ALERT = 21,
    CONTENT_HANDSHAKE = 22,
    CONTENT_APPLICATION_DATA = 23,
    CONTENT_HEARTBEAT = 24,
};

/* RFC 6066 §3: entries of a type and a name behind its length; the first host_name counts. */
static enum tls_hello_answer server_name_read(struct bytes body, struct name *ret_name)
{
    struct reader in = reader_of(body);
    struct reader list = reader_of(read_bytes(&in, read_u16(&in)));

    if (body.len == 0) /* a server's form; nothing is said */
        return TLS_HELLO_NAMELESS;
    if (in.ended)
        return TLS_HELLO_MALFORMED;
    while (list.left.len > 0) {
        uint8_t type = read_u8(&list);
        struct bytes name = read_bytes(&list, read_u16(&list));

        if (list.ended)
            return TLS_HELLO_MALFORMED;
        if (type != NAME_HOST)
            continue;
        if (name.len == 0)
            return TLS_HELLO_NAMELESS;
        return name_from_host(name, ret_name) ? TLS_HELLO_NAMED : TLS_HELLO_MALFORMED;
    }
    return TLS_HELLO_NAMELESS;
}

static void alpn_read(struct bytes body, struct tls_hello *hello)
{
    struct reader in = reader_of(body);
    struct reader list = reader_of(read_bytes(&in, read_u16(&in)));

    while (list.left.len > 0) {
        struct bytes id = read_bytes(&list, read_u8(&list));

        hello->offers_dot |= bytes_equal(id, bytes_of("dot", 3));
        hello->offers_doq |= bytes_equal(id, bytes_of("doq", 3));
        hello->offers_h2 |= bytes_equal(id, bytes_of("h2", 2));
        hello->offers_h3 |= bytes_equal(id, bytes_of("h3", 2));
    }
}

enum tls_hello_answer tls_hello_read(struct bytes body, bool is_dtls, struct tls_hello *ret_hello)
{
    struct reader in = reader_of(body), extensions;
    enum tls_hello_answer answer = TLS_HELLO_NAMELESS;
    bool has_server_name = false;

    name_clear(&ret_hello->server_name);
    ret_hello->has_ech = ret_hello->has_esni = false;
    ret_hello->offers_dot = ret_hello->offers_doq = false;
    ret_hello->offers_h2 = ret_hello->offers_h3 = false;

    read_skip(&in, 2 + 32);       /* legacy_version, random */
    read_skip(&in, read_u8(&in)); /* legacy_session_id */
    if (is_dtls)
        read_skip(&in, read_u8(&in)); /* cookie */
    read_skip(&in, read_u16(&in));    /* cipher_suites */
    read_skip(&in, read_u8(&in));     /* legacy_compression_methods */
    if (in.ended)
        return TLS_HELLO_MALFORMED;
    if (in.left.len == 0) /* TLS 1.0 and 1.1 may end here */
        return TLS_HELLO_NAMELESS;
    extensions = reader_of(read_bytes(&in, read_u16(&in)));
    if (in.ended)
        return TLS_HELLO_MALFORMED;

    while (extensions.left.len > 0) {
        uint16_t type = read_u16(&extensions);
        struct bytes value = read_bytes(&extensions, read_u16(&extensions));

        if (extensions.ended)
            return TLS_HELLO_MALFORMED;
        switch (type) {
        case EXTENSION_SERVER_NAME:
            if (has_server_name) /* RFC 8446 §4.2: at most one of each */
                return TLS_HELLO_MALFORMED;
            has_server_name = true;
            answer = server_name_read(value, &ret_hello->server_name);
            break;
        case EXTENSION_ALPN:
            alpn_read(value, ret_hello);
            break;
        case EXTENSION_ECH:
            ret_hello->has_ech = true;
            break;
        case EXTENSION_ESNI:
            ret_hello->has_esni = true;
            break;
        }
    }
    return answer;
}

/* The head of a record, as far as it is there: could it be TLS? */
static bool is_record(struct bytes b)
{
    uint8_t type = peek_u8(b, 0);

    if (type < CONTENT_CHANGE_CIPHER_SPEC || type > CONTENT_HEARTBEAT)
        return false;
    if (b.len >= 2 && b.at[1] != 3)
        return false;
    if (b.len >= 3 && b.at[2] > 4)
        return false;
    return b.len < TLS_RECORD_HEAD || peek_u16(b, 3) <= TLS_RECORD_MAX;
}

/* The handshake message over several records is copied to the scratch. */
static enum tls_stream_answer join(struct bytes stream, uint8_t *scratch, struct tls_stream *ret)
{
    size_t have = 0, need = HANDSHAKE_HEAD, at = 0;

    while (at <= stream.len) {
        struct bytes head = bytes_after(stream, at);
        struct bytes part;

        if (head.len > 0 && (head.at[0] != CONTENT_HANDSHAKE || !is_record(head))) {
            ret->used = at; /* another type ends the message */
            return TLS_STREAM_OTHER;
        }
        if (head.len < TLS_RECORD_HEAD) {
            ret->need = at + TLS_RECORD_HEAD;
            return TLS_STREAM_MORE;
        }
        part = bytes_head(bytes_after(head, TLS_RECORD_HEAD), peek_u16(head, 3));
        at += TLS_RECORD_HEAD + (size_t)peek_u16(head, 3);
        while (part.len > 0 && have < need) {
            struct bytes take = bytes_head(part, need - have);

            memcpy(scratch + have, take.at, take.len);
            have += take.len;
            part = bytes_after(part, take.len);
            if (have != HANDSHAKE_HEAD)
                continue;
            need += peek_u32(bytes_of(scratch, HANDSHAKE_HEAD), 0) & 0xffffff;
            if (scratch[0] != HANDSHAKE_CLIENT_HELLO || need > TLS_HELLO_MAX) {
                ret->used = at;
                return scratch[0] == HANDSHAKE_SERVER_HELLO ? TLS_STREAM_SERVER : TLS_STREAM_OTHER;
            }
        }
        if (have == need) {
            ret->hello = bytes_of(scratch + HANDSHAKE_HEAD, need - HANDSHAKE_HEAD);
            ret->used = at;
            return TLS_STREAM_HELLO;
        }
        if (at > stream.len) { /* this record's end, or what is missing of the message in it */
            size_t missing = at - stream.len;

            ret->need = stream.len + (need - have < missing ? need - have : missing);
        }
    }
    return TLS_STREAM_MORE;
}

enum tls_stream_answer tls_stream_read(struct bytes stream, uint8_t *scratch,
                                       struct tls_stream *ret)
{
    size_t record_bytes, message_bytes;

    if (!is_record(stream))
        return TLS_STREAM_NOT_TLS;
    ret->need = TLS_RECORD_HEAD;
    if (stream.len < TLS_RECORD_HEAD)
        return TLS_STREAM_MORE;
    record_bytes = TLS_RECORD_HEAD + peek_u16(stream, 3);
    if (stream.at[0] != CONTENT_HANDSHAKE) {
        ret->used = record_bytes;
        return TLS_STREAM_OTHER;
    }
    if (stream.len > TLS_RECORD_HEAD && record_bytes > TLS_RECORD_HEAD &&
        stream.at[TLS_RECORD_HEAD] != HANDSHAKE_CLIENT_HELLO) {
        ret->used = record_bytes;
        return stream.at[TLS_RECORD_HEAD] == HANDSHAKE_SERVER_HELLO ? TLS_STREAM_SERVER
                                                                    : TLS_STREAM_OTHER;
    }
    message_bytes = HANDSHAKE_HEAD + (peek_u32(stream, TLS_RECORD_HEAD) & 0xffffff);
    if (record_bytes >= TLS_RECORD_HEAD + HANDSHAKE_HEAD && stream.len >= 9 &&
        TLS_RECORD_HEAD + message_bytes <= record_bytes) { /* the usual case: one record */
        ret->need = TLS_RECORD_HEAD + message_bytes;
        if (stream.len < ret->need)
            return TLS_STREAM_MORE;
        ret->hello = bytes_of(stream.at + 9, message_bytes - HANDSHAKE_HEAD);
        ret->used = record_bytes;
        return TLS_STREAM_HELLO;
    }
    return join(stream, scratch, ret);
}
