/*
 * quic_flow — the ClientHello of a QUIC connection, over as many Initials as it takes.
 *
 * The keys of the first Destination Connection ID serve all of them (RFC 9001 §5.2), also when a
 * later Initial carries the id that the server chose. A Retry, or a new start after a version
 * negotiation, brings another first id: an Initial that the known keys do not open is tried with
 * keys of its own. What cannot be opened is tried a few times for each flow and no more, since
 * every trial costs a key derivation; and live, where a flow costs its sender nothing, no more than
 * QUOTA_A_SECOND are opened for each owner: the rest counts as not readable, unless it is said
 * again later.
 */
#include "flow/state.h"

#include "wire/gquic.h"

enum { TRIES_EACH = 2, TRIES_MAX = 16 };

/* Of a connection id under a version: another version begins anew, also with the same id. */
static uint32_t id_hash(const struct inspector *in, const struct quic_header *h, struct bytes id)
{
    return ((uint32_t)siphash13(in->key, id.at, id.len) ^ h->version_number * 2) | 1;
}

/* The hello is whole: say it. */
static bool say(struct inspector *in, const struct sender *from, const struct quic_version *version,
                struct bytes head, struct sighting *s)
{
    struct bytes sni;
    uint32_t len;

    if (version->is_gquic) {
        s->kind = SIGHTING_GQUIC;
        if (gquic_hello_read(head, &sni))
            emit_name(in, from, sni, s);
        return head.len >= 8;
    }
    if (head.len < 4)
        return false;
    if (head.at[0] != 1) /* no ClientHello */
        return true;
    len = peek_u32(head, 0) & 0xffffff;
    if (head.len < 4 + (size_t)len)
        return false;
    (void)emit_hello(in, from, bytes_head(bytes_after(head, 4), len), SIGHTING_QUIC, s);
    return true;
}

/* Keep the pieces of a hello that is not whole yet. */
static void keep(struct inspector *in, struct flow *f, const struct sender *from,
                 const struct quic_header *h, struct bytes frames, bool is_first)
{
    struct reader r = reader_of(frames);
    struct quic_crypto crypto;
    struct assembly *a;
    struct sighting s;

    if (is_first)
        udp_forget(in, f);
    if (!f->pending[0]) {
        f->pending[0] = assembly_new(in->assemblies);
        if (!f->pending[0])
            return;
        a = assembly_at(in->assemblies, f->pending[0]);
        a->version = h->version_number;
        a->dcid_len = (uint8_t)h->dcid.len;
        if (h->dcid.len > 0)
            memcpy(a->dcid, h->dcid.at, h->dcid.len);
    }
    a = assembly_at(in->assemblies, f->pending[0]);
    a->n_packets++;
    while (quic_next_crypto(&r, h->version, &crypto))
        if (!assembly_add(in->assemblies, a, crypto.offset, crypto.data)) {
            udp_forget(in, f);
            return;
        }
    s = (struct sighting){.version = h->version_number,
                          .n_segments = 1,
                          .n_crypto = a->n_added,
                          .n_packets = a->n_packets,
                          .flags = a->is_shuffled ? SEEN_SHUFFLED : 0};
    if (a->is_spoiled) {
        emit_unreadable(in, f);
        f->side[0] = SIDE_DONE;
        udp_forget(in, f);
        return;
    }
    if (say(in, from, h->version, assembly_head(a), &s)) {
        f->side[0] = SIDE_DONE;
        udp_forget(in, f);
    }
}

/* The usual case: the whole hello in one frame of one packet, read where it was decrypted. */
static bool say_at_once(struct inspector *in, const struct sender *from,
                        const struct quic_header *h, struct bytes frames)
{
    struct reader r = reader_of(frames);
    struct quic_crypto first, second;
    struct sighting s = {
        .version = h->version_number, .n_segments = 1, .n_crypto = 1, .n_packets = 1};

    if (!quic_next_crypto(&r, h->version, &first) || first.offset != 0 ||
        quic_next_crypto(&r, h->version, &second))
        return false;
    return say(in, from, h->version, first.data, &s);
}

/* One Initial of a flow. */
static void initial(struct inspector *in, struct flow *f, const struct sender *from,
                    const struct quic_header *h)
{
    uint32_t hash = id_hash(in, h, h->dcid);
    struct bytes frames;

    if (f->side[0] == SIDE_DONE &&
        (hash == f->dcid_hash || ((f->flags & FLOW_SERVER_SCID) && hash == f->server_scid_hash) ||
         (hash == f->tried_hash && f->tries >= TRIES_EACH)))
        return;
    if ((f->flags & FLOW_CLIENT_KNOWN) && from->side != !!(f->flags & FLOW_CLIENT_B)) {
        f->server_scid_hash = id_hash(in, h, h->scid); /* the server's Initial: no name in it */
        f->flags |= FLOW_SERVER_SCID;
        return;
    }
    if (in->options.is_live && !quota_take(&in->initials, f->owner, in->now_us)) {
        emit_unreadable(in, f);
        return;
    }
    if (f->pending[0]) {
        struct assembly *a = assembly_at(in->assemblies, f->pending[0]);

        if (a->version == h->version_number) {
            quic_client_keys(h->version, bytes_of(a->dcid, a->dcid_len), &in->keys);
            if (quic_open(&in->keys, h, in->plain, &frames)) {
                keep(in, f, from, h, frames, false);
                return;
            }
        }
    }
    if (f->tries >= TRIES_MAX) /* a damaged copy may come first, so each is tried */
        return;
    quic_client_keys(h->version, h->dcid, &in->keys);
    if (!quic_open(&in->keys, h, in->plain, &frames)) {
        f->tried_hash = hash;
        f->tries++;
        emit_unreadable(in, f);
        return;
    }
    f->flags |= FLOW_CLIENT_KNOWN;
    f->flags = (uint8_t)(from->side ? f->flags | FLOW_CLIENT_B : f->flags & ~FLOW_CLIENT_B);
    f->dcid_hash = hash;
    f->side[0] = SIDE_OPEN;
    if (say_at_once(in, from, h, frames)) {
        f->side[0] = SIDE_DONE;
        udp_forget(in, f);
        return;
    }
    keep(in, f, from, h, frames, true);
}

void quic_datagram(struct inspector *in, struct flow *f, const struct sender *from,
                   struct bytes datagram)
{
    struct bytes rest = datagram, id = {.at = NULL, .len = 0};
    struct quic_header h;

    for (int n = 0; rest.len > 0 && n < 16; n++) {
        if (quic_header_read(rest, &h, &rest) != QUIC_OK || !h.version)
            return;
        if (n > 0 && !bytes_equal(h.dcid, id)) /* RFC 9000 §12.2 */
            return;
        id = h.dcid;
        if (h.type == QUIC_INITIAL)
            initial(in, f, from, &h);
    }
}
