#include "flow/memory.h"

#include "wire/dns.h"
#include "wire/name.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    SLOTS = 1 << 16,
    SLOTS_FULL = SLOTS - SLOTS / 4,
    ARENA_BYTES = 1 << 20,
    ASKED_SETS = 2048, /* of 4 questions each */
    ASKED_WAYS = 4,
    ALIAS_STEPS = 16,
    ASKED_WAIT_S = 10,
    LIFE_MIN_S = 60,
    LIFE_MAX_S = 3600,
    GRACE_S = 300,
};

/* What a slot says; mixed into its hash, so that kinds do not meet. */
enum fact { FACT_NAME = 1, FACT_SITE, FACT_ADDRESS, FACT_PUBLIC_NAME };

struct slot {
    uint64_t hash; /* 0: free */
    uint32_t until_s;
    uint32_t text; /* FACT_ADDRESS: offset + 1 of the name, 0: several */
};

struct generation {
    struct slot *slots;
    char *arena;
    uint32_t used, arena_used;
};

struct asked {
    uint64_t hash;
    int64_t when_us;
};

struct memory {
    struct siphash_key key;
    memory_site_of *site_of;
    void *user;
    struct generation young, old;
    bool has_shared; /* something was learnt for MEMORY_OWNER_ALL */
    struct asked asked[ASKED_SETS][ASKED_WAYS];
    struct name chain[ALIAS_STEPS + 1]; /* scratch */
    struct name owner_name;
};

/* Providers whose outer name is known without a record: what their published ECH configurations
 * hold. */
static const char *const public_names[] = {"cloudflare-ech.com", "encryptedsni.com"};

static int generation_init(struct generation *g)
{
    g->slots = calloc(SLOTS, sizeof(*g->slots));
    g->arena = malloc(ARENA_BYTES);
    return g->slots && g->arena ? 0 : -ENOMEM;
}

static void generation_done(struct generation *g)
{
    free(g->slots);
    free(g->arena);
}

int memory_new(struct siphash_key key, memory_site_of *site_of, void *user, struct memory **ret)
{
    struct memory *m = calloc(1, sizeof(*m));

    if (!m)
        return -ENOMEM;
    m->key = key;
    m->site_of = site_of;
    m->user = user;
    if (generation_init(&m->young) < 0 || generation_init(&m->old) < 0) {
        memory_free(m);
        return -ENOMEM;
    }
    *ret = m;
    return 0;
}

struct memory *memory_free(struct memory *m)
{
    if (m) {
        generation_done(&m->young);
        generation_done(&m->old);
        free(m);
    }
    return NULL;
}

static struct slot *slot_find(const struct generation *g, uint64_t hash)
{
    for (size_t at = hash & (SLOTS - 1); g->slots[at].hash != 0; at = (at + 1) & (SLOTS - 1))
        if (g->slots[at].hash == hash)
            return &g->slots[at];
    return NULL;
}

static void turn(struct memory *m)
{
    struct generation g = m->old;

    memset(g.slots, 0, SLOTS * sizeof(*g.slots));
    g.used = g.arena_used = 0;
    m->old = m->young;
    m->young = g;
}

/* The slot of a hash in the young generation, made where there is none. Room for `text_bytes` more
 * in the arena is there as well. */
static struct slot *slot_put(struct memory *m, uint64_t hash, size_t text_bytes)
{
    struct slot *s = slot_find(&m->young, hash);
    size_t at;

    if (m->young.arena_used + text_bytes > ARENA_BYTES || (!s && m->young.used >= SLOTS_FULL)) {
        turn(m);
        s = NULL;
    }
    if (s)
        return s;
    for (at = hash & (SLOTS - 1); m->young.slots[at].hash != 0; at = (at + 1) & (SLOTS - 1))
        ;
    s = &m->young.slots[at];
    s->hash = hash;
    m->young.used++;
    return s;
}

static uint32_t text_put(struct memory *m, const char *text)
{
    size_t len = strlen(text) + 1;
    uint32_t at = m->young.arena_used;

    memcpy(m->young.arena + at, text, len);
    m->young.arena_used += (uint32_t)len;
    return at + 1;
}

