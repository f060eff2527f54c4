/*
 * http — the head of an HTTP/1 request: whom it is for, and nothing else of it.
 *
 * RFC 9112 §2, §3 and RFC 9110 §7.2. Path and query are walked over, never kept (names, never
 * content).
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "wire/name.h"

#include <stdbool.h>
#include <stdint.h>

enum { HTTP_HEAD_MAX = 65536 };

enum http_answer {
    HTTP_REQUEST, /* a header section, whole or as far as it was read; *ret_request is set */
    HTTP_MORE,    /* may become one */
    HTTP_NOT,
};

struct http_request {
    size_t head_bytes;      /* up to the body or the ceiling, empty lines in front counted */
    uint64_t body_bytes;    /* Content-Length; 0 where there is none */
    struct bytes host;      /* value of the first Host without its port; empty: none */
    struct bytes authority; /* host of an absolute target or of CONNECT; empty: none */
    bool is_connect;
    bool hosts_differ; /* two Host fields that disagree */
};

/* Reads at most HTTP_HEAD_MAX bytes; linear; a stream that ends early is asked again with more. Of
 * a longer head the lines up to there count: its Host is among the first. */
MUST_USE enum http_answer http_request_read(struct bytes stream, struct http_request *ret_request);
