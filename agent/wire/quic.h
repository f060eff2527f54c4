/*
 * quic — long headers, the keys of Initial packets, and the frames in them.
 *
 * RFC 9000 §12, §16, §17.2, §19; RFC 9001 §5 for the keys, which anyone who sees the first packet
 * can derive; RFC 9369 for version 2; the drafts and Google's and Facebook's versions whose salts
 * are published. What does not authenticate is not parsed.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"

#include <nettle/aes.h>
#include <nettle/gcm.h>

#include <stdbool.h>
#include <stdint.h>

enum {
    QUIC_ID_MAX = 20,        /* RFC 9000 §17.2, of a version that we know */
    QUIC_PACKET_MAX = 65536, /* one datagram */
    QUIC_VERSION_TEXT_MAX = 12,
};

enum quic_type { QUIC_INITIAL, QUIC_ZERO_RTT, QUIC_HANDSHAKE, QUIC_RETRY, QUIC_NEGOTIATION };

/* What differs between versions; the table is in quic_version.c. */
struct quic_version {
    uint32_t number;
    const uint8_t *salt;  /* 20 bytes */
    bool is_v2;           /* RFC 9369: other labels and type bits */
    uint8_t crypto_frame; /* 6, or 8 in Google's Q050, T050 and T051 */
    bool is_gquic;        /* the handshake is Google's CHLO, not TLS */
};

/* NULL where no keys are known. */
const struct quic_version *quic_version_find(uint32_t number);

/* "v1", "v2", "draft-29", else "Q043" or "0x54303531"; @ret_text holds QUIC_VERSION_TEXT_MAX. */
const char *quic_version_text(uint32_t number, char *ret_text);

struct quic_header {
    uint32_t version_number;
    const struct quic_version *version; /* NULL: not known, and nothing below but the ids */
    enum quic_type type;
    struct bytes dcid, scid;
    struct bytes packet; /* this packet alone, from its first byte to its end */
    size_t pn_at;        /* of the packet number, in packet */
};

enum quic_answer {
    QUIC_OK,    /* *ret_header is set, *ret_rest holds what follows in the datagram */
    QUIC_SHORT, /* no long header */
    QUIC_MALFORMED,
};

/* The next packet of a datagram. */
MUST_USE enum quic_answer quic_header_read(struct bytes datagram, struct quic_header *ret_header,
                                           struct bytes *ret_rest);

/* The keys of client Initials. */
struct quic_keys {
    struct gcm_aes128_ctx aead;
    struct aes128_ctx protection;
    uint8_t iv[12];
};

/* From the Destination Connection ID of the client's first Initial (RFC 9001 §5.2). */
void quic_client_keys(const struct quic_version *version, struct bytes dcid,
                      struct quic_keys *ret_keys);

/**
 * quic_open() - take the protection off an Initial
 * @keys:    used, not changed in what it holds (nettle keeps its running state in it)
 * @scratch: QUIC_PACKET_MAX bytes for the plain text; must outlive *ret_frames
 *
 * Return: false where it does not authenticate; nothing is then written to *ret_frames.
 */
MUST_USE bool quic_open(struct quic_keys *keys, const struct quic_header *header, uint8_t *scratch,
                        struct bytes *ret_frames);

struct quic_crypto {
    uint64_t offset;
    struct bytes data;
};

/* The next CRYPTO frame; false at the end, or at a frame that no Initial may hold. */
MUST_USE bool quic_next_crypto(struct reader *frames, const struct quic_version *version,
                               struct quic_crypto *ret_crypto);
