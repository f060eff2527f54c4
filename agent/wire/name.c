#include "wire/name.h"

#include <arpa/inet.h>

/* What one byte becomes: itself, its lower case, or 0 for an escape. */
static const uint8_t plain[256] = {
#define R4(c) [c] = c, [c + 1] = c + 1, [c + 2] = c + 2, [c + 3] = c + 3
    [0x21] = 0x21, [0x22] = 0x22, [0x23] = 0x23, R4(0x24),      R4(0x28),      R4(0x2c),
    R4(0x30),      R4(0x34),      R4(0x38),      R4(0x3c),      [0x40] = 0x40,
#define L4(c) [c] = c + 32, [c + 1] = c + 33, [c + 2] = c + 34, [c + 3] = c + 35
    L4('A'),       L4('E'),       L4('I'),       L4('M'),       L4('Q'),       L4('U'),
    ['Y'] = 'y',   ['Z'] = 'z',   ['['] = '[',   [']'] = ']',   ['^'] = '^',   ['_'] = '_',
    R4(0x60),      R4(0x64),      R4(0x68),      R4(0x6c),      R4(0x70),      R4(0x74),
    R4(0x78),      [0x7c] = 0x7c, [0x7d] = 0x7d, [0x7e] = 0x7e,
#undef R4
#undef L4
};

static const char hex[] = "0123456789abcdef";

bool name_add(struct name *n, struct bytes b, bool dot_is_data)
{
    char *to = n->at + n->len;

    if (n->len + b.len * 4 >= NAME_TEXT_MAX)
        return false;
    for (size_t i = 0; i < b.len; i++) {
        uint8_t c = b.at[i], p = plain[c];

        if (p != 0 && !(dot_is_data && c == '.')) {
            *to++ = (char)p;
            continue;
        }
        *to++ = '\\';
        *to++ = 'x';
        *to++ = hex[c >> 4];
        *to++ = hex[c & 15];
    }
    *to = '\0';
    n->len = (uint16_t)(to - n->at);
    return true;
}

bool name_from_host(struct bytes b, struct name *ret_name)
{
    name_clear(ret_name);
    if (b.len > 1 && b.at[b.len - 1] == '.')
        b.len--;
    return b.len > 0 && b.len <= NAME_BYTES_MAX && name_add(ret_name, b, false);
}

bool name_is_address(const char *text)
{
    struct in_addr ip;

    return text[0] == '[' || strchr(text, ':') || inet_pton(AF_INET, text, &ip) == 1;
}