static uint64_t fact_hash(const struct memory *m, enum fact fact, uint32_t owner,
                          const struct ip *ip, const char *text)
{
    struct siphash s = siphash_begin(m->key);
    uint64_t word[2] = {0, 0};
    size_t len = strlen(text);

    memcpy(word, ip->at, ip->len);
    siphash_word(&s, (uint64_t)fact << 48 | (uint64_t)ip->len << 40 | owner);
    siphash_word(&s, word[0]);
    siphash_word(&s, word[1]);
    siphash_word(&s, siphash13(m->key, text, len));
    return siphash_end(s) | 1;
}

/* The fact while it holds; from the old generation it moves to the young one. */
static struct slot *fact_find(struct memory *m, uint64_t hash, uint32_t now_s)
{
    struct slot *s = slot_find(&m->young, hash), *was;
    const char *text = NULL;
    char copy[NAME_TEXT_MAX];
    uint32_t until_s;

    if (s)
        return s->until_s >= now_s ? s : NULL;
    was = slot_find(&m->old, hash);
    if (!was || was->until_s < now_s)
        return NULL;
    until_s = was->until_s;
    if (was->text != 0) {
        snprintf(copy, sizeof(copy), "%s", m->old.arena + was->text - 1);
        text = copy;
    }
    s = slot_put(m, hash, text ? strlen(text) + 1 : 0);
    s->until_s = until_s;
    s->text = text ? text_put(m, text) : 0;
    return s;
}

static void fact_put(struct memory *m, uint64_t hash, uint32_t until_s)
{
    struct slot *s = slot_put(m, hash, 0);

    if (s->until_s < until_s)
        s->until_s = until_s;
}

static bool one_site(const struct memory *m, const char *a, const char *b)
{
    const char *site_a, *site_b;

    if (strcmp(a, b) == 0)
        return true;
    if (!m->site_of)
        return false;
    site_a = m->site_of(a, m->user);
    site_b = m->site_of(b, m->user);
    return site_a && site_b && strcmp(site_a, site_b) == 0;
}

static void bind(struct memory *m, uint32_t owner, const struct ip *address, const char *name,
                 uint32_t ttl_s, int64_t now_us)
{
    struct ip ip = ip_without_nat64(address);
    const char *site = m->site_of ? m->site_of(name, m->user) : NULL;
    uint32_t now_s = (uint32_t)(now_us / 1000000), until_s;
    uint64_t hash;
    struct slot *s;

    if (ip_is_unspecified(&ip))
        return;
    if (ttl_s > INT32_MAX) /* RFC 2181 §8 */
        ttl_s = 0;
    ttl_s = ttl_s < LIFE_MIN_S ? LIFE_MIN_S : ttl_s > LIFE_MAX_S ? LIFE_MAX_S : ttl_s;
    until_s = now_s + ttl_s + GRACE_S;
    fact_put(m, fact_hash(m, FACT_NAME, owner, &ip, name), until_s);
    if (site)
        fact_put(m, fact_hash(m, FACT_SITE, owner, &ip, site), until_s);

    hash = fact_hash(m, FACT_ADDRESS, owner, &ip, "");
    s = fact_find(m, hash, now_s);
    if (s) {
        if (s->text != 0 && !one_site(m, m->young.arena + s->text - 1, name))
            s->text = 0;
        if (s->until_s < until_s)
            s->until_s = until_s;
        return;
    }
    s = slot_put(m, hash, strlen(name) + 1);
    s->text = text_put(m, name);
    s->until_s = until_s;
}

static uint64_t asked_hash(const struct memory *m, const struct lookup *l)
{
    struct siphash s = siphash_begin(m->key);
    uint64_t word[4] = {0, 0, 0, 0};

    memcpy(word, l->client.at, 16);
    memcpy(word + 2, l->server.at, 16);
    for (size_t i = 0; i < ARRAY_LEN(word); i++)
        siphash_word(&s, word[i]);
    siphash_word(&s, (uint64_t)l->client_port << 48 | (uint64_t)l->server_port << 32 |
                         (uint64_t)l->id << 16 | l->type);
    siphash_word(&s, siphash13(m->key, l->name, strlen(l->name)));
    return siphash_end(s) | 1;
}

