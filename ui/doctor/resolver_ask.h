/*
 * resolver_ask — what the machine's own resolver answers to a few well-known questions.
 *
 * By c-ares, to the servers of resolv.conf, in at most RESOLVER_PATIENCE_MS.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

#include <stdbool.h>
#include <stdint.h>

enum { RESOLVER_PATIENCE_MS = 6000 };

/* What came back for one question. */
struct resolver_reply {
    bool came;
    uint8_t rcode;
    unsigned n_records; /* of the asked type, in the answer */
    bool is_nowhere;    /* an address in it is 0.0.0.0, :: or of this machine */
};

struct resolver_answers {
    struct resolver_reply plain;  /* A of a name that is always there */
    struct resolver_reply https;  /* HTTPS (65, RFC 9460) of a name that has one */
    struct resolver_reply adult;  /* A of a name made for trying filters, that has an address */
    struct resolver_reply canary; /* A of use-application-dns.net: NXDOMAIN tells Firefox to leave
                                     the network's resolver in use */
};

/* The names that are asked, in the order of the struct. */
extern const char *const resolver_names[4];

/* One answer, as it came. Pure; false: it is no DNS message. */
bool resolver_reply_read(struct bytes message, uint16_t type, struct resolver_reply *ret);

/* Ask. 0, or a negative errno where nothing could be asked at all. */
MUST_USE int resolver_ask(struct resolver_answers *ret);
