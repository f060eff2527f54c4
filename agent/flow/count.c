/*
 * count — use of a live connection, by the kernel's own counters.
 *
 * Packets are not counted then: only the first of a connection come here. Counters are absolute,
 * so that a lost message costs nothing but the time of what it would have told (ACC-3).
 */
#include "flow/state.h"

enum { COARSE_US = 2000000 };

static uint64_t gained(uint64_t now, uint64_t before)
{
    return now > before ? now - before : 0;
}

/* Seen from the client that we know: of a connection whose first packet was the other end's, and
 * did not come here, the kernel's client is our server. */
static struct flow_count seen_from(const struct account *a, const struct flow_count *c)
{
    struct flow_count swapped = *c;

    if (a->client_port == c->client_port && ip_equal(&a->client, &c->client))
        return *c;
    swapped.up_bytes = c->down_bytes;
    swapped.up_packets = c->down_packets;
    swapped.down_bytes = c->up_bytes;
    swapped.down_packets = c->up_packets;
    return swapped;
}

/* Fewer packets than before: another connection of the same ports, counted from the beginning. */
static void begin_anew(struct account *a, const struct flow_count *c)
{
    if (c->up_packets >= a->counted_up_packets && c->down_packets >= a->counted_down_packets)
        return;
    a->counted_up_packets = a->counted_down_packets = 0;
    a->counted_up_bytes = a->counted_down_bytes = 0;
}

void inspector_count(struct inspector *in, const struct flow_count *count)
{
    struct flow_count seen = *count;
    const struct flow_count *c = &seen;
    struct packet p = {
        .protocol = c->is_udp ? 17 : 6,
        .ip_len = c->client.len,
        .source = c->client.at,
        .destination = c->server.at,
        .source_port = c->client_port,
        .destination_port = c->server_port,
    };
    int side;
    struct flow *f = flow_table_find(in->flows, flow_hash(in, &p, &side));
    struct account *a;
    uint64_t up, down;

    if (!f || !f->account)
        return;
    a = account_at(in->accounts, f->account);
    seen = seen_from(a, count);
    begin_anew(a, c);
    up = gained(c->up_packets, a->counted_up_packets);
    down = gained(c->down_packets, a->counted_down_packets);
    if (up + down > 0) {
        /* The kernel counts silence in whole seconds: it may put the last packet before one that
         * we saw. */
        bool is_before = c->active_us < a->to_us && c->active_us >= a->to_us - COARSE_US;
        int64_t active_us = is_before ? a->to_us : c->active_us;
        int64_t from_us = a->is_busy ? a->from_us : a->to_us > 0 ? a->to_us : active_us;

        if (from_us < active_us - 60000000) /* silent in between: when, nobody knows */
            from_us = active_us - 60000000;
        account_touch(in->accounts, f->account, from_us < active_us ? from_us : active_us,
                      active_us);
        a->up_packets += (uint32_t)up;
        a->down_packets += (uint32_t)down;
        a->up_bytes += gained(c->up_bytes, a->counted_up_bytes);
        a->down_bytes += gained(c->down_bytes, a->counted_down_bytes);
        a->counted_up_packets = c->up_packets;
        a->counted_down_packets = c->down_packets;
        a->counted_up_bytes = c->up_bytes;
        a->counted_down_bytes = c->down_bytes;
        f->seen_s = in->now_s;
    }
    if (c->ended)
        flow_forget(in, f);
}
