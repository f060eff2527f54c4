#include "capture/pcapng.h"

#include <errno.h>
#include <stdlib.h>

enum {
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET_OLD = 2,
    BLOCK_SIMPLE = 3,
    BLOCK_ENHANCED = 6,
    BYTE_ORDER_MAGIC = 0x1a2b3c4d,
    BLOCK_BYTES_MAX = 16 << 20,
    INTERFACES_MAX = 65536,
    OPTION_END = 0,
    OPTION_TIME_RESOLUTION = 9,
    OPTION_TIME_OFFSET = 14,
};

struct interface {
    int link_type;
    uint32_t snap_bytes;
    uint64_t ticks_per_s;
    int64_t offset_s;
};

struct pcapng {
    FILE *stream;
    bool is_big; /* byte order of this section */
    bool has_section;
    uint8_t *block; /* owned */
    size_t room;
    uint64_t at;
    struct interface *interfaces; /* of this section, owned */
    size_t n_interfaces, interfaces_room;
};

int pcapng_new(FILE *stream, struct pcapng **ret)
{
    struct pcapng *p = calloc(1, sizeof(*p));

    if (!p)
        return -ENOMEM;
    p->stream = stream;
    *ret = p;
    return 0;
}

struct pcapng *pcapng_free(struct pcapng *p)
{
    if (p) {
        free(p->block);
        free(p->interfaces);
        free(p);
    }
    return NULL;
}

uint64_t pcapng_at_bytes(const struct pcapng *p)
{
    return p->at;
}

static uint16_t number16(const struct pcapng *p, struct reader *in)
{
    return p->is_big ? read_u16(in) : read_le16(in);
}

static uint32_t number32(const struct pcapng *p, struct reader *in)
{
    return p->is_big ? read_u32(in) : read_le32(in);
}

/* if_tsresol: a power of ten, or of two with the high bit; what does not fit 64 bits is refused. */
static uint64_t ticks_per_s(uint8_t code)
{
    uint64_t ticks = 1;
    unsigned n = code & 0x7f;

    if (code & 0x80)
        return n < 63 ? UINT64_C(1) << n : 0;
    if (n > 18)
        return 0;
    while (n-- > 0)
        ticks *= 10;
    return ticks;
}

static const char *interface_read(struct pcapng *p, struct reader in)
{
    struct interface i = {.ticks_per_s = 1000000};

    i.link_type = number16(p, &in);
    read_skip(&in, 2);
    i.snap_bytes = number32(p, &in);
    if (in.ended)
        return "an interface description is cut";
    while (in.left.len >= 4) {
        uint16_t code = number16(p, &in), len = number16(p, &in);
        struct reader value = reader_of(read_bytes(&in, len));

        read_skip(&in, (4u - len % 4u) % 4u);
        if (code == OPTION_END)
            break;
        if (code == OPTION_TIME_RESOLUTION && len == 1) {
            i.ticks_per_s = ticks_per_s(read_u8(&value));
            if (i.ticks_per_s == 0)
                return "an interface has a time resolution that cannot be used";
        }
        if (code == OPTION_TIME_OFFSET && len == 8) {
            uint64_t first = number32(p, &value), second = number32(p, &value);

            i.offset_s = (int64_t)(p->is_big ? first << 32 | second : second << 32 | first);
        }
    }
    if (p->n_interfaces == p->interfaces_room) {
        size_t room = p->interfaces_room ? p->interfaces_room * 2 : 8;
        struct interface *more;

        if (p->n_interfaces >= INTERFACES_MAX)
            return "there are too many interfaces";
        more = realloc(p->interfaces, room * sizeof(*more));
        if (!more)
            return "there is no memory for its interfaces";
        p->interfaces = more;
        p->interfaces_room = room;
    }
    p->interfaces[p->n_interfaces++] = i;
    return NULL;
}

static int64_t to_us(const struct interface *i, uint64_t ticks)
{
    uint64_t s = ticks / i->ticks_per_s, rest = ticks % i->ticks_per_s;
    uint64_t us = (uint64_t)((unsigned __int128)rest * 1000000 / i->ticks_per_s);

    /* Seconds beyond the year 10000 are no time: they would overflow what comes after. */
    if (s > UINT64_C(253402300799) || i->offset_s > INT64_C(253402300799) ||
        i->offset_s < -INT64_C(253402300799))
        return 0;
    return ((int64_t)s + i->offset_s) * 1000000 + (int64_t)us;
}

