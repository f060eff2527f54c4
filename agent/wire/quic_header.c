#include "wire/quic.h"

/* RFC 9000 §16: the two high bits say how many bytes. */
static uint64_t read_varint(struct reader *in)
{
    uint8_t first = read_u8(in);
    uint64_t value = first & 0x3f;

    for (int more = (1 << (first >> 6)) - 1; more > 0; more--)
        value = value << 8 | read_u8(in);
    return value;
}

static enum quic_type type_of(const struct quic_version *version, uint8_t first)
{
    static const enum quic_type v1[4] = {QUIC_INITIAL, QUIC_ZERO_RTT, QUIC_HANDSHAKE, QUIC_RETRY};
    static const enum quic_type v2[4] = {QUIC_RETRY, QUIC_INITIAL, QUIC_ZERO_RTT, QUIC_HANDSHAKE};

    return (version->is_v2 ? v2 : v1)[first >> 4 & 3];
}

enum quic_answer quic_header_read(struct bytes datagram, struct quic_header *ret_header,
                                  struct bytes *ret_rest)
{
    struct reader in = reader_of(datagram);
    uint8_t first = read_u8(&in);
    struct quic_header h = {.packet = datagram};
    uint64_t len;

    if (!(first & 0x80))
        return QUIC_SHORT;
    h.version_number = read_u32(&in);
    h.dcid = read_bytes(&in, read_u8(&in));
    h.scid = read_bytes(&in, read_u8(&in));
    if (in.ended)
        return QUIC_MALFORMED;
    *ret_rest = bytes_after(datagram, datagram.len);
    if (h.version_number == 0) {
        h.type = QUIC_NEGOTIATION;
        *ret_header = h;
        return QUIC_OK;
    }
    h.version = quic_version_find(h.version_number);
    if (!h.version) {
        *ret_header = h;
        return QUIC_OK;
    }
    if (h.dcid.len > QUIC_ID_MAX || h.scid.len > QUIC_ID_MAX)
        return QUIC_MALFORMED;
    h.type = type_of(h.version, first);
    if (h.type == QUIC_RETRY) {
        *ret_header = h;
        return QUIC_OK;
    }
    if (h.type == QUIC_INITIAL) {
        uint64_t token = read_varint(&in);

        if (token > in.left.len)
            return QUIC_MALFORMED;
        read_skip(&in, (size_t)token);
    }
    len = read_varint(&in);
    if (in.ended || len > in.left.len)
        return QUIC_MALFORMED;
    h.pn_at = datagram.len - in.left.len;
    h.packet = bytes_head(datagram, h.pn_at + (size_t)len);
    *ret_rest = bytes_after(datagram, h.packet.len);
    *ret_header = h;
    return QUIC_OK;
}

/* ACK, RFC 9000 §19.3: ranges, then three counters in type 3. */
static void skip_ack(struct reader *in, bool has_ecn)
{
    uint64_t ranges;

    (void)read_varint(in);
    (void)read_varint(in);
    ranges = read_varint(in);
    (void)read_varint(in);
    for (uint64_t i = 0; i < ranges && !in->ended; i++) {
        (void)read_varint(in);
        (void)read_varint(in);
    }
    for (int i = 0; has_ecn && i < 3; i++)
        (void)read_varint(in);
}

bool quic_next_crypto(struct reader *frames, const struct quic_version *version,
                      struct quic_crypto *ret_crypto)
{
    while (frames->left.len > 0) {
        uint64_t type = read_varint(frames);

        if (type == 0) { /* PADDING comes in long runs */
            size_t n = 0;

            while (n < frames->left.len && frames->left.at[n] == 0)
                n++;
            read_skip(frames, n);
            continue;
        }
        if (type == 1) /* PING */
            continue;
        if ((type == 2 || type == 3)) {
            skip_ack(frames, type == 3);
            if (frames->ended)
                return false;
            continue;
        }
        if (type == version->crypto_frame) {
            uint64_t offset = read_varint(frames), len = read_varint(frames);

            if (frames->ended || len > frames->left.len)
                return false;
            ret_crypto->offset = offset;
            ret_crypto->data = read_bytes(frames, (size_t)len);
            return true;
        }
        return false;
    }
    return false;
}
