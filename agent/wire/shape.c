#include "wire/shape.h"

const char *shape_name(enum shape s)
{
    static const char *const names[SHAPE_COUNT] = {
        [SHAPE_NONE] = "none",       [SHAPE_STUN] = "stun", [SHAPE_WIREGUARD] = "wireguard",
        [SHAPE_OPENVPN] = "openvpn", [SHAPE_SSH] = "ssh",   [SHAPE_RESOLVER] = "resolver",
    };

    return names[s];
}

/* OpenVPN: opcode 7 or 10 with key 0, a session id, an optional HMAC, no acknowledgements, and
 * packet id 0. */
static bool is_openvpn_reset(struct bytes b)
{
    uint8_t opcode = peek_u8(b, 0);

    if (opcode != 7 << 3 && opcode != 10 << 3)
        return false;
    if (b.len == 14)
        return peek_u8(b, 9) == 0 && peek_u32(b, 10) == 0;
    return b.len == 42 || b.len == 54 || b.len == 86; /* tls-auth: SHA-1, SHA-256, SHA-512 */
}

enum shape shape_of_datagram(struct bytes payload)
{
    if (payload.len == 148 && peek_u32(payload, 0) == 0x01000000)
        return SHAPE_WIREGUARD;
    if (payload.len >= 20 && peek_u32(payload, 4) == 0x2112a442 && (payload.at[0] & 0xc0) == 0 &&
        peek_u16(payload, 2) == payload.len - 20)
        return SHAPE_STUN;
    return is_openvpn_reset(payload) ? SHAPE_OPENVPN : SHAPE_NONE;
}

enum shape shape_of_stream(struct bytes start)
{
    if (start.len >= 8 && memcmp(start.at, "SSH-2.0-", 8) == 0)
        return SHAPE_SSH;
    if (start.len >= 16 && peek_u16(start, 0) == start.len - 2 &&
        is_openvpn_reset(bytes_after(start, 2)))
        return SHAPE_OPENVPN;
    return SHAPE_NONE;
}

bool shape_is_tor_name(const char *name)
{
    const char *dot;
    size_t len;

    if (strncmp(name, "www.", 4) != 0)
        return false;
    name += 4;
    len = strspn(name, "abcdefghijklmnopqrstuvwxyz234567");
    dot = name + len;
    return len >= 8 && len <= 20 && (strcmp(dot, ".com") == 0 || strcmp(dot, ".net") == 0);
}
