/*
 * inspector — packets in, sightings and byte counts out.
 *
 * Joins what has to be joined (IP fragments, TCP streams, QUIC CRYPTO frames, DTLS fragments) and
 * remembers which names answers bound to which addresses. Works the same on a capture and on live
 * packets. No I/O, no clock: time is that of the packets. Memory stays under options.memory_bytes;
 * at the ceiling the oldest is forgotten, and counted in inspector_losses.
 */
#pragma once

#include "base/frame.h"
#include "base/scope.h"
#include "base/siphash.h"
#include "flow/sighting.h"

#define INSPECTOR_MEMORY_BYTES ((size_t)64 << 20)

/* Owners are the caller's numbers for monitored people. */
#define OWNER_NONE UINT32_MAX /* nobody's: nothing is kept of it */

struct inspector;

/* What one connection did since it was last told of (with options.accounts). */
struct flow_use {
    account_id account;
    uint32_t owner;
    bool is_udp, ended, is_new; /* is_new: told of for the first time */
    struct ip client, server;
    uint16_t client_port, server_port;
    int64_t from_us, to_us;
    uint64_t up_bytes, down_bytes; /* IP packets, headers counted */
    uint32_t up_packets, down_packets;
    bool was_named; /* a sighting with a name was given for it */
    bool saw_start; /* SYN, or the first datagram in a long while */
    bool has_payload;
    bool said_none, hid_name; /* a hello was seen, but no name from it */
    bool is_unreadable; /* it said something that could not be read: ambiguous, damaged, unknown */
    enum shape shape;
    const char *bound; /* the one name that answers bound to the server's address, NULL: none or
                          several of different sites */
};

struct inspector_options {
    size_t memory_bytes; /* 0: INSPECTOR_MEMORY_BYTES */
    bool accounts;       /* count bytes, call `use` about once a minute for each busy flow */
    bool evidence;       /* keep the address memory */
    bool is_live; /* frames are the first packets of connections and say their owner, which is
                     kept for the whole connection; bytes come by inspector_count() */
    const struct siphash_key *key; /* NULL: random */

    /* Whose address is it? NULL: everyone is owner 0. */
    uint32_t (*owner_of)(const struct ip *address, void *user);
    void (*sighting)(const struct sighting *s, void *user);
    void (*use)(const struct flow_use *use, void *user);
    /* The registrable domain of a name, a pointer into it; NULL where it has none. A name that no
     * answer bound to an address still counts as said if one of its site was. */
    const char *(*site_of)(const char *name, void *user);
    /* The minute has changed; told after the flows of the minute. */
    void (*minute)(int64_t now_us, void *user);
    void *user;
};

struct inspector_losses {
    uint64_t flows_forgotten; /* at the ceiling */
    uint64_t streams_dropped; /* pieces that were waiting, at a ceiling */
    uint64_t fragments_dropped;
    uint64_t packets_unreadable; /* malformed */
};

MUST_USE int inspector_new(const struct inspector_options *options, struct inspector **ret);
struct inspector *inspector_free(struct inspector *in);
AUTO_RELEASE(struct inspector, inspector_free);

/* One packet; with options.is_live an owner of OWNER_NONE says nothing. Callbacks happen inside. */
void inspector_feed(struct inspector *in, const struct frame *frame);

/**
 * inspector_count() - what the kernel counted of a connection so far (with options.is_live)
 *
 * What is new since the last call for it is its use. A connection that is not known here, because
 * it is nobody's or older than we are, is passed over.
 */
struct flow_count {
    bool is_udp, ended;
    struct ip client, server;
    uint16_t client_port, server_port;
    uint64_t up_bytes, down_bytes; /* in all */
    uint64_t up_packets, down_packets;
    int64_t active_us; /* no later than this was its last packet */
};

void inspector_count(struct inspector *in, const struct flow_count *count);

/* An answer that the resolver gave to somebody of this machine, without a packet: it binds names to
 * addresses for all, and is nobody's look-up. */
void inspector_learn(struct inspector *in, struct bytes message, int64_t now_us);

/* What the answers so far say of a name that a connection to @server said. */
enum evidence inspector_evidence(struct inspector *in, uint32_t owner, const struct ip *server,
                                 const char *name, int64_t now_us);

/* Has the connection of the last frame said all that it says in the clear (or is it nobody's)? Then
 * its further packets need not come here. */
bool inspector_is_settled(const struct inspector *in);

/* The connection of the last frame, 0: none that is counted. */
account_id inspector_account(const struct inspector *in);

/* Time has passed without a packet: minutes end, silent connections are forgotten. */
void inspector_advance(struct inspector *in, int64_t now_us);

/* The end: what waits behind a hole is read, flows are told of and closed. */
void inspector_finish(struct inspector *in);

struct inspector_losses inspector_losses(const struct inspector *in);
