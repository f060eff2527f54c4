/* uses: base catalogue lists */
/*
 * Any bytes, taken for a table: there are columns where there are names, neither are more than the
 * bytes, and more rows never mean fewer names.
 */
#include "lists/columns.h"
#include "property.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct bytes text = bytes_of(at, len);
    struct columns all = columns_count(text);

    HOLDS((all.n == 0) == (all.n_names == 0));
    HOLDS(all.n <= len && all.n_names <= len);
    for (size_t i = 0; i < len; i++)
        if (at[i] == '\n') {
            struct columns head = columns_count(bytes_head(text, i + 1));

            HOLDS(head.n_names <= all.n_names);
            break;
        }
    return 0;
}
