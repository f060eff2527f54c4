#include "store/lookup.h"

const char *lookup_kind_name(enum lookup_kind kind)
{
    static const char *const names[LOOKUP_KIND_COUNT] = {
        [LOOKUP_LOG] = "log",         [LOOKUP_BLOCKS] = "blocks", [LOOKUP_ALERTS] = "alerts",
        [LOOKUP_RECORDS] = "records", [LOOKUP_EXPORT] = "export",
    };

    return names[kind];
}
