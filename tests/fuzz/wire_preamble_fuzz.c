/* uses: base wire */
/*
 * What is said to a proxy first: its bytes are there, the same bytes alone are one as well, and
 * shapes and names that are told by their form read nothing past the end.
 */
#include "property.h"

#include "wire/preamble.h"
#include "wire/shape.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes stream = bytes_of(data, size);
    size_t used = 0, again = 0;
    enum preamble_answer answer = preamble_read(stream, &used);
    enum shape shape = shape_of_datagram(stream);
    char name[64];

    if (answer == PREAMBLE_FOUND) {
        HOLDS(used > 0 && used <= size);
        HOLDS(preamble_read(bytes_head(stream, used), &again) == PREAMBLE_FOUND);
        HOLDS(again == used);
    }
    if (answer == PREAMBLE_MORE)
        for (size_t n = 1; n < size; n += n / 4 + 1)
            HOLDS(preamble_read(bytes_head(stream, n), &again) != PREAMBLE_NOT);
    HOLDS(shape < SHAPE_COUNT && shape_of_stream(stream) < SHAPE_COUNT);
    HOLDS(shape != SHAPE_STUN || size >= 20);
    HOLDS(shape != SHAPE_WIREGUARD || size == 148);

    snprintf(name, sizeof(name), "%.*s", (int)(size < 60 ? size : 60), (const char *)data);
    HOLDS(!shape_is_tor_name(name) || (strlen(name) >= 16 && strlen(name) <= 28));
    return 0;
}
