/*
 * observation — the one record: what was seen, by whom, of what meaning, how sure, what was done.
 *
 * Defined here once, before any database. Later parts see nothing of a packet but this.
 */
#pragma once

#include "base/evidence.h"
#include "base/ip.h"
#include "catalogue/category.h"

#include <stdbool.h>
#include <stdint.h>

enum protocol {
    PROTOCOL_DNS,
    PROTOCOL_TLS,
    PROTOCOL_QUIC,
    PROTOCOL_HTTP,
    PROTOCOL_FLOW, /* a connection that said no name */
};

const char *protocol_name(enum protocol p);

/* Why a connection has no name, for the coverage part of the report. */
enum nameless {
    NAMELESS_NOT,          /* it has one */
    NAMELESS_BEFORE_US,    /* its beginning was not seen */
    NAMELESS_ENCRYPTED,    /* an encrypted hello hides it */
    NAMELESS_SAYS_NONE,    /* a hello or request without a name */
    NAMELESS_NOT_READABLE, /* damaged, ambiguous, unknown version, past a ceiling */
    NAMELESS_TUNNEL,       /* VPN, Tor, SSH by shape */
    NAMELESS_CALL,         /* call-like: STUN, then many packets both ways for a minute */
    NAMELESS_OTHER,        /* a protocol that carries no names */
    NAMELESS_COUNT,
};

const char *nameless_name(enum nameless n);

enum verdict { VERDICT_ALLOW, VERDICT_LOG, VERDICT_ALERT, VERDICT_BLOCK };

const char *verdict_name(enum verdict v);

/* Strings are borrowed for the time of the call that hands the observation on. */
struct observation {
    int64_t when_us;
    uint32_t child; /* index of the monitored person, the caller's numbering */
    enum protocol protocol;
    struct ip client, server;
    uint16_t client_port, server_port;
    bool is_udp;
    const char *name; /* lower case, as contract of inspect writes it; "" where there is none */
    const char *site; /* registrable domain, inside name; NULL where the name is no site */
    enum evidence evidence;
    enum nameless nameless;
    category_set categories;
    const char *platform_id; /* "" where there is none */
    bool is_machinery;
    bool through_proxy;
    enum verdict verdict;
    const char *rule; /* what gave the verdict; "" for the default */
};
