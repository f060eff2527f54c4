#include "policy/observation.h"

const char *evidence_name(enum evidence e)
{
    static const char *const names[] = {
        [EVIDENCE_NONE] = "none",   [EVIDENCE_OUTER] = "outer", [EVIDENCE_CLAIMED] = "claimed",
        [EVIDENCE_ASKED] = "asked", [EVIDENCE_BOUND] = "bound", [EVIDENCE_SAID] = "said",
    };

    return names[e];
}

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
