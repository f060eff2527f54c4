#include "daemon/sighted.h"

#include <string.h>

enum protocol sighted_protocol(enum sighting_kind kind)
{
    switch (kind) {
    case SIGHTING_TLS:
    case SIGHTING_DTLS:
        return PROTOCOL_TLS;
    case SIGHTING_QUIC:
    case SIGHTING_GQUIC:
        return PROTOCOL_QUIC;
    case SIGHTING_HTTP:
        return PROTOCOL_HTTP;
    case SIGHTING_DNS:
    case SIGHTING_DNSR:
    case SIGHTING_MDNS:
    case SIGHTING_MDNSR:
    case SIGHTING_LLMNR:
    case SIGHTING_LLMNRR:
        return PROTOCOL_DNS;
    case SIGHTING_NAMELESS:
    case SIGHTING_SHAPE:
    case SIGHTING_KIND_COUNT:
        return PROTOCOL_FLOW;
    }
    return PROTOCOL_FLOW;
}

category_set sighted_categories(const struct sighting *s)
{
    static const char designated[] = "_dns.resolver.arpa";
    bool is_around = (s->flags & SEEN_DOT) || (sighted_protocol(s->kind) == PROTOCOL_DNS &&
                                               strcmp(s->name, designated) == 0);

    return is_around ? category_bit(CATEGORY_BYPASS) : 0;
}
