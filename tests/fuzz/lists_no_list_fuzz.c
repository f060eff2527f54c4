/* uses: base lists */
/*
 * Any bytes, taken for a list: what they are said to be does not depend on what follows the first
 * bytes by which it is told, and no text of printable letters is said to be in another encoding.
 */
#include "lists/no_list.h"
#include "property.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct bytes text = bytes_of(at, len);
    const char *what = no_list_at_all(text);
    size_t n_plain = 0;

    for (size_t i = 0; i < len; i++)
        n_plain += at[i] >= ' ' && at[i] <= '~';
    if (n_plain == len && what)
        HOLDS(strstr(what, "PDF") || strstr(what, "picture"));
    if (len >= 64)
        HOLDS(no_list_at_all(bytes_head(text, 64)) == what);
    if (n_plain == len && no_list_perhaps(text))
        HOLDS(len >= 7 && memcmp(at, "http", 4) == 0);
    return 0;
}
