/*
 * message — what a TCP stream holds at a place where a message may begin.
 *
 * TLS records, HTTP/1 requests, DNS behind its length (RFC 7766 §8), and the words that clients say
 * to proxies before them. Pure.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "wire/http.h"
#include "wire/shape.h"
#include "wire/tls.h"

#include <stdbool.h>

enum message_kind {
    MESSAGE_HELLO,   /* ClientHello: `hello` */
    MESSAGE_REQUEST, /* HTTP request: `request` */
    MESSAGE_DNS,     /* `dns`, one whole message */
    MESSAGE_SHAPE,   /* `shape` */
    MESSAGE_PASS,    /* `used` bytes to walk over, perhaps more than there are */
    MESSAGE_SERVER,  /* this side answers and never asks */
    MESSAGE_MORE,    /* may become one: wait until there are `need` bytes */
    MESSAGE_NOT,
};

struct message {
    enum message_kind kind;
    size_t used, need;
    struct bytes hello, dns;
    struct http_request request;
    enum shape shape;
    bool by_shape; /* DNS on a port that is not its */
};

struct message_place {
    bool is_dns_port;
    bool is_start;   /* of the stream, as far as it was seen */
    bool is_segment; /* a segment begins here */
};

/* @scratch: TLS_HELLO_MAX bytes; outlives *ret_message */
void message_read(struct bytes stream, struct message_place place, uint8_t *scratch,
                  struct message *ret_message);
