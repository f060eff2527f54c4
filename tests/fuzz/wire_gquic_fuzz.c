/* uses: base wire */
/*
 * Google's QUIC: the CHLO and its name lie in the datagram, and a CHLO that is cut before the
 * name's end has no name.
 */
#include "property.h"

#include "wire/gquic.h"

static void check_hello(struct bytes chlo)
{
    struct bytes sni, again;

    if (!gquic_hello_read(chlo, &sni))
        return;
    HOLDS(sni.len > 0 && lies_inside(sni, chlo));
    HOLDS(!gquic_hello_read(bytes_head(chlo, (size_t)(sni.at - chlo.at) + sni.len - 1), &again));
    HOLDS(gquic_hello_read(bytes_head(chlo, (size_t)(sni.at - chlo.at) + sni.len), &again));
    HOLDS(bytes_equal(sni, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes datagram = bytes_of(data, size), chlo;
    uint32_t version;

    check_hello(datagram);
    if (!gquic_datagram_read(datagram, &version, &chlo))
        return 0;
    HOLDS(version >> 16 == 0x5130);
    HOLDS(lies_inside(chlo, datagram) && chlo.len >= 8);
    HOLDS(memcmp(chlo.at, "CHLO", 4) == 0);
    check_hello(chlo);
    return 0;
}
