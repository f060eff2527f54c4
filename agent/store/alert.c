#include "store/alert.h"

const char *alert_kind_name(enum alert_kind kind)
{
    static const char *const names[ALERT_KIND_COUNT] = {
        [ALERT_STRANGER_CHAT] = "stranger-chat",
        [ALERT_RULE] = "rule",
        [ALERT_BYPASS] = "bypass",
        [ALERT_GAP] = "gap",
        [ALERT_MORE] = "more",
    };

    return names[kind];
}
