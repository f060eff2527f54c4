#include "wire/dtls.h"

bool dtls_next_hello(struct reader *datagram, struct dtls_fragment *ret_fragment)
{
    while (datagram->left.len > 0) {
        uint8_t content = read_u8(datagram);
        uint16_t version = read_u16(datagram);
        uint16_t epoch = read_u16(datagram);
        struct reader record;
        struct dtls_fragment f;
        uint8_t type;

        read_skip(datagram, 6);
        record = reader_of(read_bytes(datagram, read_u16(datagram)));
        if (datagram->ended || (version != 0xfeff && version != 0xfefd && version != 0x0100))
            return false;
        if (content != 22 || epoch != 0) /* in the clear only */
            continue;
        type = read_u8(&record);
        f.message_bytes = read_u24(&record);
        f.message_seq = read_u16(&record);
        f.offset = read_u24(&record);
        f.data = read_bytes(&record, read_u24(&record));
        if (record.ended || type != 1)
            continue;
        *ret_fragment = f;
        return true;
    }
    return false;
}
