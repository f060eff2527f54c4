/* uses: base wire flow catalogue policy fold firewall agent */
/*
 * A packet in the queue. Where it is a probe, its number is its last bytes, and it goes to where
 * probes go; where it is none, nothing is written.
 */
#include "daemon/queueprobe.h"
#include "property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t number = 1, last;

    if (!queueprobe_read(bytes_of(data, size), &number)) {
        HOLDS(number == 1);
        return 0;
    }
    HOLDS(queueprobe_goes_there(bytes_of(data, size)));
    HOLDS(size == QUEUEPROBE_BYTES);
    memcpy(&last, data + size - sizeof(last), sizeof(last));
    HOLDS(number == last);
    HOLDS(data[16] == 127 && data[19] == 68);
    return 0;
}
