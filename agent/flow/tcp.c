/*
 * tcp — each side of a connection by sequence number (RFC 9293 §3.4, §3.10).
 *
 * A side that is read in order costs nothing but its entry: messages are read where they lie in
 * the packet. Only what ends outside the packet is held, and only what comes from behind a hole is
 * kept for later (stream.h). A hole is given up when too much waits behind it, when the other side
 * has acknowledged past it a few times, or at the end; reading then goes on at the next segment
 * that begins a message.
 */
#include "flow/message.h"
#include "flow/state.h"

#include <stdlib.h>

enum {
    ACKED_PAST_MAX = 8,  /* acknowledgements behind a hole: it was never captured */
    BEGUN_MAX = 4096,    /* kept of what may be the end of a message: most hellos are shorter */
    FAR_BYTES = 1 << 24, /* a jump that no window explains: another life of the connection */
};

static struct stream *waiting(struct inspector *in, const struct flow *f, int side)
{
    return f->pending[side] ? stream_at(in->streams, f->pending[side]) : NULL;
}

static struct stream *wait_for(struct inspector *in, struct flow *f, int side,
                               const struct sender *from)
{
    if (!f->pending[side]) {
        f->pending[side] = stream_new(in->streams);
        if (!f->pending[side]) {
            in->losses.streams_dropped++;
            return NULL;
        }
        stream_at(in->streams, f->pending[side])->since_us = in->now_us;
        stream_at(in->streams, f->pending[side])->ends = from->ends;
    }
    return stream_at(in->streams, f->pending[side]);
}

static void stop_waiting(struct inspector *in, struct flow *f, int side)
{
    stream_release(in->streams, f->pending[side]);
    f->pending[side] = 0;
}

static void finish_side(struct inspector *in, struct flow *f, int side)
{
    f->side[side] = SIDE_DONE;
    f->skip[side] = 0;
    stop_waiting(in, f, side);
}

static bool is_dns_port(const struct sender *from)
{
    return from->ends.from_port == 53 || from->ends.to_port == 53;
}

/* The sighting of a message that is whole. */
static void say(struct inspector *in, const struct sender *from, const struct message *m,
                uint16_t n_segments)
{
    struct sighting s = {.n_segments = n_segments, .n_crypto = 1, .n_packets = 1};

    switch (m->kind) {
    case MESSAGE_HELLO:
        (void)emit_hello(in, from, m->hello, SIGHTING_TLS, &s);
        break;
    case MESSAGE_REQUEST:
        emit_host(in, from, &m->request, n_segments);
        break;
    case MESSAGE_DNS:
        emit_dns(in, from, m->dns, SIGHTING_DNS, SIGHTING_DNSR, m->by_shape ? SEEN_HEURISTIC : 0,
                 n_segments);
        break;
    case MESSAGE_SHAPE:
        emit_shape(in, from, m->shape);
        break;
    case MESSAGE_PASS:
    case MESSAGE_SERVER:
    case MESSAGE_MORE:
    case MESSAGE_NOT:
        break;
    }
}

/* How many segments the first `used` of the bytes came in. */
static uint16_t segments_of(const struct stream *s, size_t used)
{
    uint16_t n = 0;

    if (!s)
        return 1;
    while (n < s->n_borders && s->border[n] < used)
        n++;
    return n ? n : 1;
}

struct progress {
    size_t read; /* bytes that are done with */
    size_t need; /* where it stopped because there has to be more */
    bool is_more;
    bool is_nothing; /* no message was there */
};

