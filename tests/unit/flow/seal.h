/*
 * seal — Initials made up: the protection that quic_open() takes off, put on (RFC 9001 §5).
 */
#pragma once

#include "../wire/build.h"

#include "wire/quic.h"

static inline void put_crypto(struct build *frames, size_t offset, struct bytes data)
{
    put_u8(frames, 6);
    put_u16(frames, 0x4000 | (unsigned)offset);
    put_u16(frames, 0x4000 | (unsigned)data.len);
    put_bytes(frames, data);
}

/* An Initial of version 1 to `dcid`, under the keys of the first one, `key_id`. */
static inline void put_initial(struct build *b, const char *dcid, const char *key_id,
                               uint32_t number, struct bytes frames)
{
    static struct quic_keys keys;
    size_t at = b->len, pn_at;
    uint8_t nonce[12], mask[16];

    quic_client_keys(quic_version_find(1), bytes_of(key_id, strlen(key_id)), &keys);
    put_u8(b, 0xc3);
    put_u32(b, 1);
    put_u8(b, (unsigned)strlen(dcid));
    put_text(b, dcid);
    put_u16(b, 0); /* no source id, no token */
    put_u16(b, 0x4000 | (unsigned)(4 + frames.len + 16));
    pn_at = b->len;
    put_u32(b, number);
    memcpy(nonce, keys.iv, 12);
    for (size_t i = 0; i < 4; i++)
        nonce[8 + i] ^= b->at[pn_at + i];
    gcm_aes128_set_iv(&keys.aead, 12, nonce);
    gcm_aes128_update(&keys.aead, b->len - at, b->at + at);
    put_fill(b, 0, frames.len + 16);
    gcm_aes128_encrypt(&keys.aead, frames.len, b->at + pn_at + 4, frames.at);
    gcm_aes128_digest(&keys.aead, 16, b->at + pn_at + 4 + frames.len);
    aes128_encrypt(&keys.protection, 16, mask, b->at + pn_at + 4);
    b->at[at] ^= mask[0] & 0x0f;
    for (size_t i = 0; i < 4; i++)
        b->at[pn_at + i] ^= mask[1 + i];
}
