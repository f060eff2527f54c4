#include "flow/inflate.h"

#define ZLIB_CONST
#include <errno.h>
#include <stdlib.h>
#include <zlib.h>

enum {
    PLAIN_MAX = 65535,
    WINDOW_RAW = -15, /* 32 KiB and no header, as inflateInit2() wants it said */
};

struct inflate {
    z_stream zlib;
    uint8_t plain[PLAIN_MAX];
};

int inflate_new(struct inflate **ret)
{
    struct inflate *i = calloc(1, sizeof(*i));

    if (!i)
        return -ENOMEM;
    if (inflateInit2(&i->zlib, WINDOW_RAW) != Z_OK) {
        free(i);
        return -ENOMEM;
    }
    *ret = i;
    return 0;
}

struct inflate *inflate_free(struct inflate *i)
{
    if (i) {
        inflateEnd(&i->zlib);
        free(i);
    }
    return NULL;
}

bool inflate_read(struct inflate *i, struct bytes compressed, struct bytes *ret_plain)
{
    z_stream *z = &i->zlib;

    if (compressed.len > PLAIN_MAX || inflateReset(z) != Z_OK)
        return false;
    z->next_in = compressed.at;
    z->avail_in = (uInt)compressed.len;
    z->next_out = i->plain;
    z->avail_out = PLAIN_MAX;
    if (inflate(z, Z_FINISH) != Z_STREAM_END || z->avail_in > 0)
        return false;
    *ret_plain = bytes_of(i->plain, PLAIN_MAX - z->avail_out);
    return true;
}
