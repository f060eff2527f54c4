#include "wire/quic.h"

#include <nettle/hkdf.h>
#include <nettle/hmac.h>

enum { SECRET_BYTES = SHA256_DIGEST_SIZE, TAG_BYTES = 16, SAMPLE_BYTES = 16 };

/* HKDF-Expand-Label of RFC 8446 §7.1 with an empty context. */
static void expand_label(const struct hmac_sha256_ctx *secret, const char *label, size_t len,
                         uint8_t *ret)
{
    struct hmac_sha256_ctx prk = *secret;
    size_t label_len = strlen(label);
    uint8_t info[64];

    info[0] = 0;
    info[1] = (uint8_t)len;
    info[2] = (uint8_t)(6 + label_len);
    memcpy(info + 3, "tls13 ", 6);
    memcpy(info + 9, label, label_len);
    info[9 + label_len] = 0;
    hkdf_expand(&prk, (nettle_hash_update_func *)hmac_sha256_update,
                (nettle_hash_digest_func *)hmac_sha256_digest, SHA256_DIGEST_SIZE, 10 + label_len,
                info, len, ret);
}

void quic_client_keys(const struct quic_version *version, struct bytes dcid,
                      struct quic_keys *ret_keys)
{
    struct hmac_sha256_ctx hmac;
    uint8_t secret[SECRET_BYTES], key[16];

    hmac_sha256_set_key(&hmac, 20, version->salt);
    hkdf_extract(&hmac, (nettle_hash_update_func *)hmac_sha256_update,
                 (nettle_hash_digest_func *)hmac_sha256_digest, SECRET_BYTES, dcid.len, dcid.at,
                 secret);
    hmac_sha256_set_key(&hmac, SECRET_BYTES, secret);
    expand_label(&hmac, "client in", SECRET_BYTES, secret);
    hmac_sha256_set_key(&hmac, SECRET_BYTES, secret);
    expand_label(&hmac, version->is_v2 ? "quicv2 key" : "quic key", sizeof(key), key);
    gcm_aes128_set_key(&ret_keys->aead, key);
    expand_label(&hmac, version->is_v2 ? "quicv2 iv" : "quic iv", sizeof(ret_keys->iv),
                 ret_keys->iv);
    expand_label(&hmac, version->is_v2 ? "quicv2 hp" : "quic hp", sizeof(key), key);
    aes128_set_encrypt_key(&ret_keys->protection, key);
}

bool quic_open(struct quic_keys *keys, const struct quic_header *header, uint8_t *scratch,
               struct bytes *ret_frames)
{
    struct bytes packet = header->packet;
    uint8_t mask[SAMPLE_BYTES], nonce[12], head[2048], tag[TAG_BYTES];
    size_t pn_bytes, head_bytes, cipher_bytes;

    /* RFC 9001 §5.4.2: the sample stands where the payload would begin after a long number. */
    if (packet.len > QUIC_PACKET_MAX || header->pn_at + 4 + SAMPLE_BYTES > packet.len ||
        header->pn_at + 4 > sizeof(head))
        return false;
    aes128_encrypt(&keys->protection, SAMPLE_BYTES, mask, packet.at + header->pn_at + 4);
    memcpy(head, packet.at, header->pn_at + 4);
    head[0] ^= mask[0] & 0x0f;
    pn_bytes = (head[0] & 3u) + 1;
    memcpy(nonce, keys->iv, sizeof(nonce));
    for (size_t i = 0; i < pn_bytes; i++) {
        head[header->pn_at + i] ^= mask[1 + i];
        nonce[12 - pn_bytes + i] ^= head[header->pn_at + i];
    }
    head_bytes = header->pn_at + pn_bytes;
    if (packet.len < head_bytes + TAG_BYTES)
        return false;
    cipher_bytes = packet.len - head_bytes - TAG_BYTES;

    gcm_aes128_set_iv(&keys->aead, sizeof(nonce), nonce);
    gcm_aes128_update(&keys->aead, head_bytes, head);
    gcm_aes128_decrypt(&keys->aead, cipher_bytes, scratch, packet.at + head_bytes);
    gcm_aes128_digest(&keys->aead, sizeof(tag), tag);
    if (memcmp(tag, packet.at + head_bytes + cipher_bytes, sizeof(tag)) != 0)
        return false;
    *ret_frames = bytes_of(scratch, cipher_bytes);
    return true;
}
