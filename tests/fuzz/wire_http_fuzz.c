/* uses: base wire */
/*
 * The head of a request: what was read lies in it, a beginning of a request may still become one,
 * and nothing behind the head changes the answer.
 */
#include "property.h"

#include "wire/http.h"

static bool same(const struct http_request *a, const struct http_request *b)
{
    return a->head_bytes == b->head_bytes && a->body_bytes == b->body_bytes &&
           bytes_equal(a->host, b->host) && bytes_equal(a->authority, b->authority) &&
           a->is_connect == b->is_connect && a->hosts_differ == b->hosts_differ;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes stream = bytes_of(data, size), head;
    struct http_request r, again;
    enum http_answer answer = http_request_read(stream, &r);

    if (answer == HTTP_REQUEST) {
        HOLDS(r.head_bytes > 0 && r.head_bytes <= size && r.head_bytes <= HTTP_HEAD_MAX);
        HOLDS(data[r.head_bytes - 1] == '\n' || r.head_bytes == HTTP_HEAD_MAX);
        head = bytes_head(stream, r.head_bytes);
        HOLDS(lies_inside(r.host, head) && lies_inside(r.authority, head));
        HOLDS(http_request_read(head, &again) == HTTP_REQUEST && same(&r, &again));
        HOLDS(http_request_read(bytes_head(stream, r.head_bytes - 1), &again) == HTTP_MORE);
        HOLDS(r.host.len == 0 || !memchr(r.host.at, '\n', r.host.len));
        HOLDS(r.body_bytes < UINT64_C(1000000000000000000));
    }
    for (size_t n = size / 2; n > 0; n /= 2) {
        enum http_answer part = http_request_read(bytes_head(stream, n), &again);

        if (answer == HTTP_MORE)
            HOLDS(part == HTTP_MORE);
        else
            HOLDS(part == answer || part == HTTP_MORE);
    }
    return 0;
}
