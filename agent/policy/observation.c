#include "policy/observation.h"

const char *protocol_name(enum protocol p)
{
    static const char *const names[] = {
        [PROTOCOL_DNS] = "dns",   [PROTOCOL_TLS] = "tls",   [PROTOCOL_QUIC] = "quic",
        [PROTOCOL_HTTP] = "http", [PROTOCOL_FLOW] = "flow",
    };

    return names[p];
}

const char *nameless_name(enum nameless n)
{
    static const char *const names[NAMELESS_COUNT] = {
        [NAMELESS_NOT] = "named",
        [NAMELESS_BEFORE_US] = "before-us",
        [NAMELESS_ENCRYPTED] = "encrypted-hello",
        [NAMELESS_SAYS_NONE] = "says-none",
        [NAMELESS_NOT_READABLE] = "not-readable",
        [NAMELESS_TUNNEL] = "tunnel",
        [NAMELESS_CALL] = "call-like",
        [NAMELESS_OTHER] = "other",
    };

    return names[n];
}

const char *verdict_name(enum verdict v)
{
    static const char *const names[] = {
        [VERDICT_ALLOW] = "allow",
        [VERDICT_LOG] = "log",
        [VERDICT_ALERT] = "alert",
        [VERDICT_BLOCK] = "block",
    };

    return names[v];
}
