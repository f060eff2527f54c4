/* uses: base wire */
/*
 * A datagram of DTLS records: fragments lie in it in their order, and each is found again at the
 * same place when what follows it is cut off.
 */
#include "property.h"

#include "wire/dtls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes datagram = bytes_of(data, size);
    struct reader in = reader_of(datagram);
    struct dtls_fragment f, again;
    const uint8_t *last = data;

    while (dtls_next_hello(&in, &f)) {
        struct reader cut = reader_of(bytes_head(datagram, size - in.left.len));
        bool is_there = false;

        HOLDS(lies_inside(f.data, datagram));
        HOLDS(f.data.at > last && in.left.len < size);
        HOLDS(f.message_bytes < 1u << 24 && f.offset < 1u << 24);
        last = f.data.at;
        while (dtls_next_hello(&cut, &again))
            is_there |= again.data.at == f.data.at && again.data.len == f.data.len;
        HOLDS(is_there && !cut.ended);
    }
    return 0;
}
