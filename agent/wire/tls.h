/*
 * tls — the ClientHello, and the records that carry it.
 *
 * RFC 8446 §4.1.2 and §5.1 (RFC 5246 and older are the same as far as this goes), RFC 6066 §3 for
 * server_name. Handshake bytes are one stream over as many records as the sender likes; a record
 * of another type ends it.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "wire/name.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    TLS_HELLO_MAX = 65536, /* of one handshake message that is put together */
    TLS_RECORD_HEAD = 5,
    TLS_RECORD_MAX = 16384 + 2048,
};

enum tls_hello_answer {
    TLS_HELLO_NAMED,    /* *ret_name is set */
    TLS_HELLO_NAMELESS, /* whole, but without a host_name */
    TLS_HELLO_MALFORMED,
};

struct tls_hello {
    struct name server_name;
    bool has_ech;  /* extension 0xfe0d, which GREASE sends as well */
    bool has_esni; /* extension 0xffce */
    bool offers_dot, offers_doq, offers_h2, offers_h3; /* ALPN, RFC 7301 */
};

/**
 * tls_hello_read() - the body of a ClientHello
 * @body: behind the handshake header
 * @is_dtls: DTLS has a cookie more (RFC 6347 §4.2.1)
 * @ret_hello: written in every case; server_name is set on TLS_HELLO_NAMED only
 */
MUST_USE enum tls_hello_answer tls_hello_read(struct bytes body, bool is_dtls,
                                              struct tls_hello *ret_hello);

enum tls_stream_answer {
    TLS_STREAM_HELLO,  /* a whole ClientHello: ret->hello */
    TLS_STREAM_MORE,   /* may become one */
    TLS_STREAM_OTHER,  /* a TLS record that is no ClientHello: ret->used bytes of it, maybe more
                          than there are */
    TLS_STREAM_SERVER, /* a ServerHello: this side never asks */
    TLS_STREAM_NOT_TLS,
};

struct tls_stream {
    struct bytes hello; /* body of the ClientHello; in the stream, or in the scratch given */
    size_t need;        /* on MORE: bytes from which asking again is worth it */
    size_t used;        /* bytes of the stream up to the end of the record that ended it */
};

/**
 * tls_stream_read() - what the stream holds at a place where a record may begin
 * @stream:  bytes from there on
 * @scratch: TLS_HELLO_MAX bytes, written where the hello spans records
 *
 * Linear in the stream's length; no state.
 */
MUST_USE enum tls_stream_answer tls_stream_read(struct bytes stream, uint8_t *scratch,
                                                struct tls_stream *ret);
