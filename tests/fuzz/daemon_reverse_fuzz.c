/* uses: base wire flow catalogue policy fold agent */
/*
 * An answer to the namer's questions. A name that comes out is a good one, as long as it says, and
 * nothing is written where none does; an answer that confirms an address confirms no other
 * family's.
 */
#include "daemon/reverse.h"
#include "property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct ip four = {.at = {198, 51, 100, 7}, .len = 4}, none = {.len = 0};
    static const struct ip six = {.at = {0x20, 1, 0xd, 0xb8, [15] = 7}, .len = 16};
    struct bytes message = bytes_of(data, size);
    char host[REVERSE_HOST_MAX + 1];

    memset(host, '!', sizeof(host));
    if (reverse_read(message, host)) {
        HOLDS(memchr(host, '\0', sizeof(host)));
        HOLDS(reverse_host_is_good(bytes_of(host, strlen(host))));
        HOLDS(is_name_text(host, strlen(host)));
    } else {
        for (size_t i = 0; i < sizeof(host); i++)
            HOLDS(host[i] == '!');
    }
    (void)reverse_confirms(message, &four);
    (void)reverse_confirms(message, &six);
    HOLDS(!reverse_confirms(message, &none));
    if (reverse_host_is_good(message))
        HOLDS(size <= REVERSE_HOST_MAX && !memchr(data, '\0', size));
    return 0;
}
