/* uses: base wire flow catalogue policy fold agent */
/*
 * A datagram from one role to another; the first byte says between whom. Records come in order and
 * lie in the datagram, each as its form allows; after one that does not fit, nothing comes. An
 * observation that is read holds what an observation may, and is written back the same.
 */
#include "daemon/message.h"
#include "daemon/reverse.h"
#include "property.h"

static void check_observation(struct bytes body)
{
    static uint8_t again[MESSAGE_OBSERVATION_MAX];
    struct observation o, second;
    connection_id id, second_id;
    bool is_answer, second_is_answer;
    size_t n;

    if (!message_observation_read(body, &id, &o, &is_answer))
        return;
    HOLDS(lies_inside(bytes_of(o.name, strlen(o.name) + 1), body));
    HOLDS(lies_inside(bytes_of(o.platform_id, strlen(o.platform_id) + 1), body));
    HOLDS(lies_inside(bytes_of(o.rule, strlen(o.rule) + 1), body));
    HOLDS(!o.site || (o.site >= o.name && *o.site && o.site < o.name + strlen(o.name)));
    for (const char *s = o.name; *s; s++)
        HOLDS(*s >= 0x21 && *s <= 0x7e);
    HOLDS(o.protocol <= PROTOCOL_FLOW && o.evidence <= EVIDENCE_SAID);
    HOLDS(o.nameless < NAMELESS_COUNT && o.verdict <= VERDICT_BLOCK);
    HOLDS(o.categories >> CATEGORY_COUNT == 0 && o.when_us >= 0);
    n = message_observation_write(id, &o, is_answer, again);
    HOLDS(n <= MESSAGE_OBSERVATION_MAX);
    if (strlen(o.name) > 1024 || strlen(o.platform_id) > 128 || strlen(o.rule) > 512)
        return; /* it is cut */
    HOLDS(message_observation_read(bytes_of(again, n), &second_id, &second, &second_is_answer));
    HOLDS(id == second_id && is_answer == second_is_answer && o.when_us == second.when_us);
    HOLDS(o.child == second.child && o.categories == second.categories);
    HOLDS(strcmp(o.name, second.name) == 0 && strcmp(o.rule, second.rule) == 0);
    HOLDS(strcmp(o.platform_id, second.platform_id) == 0);
    HOLDS(!o.site == !second.site && (!o.site || o.site - o.name == second.site - second.name));
    HOLDS(ip_equal(&o.client, &second.client) && ip_equal(&o.server, &second.server));
    HOLDS(o.client_port == second.client_port && o.server_port == second.server_port);
    HOLDS(o.is_udp == second.is_udp && o.through_proxy == second.through_proxy);
    HOLDS(o.is_machinery == second.is_machinery && o.verdict == second.verdict);
    HOLDS(o.protocol == second.protocol && o.evidence == second.evidence);
    HOLDS(o.nameless == second.nameless);
}

static void check_guess(struct bytes body)
{
    char name[REVERSE_HOST_MAX + 1];
    struct ip ip;

    if (!message_guess_read(body, &ip, name))
        return;
    HOLDS(ip.len == 4 || ip.len == 16);
    HOLDS(strlen(name) == body.len - sizeof(ip));
    HOLDS(!name[0] || reverse_host_is_good(bytes_of(name, strlen(name))));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes datagram = bytes_after(bytes_of(data, size), 1);
    enum role from, to;
    struct message_reader r;
    struct message m;
    const uint8_t *last = datagram.at;

    if (size < 1)
        return 0;
    from = data[0] % ROLE_COUNT;
    to = data[0] / ROLE_COUNT % ROLE_COUNT;
    r = message_reader_of(datagram, from, to);
    while (message_next(&r, &m)) {
        const struct message_form *form = &message_forms[m.type];

        HOLDS(m.type < MESSAGE_COUNT && (form->from >> from & 1) && (form->to >> to & 1));
        HOLDS(m.body.len >= form->least && m.body.len <= form->most);
        HOLDS(lies_inside(m.body, datagram));
        HOLDS(m.body.at >= last + sizeof(struct message_head));
        last = m.body.at + m.body.len;
        if (m.type == MESSAGE_OPEN || m.type == MESSAGE_LOOK)
            check_observation(m.body);
        if (m.type == MESSAGE_GUESS)
            check_guess(m.body);
    }
    HOLDS(!message_next(&r, &m));
    HOLDS(r.is_wrong || r.in.left.len == 0);
    check_observation(datagram);
    return 0;
}
