#include "daemon/message.h"

#include "daemon/reverse.h"

#include <string.h>

#define BIT(role)     (uint8_t)(1u << (role))
#define S             BIT(ROLE_SUPERVISOR)
#define G             BIT(ROLE_GATE)
#define I             BIT(ROLE_INSPECTOR)
#define R             BIT(ROLE_RECORDER)
#define N             BIT(ROLE_NAMER)
#define B             BIT(ROLE_BUS)
#define EXACTLY(type) sizeof(type), sizeof(type)
#define WHEN_MAX_US   (INT64_C(400) * 366 * DAY_US) /* as store/fold.c */

/* The observation's part that has one size; its strings follow, each with its NUL. */
struct observation_head {
    int64_t when_us;
    connection_id id;
    uint32_t child;
    category_set categories;
    uint16_t client_port, server_port;
    uint16_t name_len, platform_len, rule_len, site_at; /* site_at: UINT16_MAX: no site */
    uint8_t protocol, evidence, nameless, verdict;
    uint8_t client_len, server_len;
    uint8_t is_udp, is_machinery, through_proxy, is_answer;
    uint8_t client[16], server[16];
};

const struct message_form message_forms[MESSAGE_COUNT] = {
    [MESSAGE_PACKET] = {"packet", G, I, sizeof(struct message_packet),
                        sizeof(struct message_packet) + MESSAGE_PACKET_MAX, false},
    [MESSAGE_COUNT_OF] = {"count", G, I, EXACTLY(struct flow_count), false},
    [MESSAGE_VERDICT] = {"verdict", I, G, sizeof(struct message_verdict),
                         sizeof(struct message_verdict) + MESSAGE_PACKET_MAX, false},
    [MESSAGE_OPEN] = {"open", I, R, sizeof(struct observation_head), MESSAGE_OBSERVATION_MAX,
                      false},
    [MESSAGE_USE] = {"use", I, R, EXACTLY(struct message_use), false},
    [MESSAGE_CLOSE] = {"close", I, R, EXACTLY(struct message_connection), false},
    [MESSAGE_UNRECORDED] = {"unrecorded", I, R, EXACTLY(struct message_moment), false},
    [MESSAGE_MINUTE] = {"minute", I, R, EXACTLY(struct message_moment), false},
    [MESSAGE_LOOK] = {"look", I, R, sizeof(struct observation_head), MESSAGE_OBSERVATION_MAX,
                      false},
    [MESSAGE_CONFIG] = {"config", S, G | I | R | N | B, EXACTLY(struct message_config), false},
    [MESSAGE_PEER] = {"peer", S, G | I | R | N | B, EXACTLY(struct message_peer), true},
    [MESSAGE_PING] = {"ping", S, G | I | R | N | B, 0, 0, false},
    [MESSAGE_STOP] = {"stop", S, G | I | R | N | B, 0, 0, false},
    [MESSAGE_FAMILY] = {"family", S, I | R | B, EXACTLY(struct message_family), false},
    [MESSAGE_ACCOUNTS] = {"accounts", S, I | R | B, 0,
                          MESSAGE_ACCOUNTS_MAX * sizeof(struct message_account), false},
    [MESSAGE_POLICY] = {"policy", S, I | R | B, 1, MESSAGE_BODY_MAX, false},
    [MESSAGE_IN_FORCE] = {"in-force", S, I | R | B, 0, 0, false},
    [MESSAGE_CATALOGUE] = {"catalogue", S, I | R | B, EXACTLY(struct message_catalogue), true},
    [MESSAGE_MONITOR] = {"monitor", S, I, 0, 0, true},
    [MESSAGE_MONITOR_GONE] = {"monitor-gone", I, S, 0, 0, false},
    [MESSAGE_GAP] = {"gap", S, R, EXACTLY(struct gap), false},
    [MESSAGE_STATUS] = {"status", S, R | B, EXACTLY(struct message_status), false},
    [MESSAGE_READY] = {"ready", G | I | R | N | B, S, 0, 0, false},
    [MESSAGE_STATE] = {"state", G | I | R | N | B, S, EXACTLY(struct message_state), false},
    [MESSAGE_LOST] = {"lost", G | I | R, S, EXACTLY(struct gap), false},
    [MESSAGE_PROBED] = {"probed", G, S, EXACTLY(struct message_probed), false},
    [MESSAGE_WATCH] = {"watch", R | S, S | I, EXACTLY(struct message_watch), false},
    [MESSAGE_ADDRESS] = {"address", R, N, EXACTLY(struct ip), false},
    [MESSAGE_GUESS] = {"guess", N, R, sizeof(struct ip), sizeof(struct ip) + REVERSE_HOST_MAX,
                       false},
    [MESSAGE_SUMMARY] = {"summary", R, B, EXACTLY(struct message_summary), false},
    [MESSAGE_NEWS] = {"news", R, B, EXACTLY(struct message_news), false},
    [MESSAGE_WISH] = {"wish", B, S, EXACTLY(struct wish), false},
    [MESSAGE_GRANTED] = {"granted", S | R, B, EXACTLY(struct message_granted), false},
    [MESSAGE_EXCEPTIONS] = {"exceptions", S, B, 0, EXCEPTIONS_MAX * sizeof(struct exception),
                            false},
    [MESSAGE_ERASE] = {"erase", B, R, EXACTLY(struct message_erase), false},
    [MESSAGE_QUEUE] = {"queue", S, G, 0, 0, true},
};

