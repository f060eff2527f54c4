/* uses: base capture */
/*
 * A capture: every packet has as many bytes as it says, the place of the reader only grows and
 * stays in the file, and reading it again gives the same packets.
 */
#include "property.h"

#include "capture/pcapng.h"

static uint64_t read_all(const uint8_t *data, size_t size)
{
    FILE *stream = fmemopen((void *)data, size, "r");
    struct pcapng *p;
    struct pcapng_packet packet;
    const char *why = NULL;
    enum pcapng_answer answer;
    uint64_t at = 0, sum = 0;

    HOLDS(stream && pcapng_new(stream, &p) == 0);
    while ((answer = pcapng_next(p, &packet, &why)) == PCAPNG_PACKET) {
        HOLDS(pcapng_at_bytes(p) > at && pcapng_at_bytes(p) <= size);
        at = pcapng_at_bytes(p);
        HOLDS(packet.bytes.len < size);
        HOLDS(packet.link_type >= 0 && packet.link_type <= 65535);
        sum = sum * 31 + (uint64_t)packet.when_us + packet.wire_bytes;
        for (size_t i = 0; i < packet.bytes.len; i++)
            sum = sum * 31 + packet.bytes.at[i];
    }
    HOLDS(answer != PCAPNG_DAMAGED || (why && *why));
    HOLDS(pcapng_at_bytes(p) <= size);
    pcapng_free(p);
    fclose(stream);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0)
        HOLDS(read_all(data, size) == read_all(data, size));
    return 0;
}
