#include "flow/sighting.h"

const char *sighting_kind_name(enum sighting_kind k)
{
    static const char *const names[SIGHTING_KIND_COUNT] = {
        [SIGHTING_DNS] = "dns",     [SIGHTING_DNSR] = "dnsr",   [SIGHTING_TLS] = "tls",
        [SIGHTING_QUIC] = "quic",   [SIGHTING_HTTP] = "http",   [SIGHTING_MDNS] = "mdns",
        [SIGHTING_MDNSR] = "mdnsr", [SIGHTING_LLMNR] = "llmnr", [SIGHTING_LLMNRR] = "llmnrr",
        [SIGHTING_GQUIC] = "gquic", [SIGHTING_DTLS] = "dtls",   [SIGHTING_NAMELESS] = "nameless",
        [SIGHTING_SHAPE] = "shape",
    };

    return names[k];
}