const char *role_name(enum role r)
{
    static const char *const names[ROLE_COUNT] = {
        [ROLE_SUPERVISOR] = "supervisor", [ROLE_GATE] = "gate",   [ROLE_INSPECTOR] = "inspector",
        [ROLE_RECORDER] = "recorder",     [ROLE_NAMER] = "namer", [ROLE_BUS] = "bus",
    };

    return (unsigned)r < ROLE_COUNT ? names[r] : "?";
}

struct message_reader message_reader_of(struct bytes datagram, enum role from, enum role to)
{
    return (struct message_reader){.in = reader_of(datagram), .from = BIT(from), .to = BIT(to)};
}

bool message_next(struct message_reader *r, struct message *ret_message)
{
    struct message_head head;
    struct bytes raw;

    if (r->is_wrong || r->in.left.len == 0)
        return false;
    raw = read_bytes(&r->in, sizeof(head));
    r->is_wrong = true;
    if (r->in.ended)
        return false;
    memcpy(&head, raw.at, sizeof(head));
    if (head.type >= MESSAGE_COUNT || !(message_forms[head.type].from & r->from) ||
        !(message_forms[head.type].to & r->to) || head.len < message_forms[head.type].least ||
        head.len > message_forms[head.type].most)
        return false;
    ret_message->type = (enum message_type)head.type;
    ret_message->body = read_bytes(&r->in, head.len);
    (void)read_bytes(&r->in, (8 - head.len % 8) % 8);
    r->is_wrong = r->in.ended;
    return !r->is_wrong;
}

bool message_copy(const struct message *m, void *to, size_t size, struct bytes *ret_rest)
{
    if (m->body.len < size)
        return false;
    memcpy(to, m->body.at, size);
    if (ret_rest)
        *ret_rest = bytes_after(m->body, size);
    return true;
}

static size_t put(uint8_t *to, const char *s, size_t len)
{
    memcpy(to, s, len);
    to[len] = '\0';
    return len + 1;
}

/* No name is longer (RFC 1035), nor a rule's text; what is, is cut. */
static uint16_t length_of(const char *s, size_t most)
{
    return (uint16_t)strnlen(s, most);
}

size_t message_observation_write(connection_id id, const struct observation *o, bool is_answer,
                                 uint8_t *ret)
{
    struct observation_head h = {
        .when_us = o->when_us,
        .id = id,
        .child = o->child,
        .categories = o->categories,
        .client_port = o->client_port,
        .server_port = o->server_port,
        .name_len = length_of(o->name, 1024),
        .platform_len = length_of(o->platform_id, 128),
        .rule_len = length_of(o->rule, 512),
        .site_at = o->site && o->site - o->name < 1024 ? (uint16_t)(o->site - o->name) : UINT16_MAX,
        .protocol = (uint8_t)o->protocol,
        .evidence = (uint8_t)o->evidence,
        .nameless = (uint8_t)o->nameless,
        .verdict = (uint8_t)o->verdict,
        .client_len = o->client.len,
        .server_len = o->server.len,
        .is_udp = o->is_udp,
        .is_machinery = o->is_machinery,
        .through_proxy = o->through_proxy,
        .is_answer = is_answer,
    };
    size_t n = sizeof(h);

    memcpy(h.client, o->client.at, sizeof(h.client));
    memcpy(h.server, o->server.at, sizeof(h.server));
    memcpy(ret, &h, sizeof(h));
    n += put(ret + n, o->name, h.name_len);
    n += put(ret + n, o->platform_id, h.platform_len);
    n += put(ret + n, o->rule, h.rule_len);
    return n;
}