/* Read messages from the bytes on; `s` is the stream that they are held in, NULL: the packet. */
static struct progress read_messages(struct inspector *in, struct flow *f, int side,
                                     const struct sender *from, struct bytes data,
                                     const struct stream *s, bool is_ambiguous)
{
    struct progress p = {.read = 0, .is_nothing = true};
    uint16_t border = 0;
    bool is_behind_pass = false; /* a proxy was told its target: the next word begins here */

    while (p.read < data.len) {
        struct message m;
        struct message_place place = {
            .is_dns_port = is_dns_port(from),
            .is_start = (f->side[side] == SIDE_NEW) && p.read == 0,
            .is_segment = is_behind_pass || (!s && p.read == 0),
        };

        if (f->skip[side] > 0) {
            size_t n = data.len - p.read < f->skip[side] ? data.len - p.read : f->skip[side];

            p.is_nothing = false;
            f->skip[side] -= (uint32_t)n;
            p.read += n;
            continue;
        }
        while (s && border < s->n_borders && s->border[border] < p.read)
            border++;
        if (s && border < s->n_borders && s->border[border] == p.read)
            place.is_segment = true;
        message_read(bytes_after(data, p.read), place, in->hello_scratch, &m);
        p.is_nothing &= m.kind == MESSAGE_NOT;
        switch (m.kind) {
        case MESSAGE_HELLO:
        case MESSAGE_REQUEST:
        case MESSAGE_DNS:
            if (is_ambiguous)
                emit_unreadable(in, f);
            else
                say(in, from, &m,
                    segments_of(s, p.read + m.used) - (p.read ? segments_of(s, p.read) - 1 : 0));
            if (m.kind == MESSAGE_HELLO) {
                f->side[!side] = SIDE_DONE;
                f->side[side] = SIDE_DONE;
                p.read = data.len;
                return p;
            }
            f->side[side] = SIDE_OPEN;
            p.read += m.used;
            is_behind_pass = false;
            break;
        case MESSAGE_SHAPE:
            say(in, from, &m, 1);
            f->side[side] = SIDE_DONE;
            p.read = data.len;
            return p;
        case MESSAGE_PASS:
            f->side[side] = SIDE_OPEN;
            f->skip[side] = (uint32_t)m.used;
            is_behind_pass = true;
            break;
        case MESSAGE_SERVER:
            f->side[side] = SIDE_DONE;
            p.read = data.len;
            return p;
        case MESSAGE_MORE:
            p.is_more = true;
            p.need = m.need;
            return p;
        case MESSAGE_NOT: /* on at the next segment */
            while (s && border < s->n_borders && s->border[border] <= p.read)
                border++;
            f->side[side] = SIDE_OPEN;
            p.read = s && border < s->n_borders ? s->border[border] : data.len;
            break;
        }
    }
    if (data.len > 0 && f->side[side] == SIDE_NEW)
        f->side[side] = SIDE_OPEN;
    return p;
}

/* A head of many lines is read again where a line ends, not for each small segment. */
static bool is_worth_trying(const struct stream *s, struct bytes added)
{
    if (s->n_tries < 64 || s->held[0] <= 0x20 || added.len == 0)
        return true;
    return memchr(added.at, '\n', added.len) || !memchr(s->held, '\n', s->held_len - added.len);
}

/* A connection of which no SYN was seen may have begun in the middle of a message whose beginning
 * comes late: what was read of it, and is no message, is kept for that. False: it is not. */
static bool keep_begun(struct inspector *in, struct flow *f, int side, const struct sender *from,
                       struct bytes data)
{
    struct stream *s = waiting(in, f, side);
    uint32_t seq = f->next[side] - (uint32_t)data.len;

    if ((f->flags & (FLOW_SYN_A << side)) || f->next[side] - f->first[side] > BEGUN_MAX ||
        (s ? !s->is_begun : seq != f->first[side] || !stream_pool_is_roomy(in->streams)))
        return false;
    if (!s) {
        s = wait_for(in, f, side, from);
        if (!s)
            return false;
        s->seq = seq;
        s->is_begun = true;
    }
    return stream_hold(in->streams, s, data);
}

/* Bytes that come next in order. */
static void take(struct inspector *in, struct flow *f, int side, const struct sender *from,
                 struct bytes data, uint32_t missing)
{
    struct stream *s = waiting(in, f, side);
    struct progress p;

    f->next[side] += (uint32_t)data.len + missing;
    if (data.len == 0 && missing == 0)
        return;
    if (!s || s->held_len == 0 || s->is_begun) {
        p = read_messages(in, f, side, from, data, NULL, s && s->is_ambiguous && !s->is_begun);
        if (f->side[side] == SIDE_DONE)
            goto done;
        if (p.is_nothing && missing == 0 && keep_begun(in, f, side, from, data))
            return;
        s = waiting(in, f, side);
        if (s && s->is_begun)
            stream_drop_held(in->streams, s, s->held_len);
        if (p.is_more && missing == 0) {
            s = wait_for(in, f, side, from);
            if (!s)
                return;
            s->seq = f->next[side] - (uint32_t)(data.len - p.read);
            s->need = (uint32_t)p.need;
            if (!stream_hold(in->streams, s, bytes_after(data, p.read)))
                in->losses.streams_dropped++;
        }
    } else {
        bool is_held = stream_hold(in->streams, s, data);

        if (is_held && missing == 0 && (s->held_len < s->need || !is_worth_trying(s, data)))
            return;
        if (!is_held || ++s->n_tries > STREAM_TRIES_MAX) { /* too long to be a message */
            in->losses.streams_dropped++;
            stream_drop_held(in->streams, s, s->held_len);
            p = read_messages(in, f, side, from, data, NULL, false);
            if (f->side[side] == SIDE_DONE)
                goto done;
            return;
        }
        p = read_messages(in, f, side, from, bytes_of(s->held, s->held_len), s, s->is_ambiguous);
        if (f->side[side] == SIDE_DONE)
            goto done;
        stream_drop_held(in->streams, s, p.read);
        s->need = p.is_more ? (uint32_t)p.need : 0;
    }
    if (missing > 0 && s) /* the capture left the rest out: what is held never gets whole */
        stream_drop_held(in->streams, s, s->held_len);
    if (missing > 0)
        f->skip[side] = f->skip[side] > missing ? f->skip[side] - missing : 0;
    return;
done:
    finish_side(in, f, side);
    if (f->side[!side] == SIDE_DONE)
        finish_side(in, f, !side);
}