void memory_ask(struct memory *m, const struct lookup *l, int64_t now_us)
{
    uint64_t hash = asked_hash(m, l);
    struct asked *set = m->asked[hash & (ASKED_SETS - 1)], *into = &set[0];

    m->has_shared |= l->owner == MEMORY_OWNER_ALL;

    for (int i = 0; i < ASKED_WAYS; i++) {
        if (set[i].hash == hash) {
            into = &set[i];
            break;
        }
        if (set[i].when_us < into->when_us)
            into = &set[i];
    }
    *into = (struct asked){.hash = hash, .when_us = now_us};
}

static bool was_asked(struct memory *m, const struct lookup *l, int64_t now_us)
{
    uint64_t hash = asked_hash(m, l);
    struct asked *set = m->asked[hash & (ASKED_SETS - 1)];

    for (int i = 0; i < ASKED_WAYS; i++)
        if (set[i].hash == hash)
            return now_us - set[i].when_us <= ASKED_WAIT_S * INT64_C(1000000);
    return false;
}

/* Names that the question leads to by CNAME, whatever the order of the records. */
static int alias_chain(struct memory *m, const char *name, struct bytes message)
{
    int n = 1;

    m->chain[0].len = (uint16_t)strlen(name);
    memcpy(m->chain[0].at, name, m->chain[0].len + 1u);
    for (bool grew = true; grew && n <= ALIAS_STEPS;) {
        struct dns_header h;
        struct dns_reader r;
        struct dns_record record;

        grew = false;
        if (!dns_begin(message, &h, &r))
            break;
        while (n <= ALIAS_STEPS && dns_next_record(&r, &record) && record.section == DNS_ANSWER) {
            bool is_known = false;

            if (record.type != DNS_CNAME || !dns_name(message, record.name_at, &m->owner_name) ||
                strcmp(m->owner_name.at, m->chain[n - 1].at) != 0 ||
                !dns_name(message, record.data_at, &m->chain[n]))
                continue;
            for (int i = 0; i < n; i++)
                is_known |= strcmp(m->chain[i].at, m->chain[n].at) == 0;
            if (is_known) /* a loop */
                continue;
            n++;
            grew = true;
        }
    }
    return n;
}

/* ECHConfigList: entries of a version and a length; public_name follows the cipher suites and a
 * byte (RFC 9849 §4). */
static void learn_public_names(struct memory *m, uint32_t owner, struct bytes list,
                               uint32_t until_s)
{
    static const struct ip nowhere;
    struct reader in = reader_of(list);

    read_skip(&in, 2);
    while (in.left.len > 0) {
        uint16_t version = read_u16(&in);
        struct reader config = reader_of(read_bytes(&in, read_u16(&in)));
        struct bytes public_name;

        if (in.ended)
            return;
        if (version != 0xfe0d)
            continue;
        read_skip(&config, 3);
        read_skip(&config, read_u16(&config));
        read_skip(&config, read_u16(&config));
        read_skip(&config, 1);
        public_name = read_bytes(&config, read_u8(&config));
        if (!config.ended && name_from_host(public_name, &m->owner_name))
            fact_put(m, fact_hash(m, FACT_PUBLIC_NAME, owner, &nowhere, m->owner_name.at), until_s);
    }
}

static void learn_service(struct memory *m, const struct lookup *l, const struct dns_record *record,
                          int64_t now_us)
{
    struct dns_service service;

    if (!dns_service_read(record, &service) || service.priority == 0)
        return;
    for (size_t at = 0; at < service.ipv4_hints.len; at += 4) {
        struct ip ip = ip_from_bytes(bytes_of(service.ipv4_hints.at + at, 4));

        bind(m, l->owner, &ip, l->name, record->ttl_s, now_us);
    }
    for (size_t at = 0; at < service.ipv6_hints.len; at += 16) {
        struct ip ip = ip_from_bytes(bytes_of(service.ipv6_hints.at + at, 16));

        bind(m, l->owner, &ip, l->name, record->ttl_s, now_us);
    }
    if (service.ech.len > 0)
        learn_public_names(m, l->owner, service.ech,
                           (uint32_t)(now_us / 1000000) + LIFE_MAX_S + GRACE_S);
}