/* The next string of that length, with its NUL and no byte below `least` before it, so that nothing
 * a terminal obeys gets into the store; NULL: it is none. */
static const char *string(struct reader *in, size_t len, uint8_t least)
{
    struct bytes s = read_bytes(in, len + 1);

    if (in->ended || s.at[len] != '\0')
        return NULL;
    for (size_t i = 0; i < len; i++)
        if (s.at[i] < least || s.at[i] == 0x7f)
            return NULL;
    return (const char *)s.at;
}

static bool is_ascii(const char *s)
{
    for (; *s; s++)
        if (*s & 0x80)
            return false;
    return true;
}

static bool address(const uint8_t *at, uint8_t len, struct ip *ret)
{
    if (len != 0 && len != 4 && len != 16)
        return false;
    *ret = ip_from_bytes(bytes_of(at, len));
    return true;
}

bool message_observation_read(struct bytes body, connection_id *ret_id, struct observation *ret,
                              bool *ret_is_answer)
{
    struct reader in = reader_of(body);
    struct bytes raw = read_bytes(&in, sizeof(struct observation_head));
    struct observation_head h;
    struct observation o = {.when_us = 0};

    if (in.ended)
        return false;
    memcpy(&h, raw.at, sizeof(h));
    o.name = string(&in, h.name_len, '!');
    o.platform_id = o.name ? string(&in, h.platform_len, '!') : NULL;
    o.rule = o.platform_id ? string(&in, h.rule_len, ' ') : NULL;
    if (!o.rule || in.left.len > 0 || !is_ascii(o.name) || !is_ascii(o.platform_id) ||
        h.categories >> CATEGORY_COUNT || h.when_us < 0 || h.when_us > WHEN_MAX_US)
        return false;
    if (h.protocol > PROTOCOL_FLOW || h.evidence > EVIDENCE_SAID || h.nameless >= NAMELESS_COUNT ||
        h.verdict > VERDICT_BLOCK || !address(h.client, h.client_len, &o.client) ||
        !address(h.server, h.server_len, &o.server))
        return false;
    if (h.site_at != UINT16_MAX && h.site_at >= h.name_len)
        return false;
    o.when_us = h.when_us;
    o.child = h.child;
    o.protocol = (enum protocol)h.protocol;
    o.client_port = h.client_port;
    o.server_port = h.server_port;
    o.is_udp = h.is_udp;
    o.site = h.site_at == UINT16_MAX ? NULL : o.name + h.site_at;
    o.evidence = (enum evidence)h.evidence;
    o.nameless = (enum nameless)h.nameless;
    o.categories = h.categories;
    o.is_machinery = h.is_machinery;
    o.through_proxy = h.through_proxy;
    o.verdict = (enum verdict)h.verdict;
    *ret_id = h.id;
    *ret = o;
    *ret_is_answer = h.is_answer;
    return true;
}

bool message_guess_read(struct bytes body, struct ip *ret_ip, char *ret_name)
{
    struct bytes name = bytes_after(body, sizeof(struct ip));
    struct ip said, ip;

    if (body.len < sizeof(said))
        return false;
    memcpy(&said, body.at, sizeof(said));
    if (said.len == 0 || !address(said.at, said.len, &ip) || !ip_equal(&said, &ip) ||
        (name.len > 0 && !reverse_host_is_good(name)))
        return false;
    if (name.len > 0)
        memcpy(ret_name, name.at, name.len);
    ret_name[name.len] = '\0';
    *ret_ip = ip;
    return true;
}