/* Segments that waited and now come next. */
static void take_later(struct inspector *in, struct flow *f, int side, const struct sender *from)
{
    struct stream *s;

    while ((s = waiting(in, f, side)) && s->n_later > 0 &&
           (int32_t)(s->later[0].seq - f->next[side]) <= 0) {
        struct later l = stream_take_later(in->streams, s);
        struct sender then = *from;
        uint32_t old = f->next[side] - l.seq;

        if (l.arrival.frame > then.frame) {
            then.frame = l.arrival.frame;
            then.when_us = l.arrival.when_us;
        }
        then.way = l.arrival.way;
        then.n_layers = l.arrival.n_layers;
        then.layers = l.arrival.layers;
        if (l.is_ambiguous || !stream_agrees(s, l.seq, bytes_of(l.bytes, l.len)))
            s->is_ambiguous = true;
        if (old < l.len || l.missing > 0)
            take(in, f, side, &then, bytes_after(bytes_of(l.bytes, l.len), old), l.missing);
        free(l.bytes);
        s = waiting(in, f, side);
        if (s && s->held_len == 0) /* it was said of what is read now */
            s->is_ambiguous = false;
    }
    s = waiting(in, f, side);
    if (s && s->n_later == 0 && s->held_len == 0)
        stop_waiting(in, f, side);
}

/* Give up the first hole: go on with the segment behind it. */
static void skip_hole(struct inspector *in, struct flow *f, int side, const struct sender *from)
{
    struct stream *s = waiting(in, f, side);

    if (!s || s->n_later == 0)
        return;
    stream_drop_held(in->streams, s, s->held_len);
    s->acked_past = 0;
    s->is_ambiguous = false;
    f->skip[side] = 0;
    f->next[side] = s->later[0].seq;
    take_later(in, f, side, from);
}

static void keep_later(struct inspector *in, struct flow *f, int side, const struct sender *from,
                       const struct packet *p, uint32_t seq, struct bytes data)
{
    struct stream *s = wait_for(in, f, side, from);
    struct arrival arrival = {.when_us = in->now_us, .frame = in->frame, .way = p->way};

    if (!s)
        return;
    if (s->is_begun)
        stream_drop_held(in->streams, s, s->held_len);
    arrival.n_layers = p->n_layers;
    memcpy(arrival.layers, p->layers, p->n_layers);
    if (stream_keep_later(in->streams, s, seq, data, p->payload_missing, &arrival))
        return;
    in->losses.streams_dropped++;
    while ((s = waiting(in, f, side)) && s->n_later > 0) /* too much waits: the hole stays one */
        skip_hole(in, f, side, from);
    if (f->side[side] == SIDE_DONE)
        return;
    if (seq != f->next[side] && (s = waiting(in, f, side)))
        stream_drop_held(in->streams, s, s->held_len);
    if (seq != f->next[side])
        f->skip[side] = 0;
    f->next[side] = seq;
    take(in, f, side, from, data, p->payload_missing);
}

static void restart_side(struct inspector *in, struct flow *f, int side, uint32_t next)
{
    stop_waiting(in, f, side);
    f->side[side] = SIDE_NEW;
    f->skip[side] = 0;
    f->next[side] = f->first[side] = next;
}

/* Our beginning was not the beginning: data from before it, read where it stands. */
static bool is_before_start(const struct flow *f, int side, uint32_t seq)
{
    return !(f->flags & (FLOW_SYN_A << side)) && (int32_t)(seq - f->first[side]) < 0;
}

static void take_before_start(struct inspector *in, struct flow *f, int side,
                              const struct sender *from, uint32_t seq, struct bytes data)
{
    struct stream *s = waiting(in, f, side);
    uint32_t skip = f->skip[side], gap = f->first[side] - seq;
    bool is_next_to_held = s && s->held_len > 0 && s->seq == f->first[side] && data.len >= gap;
    struct progress p;

    data = bytes_head(data, gap);
    f->first[side] = seq;
    f->skip[side] = 0;
    p = read_messages(in, f, side, from, data, NULL, false);
    if (f->side[side] != SIDE_DONE && is_next_to_held) {
        if (p.is_nothing && s->is_begun) {
            (void)stream_hold_before(in->streams, s, data);
        } else if (p.is_more && stream_hold_before(in->streams, s, bytes_after(data, p.read))) {
            s->is_begun = false; /* it goes on in what is held */
            p = read_messages(in, f, side, from, bytes_of(s->held, s->held_len), s,
                              s->is_ambiguous);
            skip = f->skip[side];
            stream_drop_held(in->streams, s, p.read);
            s->need = p.is_more ? (uint32_t)p.need : 0;
        }
    }
    f->skip[side] = skip;
    if (f->side[side] == SIDE_DONE)
        finish_side(in, f, side);
}

