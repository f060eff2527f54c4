/* uses: base wire */
/*
 * A frame of any link type (two bytes in front say which): everything that is pointed to lies in
 * the frame, in order, and no more layers than there is room for; a shorter capture of the same
 * frame never gives more payload; the packets of one frame follow each other to its end.
 */
#include "property.h"

#include "wire/packet.h"

static void check(enum packet_answer answer, struct bytes frame, uint32_t wire_bytes,
                  const struct packet *p)
{
    HOLDS(p->n_layers <= PACKET_LAYERS_MAX);
    for (int i = 0; i < p->n_layers; i++)
        HOLDS(p->layers[i] < LAYER_COUNT);
    if (answer == PACKET_TCP || answer == PACKET_UDP || answer == PACKET_FRAGMENT ||
        answer == PACKET_COMPRESSED) {
        HOLDS(p->ip_len == 4 || p->ip_len == 16);
        HOLDS(lies_inside(bytes_of(p->source, p->ip_len), frame));
        HOLDS(lies_inside(bytes_of(p->destination, p->ip_len), frame));
        HOLDS(p->destination == p->source + p->ip_len);
    }
    if (answer == PACKET_TCP || answer == PACKET_UDP) {
        HOLDS(lies_inside(p->payload, frame));
        HOLDS(p->payload.len == 0 || p->payload.at > p->source);
        HOLDS((uint64_t)p->payload.len + p->payload_missing <= wire_bytes);
        HOLDS(p->ip_bytes >= p->payload.len);
        HOLDS(p->n_layers >= 1);
        HOLDS(p->layers[p->n_layers - 1] == (answer == PACKET_TCP ? LAYER_TCP : LAYER_UDP));
    }
    if (answer == PACKET_FRAGMENT) {
        HOLDS(lies_inside(p->inside, frame));
        HOLDS(p->fragment_offset % 8 == 0);
        HOLDS(p->fragment_offset > 0 || p->fragment_more);
    }
    if (answer == PACKET_COMPRESSED) {
        HOLDS(lies_inside(p->inside, frame));
        HOLDS(p->layers[p->n_layers - 1] == LAYER_IPCOMP);
    }
}

static enum packet_answer read_checked(int link_type, struct bytes frame, uint32_t wire_bytes,
                                       struct packet *p)
{
    enum packet_answer first = packet_read(link_type, frame, wire_bytes, p);
    struct packet next = *p;

    check(first, frame, wire_bytes, p);
    while (next.next_at) {
        uint32_t at = next.next_at;

        HOLDS(at < frame.len);
        check(packet_next(link_type, frame, wire_bytes, &next), frame, wire_bytes, &next);
        HOLDS(next.next_at == 0 || next.next_at > at);
    }
    return first;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes frame = bytes_of(data, size);
    struct packet whole, cut, again;
    enum packet_answer answer;
    uint16_t link_type;

    if (size < 2)
        return 0;
    link_type = peek_u16(frame, 0);
    frame = bytes_after(frame, 2);
    answer = read_checked(link_type, frame, (uint32_t)frame.len, &whole);
    HOLDS(whole.payload_missing == 0 || (answer != PACKET_TCP && answer != PACKET_UDP) ||
          whole.payload_missing <= 65535);
    HOLDS(packet_read(link_type, frame, (uint32_t)frame.len, &again) == answer);
    (void)read_checked(link_type, bytes_head(frame, frame.len / 2), (uint32_t)frame.len, &cut);

    if (answer == PACKET_FRAGMENT || answer == PACKET_COMPRESSED) {
        struct packet p = whole;
        struct bytes data_of = p.inside;

        answer = packet_continue(&p, data_of);
        HOLDS(p.n_layers <= PACKET_LAYERS_MAX);
        if (answer == PACKET_TCP || answer == PACKET_UDP)
            HOLDS(lies_inside(p.payload, data_of));
    }
    return 0;
}
