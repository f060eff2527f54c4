#include "wire/preamble.h"

static const char proxy_v1[] = "PROXY ";
static const uint8_t proxy_v2[12] = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d,
                                     0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

/* Does the stream begin with it, or is it, as far as it goes, its beginning? */
static enum preamble_answer begins(struct bytes stream, const void *with, size_t len)
{
    size_t n = stream.len < len ? stream.len : len;

    if (n == 0 || memcmp(stream.at, with, n) != 0)
        return PREAMBLE_NOT;
    return n == len ? PREAMBLE_FOUND : PREAMBLE_MORE;
}

static enum preamble_answer found(const struct reader *in, struct bytes stream, size_t *ret_bytes)
{
    if (in->ended)
        return PREAMBLE_MORE;
    *ret_bytes = stream.len - in->left.len;
    return PREAMBLE_FOUND;
}

/* Version 1 is a line of at most 107 bytes. */
static enum preamble_answer proxy_line(struct bytes stream, size_t *ret_bytes)
{
    const uint8_t *end = memchr(stream.at, '\n', stream.len < 107 ? stream.len : 107);

    if (!end)
        return stream.len < 107 ? PREAMBLE_MORE : PREAMBLE_NOT;
    *ret_bytes = (size_t)(end - stream.at) + 1;
    return PREAMBLE_FOUND;
}

static enum preamble_answer proxy_binary(struct bytes stream, size_t *ret_bytes)
{
    struct reader in = reader_of(stream);

    read_skip(&in, 14);
    read_skip(&in, read_u16(&in));
    return found(&in, stream, ret_bytes);
}

/* SOCKS 5: methods; or a request or UDP associate with an address; or a user name (RFC 1929). */
static enum preamble_answer socks5(struct bytes stream, size_t *ret_bytes)
{
    struct reader in = reader_of(stream);
    uint8_t second, third, type;

    read_skip(&in, 1);
    second = read_u8(&in);
    third = peek_u8(in.left, 0);
    if (second >= 1 && second <= 3 && third == 0 && in.left.len >= 2 &&
        (in.left.at[1] == 1 || in.left.at[1] == 3 || in.left.at[1] == 4)) {
        struct reader request = in;

        read_skip(&request, 1);
        type = read_u8(&request);
        read_skip(&request, type == 1 ? 4u : type == 4 ? 16u : read_u8(&request));
        read_skip(&request, 2);
        /* Cut, or methods that look like one: then a request, or nothing, stands behind them. */
        if (!request.ended || (in.left.len > second && in.left.at[second] != 5))
            return found(&request, stream, ret_bytes);
    }
    if (second == 0 || second > 16)
        return stream.len < 2 ? PREAMBLE_MORE : PREAMBLE_NOT;
    read_skip(&in, second);
    return found(&in, stream, ret_bytes);
}

static enum preamble_answer user_name(struct bytes stream, size_t *ret_bytes)
{
    struct reader in = reader_of(stream);

    read_skip(&in, 1);
    read_skip(&in, read_u8(&in));
    read_skip(&in, read_u8(&in));
    return found(&in, stream, ret_bytes);
}

/* SOCKS 4: a NUL-terminated user; 4a: an address 0.0.0.x, and a NUL-terminated name. */
static enum preamble_answer socks4(struct bytes stream, size_t *ret_bytes)
{
    struct reader in = reader_of(stream);
    bool has_name = peek_u32(stream, 4) >> 8 == 0 && peek_u32(stream, 4) != 0;
    uint8_t command = peek_u8(stream, 1);

    if (command != 1 && command != 2)
        return stream.len < 2 ? PREAMBLE_MORE : PREAMBLE_NOT;
    read_skip(&in, 8);
    for (int i = 0; i < 1 + has_name; i++) {
        size_t n = 0;

        while (n < 256 && !in.ended && read_u8(&in) != 0)
            n++;
        if (n == 256)
            return PREAMBLE_NOT;
    }
    return found(&in, stream, ret_bytes);
}

enum preamble_answer preamble_read(struct bytes stream, size_t *ret_bytes)
{
    enum preamble_answer answer;

    switch (peek_u8(stream, 0)) {
    case 5:
        return socks5(stream, ret_bytes);
    case 4:
        return socks4(stream, ret_bytes);
    case 1:
        return user_name(stream, ret_bytes);
    case 'P':
        answer = begins(stream, proxy_v1, sizeof(proxy_v1) - 1);
        return answer == PREAMBLE_FOUND ? proxy_line(stream, ret_bytes) : answer;
    case 0x0d:
        answer = begins(stream, proxy_v2, sizeof(proxy_v2));
        return answer == PREAMBLE_FOUND ? proxy_binary(stream, ret_bytes) : answer;
    }
    return PREAMBLE_NOT;
}