/* SYN: a new number is a new connection. */
static uint32_t take_syn(struct inspector *in, struct flow *f, int side, const struct packet *p,
                         const struct sender *from)
{
    uint8_t seen = (uint8_t)(FLOW_SYN_A << side);
    bool is_same = (f->flags & seen) ? f->first[side] == p->seq + 1
                                     : (f->side[side] != SIDE_NEW || f->pending[side]) &&
                                           f->first[side] == p->seq + 1;

    if (!is_same) {
        if (!(p->tcp_flags & TCP_ACK)) { /* the client's: both sides begin anew */
            struct sender other = sender_reversed(from);

            skip_hole(in, f, !side, &other);
            restart_side(in, f, !side, 0);
            f->flags &= (uint8_t) ~(FLOW_SYN_A | FLOW_SYN_B | FLOW_CLOSING);
        }
        skip_hole(in, f, side, from);
        restart_side(in, f, side, p->seq + 1);
    }
    f->flags |= seen;
    return p->seq + 1;
}

/* The other side says how far it has heard this one. */
static void note_ack(struct inspector *in, struct flow *f, int side, const struct packet *p)
{
    struct stream *s = waiting(in, f, !side);

    if (!s || s->n_later == 0 || !(p->tcp_flags & TCP_ACK) ||
        (int32_t)(p->ack - s->later[0].seq) < 0)
        return;
    if (++s->acked_past >= ACKED_PAST_MAX) {
        struct sender from = sender_of(in, f, side, p);
        struct sender other = sender_reversed(&from);

        skip_hole(in, f, !side, &other);
    }
}

void tcp_segment(struct inspector *in, struct flow *f, int side, const struct packet *p)
{
    struct bytes data = p->payload;
    uint32_t seq = p->seq;
    struct sender from;
    struct stream *s;
    int32_t ahead;

    if (f->pending[!side])
        note_ack(in, f, side, p);
    if (p->tcp_flags & (TCP_FIN | TCP_RST))
        f->flags |= FLOW_CLOSING;
    if (f->side[side] == SIDE_DONE && !(p->tcp_flags & TCP_SYN))
        return;
    from = sender_of(in, f, side, p);
    if (p->tcp_flags & TCP_SYN)
        seq = take_syn(in, f, side, p, &from);
    if (data.len == 0 && p->payload_missing == 0)
        return;
    if (f->side[side] == SIDE_DONE)
        return;
    if (f->side[side] == SIDE_NEW && !(f->flags & (FLOW_SYN_A << side)) && f->pending[side] == 0)
        f->next[side] = f->first[side] = seq; /* a stream may begin anywhere */

    ahead = (int32_t)(seq - f->next[side]);
    if (ahead < -FAR_BYTES || ahead > FAR_BYTES) {
        skip_hole(in, f, side, &from);
        if (f->side[side] == SIDE_DONE)
            return;
        restart_side(in, f, side, seq);
        f->flags &= (uint8_t) ~(FLOW_SYN_A << side);
        ahead = 0;
    }
    s = waiting(in, f, side);
    if (ahead < 0) {
        if (is_before_start(f, side, seq)) {
            take_before_start(in, f, side, &from, seq, data);
            if (f->side[side] == SIDE_DONE)
                return;
        }
        if (s && s->held_len > 0 && !stream_agrees(s, seq, data))
            s->is_ambiguous = true;
        if ((uint32_t)-ahead >= data.len + p->payload_missing)
            return;
        data = bytes_after(data, (size_t) - (int64_t)ahead);
        ahead = 0;
    }
    if (ahead > 0) {
        keep_later(in, f, side, &from, p, seq, data);
        return;
    }
    take(in, f, side, &from, data, p->payload_missing);
    if (f->pending[side])
        take_later(in, f, side, &from);
}

void tcp_flush(struct inspector *in, struct flow *f)
{
    for (int side = 0; side < 2; side++) {
        struct stream *s;

        while ((s = waiting(in, f, side)) && s->n_later > 0) {
            struct sender from = {.flow = f, .side = side, .ends = s->ends, .when_us = s->since_us};

            skip_hole(in, f, side, &from);
        }
        stop_waiting(in, f, side);
    }
}
