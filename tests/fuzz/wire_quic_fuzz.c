/* uses: base wire */
/*
 * A datagram of QUIC packets: each lies in the datagram and they get ever shorter, what opens does
 * not open once a byte of it is changed, and CRYPTO frames lie in the frames they were read from.
 * The datagram's bytes are read as frames as well, since no fuzzer finds a tag.
 */
#include "property.h"

#include "wire/quic.h"

static uint8_t plain[QUIC_PACKET_MAX], changed[QUIC_PACKET_MAX];
static struct quic_keys keys;

static void check_frames(struct bytes frames, const struct quic_version *version)
{
    struct reader in = reader_of(frames);
    struct quic_crypto crypto;
    size_t left = frames.len;

    while (quic_next_crypto(&in, version, &crypto)) {
        HOLDS(lies_inside(crypto.data, frames));
        HOLDS(crypto.offset < UINT64_C(1) << 62);
        HOLDS(in.left.len < left);
        left = in.left.len;
    }
}

static void check_initial(const struct quic_header *h, size_t size)
{
    struct bytes frames, more;
    struct quic_header other = *h;
    size_t at = size % h->packet.len;

    quic_client_keys(h->version, h->dcid, &keys);
    if (!quic_open(&keys, h, plain, &frames))
        return;
    HOLDS(lies_inside(frames, bytes_of(plain, sizeof(plain))));
    HOLDS(frames.len < h->packet.len);
    check_frames(frames, h->version);
    memcpy(changed, h->packet.at, h->packet.len);
    changed[at] ^= 1;
    other.packet.at = changed;
    HOLDS(!quic_open(&keys, &other, plain, &more));
    changed[at] ^= 1;
    HOLDS(quic_open(&keys, &other, plain, &more));
    HOLDS(more.len == frames.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes datagram = bytes_of(data, size), rest = datagram, before;
    struct quic_header h;

    if (size > QUIC_PACKET_MAX)
        return 0;
    check_frames(datagram, quic_version_find(1));
    check_frames(datagram, quic_version_find(0x51303530));
    do {
        char text[QUIC_VERSION_TEXT_MAX];

        before = rest;
        if (quic_header_read(before, &h, &rest) != QUIC_OK)
            return 0;
        HOLDS(rest.len < before.len);
        HOLDS(lies_inside(h.dcid, before) && lies_inside(h.scid, before));
        HOLDS(lies_inside(h.packet, before) && lies_inside(rest, before));
        HOLDS(h.packet.at == before.at && h.packet.len + rest.len <= before.len);
        HOLDS(strlen(quic_version_text(h.version_number, text)) < QUIC_VERSION_TEXT_MAX);
        if (h.version)
            HOLDS(h.dcid.len <= QUIC_ID_MAX && h.scid.len <= QUIC_ID_MAX);
        if (h.version && h.type == QUIC_INITIAL) {
            HOLDS(h.pn_at <= h.packet.len);
            check_initial(&h, size);
        }
    } while (rest.len > 0);
    return 0;
}
