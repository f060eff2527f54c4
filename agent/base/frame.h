/*
 * frame — a packet as it came in: from a capture or a live interface, to who reads it.
 */
#pragma once

#include "base/bytes.h"

#include <stdint.h>

struct frame {
    int64_t when_us;
    uint64_t number; /* from 1, in its capture or since the start */
    int link_type;   /* LINKTYPE_ value */
    uint32_t wire_bytes;
    struct bytes bytes; /* what is there of it; whose it is, the maker says */
    uint32_t owner; /* live only: whose socket sent it, as flow/inspector.h has owners; else 0 */
};
