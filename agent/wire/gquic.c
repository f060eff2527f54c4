#include "wire/gquic.h"

bool gquic_hello_read(struct bytes chlo, struct bytes *ret_sni)
{
    struct reader in = reader_of(chlo), values;
    uint16_t n;
    uint32_t from = 0;

    if (!bytes_equal(read_bytes(&in, 4), bytes_of("CHLO", 4)))
        return false;
    n = read_le16(&in);
    read_skip(&in, 2);
    values = in;
    read_skip(&values, n * 8u);
    for (unsigned i = 0; i < n && !in.ended; i++) {
        struct bytes tag = read_bytes(&in, 4);
        uint32_t end = read_le32(&in);

        if (in.ended || values.ended || end < from)
            return false;
        if (bytes_equal(tag, bytes_of("SNI", 4))) { /* the fourth byte is the NUL */
            if (end > values.left.len)
                return false;
            *ret_sni = bytes_head(bytes_after(values.left, from), end - from);
            return ret_sni->len > 0;
        }
        from = end;
    }
    return false;
}

bool gquic_datagram_read(struct bytes datagram, uint32_t *ret_version, struct bytes *ret_chlo)
{
    struct reader in = reader_of(datagram);
    uint8_t first = read_u8(&in);
    uint32_t version;

    if (first & 0x80) { /* Q044 to Q049: a long header */
        version = read_u32(&in);
    } else {
        if (!(first & 0x01)) /* no version: not the client's first */
            return false;
        read_skip(&in, first & 0x08 ? 8 : 0);
        version = read_u32(&in);
    }
    if (in.ended || version >> 16 != 0x5130 || (version >> 8 & 0xff) - '0' > 9u ||
        (version & 0xff) - '0' > 9u) /* "Q0" and two digits */
        return false;
    for (size_t at = 0; at < 64 && at + 8 <= in.left.len; at++) /* ids, number, hash, frame head */
        if (memcmp(in.left.at + at, "CHLO", 4) == 0) {
            *ret_version = version;
            *ret_chlo = bytes_after(in.left, at);
            return true;
        }
    return false;
}
