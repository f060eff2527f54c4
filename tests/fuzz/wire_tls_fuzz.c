/* uses: base wire */
/*
 * A TLS stream: the answer for a beginning of it never contradicts the answer for more of it, a
 * hello lies in the stream or the scratch, and putting its body into records of other sizes gives
 * the same body.
 */
#include "property.h"

#include "wire/tls.h"

static uint8_t scratch[TLS_HELLO_MAX], again[TLS_HELLO_MAX], framed[TLS_HELLO_MAX * 7];
static struct tls_hello hello, other;

static size_t frame_in_records(struct bytes body, size_t each)
{
    size_t at = 0, n = 0;

    while (n < body.len + 4) {
        size_t len = body.len + 4 - n < each ? body.len + 4 - n : each;

        memcpy(framed + at, "\x16\x03\x01", 3);
        framed[at + 3] = (uint8_t)(len >> 8);
        framed[at + 4] = (uint8_t)len;
        for (size_t i = 0; i < len; i++, n++)
            framed[at + 5 + i] = n == 0   ? 1
                                 : n == 1 ? (uint8_t)(body.len >> 16)
                                 : n == 2 ? (uint8_t)(body.len >> 8)
                                 : n == 3 ? (uint8_t)body.len
                                          : body.at[n - 4];
        at += 5 + len;
    }
    return at;
}

static void check_hello(struct bytes body)
{
    enum tls_hello_answer answer = tls_hello_read(body, false, &hello);

    HOLDS(answer == TLS_HELLO_NAMED || hello.server_name.len == 0 || answer == TLS_HELLO_MALFORMED);
    if (answer != TLS_HELLO_NAMED)
        return;
    HOLDS(hello.server_name.len > 0);
    HOLDS(is_name_text(hello.server_name.at, hello.server_name.len));
    HOLDS(tls_hello_read(bytes_head(body, body.len - 1), false, &other) != TLS_HELLO_NAMED ||
          strcmp(hello.server_name.at, other.server_name.at) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes stream = bytes_of(data, size);
    struct tls_stream tls, before;
    enum tls_stream_answer answer, part;

    check_hello(stream);
    HOLDS(tls_hello_read(stream, true, &other) <= TLS_HELLO_MALFORMED);
    answer = tls_stream_read(stream, scratch, &tls);
    if (answer == TLS_STREAM_HELLO) {
        size_t each = size % 600 + 1, n;

        HOLDS(lies_inside(tls.hello, stream) ||
              lies_inside(tls.hello, bytes_of(scratch, TLS_HELLO_MAX)));
        HOLDS(tls.used >= tls.hello.len + TLS_RECORD_HEAD);
        check_hello(tls.hello);
        n = frame_in_records(tls.hello, each);
        HOLDS(tls_stream_read(bytes_of(framed, n), again, &before) == TLS_STREAM_HELLO);
        HOLDS(bytes_equal(before.hello, tls.hello));
        HOLDS(before.used == n);
        HOLDS(tls_stream_read(bytes_of(framed, n - 1), again, &before) == TLS_STREAM_MORE);
    }
    HOLDS(answer != TLS_STREAM_OTHER || tls.used > 0);
    for (size_t n = size / 2; n > 0; n /= 2) {
        part = tls_stream_read(bytes_head(stream, n), again, &before);
        HOLDS(part == answer || part == TLS_STREAM_MORE);
        HOLDS(answer != TLS_STREAM_MORE || part == TLS_STREAM_MORE);
    }
    return 0;
}
