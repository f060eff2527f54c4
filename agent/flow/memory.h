/*
 * memory — which names answers bound to which addresses, for each owner.
 *
 * An answer teaches only if it matches a question seen at most ten seconds before: addresses,
 * ports, id, name and type (RFC 5452 §9). Aliases are followed at most 16 steps, in any order of
 * records; the name asked for is the name. A binding lives as long as its record, 60 s at least
 * and 1 h at most, and 5 min of grace. Of several names of different sites for one address none is
 * "the" name. HTTPS records teach by their hints (RFC 9460 §7.3) and the public name of their
 * ECHConfig (RFC 9848, RFC 9849 §4).
 *
 * Two generations of fixed size: when the young one is full the old one is forgotten, and what is
 * still asked for moves over. So memory is bounded, and what is in use stays.
 */
#pragma once

#include "base/evidence.h"
#include "base/ip.h"
#include "base/scope.h"
#include "base/siphash.h"

#include <stdbool.h>
#include <stdint.h>

struct memory;

/* An owner beside the monitored ones: answers that somebody of this machine got. They bind for all.
 */
#define MEMORY_OWNER_ALL (UINT32_MAX - 1)

typedef const char *memory_site_of(const char *name, void *user);

MUST_USE int memory_new(struct siphash_key key, memory_site_of *site_of, void *user,
                        struct memory **ret);
struct memory *memory_free(struct memory *m);

/* One exchange with a resolver. */
struct lookup {
    uint32_t owner;
    struct ip client, server;
    uint16_t client_port, server_port;
    uint16_t id, type;
    const char *name; /* asked for */
};

void memory_ask(struct memory *m, const struct lookup *l, int64_t now_us);

/* True where the answer matched a question; what it binds is then remembered. */
bool memory_answer(struct memory *m, const struct lookup *l, struct bytes message, int64_t now_us);

/* SAID where an answer bound the name (or one of its site) to the address, else CLAIMED. */
enum evidence memory_evidence(struct memory *m, uint32_t owner, const struct ip *server,
                              const char *name, int64_t now_us);

/* The one name bound to the address; NULL where there is none, or there are several of different
 * sites. Valid until the next call. */
const char *memory_bound(struct memory *m, uint32_t owner, const struct ip *server, int64_t now_us);

/* Is it the public name that a provider uses for encrypted hellos? */
bool memory_is_public_name(struct memory *m, uint32_t owner, const char *name, int64_t now_us);