static const char *packet_read(struct pcapng *p, uint32_t type, struct reader in,
                               struct pcapng_packet *ret)
{
    uint32_t number = 0, captured;
    uint64_t ticks = 0;

    if (type == BLOCK_ENHANCED)
        number = number32(p, &in);
    else if (type == BLOCK_PACKET_OLD) {
        number = number16(p, &in);
        read_skip(&in, 2); /* drops */
    }
    if (number >= p->n_interfaces)
        return "a packet names an interface that is not there";
    if (type != BLOCK_SIMPLE) {
        ticks = (uint64_t)number32(p, &in) << 32;
        ticks |= number32(p, &in);
        captured = number32(p, &in);
        ret->wire_bytes = number32(p, &in);
    } else {
        ret->wire_bytes = captured = number32(p, &in);
        if (p->interfaces[0].snap_bytes && captured > p->interfaces[0].snap_bytes)
            captured = p->interfaces[0].snap_bytes;
    }
    ret->bytes = read_bytes(&in, captured);
    if (in.ended)
        return "a packet is longer than its block";
    ret->link_type = p->interfaces[number].link_type;
    ret->when_us = to_us(&p->interfaces[number], ticks);
    return NULL;
}

/* The next block's body into p->block. */
static enum pcapng_answer block_read(struct pcapng *p, uint32_t *ret_type, struct reader *ret_body,
                                     const char **ret_why)
{
    uint8_t head[12];
    size_t n = fread(head, 1, 8, p->stream);
    struct reader in = reader_of(bytes_of(head, 8));
    uint32_t type, len;

    if (n == 0 && feof(p->stream))
        return PCAPNG_END;
    *ret_why = "it ends inside a block";
    if (n < 8)
        return PCAPNG_DAMAGED;
    type = number32(p, &in);
    if (type == BLOCK_SECTION) { /* the same in both byte orders */
        if (fread(head + 8, 1, 4, p->stream) < 4)
            return PCAPNG_DAMAGED;
        in = reader_of(bytes_of(head + 8, 4));
        p->is_big = peek_u32(in.left, 0) == BYTE_ORDER_MAGIC;
        if (!p->is_big && read_le32(&in) != BYTE_ORDER_MAGIC) {
            *ret_why = "a section has no byte-order mark";
            return PCAPNG_DAMAGED;
        }
        p->has_section = true;
        p->n_interfaces = 0;
    }
    if (!p->has_section) {
        *ret_why = "it does not begin with a section";
        return PCAPNG_DAMAGED;
    }
    in = reader_of(bytes_of(head + 4, 4));
    len = number32(p, &in);
    if (len < 12 || len > BLOCK_BYTES_MAX) {
        *ret_why = "a block says a length that cannot be";
        return PCAPNG_DAMAGED;
    }
    len = (len + 3) & ~3u;
    if (len > p->room) {
        uint8_t *block = realloc(p->block, len);

        if (!block) {
            *ret_why = "there is no memory for a block";
            return PCAPNG_DAMAGED;
        }
        p->block = block;
        p->room = len;
    }
    n = type == BLOCK_SECTION ? 12 : 8;
    if (len < n + 4 || fread(p->block, 1, len - n, p->stream) < len - n)
        return PCAPNG_DAMAGED;
    p->at += len;
    *ret_type = type;
    *ret_body = reader_of(bytes_of(p->block, len - n - 4));
    return PCAPNG_PACKET;
}

enum pcapng_answer pcapng_next(struct pcapng *p, struct pcapng_packet *ret, const char **ret_why)
{
    for (;;) {
        struct reader body;
        uint32_t type;
        const char *why = NULL;
        uint64_t at = p->at;
        enum pcapng_answer answer = block_read(p, &type, &body, ret_why);

        if (answer != PCAPNG_PACKET)
            return answer;
        if (type == BLOCK_INTERFACE)
            why = interface_read(p, body);
        else if (type == BLOCK_ENHANCED || type == BLOCK_SIMPLE || type == BLOCK_PACKET_OLD)
            why = packet_read(p, type, body, ret);
        else
            continue;
        if (why) {
            p->at = at;
            *ret_why = why;
            return PCAPNG_DAMAGED;
        }
        if (type != BLOCK_INTERFACE)
            return PCAPNG_PACKET;
    }
}