bool memory_answer(struct memory *m, const struct lookup *l, struct bytes message, int64_t now_us)
{
    struct dns_header h;
    struct dns_reader r;
    struct dns_record record;
    int n;

    if (!dns_begin(message, &h, &r) || h.rcode != 0 || h.count[DNS_QUESTION] != 1 ||
        !was_asked(m, l, now_us))
        return false;
    n = alias_chain(m, l->name, message);
    while (dns_next_record(&r, &record) && record.section == DNS_ANSWER) {
        bool is_mine = false;
        struct ip ip;

        if (record.type != DNS_A && record.type != DNS_AAAA && record.type != DNS_HTTPS &&
            record.type != DNS_SVCB)
            continue;
        if ((record.class & 0x7fff) != 1 || !dns_name(message, record.name_at, &m->owner_name))
            continue;
        for (int i = 0; i < n && !is_mine; i++)
            is_mine = strcmp(m->chain[i].at, m->owner_name.at) == 0;
        if (!is_mine)
            continue;
        if (record.type == DNS_HTTPS || record.type == DNS_SVCB) {
            learn_service(m, l, &record, now_us);
            continue;
        }
        ip = ip_from_bytes(record.data);
        if (ip.len == (record.type == DNS_A ? 4 : 16))
            bind(m, l->owner, &ip, l->name, record.ttl_s, now_us);
    }
    return true;
}

/* Did an answer to that owner, or to somebody, say so? */
static bool was_answered(struct memory *m, enum fact fact, uint32_t owner, const struct ip *ip,
                         const char *name, uint32_t now_s)
{
    return fact_find(m, fact_hash(m, fact, owner, ip, name), now_s) ||
           (m->has_shared && fact_find(m, fact_hash(m, fact, MEMORY_OWNER_ALL, ip, name), now_s));
}

enum evidence memory_evidence(struct memory *m, uint32_t owner, const struct ip *server,
                              const char *name, int64_t now_us)
{
    struct ip ip = ip_without_nat64(server);
    uint32_t now_s = (uint32_t)(now_us / 1000000);
    const char *site;

    if (was_answered(m, FACT_NAME, owner, &ip, name, now_s))
        return EVIDENCE_SAID;
    site = m->site_of ? m->site_of(name, m->user) : NULL;
    return site && was_answered(m, FACT_SITE, owner, &ip, site, now_s) ? EVIDENCE_SAID
                                                                       : EVIDENCE_CLAIMED;
}

static const char *bound_for(struct memory *m, uint32_t owner, const struct ip *ip, int64_t now_us)
{
    struct slot *s =
        fact_find(m, fact_hash(m, FACT_ADDRESS, owner, ip, ""), (uint32_t)(now_us / 1000000));

    return s && s->text != 0 ? m->young.arena + s->text - 1 : NULL;
}

const char *memory_bound(struct memory *m, uint32_t owner, const struct ip *server, int64_t now_us)
{
    struct ip ip = ip_without_nat64(server);
    const char *name = bound_for(m, owner, &ip, now_us);

    return name || !m->has_shared ? name : bound_for(m, MEMORY_OWNER_ALL, &ip, now_us);
}

bool memory_is_public_name(struct memory *m, uint32_t owner, const char *name, int64_t now_us)
{
    static const struct ip nowhere;
    uint32_t now_s = (uint32_t)(now_us / 1000000);

    for (size_t i = 0; i < ARRAY_LEN(public_names); i++)
        if (strcmp(public_names[i], name) == 0)
            return true;
    return was_answered(m, FACT_PUBLIC_NAME, owner, &nowhere, name, now_s);
}
